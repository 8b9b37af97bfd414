"""Tables of people and organisations."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from examsite.domain.terms import ProposalState, Role
from examsite.kit.chance import public_id
from examsite.kit.db import Model
from examsite.kit.types import text_enum

PRIVATE = {"journal": False}
"""Columns whose values stay out of the journal."""


class User(Model):
    """A person. Closing the account erases name, phone and mail and keeps the opaque id."""

    __tablename__ = "user"
    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(16), unique=True, default=public_id)
    username: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str] = mapped_column(String(60), info=PRIVATE)
    name_key: Mapped[str] = mapped_column(String(120), index=True, info=PRIVATE)
    phone: Mapped[str | None] = mapped_column(String(20), unique=True, info=PRIVATE)
    email: Mapped[str | None] = mapped_column(String(254), unique=True, info=PRIVATE)
    phone_proven_at: Mapped[datetime | None]
    email_proven_at: Mapped[datetime | None]
    password_hash: Mapped[str] = mapped_column(String(200), info=PRIVATE)
    locale: Mapped[str] = mapped_column(String(8), default="zh")
    created_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    grants: Mapped[list["RoleGrant"]] = relationship(
        foreign_keys="RoleGrant.user_id", back_populates="user", lazy="raise_on_sql"
    )


class RoleGrant(Model):
    """A role held by a person, given by another."""

    __tablename__ = "role_grant"
    __table_args__ = (UniqueConstraint("user_id", "role"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    role: Mapped[Role] = mapped_column(text_enum(Role))
    granted_at: Mapped[datetime]
    granted_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    user: Mapped[User] = relationship(foreign_keys=[user_id], back_populates="grants")


class LoginSession(Model):
    """A sign-in on one device. Ending it is what signing out means."""

    __tablename__ = "login_session"
    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(16), unique=True, default=public_id)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True, info=PRIVATE)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    sitting: Mapped[str] = mapped_column(String(16), default="")
    """Public id of the only sitting it opens; empty: whatever the person may."""
    address: Mapped[str] = mapped_column(String(64), info=PRIVATE)
    agent: Mapped[str] = mapped_column(String(200), info=PRIVATE)


class OneTimeCode(Model):
    """A code or link sent to somebody, good once and for a short while."""

    __tablename__ = "one_time_code"
    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(16), unique=True, default=public_id)
    purpose: Mapped[str] = mapped_column(String(32))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    target: Mapped[str] = mapped_column(String(254), index=True, info=PRIVATE)
    code_hash: Mapped[str] = mapped_column(String(64), index=True, info=PRIVATE)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)
    payload: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, info=PRIVATE)
    """What is kept until the code proves the contact: an unfinished registration."""


class Organisation(Model):
    """A provider, employer or school, known by its unified code rather than its spelling."""

    __tablename__ = "organisation"
    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(16), unique=True, default=public_id)
    name: Mapped[str] = mapped_column(String(120))
    unified_code: Mapped[str | None] = mapped_column(String(18), unique=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    created_at: Mapped[datetime]


class Membership(Model):
    """A person's time at an organisation, confirmed by its manager."""

    __tablename__ = "membership"
    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(16), unique=True, default=public_id)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    from_date: Mapped[date]
    to_date: Mapped[date | None]
    asked_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    organisation: Mapped[Organisation] = relationship()


class Document(Model):
    """A version of the privacy notice or the candidate rules."""

    __tablename__ = "document"
    __table_args__ = (UniqueConstraint("kind", "version"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(32))
    version: Mapped[str] = mapped_column(String(16))
    title: Mapped[str] = mapped_column(String(120))
    body: Mapped[str] = mapped_column(Text)
    required: Mapped[bool]
    published_at: Mapped[datetime]


class Consent(Model):
    """A person's answer to one version of one document."""

    __tablename__ = "consent"
    __table_args__ = (UniqueConstraint("user_id", "document_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    given_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    document: Mapped[Document] = relationship()


class Proposal(Model):
    """An act that needs two people: proposed by one, settled by another."""

    __tablename__ = "proposal"
    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(16), unique=True, default=public_id)
    act: Mapped[str] = mapped_column(String(64))
    subject_type: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[str] = mapped_column(String(40), index=True)
    payload: Mapped[dict[str, Any]] = mapped_column(JSON, info=PRIVATE)
    payload_hash: Mapped[str] = mapped_column(String(64))
    reason: Mapped[str] = mapped_column(Text)
    state: Mapped[ProposalState] = mapped_column(text_enum(ProposalState), index=True)
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    proposed_at: Mapped[datetime]
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    settled_at: Mapped[datetime | None]
    note: Mapped[str] = mapped_column(Text, default="")
    proposed_by: Mapped[User] = relationship(foreign_keys=[proposed_by_id])


UNSET_ISSUER = "示例机构（未设置）"
"""The issuer's printed name as long as none is set."""


class Issuer(Model):
    """Who issues: the facts printed on certificates and in the footer. One row."""

    __tablename__ = "issuer"
    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(16), unique=True, default=public_id)
    name: Mapped[str] = mapped_column(String(120), default="")
    unified_code: Mapped[str] = mapped_column(String(18), default="")
    address: Mapped[str] = mapped_column(String(200), default="")
    complaint_contact: Mapped[str] = mapped_column(String(120), default="")
    icp_number: Mapped[str] = mapped_column(String(60), default="")
    police_number: Mapped[str] = mapped_column(String(60), default="")
    certificate_title: Mapped[str] = mapped_column(String(60), default="操盘手能力评价证书")
    scope: Mapped[str] = mapped_column(String(60), default="直播电商操盘")
    authorisation: Mapped[str] = mapped_column(Text, default="")
    seal_image: Mapped[bytes | None] = mapped_column(LargeBinary)

    @property
    def name_on_paper(self) -> str:
        """The name, or that none is set."""
        return self.name or UNSET_ISSUER


class CalendarYear(Model):
    """A year's days off and make-up workdays as an officer recorded them. Append-only: a
    correction is the next number with its reason."""

    __tablename__ = "calendar_year"
    __table_args__ = (UniqueConstraint("year", "number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int]
    number: Mapped[int]
    days_off: Mapped[list[str]] = mapped_column(JSON)
    workdays: Mapped[list[str]] = mapped_column(JSON)
    source: Mapped[str] = mapped_column(String(300))
    reason: Mapped[str] = mapped_column(String(200))
    """Why what stood before was wrong; empty for a year's first record."""
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[User] = relationship(lazy="raise_on_sql")

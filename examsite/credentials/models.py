"""Tables of awards. A credential's state is a fold over its status events."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from examsite.domain.terms import Level, StatusKind
from examsite.kit.chance import public_id
from examsite.kit.db import Model
from examsite.kit.types import text_enum

PRIVATE = {"journal": False}


class Credential(Model):
    """The award as printed. Never changed: a correction is a new revision."""

    __tablename__ = "credential"
    __table_args__ = (UniqueConstraint("number", "revision"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(16), unique=True, default=public_id)
    serial: Mapped[int] = mapped_column(index=True)
    number: Mapped[str] = mapped_column(String(13), index=True)
    revision: Mapped[int] = mapped_column(default=1)
    code: Mapped[str] = mapped_column(String(16), unique=True, info=PRIVATE)
    """The 80-bit verification code: knowing it proves holding the paper."""
    decision_id: Mapped[int | None] = mapped_column(ForeignKey("decision.id"), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    level: Mapped[Level] = mapped_column(text_enum(Level))
    name: Mapped[str] = mapped_column(String(60), info=PRIVATE)
    name_key: Mapped[str] = mapped_column(String(120), index=True, info=PRIVATE)
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    """What else is printed: title, scope, issuer, dates of the parts, scheme version."""
    issued_on: Mapped[date]
    valid_until: Mapped[date]
    development: Mapped[bool]
    awarded_at: Mapped[datetime]
    events: Mapped[list["StatusEvent"]] = relationship(
        order_by="StatusEvent.id", back_populates="credential", lazy="raise_on_sql"
    )

    @property
    def knowledge_day(self) -> date | None:
        """The day of the knowledge exam, as printed."""
        return self._day("knowledge_on")

    @property
    def practical_day(self) -> date | None:
        """The day of the practical, as printed."""
        return self._day("practical_on")

    def _day(self, fact: str) -> date | None:
        text = self.facts.get(fact)
        return date.fromisoformat(text) if text else None


class StatusEvent(Model):
    """Something that happened to a credential. Append-only."""

    __tablename__ = "status_event"
    id: Mapped[int] = mapped_column(primary_key=True)
    credential_id: Mapped[int] = mapped_column(ForeignKey("credential.id"), index=True)
    kind: Mapped[StatusKind] = mapped_column(text_enum(StatusKind))
    reason_code: Mapped[str] = mapped_column(String(32))
    reason: Mapped[str] = mapped_column(Text, info=PRIVATE)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime]
    credential: Mapped[Credential] = relationship(back_populates="events", lazy="raise_on_sql")


class CertificateFile(Model):
    """The sealed PDF as issued, with its hash."""

    __tablename__ = "certificate_file"
    id: Mapped[int] = mapped_column(primary_key=True)
    credential_id: Mapped[int] = mapped_column(ForeignKey("credential.id"), unique=True)
    sha256: Mapped[str] = mapped_column(String(64), unique=True)
    content: Mapped[bytes] = mapped_column(LargeBinary, info=PRIVATE)
    made_at: Mapped[datetime]


class CheckEvent(Model):
    """A check of a certificate, kept six months: what was asked, what was answered."""

    __tablename__ = "check_event"
    id: Mapped[int] = mapped_column(primary_key=True)
    credential_id: Mapped[int | None] = mapped_column(ForeignKey("credential.id"), index=True)
    way: Mapped[str] = mapped_column(String(16))
    answer: Mapped[str] = mapped_column(String(16))
    at: Mapped[datetime] = mapped_column(index=True)

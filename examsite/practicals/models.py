"""Tables of the in-person practical. Sheets are append-only versions under a seal."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from examsite.accounts.models import User
from examsite.domain.terms import Level, Outcome, SheetPart
from examsite.exams.models import SchemeVersion
from examsite.kit.chance import public_id
from examsite.kit.db import Model
from examsite.kit.types import text_enum


class RubricVersion(Model):
    """A level's scoring rubric as adopted: immutable."""

    __tablename__ = "rubric_version"
    __table_args__ = (UniqueConstraint("level", "version"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    level: Mapped[Level] = mapped_column(text_enum(Level))
    version: Mapped[str] = mapped_column(String(16))
    content: Mapped[dict[str, Any]] = mapped_column(JSON, info={"journal": False})
    content_hash: Mapped[str] = mapped_column(String(64))
    adopted_at: Mapped[datetime]


class PracticalSession(Model):
    """One practical sitting: place, time, rules, rubric."""

    __tablename__ = "practical_session"
    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(16), unique=True, default=public_id)
    title: Mapped[str] = mapped_column(String(120))
    level: Mapped[Level] = mapped_column(text_enum(Level))
    scheme_id: Mapped[int] = mapped_column(ForeignKey("scheme_version.id"))
    rubric_id: Mapped[int] = mapped_column(ForeignKey("rubric_version.id"))
    venue: Mapped[str] = mapped_column(String(120))
    starts_at: Mapped[datetime] = mapped_column(index=True)
    ends_at: Mapped[datetime]
    simulation: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    scheme: Mapped[SchemeVersion] = relationship(lazy="raise_on_sql")
    rubric: Mapped[RubricVersion] = relationship(lazy="raise_on_sql")


class Booking(Model):
    """A candidate's place in a practical session, known to examiners by number and mask."""

    __tablename__ = "booking"
    __table_args__ = (
        UniqueConstraint("session_id", "candidate_id"),
        UniqueConstraint("session_id", "number"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(16), unique=True, default=public_id)
    session_id: Mapped[int] = mapped_column(ForeignKey("practical_session.id"), index=True)
    candidate_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    number: Mapped[int]
    slot_at: Mapped[datetime]
    booked_at: Mapped[datetime]
    session: Mapped[PracticalSession] = relationship(lazy="raise_on_sql")
    candidate: Mapped[User] = relationship(lazy="raise_on_sql")


class Assignment(Model):
    """An examiner who scores one booking. Seats 1 and 2 score first (a senior's 3 too); the next
    one adjudicates. Who declares a conflict leaves the seat; what he wrote stays, uncounted."""

    __tablename__ = "assignment"
    __table_args__ = (
        UniqueConstraint("booking_id", "examiner_id"),
        UniqueConstraint("booking_id", "seat"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(16), unique=True, default=public_id)
    booking_id: Mapped[int] = mapped_column(ForeignKey("booking.id"), index=True)
    examiner_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    seat: Mapped[int | None]
    assigned_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    booking: Mapped[Booking] = relationship(lazy="raise_on_sql")
    examiner: Mapped[User] = relationship(lazy="raise_on_sql")


class ConflictDeclaration(Model):
    """An examiner's reason not to score a person or an organisation's people."""

    __tablename__ = "conflict_declaration"
    id: Mapped[int] = mapped_column(primary_key=True)
    examiner_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    candidate_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    reason: Mapped[str] = mapped_column(Text)
    declared_at: Mapped[datetime]


class ScoreSheet(Model):
    """One examiner's marks for one part. Signing seals it."""

    __tablename__ = "score_sheet"
    __table_args__ = (UniqueConstraint("assignment_id", "part"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(16), unique=True, default=public_id)
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignment.id"), index=True)
    part: Mapped[SheetPart] = mapped_column(text_enum(SheetPart))
    opened_at: Mapped[datetime]
    signed_at: Mapped[datetime | None]
    seal: Mapped[str] = mapped_column(String(64), default="")
    """SHA-256 of the signed version's canonical content."""
    assignment: Mapped[Assignment] = relationship(lazy="raise_on_sql")
    versions: Mapped[list["SheetVersion"]] = relationship(
        order_by="SheetVersion.number", lazy="raise_on_sql", back_populates="sheet"
    )


class SheetVersion(Model):
    """What a sheet said at one time, from one device, based on which version. Append-only."""

    __tablename__ = "sheet_version"
    __table_args__ = (
        UniqueConstraint("sheet_id", "number"),
        UniqueConstraint("sheet_id", "client_id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    sheet_id: Mapped[int] = mapped_column(ForeignKey("score_sheet.id"), index=True)
    number: Mapped[int]
    client_id: Mapped[str] = mapped_column(String(64))
    base_version: Mapped[int]
    content: Mapped[dict[str, Any]] = mapped_column(JSON, info={"journal": False})
    content_hash: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]
    sheet: Mapped[ScoreSheet] = relationship(back_populates="versions", lazy="raise_on_sql")


class BusinessResult(Model):
    """The room's figures of the session against its own baseline, and the score from them."""

    __tablename__ = "business_result"
    __table_args__ = (UniqueConstraint("booking_id", "number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    booking_id: Mapped[int] = mapped_column(ForeignKey("booking.id"), index=True)
    number: Mapped[int]
    figures: Mapped[dict[str, Any]] = mapped_column(JSON)
    score: Mapped[int | None]
    """0-10000 hundredths; None when the weight goes to process."""
    provisional: Mapped[bool]
    by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime]


class PracticalScore(Model):
    """The combined practical score of a booking, with every step that led to it. Append-only."""

    __tablename__ = "practical_score"
    __table_args__ = (UniqueConstraint("booking_id", "number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(16), unique=True, default=public_id)
    booking_id: Mapped[int] = mapped_column(ForeignKey("booking.id"), index=True)
    number: Mapped[int]
    total: Mapped[int]
    """Hundredths."""
    outcome: Mapped[Outcome] = mapped_column(text_enum(Outcome))
    steps: Mapped[dict[str, Any]] = mapped_column(JSON)
    at: Mapped[datetime]

"""Tables of a running sitting. All but the last contact and sheets of paper are append-only."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from examsite.accounts.models import User
from examsite.attempts.models import BIG_KEY, Attempt
from examsite.domain.flags import FlagOutcome, FlagState
from examsite.domain.invigilation import IncidentKind, SignalKind
from examsite.kit.chance import public_id
from examsite.kit.db import Model
from examsite.kit.types import text_enum

PRIVATE = {"journal": False}


class Contact(Model):
    """When the server last heard from an attempt's page, written at most every 15 s.

    `address_mark` is a keyed hash of the network address: it tells a change, not the address.
    `heard` is the newest announcement the page had then, 0 for none.
    """

    __tablename__ = "contact"
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"), primary_key=True)
    at: Mapped[datetime]
    epoch: Mapped[int]
    address_mark: Mapped[str] = mapped_column(String(16))
    heard: Mapped[int]


class SilentStretch(Model):
    """More than 30 s without acknowledged contact: the disturbance ledger. Append-only."""

    __tablename__ = "silent_stretch"
    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"), index=True)
    from_at: Mapped[datetime]
    until_at: Mapped[datetime]
    seconds: Mapped[int]
    """Without what was paused."""
    away: Mapped[bool]
    """The page had said that it was left."""


class Signal(Model):
    """A fact a page reported or the server saw, for a person to judge. Append-only; may be
    deleted after 180 days."""

    __tablename__ = "signal"
    id: Mapped[int] = mapped_column(BIG_KEY, primary_key=True)
    sitting_id: Mapped[int] = mapped_column(ForeignKey("sitting.id"), index=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"), index=True)
    kind: Mapped[SignalKind] = mapped_column(text_enum(SignalKind))
    amount: Mapped[int] = mapped_column(Integer)
    """Seconds or characters, as the kind says; never content."""
    stands_out: Mapped[bool]
    client_ms: Mapped[int | None] = mapped_column(BigInteger)
    at: Mapped[datetime]


class Incident(Model):
    """What an invigilator did or saw, at one seat or (no attempt) in the room. Append-only."""

    __tablename__ = "incident"
    id: Mapped[int] = mapped_column(primary_key=True)
    sitting_id: Mapped[int] = mapped_column(ForeignKey("sitting.id"), index=True)
    attempt_id: Mapped[int | None] = mapped_column(ForeignKey("attempt.id"), index=True)
    kind: Mapped[IncidentKind] = mapped_column(text_enum(IncidentKind))
    seconds: Mapped[int]
    """Time given, 0 where none was."""
    text: Mapped[str] = mapped_column(Text)
    by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime]
    by: Mapped[User] = relationship(lazy="raise_on_sql")
    attempt: Mapped[Attempt | None] = relationship(lazy="raise_on_sql")


class Flag(Model):
    """A doubt about an attempt, from what was seen to what was decided. What people wrote stays out
    of the journal."""

    __tablename__ = "flag"
    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(16), unique=True, default=public_id)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"), index=True)
    state: Mapped[FlagState] = mapped_column(text_enum(FlagState), index=True)
    words: Mapped[str] = mapped_column(Text, info=PRIVATE)
    evidence: Mapped[list[Any]] = mapped_column(JSON, info=PRIVATE)
    """[[kind, times, people, median, ninety], ...] as it was when raised."""
    raised_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    raised_at: Mapped[datetime]
    reply_due: Mapped[date]
    reply: Mapped[str] = mapped_column(Text, default="", info=PRIVATE)
    replied_at: Mapped[datetime | None]
    outcome: Mapped[FlagOutcome | None] = mapped_column(text_enum(FlagOutcome))
    reasons: Mapped[str] = mapped_column(Text, default="", info=PRIVATE)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    decided_at: Mapped[datetime | None]
    attempt: Mapped[Attempt] = relationship(lazy="raise_on_sql")
    raised_by: Mapped[User] = relationship(foreign_keys=[raised_by_id], lazy="raise_on_sql")
    decided_by: Mapped[User | None] = relationship(
        foreign_keys=[decided_by_id], lazy="raise_on_sql"
    )


class Announcement(Model):
    """A sentence to everybody in a sitting. Append-only."""

    __tablename__ = "announcement"
    id: Mapped[int] = mapped_column(primary_key=True)
    sitting_id: Mapped[int] = mapped_column(ForeignKey("sitting.id"), index=True)
    text: Mapped[str] = mapped_column(Text)
    by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime]


class PaperSheet(Model):
    """An attempt that goes on or is taken on paper: why, and what became of it."""

    __tablename__ = "paper_sheet"
    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"), unique=True)
    reason: Mapped[str] = mapped_column(Text)
    by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    attempt: Mapped[Attempt] = relationship(lazy="raise_on_sql")


class PaperVersion(Model):
    """One person's typing of a sheet: 1 and 2 blind to each other, 3 where these differed.
    Append-only."""

    __tablename__ = "paper_version"
    __table_args__ = (UniqueConstraint("sheet_id", "number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    sheet_id: Mapped[int] = mapped_column(ForeignKey("paper_sheet.id"))
    number: Mapped[int]
    values: Mapped[dict[str, Any]] = mapped_column(JSON, info={"journal": False})
    """Form item -> value; what is blank on the sheet is absent."""
    by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime]

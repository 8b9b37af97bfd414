"""Tables of what candidates did. Response events, time events and scores are append-only."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from examsite.domain.late_answers import LateState
from examsite.domain.regrade import voided_worth
from examsite.domain.terms import AttemptState, HoldKind, TimeEventKind
from examsite.exams.models import Sitting
from examsite.kit.chance import public_id
from examsite.kit.db import Model
from examsite.kit.types import text_enum

SECRET = {"journal": False}
BIG_KEY = BigInteger().with_variant(Integer, "sqlite")


class Attempt(Model):
    """One candidate, one sitting, one form. The deadline is stored with what it came from."""

    __tablename__ = "attempt"
    __table_args__ = (UniqueConstraint("sitting_id", "user_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(16), unique=True, default=public_id)
    sitting_id: Mapped[int] = mapped_column(ForeignKey("sitting.id"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    form_id: Mapped[int] = mapped_column(ForeignKey("exam_form.id"))
    scheme_id: Mapped[int] = mapped_column(ForeignKey("scheme_version.id"))
    state: Mapped[AttemptState] = mapped_column(text_enum(AttemptState), index=True)
    epoch: Mapped[int] = mapped_column(default=1)
    device: Mapped[str] = mapped_column(String(64), default="", info=SECRET)
    started_at: Mapped[datetime]
    limit_seconds: Mapped[int]
    factor_percent: Mapped[int]
    extra_seconds: Mapped[int]
    window_end: Mapped[datetime]
    grace_seconds: Mapped[int]
    deadline: Mapped[datetime] = mapped_column(index=True)
    paused_at: Mapped[datetime | None]
    """While the clock stands: since when. The deadline is then the one of the longest pause."""
    displayed_at: Mapped[datetime | None]
    """When the candidate's page first said that it shows the paper."""
    start_credit_seconds: Mapped[int] = mapped_column(default=0)
    """Seconds given back for a slow first display; part of the deadline."""
    submitted_at: Mapped[datetime | None]
    closing_note: Mapped[str | None] = mapped_column(Text)
    """Why an invigilator ended or voided the attempt; the candidate reads it."""
    receipt: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    sitting: Mapped[Sitting] = relationship(lazy="raise_on_sql")


class TimeEvent(Model):
    """Time given or taken on an attempt: seconds, who, why. Append-only."""

    __tablename__ = "time_event"
    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"), index=True)
    kind: Mapped[TimeEventKind] = mapped_column(text_enum(TimeEventKind))
    seconds: Mapped[int]
    reason: Mapped[str] = mapped_column(Text)
    by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime]


class AttemptHold(Model):
    """Something about an attempt that is not settled: its result is not released meanwhile."""

    __tablename__ = "attempt_hold"
    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"), index=True)
    kind: Mapped[HoldKind] = mapped_column(text_enum(HoldKind))
    since: Mapped[datetime]
    until: Mapped[datetime | None]
    """When it was settled."""


class LateCase(Model):
    """Answers of one attempt that arrived after it was closed, until two people have decided."""

    __tablename__ = "late_case"
    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"), unique=True)
    state: Mapped[LateState] = mapped_column(text_enum(LateState), index=True)
    opened_at: Mapped[datetime]
    due: Mapped[date]
    """The last day on which it should be decided."""
    reason: Mapped[str] = mapped_column(Text)
    """Why they count or do not; the candidate reads it."""
    settled_at: Mapped[datetime | None]


class ResponseEvent(Model):
    """One save that reached the server: current, or kept as evidence. Append-only.

    `verdict` is the wire's answer: `accept` rows are the answers; every other row is what
    arrived stale, late or from another device.
    """

    __tablename__ = "response_event"
    __table_args__ = (
        Index("ix_response_event_latest", "attempt_id", "form_item_id", "epoch", "seq"),
        Index(
            "uq_response_event_accepted",
            "attempt_id",
            "form_item_id",
            "epoch",
            "seq",
            unique=True,
            sqlite_where=text("verdict = 'accept'"),
            postgresql_where=text("verdict = 'accept'"),
        ),
    )
    id: Mapped[int] = mapped_column(BIG_KEY, primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"))
    form_item_id: Mapped[int] = mapped_column(ForeignKey("form_item.id"))
    epoch: Mapped[int]
    seq: Mapped[int] = mapped_column(BigInteger)
    value: Mapped[str] = mapped_column(Text)
    """The answer as canonical JSON text."""
    digest: Mapped[str] = mapped_column(String(64))
    verdict: Mapped[str] = mapped_column(String(16))
    client_ms: Mapped[int | None] = mapped_column(BigInteger)
    at: Mapped[datetime]


class ScoreVersion(Model):
    """A score of an attempt: what it was computed from, by which rules, and why. Append-only."""

    __tablename__ = "score_version"
    __table_args__ = (UniqueConstraint("attempt_id", "number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"), index=True)
    number: Mapped[int]
    method: Mapped[str] = mapped_column(String(24))
    """`machine`, `human` (people have marked what waited), `adjustment` or `regrade`."""
    rule_version: Mapped[str] = mapped_column(String(16))
    total: Mapped[int]
    """Raw score in hundredths."""
    scaled: Mapped[int | None]
    marks: Mapped[dict[str, Any]] = mapped_column(JSON, info=SECRET)
    """Form item -> [hundredths, or null while it waits for people; key version], and after a
    regrade how the item was treated, see `domain.regrade`."""
    areas: Mapped[dict[str, Any]] = mapped_column(JSON)
    """Area -> [got, out of, items], hundredths."""
    reason: Mapped[str] = mapped_column(Text, default="")
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime]

    @property
    def waiting(self) -> list[str]:
        """Items that people have not marked yet."""
        return [item for item, (got, *_) in self.marks.items() if got is None]

    @property
    def corrected(self) -> bool:
        """Whether it is more than the first marking, by machine and people."""
        return self.method not in ("machine", "human")

    @property
    def voided(self) -> int:
        """What the items taken out by regrading were worth, in hundredths."""
        return voided_worth(self.marks)

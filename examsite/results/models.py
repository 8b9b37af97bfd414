"""Tables of released results and decisions: three records by three roles."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from examsite.accounts.models import User
from examsite.attempts.models import Attempt, ScoreVersion
from examsite.domain.terms import Level, Outcome
from examsite.kit.chance import public_id
from examsite.kit.db import Model
from examsite.kit.types import text_enum
from examsite.practicals.models import Booking, PracticalScore


class Result(Model):
    """A released score of one part: the knowledge exam or the practical, never both."""

    __tablename__ = "result"
    __table_args__ = (
        UniqueConstraint("attempt_id"),
        UniqueConstraint("booking_id"),
        CheckConstraint("(attempt_id IS NULL) <> (booking_id IS NULL)", name="one_part"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(16), unique=True, default=public_id)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    level: Mapped[Level] = mapped_column(text_enum(Level))
    attempt_id: Mapped[int | None] = mapped_column(ForeignKey("attempt.id"))
    score_version_id: Mapped[int | None] = mapped_column(ForeignKey("score_version.id"))
    booking_id: Mapped[int | None] = mapped_column(ForeignKey("booking.id"))
    practical_score_id: Mapped[int | None] = mapped_column(ForeignKey("practical_score.id"))
    total: Mapped[int]
    """Hundredths."""
    outcome: Mapped[Outcome] = mapped_column(text_enum(Outcome))
    reasons: Mapped[list[Any]] = mapped_column(JSON)
    taken_on: Mapped[date]
    released_at: Mapped[datetime]
    released_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    attempt: Mapped[Attempt | None] = relationship(lazy="raise_on_sql")
    score_version: Mapped[ScoreVersion | None] = relationship(lazy="raise_on_sql")
    booking: Mapped[Booking | None] = relationship(lazy="raise_on_sql")
    practical_score: Mapped[PracticalScore | None] = relationship(lazy="raise_on_sql")
    user: Mapped[User] = relationship(foreign_keys=[user_id], lazy="raise_on_sql")


class Decision(Model):
    """An officer's decision on certification, apart from scoring and from the certificate."""

    __tablename__ = "decision"
    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(16), unique=True, default=public_id)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    level: Mapped[Level] = mapped_column(text_enum(Level))
    scheme_id: Mapped[int] = mapped_column(ForeignKey("scheme_version.id"))
    knowledge_id: Mapped[int | None] = mapped_column(ForeignKey("result.id"), unique=True)
    practical_id: Mapped[int | None] = mapped_column(ForeignKey("result.id"), unique=True)
    award: Mapped[bool]
    requirements: Mapped[list[Any]] = mapped_column(JSON)
    reason: Mapped[str] = mapped_column(Text)
    decided_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    decided_at: Mapped[datetime]
    user: Mapped[User] = relationship(foreign_keys=[user_id], lazy="raise_on_sql")
    knowledge: Mapped[Result | None] = relationship(
        foreign_keys=[knowledge_id], lazy="raise_on_sql"
    )
    practical: Mapped[Result | None] = relationship(
        foreign_keys=[practical_id], lazy="raise_on_sql"
    )

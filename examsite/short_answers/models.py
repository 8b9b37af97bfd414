"""Tables of the marking of short answers. Both are append-only."""

from datetime import datetime

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from examsite.exams.models import Sitting
from examsite.kit.chance import public_id
from examsite.kit.db import Model

SECRET = {"journal": False}
"""Marks stay out of the journal: its lines name the queue, the rows are here for ever."""


class MarkingQueue(Model):
    """One marker's way through the answers to one question of one sitting.

    `seed` and `size` (answers that waited when it was opened) fix the order and the checks.
    """

    __tablename__ = "marking_queue"
    __table_args__ = (UniqueConstraint("sitting_id", "form_item_id", "marker_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(16), unique=True, default=public_id)
    sitting_id: Mapped[int] = mapped_column(ForeignKey("sitting.id"))
    form_item_id: Mapped[int] = mapped_column(ForeignKey("form_item.id"))
    marker_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    seed: Mapped[int] = mapped_column(BigInteger, info=SECRET)
    size: Mapped[int]
    opened_at: Mapped[datetime]
    sitting: Mapped[Sitting] = relationship(lazy="raise_on_sql")


class AnswerMark(Model):
    """What a marker gave one answer, or one anchor that came as a check.

    `number` is its place in the queue as it was really met; a higher `revision` is the marker's
    own later word on the same answer. `lines` and `points` are whole points of the guide.
    """

    __tablename__ = "answer_mark"
    __table_args__ = (
        UniqueConstraint("queue_id", "number", "revision"),
        CheckConstraint("(attempt_id IS NULL) <> (anchor IS NULL)", name="one_kind"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    queue_id: Mapped[int] = mapped_column(ForeignKey("marking_queue.id"))
    number: Mapped[int]
    revision: Mapped[int] = mapped_column(default=1)
    attempt_id: Mapped[int | None] = mapped_column(
        ForeignKey("attempt.id"), index=True, info=SECRET
    )
    anchor: Mapped[int | None] = mapped_column(info=SECRET)
    key_version_id: Mapped[int] = mapped_column(ForeignKey("key_version.id"))
    lines: Mapped[list[int]] = mapped_column(JSON, info=SECRET)
    points: Mapped[int] = mapped_column(info=SECRET)
    note: Mapped[str] = mapped_column(Text, default="", info=SECRET)
    at: Mapped[datetime]

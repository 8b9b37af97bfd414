"""Tables of released results and decisions: three records by three roles."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from examsite.accounts.models import Proposal, User
from examsite.attempts.models import Attempt, ScoreVersion
from examsite.domain.appeal import AppealKind, AppealState
from examsite.domain.regrade import Change, Policy, RunState
from examsite.domain.terms import Level, Outcome
from examsite.exams.models import ExamForm, FormItem, Sitting
from examsite.kit.chance import public_id
from examsite.kit.db import Model
from examsite.kit.types import text_enum
from examsite.practicals.models import Booking, PracticalScore

SECRET = {"journal": False}


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


class ReleaseRule(Model):
    """A sitting's results are released by themselves, in the name of the officer who said so."""

    __tablename__ = "release_rule"
    id: Mapped[int] = mapped_column(primary_key=True)
    sitting_id: Mapped[int] = mapped_column(ForeignKey("sitting.id"), unique=True)
    on_date: Mapped[date | None]
    """Not before this day; None: as soon as the window is over and everything is marked."""
    set_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    set_at: Mapped[datetime]
    problem: Mapped[str] = mapped_column(String(40))
    """Code of the refusal that stood in the way when it was last tried."""
    sitting: Mapped[Sitting] = relationship(lazy="raise_on_sql")
    set_by: Mapped[User] = relationship(lazy="raise_on_sql")


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


class ScoreIncident(Model):
    """Stored scores that did not follow from what they were made of, until somebody has found
    out why."""

    __tablename__ = "score_incident"
    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(16), unique=True, default=public_id)
    found_at: Mapped[datetime]
    attempts: Mapped[int]
    """How many were looked at."""
    seed: Mapped[int | None] = mapped_column(BigInteger)
    """Of the sample; None when everything that was asked for was looked at."""
    count: Mapped[int]
    named: Mapped[list[Any]] = mapped_column(JSON)
    """[attempt, number of the score, what differs], the first ones."""
    explanation: Mapped[str] = mapped_column(Text)
    closed_at: Mapped[datetime | None]
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    closed_by: Mapped[User | None] = relationship(lazy="raise_on_sql")


class RegradeRun(Model):
    """One item of a sitting, or of every sitting of a form, marked again: what is asked for, what
    a dry run found, how far the writing has come."""

    __tablename__ = "regrade_run"
    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(16), unique=True, default=public_id)
    state: Mapped[RunState] = mapped_column(text_enum(RunState), index=True)
    form_id: Mapped[int] = mapped_column(ForeignKey("exam_form.id"), index=True)
    sitting_id: Mapped[int | None] = mapped_column(ForeignKey("sitting.id"))
    """None: every sitting of the form."""
    form_item_id: Mapped[int] = mapped_column(ForeignKey("form_item.id"))
    change: Mapped[Change] = mapped_column(text_enum(Change))
    policy: Mapped[Policy] = mapped_column(text_enum(Policy))
    reason: Mapped[str] = mapped_column(Text)
    key: Mapped[dict[str, Any] | None] = mapped_column(JSON, info=SECRET)
    """The whole key that becomes the item's next key version; None leaves the key."""
    key_number: Mapped[int]
    """With another key or more keys accepted: the key version the new marks name. Else the
    newest when the dry run was made; marks go on naming theirs."""
    basis: Mapped[str] = mapped_column(String(64))
    """Hash of everything the dry run rested on."""
    summary: Mapped[dict[str, int]] = mapped_column(JSON)
    made_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    made_at: Mapped[datetime]
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    approved_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    form: Mapped[ExamForm] = relationship(lazy="raise_on_sql")
    sitting: Mapped[Sitting | None] = relationship(lazy="raise_on_sql")
    form_item: Mapped[FormItem] = relationship(lazy="raise_on_sql")
    made_by: Mapped[User] = relationship(foreign_keys=[made_by_id], lazy="raise_on_sql")
    approved_by: Mapped[User | None] = relationship(
        foreign_keys=[approved_by_id], lazy="raise_on_sql"
    )


class RegradeLine(Model):
    """One attempt of a dry run: before, as computed, and as it would stand. Append-only.

    All marks are hundredths; `moved` is on the scale of the score before.
    """

    __tablename__ = "regrade_line"
    __table_args__ = (
        UniqueConstraint("run_id", "attempt_id"),
        Index("ix_regrade_line_moved", "run_id", "moved"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("regrade_run.id"))
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"), index=True)
    score_version_id: Mapped[int] = mapped_column(ForeignKey("score_version.id"))
    total: Mapped[int]
    most: Mapped[int]
    passed: Mapped[bool]
    computed_total: Mapped[int]
    computed_most: Mapped[int]
    computed_passed: Mapped[bool]
    after_total: Mapped[int]
    after_most: Mapped[int]
    after_passed: Mapped[bool]
    moved: Mapped[int]


class RegradeStep(Model):
    """One attempt of a run carried out: the score version it was given. Append-only."""

    __tablename__ = "regrade_step"
    __table_args__ = (UniqueConstraint("run_id", "attempt_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("regrade_run.id"))
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"), index=True)
    score_version_id: Mapped[int] = mapped_column(ForeignKey("score_version.id"), unique=True)
    at: Mapped[datetime]


class RegradeNotice(Model):
    """What a person is told because a released result changed: drafted with the change itself,
    sent when an officer says so."""

    __tablename__ = "regrade_notice"
    __table_args__ = (UniqueConstraint("run_id", "result_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("regrade_run.id"))
    result_id: Mapped[int] = mapped_column(ForeignKey("result.id"), index=True)
    before_total: Mapped[int]
    before_outcome: Mapped[Outcome] = mapped_column(text_enum(Outcome))
    drafted_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]


class Appeal(Model):
    """A candidate's appeal against a released knowledge score. What people wrote in it stays out
    of the journal."""

    __tablename__ = "appeal"
    __table_args__ = (UniqueConstraint("result_id", "kind"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(16), unique=True, default=public_id)
    result_id: Mapped[int] = mapped_column(ForeignKey("result.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    kind: Mapped[AppealKind] = mapped_column(text_enum(AppealKind))
    state: Mapped[AppealState] = mapped_column(text_enum(AppealState), index=True)
    reason: Mapped[str] = mapped_column(Text, info=SECRET)
    score_version_id: Mapped[int] = mapped_column(ForeignKey("score_version.id"))
    """The score appealed against."""
    filed_at: Mapped[datetime]
    answer_days: Mapped[int]
    """Working days within which an answer was promised."""
    marker_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    assigned_at: Mapped[datetime | None]
    differences: Mapped[list[str] | None] = mapped_column(JSON)
    """What a recount found different; empty: nothing. None: no recount yet."""
    proposal_id: Mapped[int | None] = mapped_column(ForeignKey("proposal.id"))
    decision: Mapped[str] = mapped_column(Text, default="", info=SECRET)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    decided_at: Mapped[datetime | None]
    result: Mapped[Result] = relationship(lazy="raise_on_sql")
    user: Mapped[User] = relationship(foreign_keys=[user_id], lazy="raise_on_sql")
    marker: Mapped[User | None] = relationship(foreign_keys=[marker_id], lazy="raise_on_sql")
    decided_by: Mapped[User | None] = relationship(
        foreign_keys=[decided_by_id], lazy="raise_on_sql"
    )
    score_version: Mapped[ScoreVersion] = relationship(lazy="raise_on_sql")
    proposal: Mapped[Proposal | None] = relationship(lazy="raise_on_sql")


class AppealMark(Model):
    """What the fresh marker gave one answer, in whole points of the guide. Append-only."""

    __tablename__ = "appeal_mark"
    __table_args__ = (UniqueConstraint("appeal_id", "form_item_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    appeal_id: Mapped[int] = mapped_column(ForeignKey("appeal.id"))
    form_item_id: Mapped[int] = mapped_column(ForeignKey("form_item.id"))
    key_version_id: Mapped[int] = mapped_column(ForeignKey("key_version.id"))
    lines: Mapped[list[int]] = mapped_column(JSON, info=SECRET)
    points: Mapped[int] = mapped_column(info=SECRET)
    note: Mapped[str] = mapped_column(Text, info=SECRET)
    at: Mapped[datetime]

"""Batches: what the public reads of them, what belongs to them, what they belong to."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from examsite.attempts.models import Attempt
from examsite.domain.batch import BatchState
from examsite.domain.errors import NotFound
from examsite.domain.terms import SittingKind
from examsite.enrolment.models import (
    Batch,
    BatchArchive,
    BatchNotice,
    BatchSession,
    BatchSitting,
    Enrolment,
)
from examsite.exams.models import Sitting
from examsite.kit.db import db
from examsite.practicals.models import Booking, PracticalSession
from examsite.results.models import Decision, Result

MOST_SHOWN = 60


@dataclass(frozen=True)
class BatchLine:
    """A batch in a list: how many sittings it has, how many have applied."""

    row: Batch
    sittings: int
    applied: int


def list_batches(*, announced: bool = False) -> list[BatchLine]:
    """The newest batches; `announced`: without drafts. One statement."""
    sittings = (
        select(func.count(BatchSitting.id))
        .where(BatchSitting.batch_id == Batch.id)
        .correlate(Batch)
        .scalar_subquery()
    )
    applied = (
        select(func.count(Enrolment.id))
        .join(BatchSitting, BatchSitting.sitting_id == Enrolment.sitting_id)
        .where(BatchSitting.batch_id == Batch.id)
        .correlate(Batch)
        .scalar_subquery()
    )
    rows = select(Batch, sittings, applied).order_by(Batch.id.desc()).limit(MOST_SHOWN)
    if announced:
        rows = rows.where(Batch.state != BatchState.DRAFT)
    return [BatchLine(*row) for row in db.session.execute(rows)]


def get_batch(public_id: str) -> Batch:
    """A batch with who signed it, for staff; or NotFound."""
    rows = select(Batch).where(Batch.public_id == public_id).options(joinedload(Batch.signed_by))
    found = db.session.scalar(rows)
    if found is None:
        raise NotFound
    return found


def get_announced(public_id: str) -> Batch:
    """A batch for everybody: NotFound while it is a draft."""
    found = get_batch(public_id)
    if found.state is BatchState.DRAFT:
        raise NotFound
    return found


def list_notices(batch: Batch) -> list[BatchNotice]:
    """What was written, the newest first."""
    rows = select(BatchNotice).where(BatchNotice.batch_id == batch.id)
    return list(db.session.scalars(rows.order_by(BatchNotice.number.desc())))


def corrections_of(batch: Batch, notices: list[BatchNotice]) -> list[BatchNotice]:
    """Those written after the announcement."""
    return [one for one in notices if batch.announced_at and one.at > batch.announced_at]


def list_sittings_of(batch: Batch) -> list[Sitting]:
    """The sittings of a batch, soonest first."""
    rows = (
        select(Sitting)
        .join(BatchSitting, BatchSitting.sitting_id == Sitting.id)
        .where(BatchSitting.batch_id == batch.id)
        .options(joinedload(Sitting.form))
    )
    return list(db.session.scalars(rows.order_by(Sitting.opens_at, Sitting.id)))


def list_sessions_of(batch: Batch) -> list[PracticalSession]:
    """The practical sessions of a batch, soonest first."""
    rows = (
        select(PracticalSession)
        .join(BatchSession, BatchSession.session_id == PracticalSession.id)
        .where(BatchSession.batch_id == batch.id)
    )
    return list(db.session.scalars(rows.order_by(PracticalSession.starts_at, PracticalSession.id)))


def list_free_sittings(now: datetime) -> list[Sitting]:
    """Certifying sittings ahead that belong to no batch."""
    bound = select(BatchSitting.sitting_id)
    rows = select(Sitting).where(
        Sitting.kind == SittingKind.EXAM,
        Sitting.certifying,
        Sitting.closes_at > now,
        Sitting.id.not_in(bound),
    )
    return list(db.session.scalars(rows.order_by(Sitting.opens_at).limit(MOST_SHOWN)))


def list_free_sessions(now: datetime) -> list[PracticalSession]:
    """Practical sessions ahead that belong to no batch."""
    bound = select(BatchSession.session_id)
    rows = select(PracticalSession).where(
        PracticalSession.ends_at > now, PracticalSession.id.not_in(bound)
    )
    return list(db.session.scalars(rows.order_by(PracticalSession.starts_at).limit(MOST_SHOWN)))


def count_applied(sitting: Sitting) -> int:
    """Applications to a sitting."""
    rows = select(func.count(Enrolment.id)).where(Enrolment.sitting_id == sitting.id)
    return db.session.scalar(rows) or 0


def find_link(batch: Batch, sitting: str) -> BatchSitting | None:
    """The place of a sitting (public id) in a batch, with the sitting."""
    return db.session.scalar(
        select(BatchSitting)
        .join(BatchSitting.sitting)
        .where(BatchSitting.batch_id == batch.id, Sitting.public_id == sitting)
        .options(contains_eager(BatchSitting.sitting))
    )


def find_batch_of(sitting_id: int) -> Batch | None:
    """The batch a sitting belongs to."""
    return db.session.scalar(
        select(Batch)
        .join(BatchSitting, BatchSitting.batch_id == Batch.id)
        .where(BatchSitting.sitting_id == sitting_id)
    )


def find_batch_of_decision(decision: Decision) -> Batch | None:
    """The batch in which one of the decision's parts was taken."""
    parts = [one for one in (decision.knowledge_id, decision.practical_id) if one is not None]
    written = (
        select(BatchSitting.batch_id)
        .join(Attempt, Attempt.sitting_id == BatchSitting.sitting_id)
        .join(Result, Result.attempt_id == Attempt.id)
        .where(Result.id.in_(parts))
    )
    shown = (
        select(BatchSession.batch_id)
        .join(Booking, Booking.session_id == BatchSession.session_id)
        .join(Result, Result.booking_id == Booking.id)
        .where(Result.id.in_(parts))
    )
    # Each part on its own: joined together they multiply every attempt by every booking.
    either = or_(Batch.id.in_(written), Batch.id.in_(shown))
    return db.session.scalar(select(Batch).where(either).order_by(Batch.id).limit(1))


def find_archive(batch: Batch) -> BatchArchive | None:
    """The archive, once it is made."""
    return db.session.scalar(select(BatchArchive).where(BatchArchive.batch_id == batch.id))

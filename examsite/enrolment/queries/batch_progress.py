"""How far a batch is: numbers of every step, what is not settled, who did part of the work."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import joinedload

from examsite.attempts.models import Attempt
from examsite.attempts.queries.holds import is_held
from examsite.credentials.models import Credential
from examsite.domain.appeal import OPEN
from examsite.domain.batch import Open
from examsite.domain.publication import PublicationState, state_on
from examsite.domain.terms import AttemptState
from examsite.enrolment.models import (
    Batch,
    BatchNotice,
    BatchSession,
    BatchSitting,
    Enrolment,
    Publication,
    PublishedDecision,
)
from examsite.enrolment.queries.candidacies import list_due
from examsite.exams.models import Entry, Sitting, SittingInvigilator
from examsite.kit.db import db
from examsite.practicals.models import Assignment, Booking, PracticalSession, ScoreSheet
from examsite.results.models import Appeal, Decision, Result
from examsite.results.queries.scores import list_adjusters


def sitting_ids(batch: Batch) -> Select[int]:
    """The sittings of a batch, for IN."""
    return select(BatchSitting.sitting_id).where(BatchSitting.batch_id == batch.id)


def session_ids(batch: Batch) -> Select[int]:
    """The practical sessions of a batch, for IN."""
    return select(BatchSession.session_id).where(BatchSession.batch_id == batch.id)


def attempt_ids(batch: Batch) -> Select[int]:
    """The attempts of a batch, for IN."""
    return select(Attempt.id).where(Attempt.sitting_id.in_(sitting_ids(batch)))


def booking_ids(batch: Batch) -> Select[int]:
    """The bookings of a batch, for IN."""
    return select(Booking.id).where(Booking.session_id.in_(session_ids(batch)))


def in_batch(batch: Batch) -> ColumnElement[bool]:
    """Whether a result is of the batch."""
    return Result.attempt_id.in_(attempt_ids(batch)) | Result.booking_id.in_(booking_ids(batch))


def list_decisions_of(batch: Batch) -> list[Decision]:
    """Decisions of which a part was taken in the batch, oldest first."""
    parts = select(Result.id).where(in_batch(batch))
    rows = select(Decision).where(
        Decision.knowledge_id.in_(parts) | Decision.practical_id.in_(parts)
    )
    return list(db.session.scalars(rows.options(joinedload(Decision.user)).order_by(Decision.id)))


def _count(*conditions: Any) -> int:
    return db.session.scalar(select(func.count()).where(*conditions)) or 0


def read_progress(batch: Batch) -> dict[str, int]:
    """Numbers of the steps, in order of the process."""
    decisions = list_decisions_of(batch)
    ids = [one.id for one in decisions]
    here = sitting_ids(batch)
    return {
        "applied": _count(Enrolment.sitting_id.in_(here)),
        "admitted": _count(Enrolment.sitting_id.in_(here), Enrolment.admitted),
        "entered": _count(Entry.sitting_id.in_(here)),
        "identified": _count(Entry.sitting_id.in_(here), Entry.identity_checked_at.is_not(None)),
        "taken": _count(Attempt.sitting_id.in_(here)),
        "voided": _count(Attempt.sitting_id.in_(here), Attempt.state == AttemptState.VOIDED),
        "booked": _count(Booking.session_id.in_(session_ids(batch))),
        "released": _count(in_batch(batch)),
        "awards": sum(one.award for one in decisions),
        "refusals": sum(not one.award for one in decisions),
        "issued": _count(Credential.decision_id.in_(ids)),
    }


def count_open(batch: Batch, now: datetime, today: date) -> dict[Open, int]:
    """What is not settled yet; a bounded number of statements."""
    here, sessions = sitting_ids(batch), session_ids(batch)
    known = select(Result.attempt_id).where(Result.attempt_id.is_not(None))
    scored = select(Result.booking_id).where(Result.booking_id.is_not(None))
    begun = (
        select(Assignment.booking_id)
        .join(ScoreSheet, ScoreSheet.assignment_id == Assignment.id)
        .where(Assignment.withdrawn_at.is_(None))
    )
    of_batch = select(Result.id).where(in_batch(batch))
    over = Attempt.state.in_((AttemptState.HANDED_IN, AttemptState.CLOSED_BY_DEADLINE))
    return {
        Open.ROSTERS: _count(Sitting.id.in_(here), Sitting.closes_at > now),
        Open.SESSIONS: _count(PracticalSession.id.in_(sessions), PracticalSession.ends_at > now),
        Open.TAKING: _count(
            Attempt.sitting_id.in_(here), Attempt.state == AttemptState.IN_PROGRESS
        ),
        Open.HELD: _count(Attempt.sitting_id.in_(here), is_held()),
        Open.UNRELEASED: _count(Attempt.sitting_id.in_(here), over, Attempt.id.not_in(known)),
        Open.UNSCORED: _count(
            Booking.session_id.in_(sessions), Booking.id.in_(begun), Booking.id.not_in(scored)
        ),
        Open.APPEALS: _count(Appeal.result_id.in_(of_batch), Appeal.state.in_(OPEN)),
        Open.UNDECIDED: _count_undecided(batch),
        **_count_awards(list_decisions_of(batch), today),
    }


def _count_undecided(batch: Batch) -> int:
    of_batch = set(db.session.scalars(select(Result.id).where(in_batch(batch))))
    return sum(bool({one.knowledge.id, one.practical.id} & of_batch) for one in list_due())


def _count_awards(decisions: Iterable[Decision], today: date) -> dict[Open, int]:
    """Awards without a certificate, by how far their publication is."""
    ids = [one.id for one in decisions if one.award]
    issued = set(
        db.session.scalars(select(Credential.decision_id).where(Credential.decision_id.in_(ids)))
    )
    rows = (
        select(PublishedDecision, Publication)
        .join(PublishedDecision.window)
        .where(PublishedDecision.decision_id.in_(ids), Publication.withdrawn_at.is_(None))
    )
    places = {place.decision_id: (place, window) for place, window in db.session.execute(rows)}
    counts = dict.fromkeys((Open.UNPUBLISHED, Open.PUBLISHING, Open.AWAITING), 0)
    for one in ids:
        if one in issued:
            continue
        if one not in places:
            counts[Open.UNPUBLISHED] += 1
            continue
        place, window = places[one]
        waits = place.is_kept_back or state_on(window, today) is PublicationState.RUNNING
        counts[Open.PUBLISHING if waits else Open.AWAITING] += 1
    return counts


def list_involved(batch: Batch) -> frozenset[int]:
    """Everybody who wrote a notice, watched, scored, corrected, released, decided or published
    in the batch."""
    attempts = list(db.session.scalars(attempt_ids(batch)))
    decisions = list_decisions_of(batch)
    lists = select(PublishedDecision.publication_id).where(
        PublishedDecision.decision_id.in_([one.id for one in decisions])
    )
    scorers = select(Assignment.examiner_id).where(Assignment.booking_id.in_(booking_ids(batch)))
    asked = (
        select(BatchNotice.by_id).where(BatchNotice.batch_id == batch.id),
        select(SittingInvigilator.user_id).where(
            SittingInvigilator.sitting_id.in_(sitting_ids(batch))
        ),
        select(Entry.identity_checked_by_id).where(Entry.sitting_id.in_(sitting_ids(batch))),
        scorers,
        select(Result.released_by_id).where(in_batch(batch)),
        select(Publication.published_by_id).where(Publication.id.in_(lists)),
    )
    found = {person for rows in asked for person in db.session.scalars(rows) if person}
    return frozenset(found | {one.decided_by_id for one in decisions} | list_adjusters(attempts))

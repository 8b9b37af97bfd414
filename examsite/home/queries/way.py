"""A candidate's way through the levels, in a bounded number of statements."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from examsite.attempts.models import Attempt
from examsite.attempts.queries.attempts import list_own_attempts
from examsite.credentials.queries import Standing, list_of_holder
from examsite.domain.terms import AttemptState, CredentialStatus, Level
from examsite.exams.models import Entry
from examsite.exams.queries import list_own_entries
from examsite.handbook.queries.progress import count_read
from examsite.home.policies import Part, Seat, Slot, Way
from examsite.kit.access import Viewer
from examsite.kit.clock import local_date
from examsite.kit.db import db
from examsite.practicals.models import Booking
from examsite.results.models import Decision, Result
from examsite.results.queries.reports import list_own_results


def read_ways(viewer: Viewer, now: datetime) -> list[Way]:
    """The three levels as this person has walked them."""
    held = list_of_holder(viewer.id, local_date(now))
    results = list_own_results(viewer.id)
    entries, attempts = list_own_entries(viewer.id), list_own_attempts(viewer.id)
    bookings = _list_bookings(viewer.id)
    decisions = list(db.session.scalars(select(Decision).where(Decision.user_id == viewer.id)))
    return [
        _way(viewer, level, now, held, results, entries, attempts, bookings, decisions)
        for level in Level
    ]


def _list_bookings(user_id: int) -> list[Booking]:
    rows = select(Booking).where(Booking.candidate_id == user_id)
    return list(db.session.scalars(rows.options(joinedload(Booking.session))))


def _way(
    viewer: Viewer,
    level: Level,
    now: datetime,
    held: Sequence[Standing],
    results: Sequence[Result],
    entries: Sequence[Entry],
    attempts: Sequence[Attempt],
    bookings: Sequence[Booking],
    decisions: Sequence[Decision],
) -> Way:
    own = [row for row in results if row.level is level]
    knowledge = next((row for row in own if row.attempt_id is not None), None)
    practical = next((row for row in own if row.booking_id is not None), None)
    valid = [
        one.credential.valid_until
        for one in held
        if one.credential.level is level and one.status is CredentialStatus.VALID
    ]
    read, passages = count_read(viewer.id, level)
    return Way(
        level=level,
        certified_until=max(valid, default=None),
        read=read,
        passages=passages,
        seats=_seats(level, now, entries, attempts, results),
        slots=_slots(level, bookings, results),
        knowledge=_part(knowledge),
        practical=_part(practical),
        decided=_decided(knowledge, practical, decisions),
    )


def _part(result: Result | None) -> Part | None:
    return None if result is None else Part(result.public_id, result.total, result.outcome)


def _seats(
    level: Level,
    now: datetime,
    entries: Sequence[Entry],
    attempts: Sequence[Attempt],
    results: Sequence[Result],
) -> list[Seat]:
    by_sitting = {one.sitting_id: one for one in attempts}
    released = {one.attempt_id for one in results}
    found = []
    for entry in entries:
        if entry.sitting.level is not level:
            continue
        attempt = by_sitting.get(entry.sitting_id)
        found.append(
            Seat(
                sitting=entry.sitting.public_id,
                title=entry.sitting.title,
                opens_at=entry.sitting.opens_at,
                closes_at=entry.sitting.closes_at,
                attempt=attempt.public_id if attempt else "",
                finished=attempt is not None and _is_over(attempt, now),
                released=attempt is not None and attempt.id in released,
            )
        )
    return found


def _is_over(attempt: Attempt, now: datetime) -> bool:
    return attempt.state is not AttemptState.IN_PROGRESS or attempt.deadline < now


def _slots(level: Level, bookings: Sequence[Booking], results: Sequence[Result]) -> list[Slot]:
    released = {one.booking_id for one in results}
    return [
        Slot(one.session.title, one.session.venue, one.slot_at, one.id in released)
        for one in bookings
        if one.session.level is level
    ]


def _decided(
    knowledge: Result | None, practical: Result | None, decisions: Sequence[Decision]
) -> bool | None:
    if knowledge is None or practical is None:
        return None
    parts = (knowledge.id, practical.id)
    return next(
        (one.award for one in decisions if (one.knowledge_id, one.practical_id) == parts), None
    )

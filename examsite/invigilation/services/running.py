"""What one invigilator does: time, pause, hand in for a candidate, notes, announcements."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select

from examsite.attempts.models import Attempt, TimeEvent
from examsite.attempts.queries.attempts import list_time_events_of
from examsite.attempts.services.handing_in import finish
from examsite.attempts.services.time import deadline_of, end_pause, extension, may_get_time
from examsite.domain.actions import Action
from examsite.domain.errors import Conflict
from examsite.domain.exam_time import is_paused
from examsite.domain.invigilation import IncidentKind, NobodyWriting, OwnAttempt, reason_of
from examsite.domain.terms import AttemptState
from examsite.exams.models import Sitting
from examsite.invigilation.models import Announcement, Incident
from examsite.kit.access import Viewer
from examsite.kit.db import Transaction, db, write


@dataclass(frozen=True)
class Seats:
    """Whom an act concerns: one attempt, or everybody in the sitting who is still writing."""

    sitting: Sitting
    attempt: Attempt | None = None

    @property
    def about(self) -> Attempt | Sitting:
        """The subject of the journal's line."""
        return self.attempt or self.sitting


def record(
    tx: Transaction, seats: Seats, kind: IncidentKind, text: str, seconds: int = 0
) -> Incident:
    """The line in the invigilators' own record, inside a write."""
    assert tx.by is not None, "people watch over exams"
    return tx.add(
        Incident(
            sitting_id=seats.sitting.id,
            attempt_id=seats.attempt.id if seats.attempt else None,
            kind=kind,
            seconds=seconds,
            text=text,
            by_id=tx.by.id,
            at=tx.now,
        )
    )


def _hold(tx: Transaction, seats: Seats, *, paused: bool | None = None) -> list[Attempt]:
    """The attempts concerned whose time is not over, read again and held.

    `paused` keeps those whose clock stands (or runs). Raises NobodyWriting when none is left,
    OwnAttempt when one is the invigilator's own.
    """
    rows = select(Attempt).where(
        Attempt.sitting_id == seats.sitting.id, Attempt.state == AttemptState.IN_PROGRESS
    )
    if seats.attempt is not None:
        rows = rows.where(Attempt.id == seats.attempt.id)
    held = rows.order_by(Attempt.id).with_for_update().execution_options(populate_existing=True)
    found = [one for one in tx.session.scalars(held) if may_get_time(one, tx.now)]
    if paused is not None:
        found = [one for one in found if is_paused(one.paused_at, tx.now) is paused]
    if not found:
        raise NobodyWriting
    assert tx.by is not None
    if any(one.user_id == tx.by.id for one in found):
        raise OwnAttempt
    tx.note(attempts=len(found))
    return found


def add_time(tx: Transaction, attempts: list[Attempt], events: Iterable[TimeEvent]) -> None:
    """Add time events and work the deadlines out again; a handful of statements for any number."""
    added = list(events)
    if len(added) == 1:
        tx.add(added[0])
    elif added:  # whose ids nobody asks for: one statement
        tx.execute(insert(TimeEvent), [_values(one) for one in added])
    known = list_time_events_of([one.id for one in attempts])
    for one in attempts:
        one.deadline = deadline_of(one, known[one.id])
    tx.session.flush()


def _values(event: TimeEvent) -> dict[str, Any]:
    names = ("attempt_id", "kind", "seconds", "reason", "by_id", "at")
    return {name: getattr(event, name) for name in names}


def extend(seats: Seats, seconds: int, *, reason: str, by: Viewer, now: datetime) -> int:
    """Give everybody concerned the same seconds; how many they are."""
    said = reason_of(reason)
    with write(Action.ATTEMPT_TIME_CHANGED, by=by, now=now, about=seats.about, why=said) as tx:
        found = _hold(tx, seats)
        add_time(tx, found, [extension(one, seconds, said, by=by, at=now) for one in found])
        record(tx, seats, IncidentKind.EXTENDED, said, seconds)
        tx.note(seconds=seconds)
    return len(found)


def pause(seats: Seats, *, reason: str, by: Viewer, now: datetime) -> int:
    """Stop the clock; a pause nobody ends is over after four hours, which still count when the
    clock is stopped again. How many were stopped."""
    said = reason_of(reason)
    with write(Action.ATTEMPT_PAUSED, by=by, now=now, about=seats.about, why=said) as tx:
        found = _hold(tx, seats, paused=False)
        forgotten = [end_pause(one, now, reason=said, by=by) for one in found]
        for one in found:
            one.paused_at = now
        add_time(tx, found, filter(None, forgotten))
        record(tx, seats, IncidentKind.PAUSED, said)
    return len(found)


def resume(seats: Seats, *, reason: str, by: Viewer, now: datetime) -> int:
    """Let the clock run again; what was paused is added to the deadline. How many go on."""
    said = reason_of(reason)
    with write(Action.ATTEMPT_RESUMED, by=by, now=now, about=seats.about, why=said) as tx:
        found = _hold(tx, seats, paused=True)
        ended = [end_pause(one, now, reason=said, by=by) for one in found]
        add_time(tx, found, filter(None, ended))
        record(tx, seats, IncidentKind.RESUMED, said)
    return len(found)


def end(seats: Seats, *, reason: str, by: Viewer, now: datetime, keys: Path) -> int:
    """Hand in for the candidates what the server has acknowledged, each in a write of its own.

    How many were handed in; NobodyWriting when there was none.
    """
    said = reason_of(reason)
    rows = select(Attempt).where(
        Attempt.sitting_id == seats.sitting.id, Attempt.state == AttemptState.IN_PROGRESS
    )
    found = [seats.attempt] if seats.attempt else list(db.session.scalars(rows))
    ended = 0
    for attempt in found:
        try:
            _end_one(Seats(seats.sitting, attempt), said, by=by, now=now, keys=keys)
        except NobodyWriting:  # handed in meanwhile
            continue
        ended += 1
    if not ended:
        raise NobodyWriting
    return ended


def _end_one(seats: Seats, said: str, *, by: Viewer, now: datetime, keys: Path) -> None:
    with write(Action.ATTEMPT_ENDED, by=by, now=now, about=seats.about, why=said) as tx:
        (attempt,) = _hold(tx, seats)
        ended = end_pause(attempt, now, reason=said, by=by)
        add_time(tx, [attempt], [ended] if ended else [])
        attempt.closing_note = said
        finish(tx, attempt, AttemptState.HANDED_IN, at=now, keys=keys)
        record(tx, seats, IncidentKind.ENDED, said)


def note(seats: Seats, *, text: str, by: Viewer, now: datetime) -> Incident:
    """Write down what was seen, at a seat or in the room; a seat that stood out is then seen to."""
    said = reason_of(text, most=1000)
    if seats.attempt is not None and seats.attempt.user_id == by.id:
        raise OwnAttempt
    with write(Action.INCIDENT_NOTED, by=by, now=now, about=seats.about) as tx:
        return record(tx, seats, IncidentKind.NOTE, said)


class CannotBegin(Conflict):
    """409: it begins by itself, has begun, or its window is not open."""

    code = "cannot_begin"
    message = "现在不能宣布开考：这个考次到时自动开考，或已经宣布过，或不在开放时段内。"


def let_begin(sitting: Sitting, *, by: Viewer, now: datetime) -> Sitting:
    """Let everybody who waits start; the waiting rooms learn of it within five seconds.

    Raises CannotBegin.
    """
    with write(Action.SITTING_BEGUN, by=by, now=now, about=sitting) as tx:
        tx.lock(sitting)
        if sitting.is_begun or not sitting.opens_at <= now < sitting.closes_at:
            raise CannotBegin
        sitting.begun_at = now
    return sitting


def announce(sitting: Sitting, *, text: str, by: Viewer, now: datetime) -> Announcement:
    """Say one sentence to everybody in the sitting."""
    said = reason_of(text, most=200)
    with write(Action.SITTING_ANNOUNCED, by=by, now=now, about=sitting, why=said) as tx:
        return tx.add(Announcement(sitting_id=sitting.id, text=said, by_id=by.id, at=now))

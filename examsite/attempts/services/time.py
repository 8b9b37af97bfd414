"""Giving time back: append-only events from which the deadline is worked out again."""

from collections.abc import Iterable
from datetime import datetime
from fractions import Fraction

from examsite.attempts.models import Attempt, TimeEvent
from examsite.attempts.queries.attempts import list_time_events
from examsite.domain.actions import Action
from examsite.domain.attempt import AttemptClosed
from examsite.domain.errors import Invalid
from examsite.domain.exam_time import TimeEvent as Given
from examsite.domain.exam_time import TimeInputs, deadline, open_pause, pause_seconds
from examsite.domain.terms import AttemptState, TimeEventKind
from examsite.kit.access import Viewer
from examsite.kit.db import Actor, write

LONGEST = 4 * 3600


class BadExtension(Invalid):
    """422: time is given in whole seconds, with a reason."""

    code = "bad_extension"
    message = "请填写延长的时间（最多 4 小时）和理由。"


def inputs_of(attempt: Attempt) -> TimeInputs:
    """What the attempt's deadline was made of."""
    return TimeInputs(
        started_at=attempt.started_at,
        seconds=attempt.limit_seconds,
        factor=Fraction(attempt.factor_percent, 100),
        extra=attempt.extra_seconds,
        window_end=attempt.window_end,
    )


def deadline_of(attempt: Attempt, events: Iterable[TimeEvent]) -> datetime:
    """The deadline from the attempt's inputs, its time events, what a slow first display gave
    back, and the pause that may be on."""
    given = [Given(one.at, one.kind, one.seconds) for one in events]
    if attempt.displayed_at is not None and attempt.start_credit_seconds:
        credit = attempt.start_credit_seconds
        given.append(Given(attempt.displayed_at, TimeEventKind.EXTEND, credit))
    paused = [] if attempt.paused_at is None else [open_pause(attempt.paused_at)]
    return deadline(inputs_of(attempt), given + paused)


def may_get_time(attempt: Attempt, now: datetime) -> bool:
    """Whether the attempt is open and its deadline has not passed: later nothing can be given."""
    return attempt.state is AttemptState.IN_PROGRESS and now <= attempt.deadline


def end_pause(attempt: Attempt, until: datetime, *, reason: str, by: Actor) -> TimeEvent | None:
    """The event of the pause that is on and ends at `until`, for the caller to add; None if the
    clock runs. The deadline is the caller's to work out again."""
    if attempt.paused_at is None:
        return None
    seconds = pause_seconds(attempt.paused_at, until)
    event = time_event(attempt, TimeEventKind.PAUSE, seconds, reason, by=by, at=attempt.paused_at)
    attempt.paused_at = None
    return event


def extension(attempt: Attempt, seconds: int, reason: str, *, by: Actor, at: datetime) -> TimeEvent:
    """The event that gives whole seconds, for the caller to add; BadExtension for other amounts."""
    if not 0 < seconds <= LONGEST:
        raise BadExtension
    return time_event(attempt, TimeEventKind.EXTEND, seconds, reason, by=by, at=at)


def time_event(
    attempt: Attempt, kind: TimeEventKind, seconds: int, reason: str, *, by: Actor, at: datetime
) -> TimeEvent:
    """A time event of an attempt, for the caller to add."""
    return TimeEvent(
        attempt_id=attempt.id, kind=kind, seconds=seconds, reason=reason, by_id=by.id, at=at
    )


def change_time(
    attempt: Attempt,
    kind: TimeEventKind,
    seconds: int,
    reason: str,
    *,
    by: Viewer,
    now: datetime,
) -> Attempt:
    """Extend or pause an open attempt; the reason and the person stay with the event."""
    if not 0 < seconds <= LONGEST or not reason.strip():
        raise BadExtension
    with write(Action.ATTEMPT_TIME_CHANGED, by=by, now=now, about=attempt, why=reason) as tx:
        tx.lock(attempt)
        if not may_get_time(attempt, now):
            raise AttemptClosed
        tx.add(time_event(attempt, kind, seconds, reason.strip(), by=by, at=now))
        attempt.deadline = deadline_of(attempt, list_time_events(attempt.id))
    return attempt

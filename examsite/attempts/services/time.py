"""Giving time back: append-only events from which the deadline is worked out again."""

from datetime import datetime
from fractions import Fraction

from examsite.attempts.models import Attempt, TimeEvent
from examsite.attempts.queries.attempts import list_time_events
from examsite.domain.actions import Action
from examsite.domain.attempt import AttemptClosed
from examsite.domain.errors import Invalid
from examsite.domain.exam_time import TimeEvent as Given
from examsite.domain.exam_time import TimeInputs, deadline
from examsite.domain.terms import AttemptState, TimeEventKind
from examsite.kit.access import Viewer
from examsite.kit.db import write

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
        if attempt.state is not AttemptState.IN_PROGRESS:
            raise AttemptClosed
        tx.add(
            TimeEvent(
                attempt_id=attempt.id,
                kind=kind,
                seconds=seconds,
                reason=reason.strip(),
                by_id=by.id,
                at=now,
            )
        )
        events = [Given(one.at, one.kind, one.seconds) for one in list_time_events(attempt.id)]
        attempt.deadline = deadline(inputs_of(attempt), events)
    return attempt

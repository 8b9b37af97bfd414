"""The time of one attempt (考试时间): its deadline from stored inputs and staff's time events.

Sources: exam-day.md R5-R6, rulings 13. All times are aware and of the server's clock.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from math import ceil
from typing import NamedTuple

from examsite.domain.terms import TimeEventKind


@dataclass(frozen=True)
class TimeInputs:
    """What a deadline is made of; stored with it so that it can be worked out again.

    `seconds` is the sitting's limit, `factor` the accommodation (1, 5/4, 3/2),
    `extra` seconds on top, `window_end` the end of the sitting (None: no end).
    """

    started_at: datetime
    seconds: int
    factor: Fraction = Fraction(1)
    extra: int = 0
    window_end: datetime | None = None


class TimeEvent(NamedTuple):
    """Time given back by staff, append-only: EXTEND adds `seconds`; PAUSE stops the clock
    from `at` for `seconds`."""

    at: datetime
    kind: TimeEventKind
    seconds: int


def deadline(inputs: TimeInputs, events: Iterable[TimeEvent] = ()) -> datetime:
    """min(start + seconds * factor + extra, window end), then every event in order of time.

    An event moves both the own end and the window. One from before the start moves the window
    only (a pause counts from the start on); one after the deadline then in force changes
    nothing: what was closed stays closed. Raises ValueError for times that shorten.
    """
    if inputs.seconds <= 0 or inputs.factor < 1 or inputs.extra < 0:
        raise ValueError("a time limit is positive and an accommodation never shortens it")
    allowed = inputs.seconds * inputs.factor + inputs.extra
    own = inputs.started_at + timedelta(microseconds=ceil(allowed * 1_000_000))
    window = inputs.window_end
    for event in sorted(events):
        if event.seconds <= 0:
            raise ValueError("time is given, not taken")
        if event.at > _sooner(own, window):
            break
        own += _given(event, inputs.started_at)
        window = window and window + timedelta(seconds=event.seconds)
    return _sooner(own, window)


def _sooner(own: datetime, window: datetime | None) -> datetime:
    return own if window is None else min(own, window)


def _given(event: TimeEvent, started_at: datetime) -> timedelta:
    """How much one event gives to the own time of an attempt that began at `started_at`."""
    given = timedelta(seconds=event.seconds)
    if event.at >= started_at:
        return given
    if event.kind is TimeEventKind.EXTEND:
        return timedelta(0)
    return max(given - (started_at - event.at), timedelta(0))


def remaining_ms(due: datetime, now: datetime) -> int:
    """Whole milliseconds until the deadline, never negative."""
    return max(0, (due - now) // timedelta(milliseconds=1))

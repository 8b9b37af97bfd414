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

LONGEST_PAUSE = 4 * 3600
"""Seconds: a pause nobody ends is over by itself after four hours."""

FREE_START, MOST_START_CREDIT = 5, 60
"""Seconds: how long a first display may take, and the most that is given back for more."""


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


def start_credit(started_at: datetime, displayed_at: datetime) -> int:
    """Seconds given back because the paper was slow to show: what the server measured between
    start and first display above five, begun seconds counted, at most sixty."""
    waited = ceil((displayed_at - started_at) / timedelta(seconds=1))
    return max(0, min(waited - FREE_START, MOST_START_CREDIT))


def open_pause(paused_at: datetime) -> TimeEvent:
    """A pause that is on: it counts as the longest there can be until somebody ends it, so that
    no deadline passes meanwhile."""
    return TimeEvent(paused_at, TimeEventKind.PAUSE, LONGEST_PAUSE)


def is_paused(paused_at: datetime | None, now: datetime) -> bool:
    """Whether the clock stands still now."""
    return paused_at is not None and now < paused_at + timedelta(seconds=LONGEST_PAUSE)


def pause_seconds(paused_at: datetime, now: datetime) -> int:
    """The length of a pause that ends now: whole seconds, begun ones counted, at least one."""
    whole = ceil((now - paused_at) / timedelta(seconds=1))
    return max(1, min(whole, LONGEST_PAUSE))


def deadline_seen(due: datetime, paused_at: datetime | None, now: datetime) -> datetime:
    """The deadline a reader sees: while the clock stands, the one in force if it went on now."""
    if paused_at is None or not is_paused(paused_at, now):
        return due
    return due - timedelta(seconds=LONGEST_PAUSE) + (now - paused_at)


def reopening(closed_at: datetime, now: datetime, seconds: int) -> list[TimeEvent]:
    """Time events that take an attempt up again: the clock stood from when it was closed, which
    is not after its deadline, until now; `seconds` (0: none) are given on top."""
    events = [
        TimeEvent(closed_at, TimeEventKind.PAUSE, max(1, ceil((now - closed_at).total_seconds())))
    ]
    return events + [TimeEvent(now, TimeEventKind.EXTEND, seconds)] * bool(seconds)


def remaining_ms(due: datetime, now: datetime) -> int:
    """Whole milliseconds until the deadline, never negative."""
    return max(0, (due - now) // timedelta(milliseconds=1))

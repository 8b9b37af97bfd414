"""Deadlines from stored inputs and staff's time events."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from examsite.domain.exam_time import (
    LONGEST_PAUSE,
    TimeEvent,
    TimeInputs,
    deadline,
    deadline_seen,
    is_paused,
    open_pause,
    pause_seconds,
    remaining_ms,
    reopening,
)
from examsite.domain.terms import TimeEventKind

START = datetime(2026, 11, 26, 1, tzinfo=UTC)
EXTEND, PAUSE = TimeEventKind.EXTEND, TimeEventKind.PAUSE


def at(minutes):
    return START + timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("factor", "extra", "window", "minutes"),
    [
        (Fraction(1), 0, None, 75),
        (Fraction(5, 4), 0, None, Fraction(375, 4)),
        (Fraction(3, 2), 10, None, Fraction(245, 2)),
        (Fraction(1), 0, 60, 60),
        (Fraction(1), 0, 75, 75),
        (Fraction(3, 2), 0, 90, 90),
    ],
)
def test_without_events(factor, extra, window, minutes):
    end = None if window is None else at(window)
    inputs = TimeInputs(START, 75 * 60, factor, extra * 60, end)
    assert deadline(inputs) == START + timedelta(seconds=float(minutes * 60))


@pytest.mark.parametrize(
    ("events", "window", "minutes"),
    [
        ([(10, EXTEND, 5)], None, 80),
        ([(10, EXTEND, 5)], 60, 65),  # both the own end and the window move
        ([(10, PAUSE, 5)], 60, 65),
        ([(75, EXTEND, 5)], None, 80),  # at the last moment
        ([(76, EXTEND, 5)], None, 75),  # too late: closed stays closed
        ([(76, EXTEND, 5), (70, EXTEND, 2)], None, 82),  # order of storing does not matter
        ([(78, EXTEND, 5), (70, EXTEND, 2)], None, 77),
        ([(-5, EXTEND, 5)], None, 75),  # before the start: only the window moves
        ([(-5, EXTEND, 5)], 60, 65),
        ([(-5, PAUSE, 8)], None, 78),  # the pause was on for 3 minutes more
        ([(-5, PAUSE, 3)], None, 75),
        ([(-5, PAUSE, 3)], 60, 63),
        ([(10, EXTEND, 5), (10, PAUSE, 1)], None, 81),
    ],
)
def test_events(events, window, minutes):
    inputs = TimeInputs(START, 75 * 60, window_end=None if window is None else at(window))
    given_back = [TimeEvent(at(minute), kind, length * 60) for minute, kind, length in events]
    assert deadline(inputs, given_back) == at(minutes)


@pytest.mark.parametrize(
    "inputs",
    [
        TimeInputs(START, 0),
        TimeInputs(START, -5),
        TimeInputs(START, 75 * 60, Fraction(1, 2)),
        TimeInputs(START, 75 * 60, extra=-1),
    ],
)
def test_times_that_shorten_are_bugs(inputs):
    with pytest.raises(ValueError, match="never shortens"):
        deadline(inputs)


def test_time_is_never_taken():
    with pytest.raises(ValueError, match="not taken"):
        deadline(TimeInputs(START, 75 * 60), [TimeEvent(at(1), EXTEND, 0)])


def test_remaining():
    assert remaining_ms(at(1), START) == 60_000
    assert remaining_ms(at(1), at(1) - timedelta(microseconds=1999)) == 1
    assert remaining_ms(at(1), at(2)) == 0


EVENTS = st.lists(
    st.builds(
        TimeEvent,
        st.integers(-60, 200).map(at),
        st.sampled_from(TimeEventKind),
        st.integers(1, 3600),
    ),
    max_size=6,
)


@given(EVENTS, st.none() | st.integers(1, 120))
def test_an_event_never_shortens_and_one_after_the_end_changes_nothing(events, window):
    inputs = TimeInputs(START, 75 * 60, window_end=None if window is None else at(window))
    before = deadline(inputs, events)
    assert before >= deadline(inputs)
    assert deadline(inputs, reversed(events)) == before
    late = TimeEvent(before + timedelta(microseconds=1), EXTEND, 600)
    assert deadline(inputs, [*events, late]) == before
    last_call = TimeEvent(max([before, *(event.at for event in events)]), EXTEND, 600)
    assert deadline(inputs, [*events, last_call]) >= before


@pytest.mark.parametrize(
    ("minutes", "paused", "left"),
    [
        (0, True, 65),  # just stopped
        (30, True, 65),  # the time left stands
        (239, True, 65),
        (240, False, 65),  # nobody went on: after four hours it is over by itself
        (250, False, 55),
    ],
)
def test_while_paused_the_time_left_stands(minutes, paused, left):
    stopped, now = at(10), at(10 + minutes)
    due = deadline(TimeInputs(START, 75 * 60), [open_pause(stopped)])
    assert is_paused(stopped, now) is paused
    seen = deadline_seen(due, stopped, now)
    assert remaining_ms(seen, now) == left * 60_000
    assert deadline_seen(due, None, now) == due


@given(st.integers(0, 74 * 60), st.integers(0, 5 * 3600), st.integers(0, 999_999))
def test_an_ended_pause_gives_back_what_it_took_and_less_than_a_second_more(start, length, micro):
    stopped = START + timedelta(seconds=start)
    now = stopped + timedelta(seconds=length, microseconds=micro)
    inputs = TimeInputs(START, 75 * 60)
    seconds = pause_seconds(stopped, now)
    given_back = deadline(inputs, [TimeEvent(stopped, PAUSE, seconds)]) - deadline(inputs)
    lost = min(now - stopped, timedelta(seconds=LONGEST_PAUSE))
    assert timedelta(0) <= given_back - lost <= timedelta(seconds=1)


@pytest.mark.parametrize(
    ("closed", "now", "given_minutes", "left"),
    [
        (75, 90, 5, 5),  # the deadline closed it: what is given is left
        (40, 41, 0, 35),  # handed in by mistake: it goes on where it was
        (40, 700, 10, 45),  # longer than any pause may last
    ],
)
def test_reopening(closed, now, given_minutes, left):
    events = reopening(at(closed), at(now), given_minutes * 60)
    due = deadline(TimeInputs(START, 75 * 60, window_end=at(75)), events)
    assert due - at(now) == timedelta(minutes=left)

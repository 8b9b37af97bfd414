"""What may be done to an attempt that is watched, what stands out, and time without contact."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from examsite.domain.invigilation import (
    AfterRelease,
    IncidentKind,
    NobodyWriting,
    NoTimeLeft,
    NotReopenable,
    SeatState,
    SignalKind,
    WordsNeeded,
    needs_second_person,
    reason_of,
    require_reopenable,
    require_voidable,
    seat_state,
    silences,
    stands_out,
)
from examsite.domain.terms import AttemptState

START = datetime(2026, 11, 26, 1, tzinfo=UTC)
OPEN, HANDED_IN = AttemptState.IN_PROGRESS, AttemptState.HANDED_IN
CLOSED, VOIDED = AttemptState.CLOSED_BY_DEADLINE, AttemptState.VOIDED


def at(seconds):
    return START + timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("state", "by_staff", "released", "left", "given_seconds", "refusal"),
    [
        (CLOSED, False, False, 0, 60, None),
        (CLOSED, False, False, 0, 59, NoTimeLeft),
        (CLOSED, False, False, 0, 0, NoTimeLeft),
        (HANDED_IN, True, False, 600, 0, None),
        (HANDED_IN, True, False, 30, 30, None),
        (HANDED_IN, True, False, 30, 0, NoTimeLeft),
        (HANDED_IN, False, False, 600, 600, NotReopenable),  # the candidate's own decision
        (VOIDED, True, False, 600, 600, NotReopenable),
        (OPEN, False, False, 600, 600, NotReopenable),
        (CLOSED, False, True, 0, 600, AfterRelease),
        (HANDED_IN, True, True, 600, 0, AfterRelease),
    ],
)
def test_who_may_be_reopened(state, by_staff, released, left, given_seconds, refusal):
    def ask():
        require_reopenable(
            state,
            by_staff=by_staff,
            released=released,
            left=timedelta(seconds=left),
            seconds=given_seconds,
        )

    if refusal is None:
        assert ask() is None
    else:
        with pytest.raises(refusal):
            ask()


@pytest.mark.parametrize("state", AttemptState)
@pytest.mark.parametrize("released", [False, True])
def test_who_may_be_voided(state, released):
    if not released and state is not VOIDED:
        assert require_voidable(state, released=released) is None
        return
    with pytest.raises(AfterRelease if released else NobodyWriting):
        require_voidable(state, released=released)


@pytest.mark.parametrize(
    ("given_before", "seconds", "two"), [(0, 600, False), (0, 601, True), (540, 61, True)]
)
def test_more_than_ten_minutes_in_all_takes_two_people(given_before, seconds, two):
    assert needs_second_person(given_before, seconds) is two


@pytest.mark.parametrize(
    ("kind", "amount", "expected"),
    [
        (SignalKind.FOCUS_LOST, 0, False),
        (SignalKind.FOCUS_RETURNED, 29, False),
        (SignalKind.FOCUS_RETURNED, 30, True),
        (SignalKind.SILENCE, 119, False),
        (SignalKind.SILENCE, 120, True),
        (SignalKind.PASTE, 1, True),
        (SignalKind.NEW_ADDRESS, 0, True),
        (SignalKind.SECOND_DEVICE, 2, True),
    ],
)
def test_what_is_put_before_a_person(kind, amount, expected):
    assert stands_out(kind, amount) is expected


@pytest.mark.parametrize("said", ["", "  ", "字" * 501])
def test_every_act_needs_words(said):
    assert reason_of(" 断网 ") == "断网"
    with pytest.raises(WordsNeeded):
        reason_of(said)


@pytest.mark.parametrize(
    ("contacts", "pauses", "expected"),
    [
        ([0, 30, 60], [], []),  # thirty seconds are not yet a disturbance
        ([0, 31], [], [31]),
        ([90, 0], [], [90]),
        ([0, 20, 110, 120, 180], [], [90, 60]),
        ([0, 90], [(10, 70)], []),  # only 30 s of it were not paused
        ([0, 120], [(10, 30), (40, 70)], [70]),
        ([0, 120], [(-50, 20), (110, 400)], [90]),
        ([0], [], []),
    ],
)
def test_time_without_contact(contacts, pauses, expected):
    found = silences(map(at, contacts), [(at(a), at(b)) for a, b in pauses])
    assert [one.seconds for one in found] == expected


@given(st.lists(st.integers(0, 4000), max_size=30), st.integers(0, 4000))
def test_one_more_contact_never_lengthens_the_silence(contacts, more):
    before = sum(one.seconds for one in silences(map(at, contacts)))
    inside = min(max(more, min(contacts, default=0)), max(contacts, default=0))
    after = sum(one.seconds for one in silences(map(at, [*contacts, inside])))
    assert after <= before <= max(contacts, default=0)


@pytest.mark.parametrize(
    ("state", "paused", "silent", "check", "open_", "expected"),
    [
        (None, False, 0, False, True, SeatState.AWAY),
        (None, False, 0, False, False, SeatState.WAITING),
        (VOIDED, False, 0, True, True, SeatState.VOIDED),
        (HANDED_IN, True, 99, True, True, SeatState.DONE),
        (OPEN, True, 99, True, True, SeatState.PAUSED),
        (OPEN, False, 31, True, True, SeatState.LOST),
        (OPEN, False, 30, True, True, SeatState.CHECK),
        (OPEN, False, 30, False, True, SeatState.WORKING),
    ],
)
def test_the_state_of_a_seat(state, paused, silent, check, open_, expected):
    found = seat_state(
        state, paused=paused, silent=timedelta(seconds=silent), check=check, open_=open_
    )
    assert found is expected


def test_every_kind_of_record_is_short_enough_for_its_column():
    assert max(len(kind) for kind in (*IncidentKind, *SignalKind)) <= 32

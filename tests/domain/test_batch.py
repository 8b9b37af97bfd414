"""A batch's rules: days of enrolment, what keeps it open, who may vouch for it, its life cycle."""

from dataclasses import dataclass
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from examsite.domain.batch import (
    TRANSITIONS,
    BadEnrolmentWindow,
    BatchMoved,
    BatchState,
    EnrolmentNotBegun,
    EnrolmentOver,
    NotAnnounced,
    Open,
    StillOpen,
    SupervisorInvolved,
    require_enrolling,
    require_move,
    require_settled,
    require_uninvolved,
    require_window,
    still_open,
)

FIRST, LAST = date(2026, 12, 1), date(2026, 12, 10)


@dataclass(frozen=True)
class Batch:
    state: BatchState = BatchState.ANNOUNCED
    enrols_from: date = FIRST
    enrols_until: date = LAST


@pytest.mark.parametrize("day", [FIRST, date(2026, 12, 5), LAST])
def test_one_applies_on_every_day_of_the_window(day):
    assert require_enrolling(Batch(), day) is None


@pytest.mark.parametrize(
    ("batch", "day", "refusal"),
    [
        (Batch(BatchState.DRAFT), FIRST, NotAnnounced),
        (Batch(), date(2026, 11, 30), EnrolmentNotBegun),
        (Batch(), date(2026, 12, 11), EnrolmentOver),
        (Batch(BatchState.SIGNED), FIRST, EnrolmentOver),
        (Batch(BatchState.CLOSED), FIRST, EnrolmentOver),
    ],
)
def test_nobody_applies_otherwise(batch, day, refusal):
    with pytest.raises(refusal):
        require_enrolling(batch, day)


def test_a_window_of_one_day_is_a_window_and_a_reversed_one_is_not():
    require_window(FIRST, FIRST)
    with pytest.raises(BadEnrolmentWindow):
        require_window(LAST, FIRST)


@given(st.dictionaries(st.sampled_from(list(Open)), st.integers(0, 3)))
def test_a_batch_is_settled_when_nothing_at_all_is_left(counts):
    left = still_open(counts)
    assert sum(left.values()) == sum(counts.values())
    assert list(left) == [kind for kind in Open if kind in left]
    if left:
        with pytest.raises(StillOpen) as told:
            require_settled(counts)
        assert told.value.params == {"count": len(left)}
    else:
        require_settled(counts)


def test_who_had_a_part_does_not_vouch():
    require_uninvolved(3, {1, 2})
    with pytest.raises(SupervisorInvolved):
        require_uninvolved(2, {1, 2})


@pytest.mark.parametrize("state", list(BatchState))
@pytest.mark.parametrize("to", list(BatchState))
def test_the_life_cycle_is_its_table(state, to):
    allowed = {
        ("draft", "announced"),
        ("announced", "signed"),
        ("signed", "announced"),
        ("signed", "closed"),
    }
    assert (to in TRANSITIONS[state]) == ((state.value, to.value) in allowed)
    if (state.value, to.value) in allowed:
        require_move(state, to)
    else:
        with pytest.raises(BatchMoved):
            require_move(state, to)

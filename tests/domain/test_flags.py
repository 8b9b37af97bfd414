"""Doubts about attempts: how common something is, who may do what and when."""

from dataclasses import dataclass
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from examsite.domain.flags import (
    TRANSITIONS,
    FlagDecided,
    FlagOutcome,
    FlagState,
    HearFirst,
    NoEvidence,
    RaiserDecides,
    ReplyOver,
    VoidFirst,
    require_decision,
    require_reply,
    spread,
    words_of,
)
from examsite.domain.terms import AttemptState

DUE = date(2026, 12, 1)
AFTER = date(2026, 12, 2)


@dataclass(frozen=True)
class Flag:
    state: FlagState = FlagState.RAISED
    reply_due: date = DUE


@pytest.mark.parametrize(
    ("counts", "people", "median", "ninety"),
    [
        ([], 0, 0, 0),
        ([], 5, 0, 0),
        ([7], 1, 7, 7),
        ([1, 2, 3, 4], 4, 2, 4),
        ([5, 1, 3], 10, 0, 3),
        (list(range(1, 11)), 10, 5, 9),
    ],
)
def test_the_spread_by_nearest_ranks(counts, people, median, ninety):
    assert spread(counts, people) == (people, median, ninety)


@given(st.lists(st.integers(1, 50), max_size=30), st.integers(0, 20))
def test_half_and_nine_in_ten_had_it_that_often_or_less(counts, without):
    people = len(counts) + without
    found = spread(counts, people)
    every = [0] * without + counts
    if people:
        assert sum(one <= found.median for one in every) * 2 >= people
        assert sum(one <= found.ninety for one in every) * 10 >= people * 9
        assert found.median <= found.ninety
    assert found.is_small == (people < 10)


@pytest.mark.parametrize("text", ["", "  ", "长" * 1001])
def test_words_are_needed(text):
    with pytest.raises(NoEvidence):
        words_of(text)


def test_words_are_trimmed():
    assert words_of(" 看手机 ") == "看手机"


def test_the_candidate_answers_once_and_in_time():
    require_reply(Flag(), DUE)
    for flag, day in (
        (Flag(), AFTER),
        (Flag(FlagState.REPLIED), DUE),
        (Flag(FlagState.DECIDED), DUE),
    ):
        with pytest.raises(ReplyOver):
            require_reply(flag, day)


IN, VOIDED = AttemptState.HANDED_IN, AttemptState.VOIDED


@pytest.mark.parametrize(
    ("flag", "outcome", "attempt", "independent", "day", "refusal"),
    [
        (Flag(FlagState.REPLIED), FlagOutcome.CLEARED, IN, True, DUE, None),
        (Flag(), FlagOutcome.NOTED, IN, True, AFTER, None),
        (Flag(FlagState.REPLIED), FlagOutcome.VOIDED, VOIDED, True, DUE, None),
        (Flag(FlagState.DECIDED), FlagOutcome.CLEARED, IN, True, AFTER, FlagDecided),
        (Flag(FlagState.REPLIED), FlagOutcome.CLEARED, IN, False, DUE, RaiserDecides),
        (Flag(), FlagOutcome.CLEARED, IN, True, DUE, HearFirst),
        (Flag(FlagState.REPLIED), FlagOutcome.VOIDED, IN, True, DUE, VoidFirst),
        (Flag(FlagState.REPLIED), FlagOutcome.CLEARED, VOIDED, True, DUE, VoidFirst),
    ],
)
def test_who_decides_what_and_when(flag, outcome, attempt, independent, day, refusal):
    asked = {"attempt": attempt, "independent": independent, "today": day}
    if refusal is None:
        require_decision(flag, outcome, **asked)
    else:
        with pytest.raises(refusal):
            require_decision(flag, outcome, **asked)


def test_a_decided_doubt_is_over():
    assert TRANSITIONS[FlagState.DECIDED] == frozenset()
    assert FlagState.DECIDED in TRANSITIONS[FlagState.RAISED] & TRANSITIONS[FlagState.REPLIED]

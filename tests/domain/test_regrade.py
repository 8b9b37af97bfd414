"""Regrading: tables for each change, and what must hold whatever the marks are."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from examsite.domain.regrade import (
    Change,
    NothingLeft,
    Place,
    Policy,
    Rules,
    RunMoved,
    RunState,
    cut_of_rest,
    movement,
    new_mark,
    regraded,
    require_move,
    score_of,
    settle,
    standing,
    voided_worth,
)

PLACES = {"p": Place("A", 200), "q": Place("A", 300), "r": Place("B", 500)}
RULES = Rules(cut=700, minimums={})


def score(p=200, q=300, r=100, *, bonus=0, rules=RULES):
    marks = {"p": [p, 1], "q": [q, 1], "r": [r, 1]}
    return score_of(marks, PLACES, rules, bonus)


def changed(before, change, earned=0, item="q"):
    mark = new_mark(change, earned, 2, PLACES[item].worth)
    return regraded(before, item, mark, PLACES, RULES)


@pytest.mark.parametrize(
    ("change", "earned", "total", "most", "mark"),
    [
        (Change.KEY, 0, 300, 1000, [0, 2]),
        (Change.KEY, 150, 450, 1000, [150, 2]),
        (Change.ACCEPT, 300, 600, 1000, [300, 2]),
        (Change.FULL, 0, 600, 1000, [300, 2, "full"]),
        (Change.VOID, 300, 300, 700, [0, 2, "void", 300]),
    ],
)
def test_each_change(change, earned, total, most, mark):
    after = changed(score(q=100), change, earned)
    assert (after.total, after.most, after.marks["q"]) == (total, most, mark)
    assert after.areas["A"].items == (1 if change is Change.VOID else 2)


@pytest.mark.parametrize(
    ("cut", "rest", "voided", "expected"),
    [(7000, 10000, 0, 7000), (7000, 9800, 200, 6860), (7000, 9990, 10, 6993), (700, 999, 1, 700)],
)
def test_the_cut_shrinks_exactly(cut, rest, voided, expected):
    assert cut_of_rest(cut, rest, voided) == expected


def test_what_people_decided_about_the_total_survives():
    before = standing({"p": [200, 1], "q": [0, 1], "r": [0, 1]}, 250, PLACES, RULES)
    assert (before.total, before.bonus) == (250, 50)
    assert changed(before, Change.KEY, 300).total == 550
    assert changed(score(r=500, bonus=100), Change.FULL).total == 1000


def test_what_waits_for_people_counts_nothing_until_then():
    assert score(q=None).total == 300
    assert changed(score(q=None), Change.FULL).total == 600


def test_never_lower_keeps_the_better_whole():
    before, after = score(r=200), changed(score(r=200), Change.KEY, 0)
    assert (before.passed, after.passed) == (True, False)
    assert settle(Policy.NEVER_LOWER, before, after) is before
    assert settle(Policy.LOWER_WITH_NOTICE, before, after) is after
    assert movement(before, after) == -300


def test_a_void_item_that_was_right_lowers_the_share():
    before, after = score(p=0, q=300, r=300), changed(score(p=0, q=300, r=300), Change.VOID)
    assert (before.total, after.total, after.most) == (600, 300, 700)
    assert settle(Policy.NEVER_LOWER, before, after) is before
    assert movement(before, after) == 429 - 600


def test_the_last_item_that_counts_stays():
    one = {"p": Place("A", 100)}
    with pytest.raises(NothingLeft):
        regraded(score_of({"p": [0, 1]}, one, RULES), "p", [0, 1, "void", 100], one, RULES)


def test_a_score_of_nothing_has_no_share():
    assert score_of({}, {}, RULES).share == 0


@pytest.mark.parametrize("state", RunState)
@pytest.mark.parametrize("to", RunState)
def test_the_life_of_a_run(state, to):
    allowed = {
        (RunState.DRAFT, RunState.RUNNING),
        (RunState.DRAFT, RunState.DROPPED),
        (RunState.RUNNING, RunState.DONE),
    }
    if (state, to) in allowed:
        assert require_move(state, to) is None
    else:
        with pytest.raises(RunMoved):
            require_move(state, to)


@st.composite
def cases(draw):
    """A form of a few items with its rules, a marked score, and one item of it."""
    worths = draw(st.lists(st.integers(1, 500), min_size=2, max_size=16))
    places = {f"i{n}": Place(draw(st.sampled_from("AB")), worth) for n, worth in enumerate(worths)}
    earned = {item: draw(st.integers(0, place.worth)) for item, place in places.items()}
    cut = draw(st.integers(0, sum(worths)))
    minimums = draw(st.dictionaries(st.sampled_from("AB"), st.integers(0, 100)))
    rules = Rules(cut, minimums)
    marks = {item: [got, 1] for item, got in earned.items()}
    bonus = draw(st.sampled_from((0, 0, 0, -40, 75)))
    before = score_of(marks, places, rules, bonus)
    item = draw(st.sampled_from(sorted(places)))
    return before, item, places, rules


CHANGES = st.sampled_from(list(Change))
SHARES = st.fractions(0, 1)


def after(case, change, share=Fraction(0)):
    before, item, places, rules = case
    worth = places[item].worth
    mark = new_mark(change, int(share * worth), 2, worth)
    return regraded(before, item, mark, places, rules)


@given(cases(), CHANGES, SHARES)
def test_never_lower_never_lowers(case, change, share):
    before, computed = case[0], after(case, change, share)
    held = settle(Policy.NEVER_LOWER, before, computed)
    assert held in (before, computed)
    assert held.passed >= before.passed
    assert held.share >= before.share or held.passed > before.passed


@given(cases(), CHANGES, SHARES, st.sampled_from(list(Policy)))
def test_the_same_run_again_changes_nothing(case, change, share, policy):
    before, item, places, rules = case
    once = settle(policy, before, after(case, change, share))
    twice = settle(policy, once, after((once, item, places, rules), change, share))
    assert (twice.total, twice.most, twice.passed) == (once.total, once.most, once.passed)


@given(cases(), CHANGES, SHARES)
def test_a_stored_score_is_read_as_it_was(case, change, share):
    made = after(case, change, share)
    read = standing(made.marks, made.total, case[2], case[3])
    assert (read.total, read.areas, read.passed) == (made.total, made.areas, made.passed)


@given(cases())
def test_full_credit_never_lowers(case):
    computed = after(case, Change.FULL)
    assert computed.total >= case[0].total
    assert computed.passed >= case[0].passed


@given(cases())
def test_void_keeps_the_marks_of_the_rest_and_their_share_of_the_cut(case):
    before, item, places, rules = case
    void = after(case, Change.VOID)
    rest = {other: mark for other, mark in before.marks.items() if other != item}
    assert {other: void.marks[other] for other in rest} == rest
    assert void.voided == places[item].worth == voided_worth(void.marks)
    assert void.most == before.most - places[item].worth
    reached = void.share >= Fraction(rules.cut, before.most)
    assert (void.total >= cut_of_rest(rules.cut, void.most, void.voided)) == reached
    for area, found in void.areas.items():
        earned = sum(mark[0] for other, mark in rest.items() if places[other].area == area)
        assert found.earned == earned

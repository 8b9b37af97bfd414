"""Short answers: how marks combine, and how a marker's queue is drawn."""

from dataclasses import dataclass
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from examsite.domain.answer_marking import (
    EVERY,
    GAP,
    POINT,
    BadMarks,
    check_at,
    combine,
    count_characters,
    drifted,
    given_points,
    held_back,
    in_order,
    left,
    needs_third,
    next_check,
    on_form,
    opaque,
)

WORTH = [2, 2, 2, 1]


@dataclass(frozen=True)
class Run:
    seed: int
    size: int


RUNS = st.builds(Run, st.integers(0, 2**52), st.integers(0, 60))
POINTS = st.integers(0, 7)
ANCHORS = {7, 4, 0}


@pytest.mark.parametrize(
    ("marks", "hundredths"),
    [
        ([], None),
        ([5], None),
        ([5, 5], 500),
        ([5, 4], 450),
        ([2, 4], 300),
        ([5, 2], None),  # 3 apart
        ([0, 7], None),
        ([7, 4, 5], 450),  # 4 and 5 are the closest
        ([7, 4, 6], 650),
        ([4, 7, 7], 700),
        ([2, 6, 4], 400),  # equally far: the middle one
        ([7, 1, 4], 400),
        ([0, 7, 0], 0),
        ([3, 0, 7], 150),
        ([5, 4, 0], 450),  # two that agree stand, whatever comes after
        ([7, 4, 5, 0], 450),
    ],
)
def test_marks_combine(marks, hundredths):
    assert combine(marks) == hundredths


@given(POINTS, POINTS, POINTS)
def test_the_result_lies_among_the_marks_and_forgets_their_order(one, two, third):
    found = {combine(list(order)) for order in permutations((one, two))}
    assert len(found) == 1
    settled = combine([one, two, third])
    assert settled is not None
    assert min(one, two, third) * POINT <= settled <= max(one, two, third) * POINT
    assert settled % 50 == 0
    assert needs_third([one, two]) == (abs(one - two) >= GAP) == (combine([one, two]) is None)


@given(POINTS, POINTS, POINTS)
def test_with_three_the_two_closest_decide(one, two, third):
    if abs(one - two) < GAP:
        assert combine([one, two, third]) == combine([one, two])
        return
    pairs = [(abs(a - b), (a + b) * 50) for a, b in ((one, two), (one, third), (two, third))]
    nearest = {mean for gap, mean in pairs if gap == min(pairs)[0]}
    middle = sorted((one, two, third))[1] * POINT
    assert combine([one, two, third]) == (nearest.pop() if len(nearest) == 1 else middle)


@pytest.mark.parametrize(
    "lines", [[2, 2, 2], [2, 2, 2, 2], [2, 2, 2, -1], [2, 2, 2, None], [2, 2, 2, 1, 0], []]
)
def test_every_line_gets_its_points_and_no_more(lines):
    with pytest.raises(BadMarks):
        given_points(lines, WORTH)


def test_points_are_the_sum_of_the_lines():
    assert given_points([2, 0, 1, 1], WORTH) == 4
    assert given_points([2, 2, 2, 1], WORTH) == 7


@pytest.mark.parametrize(
    ("hundredths", "points", "counted"),
    [
        (450, 700, 450),
        (0, 700, 0),
        (700, 600, 600),
        (350, 600, 300),
        (50, 600, 43),
        (450, 800, 514),
    ],
)
def test_the_form_may_count_the_question_otherwise(hundredths, points, counted):
    assert on_form(hundredths, WORTH, points) == counted


def test_a_check_is_missed_from_three_points():
    assert [drifted(given, 4) for given in (1, 2, 4, 6, 7)] == [True, False, False, False, True]


def test_characters_are_counted_as_on_the_exam_page():
    assert count_characters("  先停，再报。\n") == 6


# --- the queue --------------------------------------------------------------------------------


@given(RUNS, st.sets(st.integers(1, 10**6).map(str), max_size=40))
def test_an_order_stays_when_answers_leave(run, ids):
    order = in_order(run, ids)
    assert sorted(order) == sorted(ids)
    kept = set(order[::2])
    assert in_order(run, kept) == [one for one in order if one in kept]


def test_markers_see_different_orders():
    ids = [str(n) for n in range(30)]
    assert len({tuple(in_order(Run(seed, 30), ids)) for seed in range(20)}) == 20


@given(RUNS)
def test_one_anchor_is_shown_and_the_others_are_checks(run):
    held = held_back(run, ANCHORS)
    assert 1 <= len(held) == len(set(held)) < len(ANCHORS)
    assert set(held) < ANCHORS
    assert held_back(run, {7}) == (7,)
    assert held_back(run, ()) == ()


@given(RUNS)
def test_a_queue_from_beginning_to_end(run):
    """One check in each ten, at least one, at places the seed has fixed; `left` counts down."""
    waiting, done, checks = run.size, 0, []
    tokens = set()
    while True:
        counts = {"done": done, "open_answers": waiting, "checked": len(checks)}
        remaining = left(run, ANCHORS, **counts)
        check = next_check(run, ANCHORS, **counts)
        if check is None and not waiting:
            assert remaining == 0
            break
        assert remaining > 0
        done += 1
        tokens.add(opaque(run, f"check:{done}" if check is not None else f"answer:{waiting}"))
        if check is None:
            waiting -= 1
        else:
            checks.append(check)
        assert (
            left(run, ANCHORS, done=done, open_answers=waiting, checked=len(checks))
            == remaining - 1
        )
    assert len(checks) == 0 if run.size == 0 else 1 <= len(checks) <= -(-done // EVERY)
    assert done == run.size + len(checks)
    assert {len(token) for token in tokens} <= {16}
    assert len(tokens) == done
    whole = done // EVERY
    places = [
        sum(check_at(run, ANCHORS, n + EVERY * b) is not None for n in range(1, EVERY + 1))
        for b in range(whole)
    ]
    assert places == [1] * whole


@given(RUNS, st.integers(1, 60))
def test_whoever_marked_anything_meets_a_check(run, done):
    """Others have finished the answers meanwhile."""
    assert next_check(run, ANCHORS, done=done, open_answers=0, checked=0) in ANCHORS
    assert left(run, ANCHORS, done=done, open_answers=0, checked=0) == 1
    assert next_check(run, ANCHORS, done=done, open_answers=0, checked=1) is None
    assert next_check(run, ANCHORS, done=0, open_answers=0, checked=0) is None

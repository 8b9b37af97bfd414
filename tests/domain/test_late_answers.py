"""Late answers: when a case is opened, and which value of an item it is about."""

import pytest

from examsite.domain.late_answers import Arrived, newest_late, opens_case
from examsite.domain.terms import AttemptState


@pytest.mark.parametrize(
    ("state", "by_staff", "opens"),
    [
        (AttemptState.IN_PROGRESS, False, True),  # over, not swept yet
        (AttemptState.CLOSED_BY_DEADLINE, False, True),
        (AttemptState.HANDED_IN, True, True),
        (AttemptState.HANDED_IN, False, False),
        (AttemptState.VOIDED, True, False),
    ],
)
def test_when_a_case_is_opened(state, by_staff, opens):
    assert opens_case(state, by_staff=by_staff) is opens


@pytest.mark.parametrize(
    ("late", "kept", "newest"),
    [
        ([], [], {}),
        ([(1, 1, 2, "b")], [], {1: "b"}),
        ([(1, 1, 2, "b")], [(1, 1, 1, "a")], {1: "b"}),
        ([(1, 1, 3, "c"), (1, 1, 2, "b")], [(1, 1, 1, "a")], {1: "c"}),
        ([(1, 1, 1, "b")], [(1, 1, 2, "a")], {}),  # older than what counts
        ([(1, 1, 2, "a")], [(1, 1, 1, "a")], {}),  # the same
        ([(1, 1, 2, "b"), (1, 1, 3, "a")], [(1, 1, 1, "a")], {}),  # and back again
        ([(1, 1, 9, "b"), (2, 1, 1, "d")], [(1, 2, 1, "a")], {2: "d"}),
    ],
)
def test_the_newest_late_value(late, kept, newest):
    found = newest_late([Arrived(*one) for one in late], [Arrived(*one) for one in kept])
    assert {item: one.value for item, one in found.items()} == newest

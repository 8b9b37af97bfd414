"""The waiting room opens half an hour before and closes with the window."""

from datetime import timedelta

import pytest

from examsite.domain.exam_time import start_credit
from examsite.domain.waiting import Gate, gate
from tests.cast import NOW


@pytest.mark.parametrize(
    ("minutes", "begun", "expected"),
    [
        (-31, True, Gate.EARLY),
        (-30, True, Gate.WAITING),
        (-1, False, Gate.WAITING),
        (0, True, Gate.OPEN),
        (0, False, Gate.HELD),
        (119, True, Gate.OPEN),
        (120, True, Gate.OVER),
        (120, False, Gate.OVER),
    ],
)
def test_the_gate(minutes, begun, expected):
    at = NOW + timedelta(minutes=minutes)
    assert gate(NOW, NOW + timedelta(minutes=120), begun, at) is expected


@pytest.mark.parametrize(
    ("waited", "credit"),
    [(0, 0), (5, 0), (5.2, 1), (12, 7), (65, 60), (66, 60), (3600, 60), (-3, 0)],
)
def test_a_slow_first_display_is_given_back(waited, credit):
    assert start_credit(NOW, NOW + timedelta(seconds=waited)) == credit

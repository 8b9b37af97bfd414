"""Time accommodations: bounds, seconds, and that time is never taken back."""

import pytest

from examsite.domain.accommodation import (
    BadMeasure,
    Measure,
    MeasureShrinks,
    require_measure,
    seconds_gained,
)


@pytest.mark.parametrize(
    ("measure", "limit", "seconds"),
    [
        (Measure(), 5400, 5400),
        (Measure(125, 600), 5400, 7350),
        (Measure(150), 61, 92),
    ],
)
def test_seconds(measure, limit, seconds):
    assert require_measure(measure).allowed(limit) == seconds


@pytest.mark.parametrize(
    "measure", [Measure(99), Measure(301), Measure(100, -1), Measure(100, 14401)]
)
def test_bounds(measure):
    with pytest.raises(BadMeasure):
        require_measure(measure)


def test_who_has_started_only_gains():
    assert seconds_gained(5400, Measure(), Measure(125), name="示例") == 1350
    with pytest.raises(MeasureShrinks) as refused:
        seconds_gained(5400, Measure(125), Measure(100, 60), name="示例")
    assert refused.value.params == {"name": "示例"}

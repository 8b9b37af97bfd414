"""Figures that agree, and the index that is only information."""

import math
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from examsite.domain.results_index import Indicator, Kind, Rate, index, wilson
from examsite.domain.session_figures import SessionFigures, inconsistencies
from examsite.domain.terms import Level

F = Fraction
WHOLE = SessionFigures(
    gmv=12_902_400,
    minutes=120,
    uv=48_000,
    orders=1344,
    uv_value=F("268.8"),
    conversion=F("0.028"),
    order_value=F(9600),
    ad_gmv=2_000_000,
    ad_spend=400_000,
    roi=F(5),
    new_followers=800,
)


def test_figures_that_agree():
    assert inconsistencies(WHOLE) == []
    assert inconsistencies(SessionFigures(100, 60, 10, 1)) == []
    assert inconsistencies(replace(WHOLE, ad_spend=None)) == []
    assert inconsistencies(replace(WHOLE, ad_gmv=None)) == []


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"uv_value": F("274.1")}, []),
        ({"uv_value": F("274.2")}, ["uv_value"]),
        ({"conversion": F("0.0294")}, []),
        ({"conversion": F("0.0295")}, ["conversion"]),
        ({"order_value": F(9800)}, ["order_value"]),
        ({"roi": F(6)}, ["roi"]),
        ({"ad_gmv": 13_000_000, "ad_spend": 2_600_000}, ["ad_share"]),
        ({"new_followers": 48_001}, ["new_followers"]),
        ({"minutes": 0}, ["length"]),
        ({"minutes": 1441}, ["length"]),
        ({"uv": 24_000}, ["uv_value", "conversion"]),
        ({"ad_gmv": 0, "ad_spend": 0}, []),
    ],
)
def test_figures_that_do_not(change, found):
    assert inconsistencies(replace(WHOLE, **change)) == found


def line(actual, baseline=100, **change):
    return Indicator("gmv", 30, F(actual), F(baseline), **change)


@pytest.mark.parametrize(
    ("level", "indicator", "points"),
    [
        (Level.JUNIOR, line(100), 6000),
        (Level.JUNIOR, line(110), 10_000),
        (Level.INTERMEDIATE, line(150), 10_000),
        (Level.SENIOR, line(300), 10_000),
        (Level.SENIOR, line(150), round(6000 + 4000 * math.log(1.5) / math.log(3))),
        (Level.SENIOR, line(900_000), 10_000),
        (Level.SENIOR, line(1), round(6000 + 4000 * math.log(0.3) / math.log(3))),
        (Level.SENIOR, line(-50), round(6000 + 4000 * math.log(0.3) / math.log(3))),
        (Level.JUNIOR, line(1), 0),
        (Level.JUNIOR, line(105, kind=Kind.EFFICIENCY), 10_000),
        (Level.SENIOR, line(50, kind=Kind.REVERSE), round(6000 + 4000 * math.log(2) / math.log(3))),
        (Level.SENIOR, line(0, kind=Kind.REVERSE), 10_000),
    ],
)
def test_one_line(level, indicator, points):
    found = index(level, [indicator], 6)
    assert found.points == found.lines["gmv"] == points
    assert not found.reference


def test_weights_are_shared_among_the_lines_that_can_be_used():
    lines = [
        line(110),
        Indicator("uv_value", 20, F(100), F(100)),
        Indicator("followers", 40, F(5), F(0)),
        Indicator("conversion", 10, F(3), F(1), rate=Rate(30, 999, 10, 1000)),
    ]
    found = index(Level.JUNIOR, lines, 4)
    assert found.points == (30 * 10_000 + 20 * 6000) // 50
    assert found.dropped == ("followers", "conversion")
    assert found.reference


def test_no_line_no_index():
    assert index(Level.JUNIOR, [line(1, 0)], 6).points is None


@pytest.mark.parametrize(
    ("rate", "points"),
    [
        (Rate(33, 1000, 300, 10_000), 6000),  # cannot be told from the baseline
        (Rate(60, 1000, 300, 10_000), 10_000),
        (Rate(60, 1000, 0, 0), 10_000),
    ],
)
def test_a_rate_within_chance_counts_as_the_baseline(rate, points):
    one = line(200, kind=Kind.EFFICIENCY, rate=rate)
    assert index(Level.JUNIOR, [one], 6).points == points


def test_wilson_agrees_with_its_published_shape():
    low, high = wilson(1, 10)
    assert round(low, 4) == Decimal("0.0179")
    assert round(high, 4) == Decimal("0.4042")

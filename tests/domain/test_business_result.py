"""Baseline, adjusted score, consistency of figures, and the index shown beside it."""

import math
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from statistics import median

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from examsite.domain.baseline import LiveSession, baseline_sessions, why_not_comparable
from examsite.domain.business_result import Expectation, business_weight, score

EXAM = LiveSession("s1", "B", datetime(2026, 12, 3, 11, 30, tzinfo=UTC), 90, 9_000_000)


def earlier(days=7, hours=0, **change):
    started = EXAM.started_at - timedelta(days=days, hours=hours)
    return replace(EXAM, started_at=started, **change)


@pytest.mark.parametrize(
    ("other", "reason"),
    [
        (earlier(), None),
        (earlier(28), None),
        (earlier(29), "period"),
        (EXAM, "period"),
        (earlier(-1), "period"),
        (earlier(streamer="s2"), "streamer"),
        (earlier(tier="A"), "tier"),
        (earlier(7, 2), None),
        (earlier(7, -2), None),
        (earlier(7, 2.01), "start"),
        (earlier(7, 12), "start"),
        (earlier(minutes=63), None),
        (earlier(minutes=117), None),
        (earlier(minutes=62), "length"),
        (earlier(minutes=118), "length"),
        (earlier(special=True), "special"),
        (earlier(gmv=0), "no_sales"),
        (earlier(streamer="s2", special=True), "streamer"),
    ],
)
def test_what_can_be_compared(other, reason):
    assert why_not_comparable(EXAM, other) == reason


def test_start_times_are_near_over_midnight():
    late = replace(EXAM, started_at=datetime(2026, 12, 3, 15, 30, tzinfo=UTC))  # 23:30
    early = replace(EXAM, started_at=datetime(2026, 11, 30, 17, 0, tzinfo=UTC))  # 01:00
    assert why_not_comparable(late, early) is None


def test_the_baseline_is_filtered_and_in_order():
    others = [earlier(3), earlier(5), earlier(4, gmv=0), earlier(40)]
    assert baseline_sessions(EXAM, others) == [earlier(5), earlier(3)]


@pytest.mark.parametrize(
    ("level_weight", "sessions", "simulated", "recorded", "weight"),
    [
        (20, 6, False, 100, 20),
        (20, 6, False, 99, 10),
        (15, 60, False, 0, 10),
        (10, 6, False, 0, 10),
        (20, 5, False, 500, 0),
        (20, 50, True, 500, 0),
    ],
)
def test_weight(level_weight, sessions, simulated, recorded, weight):
    assert business_weight(level_weight, sessions, simulated, recorded) == weight


def history(*gmvs):
    return [earlier(days, gmv=gmv) for days, gmv in enumerate(gmvs, start=1)]


FLAT = history(*[9_000_000] * 6)
VARIED = history(7_000_000, 8_000_000, 9_000_000, 10_000_000, 12_000_000, 9_500_000, 6_000_000)


def test_too_few_sessions_give_no_score():
    assert score(EXAM, FLAT[:5]) is None


def test_at_the_baseline_it_is_fifty():
    result = score(EXAM, FLAT)
    assert (result.points, result.low, result.high) == (5000, 1080, 8920)
    assert result.z == 0
    assert result.baseline == 6_000_000
    assert result.sessions == 6


@pytest.mark.parametrize(("gmv", "points"), [(900_000_000, 10_000), (90_000, 0), (0, 0), (-5, 0)])
def test_it_is_capped(gmv, points):
    assert score(replace(EXAM, gmv=gmv), FLAT).points == points


def in_floats(exam, sessions, expected=0.0, trend=0.45):
    """The formula of assessment.md 3.4 once more, in floats."""
    logs = [math.log(one.gmv * 60 / one.minutes) for one in sessions]
    base = median(one.gmv * 60 / one.minutes for one in sessions)
    n = len(logs)
    mean = sum(logs) / n
    s = math.sqrt((sum((one - mean) ** 2 for one in logs) + 8 * trend**2) / (n + 7))
    e = math.log(exam.gmv * 60 / exam.minutes / base) - expected
    z = max(-2.5, min(2.5, e / (s * math.sqrt(1 + 1.57 / n))))
    return (50 + 20 * z) * 100


@settings(max_examples=50)
@given(st.lists(st.integers(10**5, 10**9), min_size=6, max_size=20), st.integers(10**5, 10**9))
def test_the_formula(gmvs, gmv):
    sessions = history(*gmvs)
    exam = replace(EXAM, gmv=gmv)
    assert score(exam, sessions).points == pytest.approx(in_floats(exam, sessions), abs=0.51)


@settings(max_examples=50)
@given(st.integers(2, 1000))
def test_the_size_of_the_room_does_not_matter(times):
    bigger = [replace(one, gmv=one.gmv * times) for one in VARIED]
    exam = replace(EXAM, gmv=11_000_000)
    assert score(replace(exam, gmv=exam.gmv * times), bigger).points == score(exam, VARIED).points


def test_an_expectation_counts_from_a_hundred_recorded_sessions():
    fit = Expectation(100, Decimal(15), (Decimal("0.1"), Decimal("-0.2")), Decimal("0.05"))
    base = median(one.gmv * 60 / one.minutes for one in VARIED)
    expected = 0.05 + 0.1 - 0.2 * (math.log(base) - 15)
    assert score(EXAM, VARIED, fit).points == pytest.approx(
        in_floats(EXAM, VARIED, expected), abs=0.51
    )
    assert score(EXAM, VARIED, replace(fit, recorded=99)) == score(EXAM, VARIED)


def test_a_steadier_room_is_judged_more_sharply():
    exam = replace(EXAM, gmv=12_000_000)
    wild = history(2_000_000, 40_000_000, 9_000_000, 9_000_000, 1_000_000, 60_000_000)
    assert score(exam, FLAT).points > score(exam, wild).points > 5000

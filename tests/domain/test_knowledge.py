"""Totals, area profile and the knowledge decision."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from examsite.domain.knowledge import (
    MINIMUM_ITEMS,
    AreaScore,
    Line,
    area_profile,
    decide_knowledge,
    likely_range,
    total,
)

LINES = [Line("B", 300, 150), Line("A", 100, 100), Line("B", 100, 0)]


def test_total_and_profile():
    assert total(LINES) == 250
    assert area_profile(LINES) == {"A": AreaScore(1, 100, 100), "B": AreaScore(2, 400, 150)}
    assert list(area_profile(LINES)) == ["A", "B"]
    assert total([]) == 0


@pytest.mark.parametrize(
    ("raw", "profile", "passed"),
    [
        (7000, {}, True),
        (6999, {}, False),
        (7000, {"I": AreaScore(12, 1200, 840)}, True),  # exactly 70 %
        (7000, {"I": AreaScore(12, 1200, 839)}, False),
        (10000, {"I": AreaScore(12, 1200, 0)}, False),
        (7000, {"I": AreaScore(11, 1200, 0)}, True),  # too few items: reported only
        (6999, {"I": AreaScore(20, 1200, 1200)}, False),
        (7000, {"I": AreaScore(12, 1500, 1049)}, False),  # 69.93 %: nothing is rounded
    ],
)
def test_pass(raw, profile, passed):
    decision = decide_knowledge(raw, 7000, profile, {"I": 70, "B": 60})
    assert decision.passed is passed
    assert (decision.total, decision.cut) == (raw, 7000)


def test_every_minimum_is_reported():
    decision = decide_knowledge(
        9000, 7000, {"I": AreaScore(MINIMUM_ITEMS, 1200, 1200)}, {"I": 70, "B": 60}
    )
    b, i = decision.areas
    assert (b.area, b.met, b.decides, b.score.items) == ("B", False, False, 0)
    assert (i.area, i.minimum, i.met, i.decides) == ("I", 70, True, True)


@given(st.lists(st.builds(Line, st.sampled_from("ABC"), st.just(100), st.integers(0, 100))))
def test_the_profile_loses_nothing(lines):
    profile = area_profile(lines)
    assert sum(score.earned for score in profile.values()) == total(lines)
    assert sum(score.items for score in profile.values()) == len(lines)


def test_the_range_narrows_with_more_items():
    few, many = (likely_range(AreaScore(n, 1000, 600)) for n in (4, 40))
    assert few[0] < many[0] < 60 < many[1] < few[1]
    assert likely_range(AreaScore(0, 0, 0)) == (0, 100)


@given(st.integers(1, 60), st.integers(0, 100))
def test_the_range_holds_the_share(items, per_cent):
    low, high = likely_range(AreaScore(items, 100, per_cent))
    assert 0 <= low <= per_cent <= high <= 100

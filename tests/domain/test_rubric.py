"""One examiner's sheet and its points."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from examsite.domain.rubric import (
    IncompleteSheet,
    PracticalRules,
    Sheet,
    Weights,
    capped_bands,
    oral_points,
    process_points,
    require_complete,
    weighted_total,
)

DIMENSIONS = {"pitch": 25, "rhythm": 25, "floor": 20, "traffic": 10, "incident": 20}
RULES = PracticalRules(Weights(75, 10, 15), DIMENSIONS, 7000, 2, Fraction(3))
SHEET = Sheet(dict.fromkeys(DIMENSIONS, 4), (3, 4, 5), 4, {"pitch": (6, 10)})


@pytest.mark.parametrize(("band", "points"), [(1, 2000), (3, 6000), (5, 10_000)])
def test_process_points(band, points):
    assert process_points(RULES, dict.fromkeys(DIMENSIONS, band)) == points


def test_weights_count():
    bands = {"pitch": 5, "rhythm": 4, "floor": 3, "traffic": 2, "incident": 1}
    assert process_points(RULES, bands) == 20 * (125 + 100 + 60 + 20 + 20)


@pytest.mark.parametrize(
    ("done", "band"), [((6, 10), 4), ((5, 10), 2), ((59, 100), 2), ((0, 0), 4), ((0, 1), 2)]
)
def test_under_sixty_per_cent_of_the_checklist_caps_the_band(done, band):
    assert capped_bands(RULES, replace(SHEET, checklist={"pitch": done}))["pitch"] == band


def test_the_cap_never_raises():
    low = replace(SHEET, bands=dict.fromkeys(DIMENSIONS, 1), checklist={"floor": (0, 5)})
    assert capped_bands(RULES, low) == dict.fromkeys(DIMENSIONS, 1)


def test_oral():
    assert oral_points(SHEET) == 8000
    assert oral_points(replace(SHEET, oral=(3, 3, 4))) == Fraction(20_000, 3)


def test_weighted_total_and_an_absent_business_result():
    assert weighted_total(RULES.weights, 8000, 5000, Fraction(6000)) == 7400
    assert weighted_total(RULES.weights, 8000, None, Fraction(6000)) == 7700
    assert weighted_total(RULES.weights, 8000, 0, Fraction(6000)) == 6900


def test_moving_weight():
    weights = Weights(60, 20, 20)
    assert weights.with_business(10) == Weights(70, 10, 20)
    assert weights.with_business(20) == weights
    for wrong in (21, -1):
        with pytest.raises(ValueError, match="never weighs more"):
            weights.with_business(wrong)


@pytest.mark.parametrize("parts", [(75, 10, 16), (90, -5, 15)])
def test_weights_that_do_not_add_up(parts):
    with pytest.raises(ValueError, match="add up"):
        Weights(*parts)


@pytest.mark.parametrize(
    "change",
    [
        {"dimensions": {"pitch": 99}},
        {"dimensions": {"pitch": 110, "floor": -10}},
        {"examiners": 1},
        {"examiners": 4},
    ],
)
def test_rules_that_do_not_add_up(change):
    with pytest.raises(ValueError):
        replace(RULES, **change)


@pytest.mark.parametrize(
    ("change", "missing"),
    [
        ({"bands": {"pitch": 4}}, "rhythm, floor, traffic, incident"),
        ({"bands": dict.fromkeys(DIMENSIONS, 6)}, "pitch, rhythm, floor, traffic, incident"),
        ({"oral": (3, 4)}, "oral"),
        ({"oral": (3, 4, 0)}, "oral"),
        ({"global_rating": 0}, "global_rating"),
        ({"checklist": {"floor": (3, 2)}}, "checklist.floor"),
        ({"oral": (), "global_rating": 6}, "oral, global_rating"),
    ],
)
def test_what_is_missing_is_named(change, missing):
    require_complete(RULES, SHEET)
    with pytest.raises(IncompleteSheet) as refused:
        require_complete(RULES, replace(SHEET, **change))
    assert refused.value.params["missing"] == missing


@given(st.fixed_dictionaries(dict.fromkeys(DIMENSIONS, st.integers(1, 5))))
def test_process_is_whole_and_between_its_ends(bands):
    points = process_points(RULES, bands)
    assert 2000 <= points <= 10_000
    assert points % 10 == 0  # so the mean of two totals is whole too

"""Two blind examiners, the third, and what they make together."""

from dataclasses import replace
from fractions import Fraction
from statistics import median

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from examsite.domain.marking import (
    ExaminerMissing,
    Trigger,
    combine,
    examiner_total,
    needed,
    triggers,
)
from examsite.domain.practical import decide
from examsite.domain.rubric import IncompleteSheet, PracticalRules, Sheet, Weights
from examsite.domain.terms import Outcome

DIMENSIONS = {"pitch": 25, "rhythm": 25, "floor": 20, "traffic": 10, "incident": 20}
RULES = PracticalRules(Weights(75, 10, 15), DIMENSIONS, 7000, 2, Fraction(3))
SENIOR = PracticalRules(Weights(60, 20, 20), DIMENSIONS, 7500, 3, strong=(2, 4), examiners=3)


def sheet(band=4, *, oral=(4, 4, 4), rating=4, critical=(), **bands):
    return Sheet(dict.fromkeys(DIMENSIONS, band) | bands, oral, rating, {}, frozenset(critical))


@pytest.mark.parametrize(
    ("one", "two", "found"),
    [
        (sheet(), sheet(), set()),
        (sheet(), sheet(traffic=2), {Trigger.BAND_GAP}),
        (sheet(5), sheet(5, pitch=4, rhythm=4), {Trigger.PROCESS_GAP}),  # 10.00 exactly
        (sheet(5), sheet(5, pitch=4, floor=4), set()),  # 9.00
        (sheet(), sheet(rating=2), {Trigger.GLOBAL_GAP}),
        (sheet(), sheet(rating=3), set()),
        (sheet(), sheet(critical=["5"]), {Trigger.LONE_CRITICAL}),
        (sheet(critical=["5"]), sheet(critical=["5"]), set()),
        (sheet(critical=["5"]), sheet(critical=["5", "8"]), {Trigger.LONE_CRITICAL}),
        (sheet(critical=["3"]), sheet(critical=["8"]), {Trigger.LONE_CRITICAL}),
        (
            sheet(3, pitch=4, rhythm=4, oral=(5, 5, 4)),
            sheet(3, pitch=4, rhythm=4, oral=(3, 3, 3)),
            {Trigger.CUT_SPLIT},
        ),
    ],
)
def test_triggers(one, two, found):
    assert triggers(RULES, [one, two], None) == found
    assert triggers(RULES, [two, one], None) == found
    assert needed(RULES, [one, two], None) == 2 + bool(found)


def test_the_capped_band_is_compared():
    capped = replace(sheet(), checklist={"traffic": (1, 2)})
    assert triggers(RULES, [sheet(), capped], None) == {Trigger.BAND_GAP}


def test_the_business_result_is_in_the_total_that_is_compared():
    one, two = sheet(3, pitch=4, rhythm=4), sheet(3, pitch=4, rhythm=4, oral=(4, 4, 3))
    assert triggers(RULES, [one, two], 7000) == frozenset()
    assert examiner_total(RULES, one, 7000) == 7150
    assert triggers(RULES, [one, two], 6000) == {Trigger.CUT_SPLIT}


def test_the_mean_of_two_keeps_half_bands():
    marks = combine(RULES, [sheet(3, pitch=2, oral=(3, 3, 4)), sheet(3, oral=(3, 3, 3))], None)
    assert marks.bands["pitch"] == Fraction(5, 2)
    assert marks.process == 5750
    assert marks.oral == 6333  # mean of 66.67 and 60, rounded once
    assert marks.total == round((5500 + 6000) / 2 * 0.85 + (20000 / 3 + 6000) / 2 * 0.15)
    assert marks.critical == frozenset()


def test_the_median_of_three():
    three = [sheet(2), sheet(4), sheet(5, pitch=3)]
    marks = combine(RULES, three, None)
    assert marks.process == 8000
    assert marks.bands["pitch"] == 3
    assert marks.bands["floor"] == 4


@pytest.mark.parametrize(
    ("flags", "confirmed"),
    [
        ((["5"], ["5"]), {"5"}),
        ((["5"], [], ["5"]), {"5"}),
        ((["5"], [], []), set()),
        ((["5"], ["8"], ["8"]), {"8"}),
    ],
)
def test_a_critical_fail_needs_two(flags, confirmed):
    sheets = [sheet(critical=codes) for codes in flags]
    assert combine(RULES, sheets, None).critical == confirmed


def test_senior_starts_with_three_and_calls_a_fourth_only_for_a_lone_flag():
    three = [sheet(1), sheet(3), sheet(5)]
    assert needed(SENIOR, three[:2], None) == 3
    assert needed(SENIOR, three, None) == 3
    flagged = [sheet(1, critical=["5"]), *three[1:]]
    assert triggers(SENIOR, flagged, None) == {Trigger.LONE_CRITICAL}
    assert needed(SENIOR, flagged, None) == 4
    with pytest.raises(ExaminerMissing):
        combine(SENIOR, flagged, None)
    marks = combine(SENIOR, [*flagged, sheet(5, critical=["5"])], None)
    assert marks.process == 6000  # the fourth answers for the flag only
    assert marks.critical == {"5"}


@pytest.mark.parametrize("sheets", [[], [sheet()], [sheet(), sheet(1)]])
def test_it_waits_for_the_examiner_who_is_missing(sheets):
    with pytest.raises(ExaminerMissing):
        combine(RULES, sheets, None)


def test_an_incomplete_sheet_is_never_combined():
    with pytest.raises(IncompleteSheet):
        combine(RULES, [sheet(), sheet(oral=())], None)


@pytest.mark.parametrize(
    ("rules", "one", "two", "reasons"),
    [
        (RULES, sheet(), sheet(), ()),
        (RULES, sheet(3), sheet(3), ("total_below_cut",)),
        (RULES, sheet(critical=["5"]), sheet(critical=["5"]), ("critical_fail",)),
        (RULES, sheet(5, traffic=1), sheet(5, traffic=2), ("dimension_below_minimum",)),
        (
            RULES,
            sheet(2),
            sheet(2),
            ("total_below_cut", "mean_below_minimum"),
        ),
        (SENIOR, sheet(4, pitch=3), sheet(4, pitch=3), ()),
        (
            SENIOR,
            sheet(3, pitch=4, oral=(5, 5, 5)),
            sheet(3, pitch=4, oral=(5, 5, 5)),
            ("total_below_cut", "too_few_strong_dimensions"),
        ),
    ],
)
def test_decisions(rules, one, two, reasons):
    sheets = [one, two, one][: rules.examiners]
    decision = decide(rules, sheets, None)
    assert decision.reasons == reasons
    assert decision.outcome is (Outcome.FAIL if reasons else Outcome.PASS)
    assert not decision.tipped


def test_two_and_three_make_two_and_a_half_which_is_not_three():
    rules = replace(RULES, every_dimension=3)
    decision = decide(rules, [sheet(5, floor=2), sheet(5, floor=3)], None)
    assert decision.reasons == ("dimension_below_minimum",)


EDGE = [sheet(3, pitch=4, rhythm=4), sheet(3, pitch=4, rhythm=4)]  # process 70.00, oral 80.00


def test_a_business_result_that_tips_the_scale_is_named():
    low = [sheet(3, pitch=4, rhythm=4, oral=(3, 3, 4))] * 2
    decision = decide(RULES, low, 10_000)
    assert (decision.outcome, decision.tipped) == (Outcome.PASS, True)
    assert decide(RULES, low, None).outcome is Outcome.FAIL


@pytest.mark.parametrize(
    ("sheets", "business", "outcome", "reasons"),
    [
        ([sheet(5)] * 2, 2000, Outcome.PASS, ()),  # holds at the worst
        (EDGE, 9000, Outcome.WITHHELD, ("total_below_cut",)),
        (EDGE, 0, Outcome.WITHHELD, ("total_below_cut",)),
        ([sheet(2)] * 2, 9000, Outcome.FAIL, ("total_below_cut", "mean_below_minimum")),
        ([sheet(5, critical=["5"])] * 2, 9000, Outcome.FAIL, ("critical_fail",)),
    ],
)
def test_nothing_rests_on_a_provisional_figure(sheets, business, outcome, reasons):
    decision = decide(RULES, sheets, business, provisional=True)
    assert (decision.outcome, decision.reasons) == (outcome, reasons)


def test_an_absent_figure_is_not_provisional():
    assert decide(RULES, EDGE, None, provisional=True).outcome is Outcome.PASS


SHEETS = st.builds(
    Sheet,
    st.fixed_dictionaries(dict.fromkeys(DIMENSIONS, st.integers(1, 5))),
    st.tuples(*[st.integers(1, 5)] * 3),
    st.integers(1, 5),
    st.just({}),
    st.frozensets(st.sampled_from("12"), max_size=1),
)


def plain_total(one, business):
    """The oracle's own arithmetic, in floats and points."""
    process = sum(DIMENSIONS[name] / 100 * 20 * band for name, band in one.bands.items())
    oral = sum(one.oral) / 3 * 20
    if business is None:
        return process * 0.85 + oral * 0.15
    return process * 0.75 + business / 100 * 0.10 + oral * 0.15


@settings(max_examples=50)
@given(st.lists(SHEETS, min_size=3, max_size=3), st.none() | st.integers(0, 10_000))
def test_any_three_sheets(sheets, business):
    marks = combine(RULES, sheets, business)
    totals = [plain_total(one, business) for one in sheets]
    assert marks.total == pytest.approx(median(totals) * 100, abs=0.51)
    assert combine(RULES, sheets[::-1], business) == marks
    pair = sheets[:2]
    calls = triggers(RULES, pair, business)
    far = abs(plain_total(pair[0], None) - plain_total(pair[1], None))
    if not calls:
        combined = combine(RULES, pair, business)
        assert combined.total == pytest.approx(sum(totals[:2]) * 50, abs=0.51)
        assert far < 25
    else:
        with pytest.raises(ExaminerMissing):
            combine(RULES, pair, business)

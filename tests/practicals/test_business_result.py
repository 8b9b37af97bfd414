"""The business result: what counts against the own baseline, and what goes to process."""

from datetime import timedelta

import pytest

from examsite.domain.baseline import LiveSession
from examsite.domain.business_result import score
from examsite.domain.terms import Outcome
from examsite.kit import jobs
from examsite.practicals.models import BusinessResult
from examsite.practicals.queries.cases import load_case
from examsite.practicals.queries.scores import find_latest_score
from examsite.practicals.services.business import Figures, SimulationHasNoResult, record
from tests import make_practicals as make


def live(now, days, yuan=10_000, minutes=90, special=False):
    started = now - timedelta(days=days)
    return LiveSession("", "", started, minutes, yuan * 100, special)


def figures(now, count=6, **changes):
    earlier = [live(now, days) for days in range(1, count + 1)]
    return Figures(live(now, 0, yuan=12_000), earlier, **changes)


@pytest.fixture
def booking(site, people, now):
    return make.booking(people.officer, now, candidate="other_candidate")


def stored(booking) -> BusinessResult:
    return load_case(make.fresh(booking)).business


def test_it_works(booking, people, now):
    typed = figures(now)
    row = record(booking, typed, reason="", by=people.officer, now=now)
    expected = score(typed.exam, typed.earlier)
    assert (row.number, row.score, row.provisional) == (1, expected.points, False)
    assert row.figures["weight"] == 10
    assert row.figures["comparable"] == 6
    assert row.figures["baseline_per_hour"] == 666_667  # 10,000 yuan in 90 minutes
    assert row.figures["index"] > 6000  # above the own baseline; shown, not counted
    assert stored(booking).figures == row.figures


def test_under_six_comparable_sessions_the_weight_goes_to_process(booking, people, now):
    row = record(booking, figures(now, count=5), reason="", by=people.officer, now=now)
    assert (row.score, row.figures["weight"]) == (None, 0)


def test_sessions_left_out_are_named(booking, people, now):
    typed = figures(now)
    extra = [live(now, 3, special=True), live(now, 40), live(now, 4, minutes=20)]
    row = record(
        booking,
        Figures(typed.exam, [*typed.earlier, *extra]),
        reason="",
        by=people.officer,
        now=now,
    )
    left = [one["left_out"] for one in row.figures["earlier"]]
    assert left == [None] * 6 + ["special", "period", "length"]


def test_no_baseline_keeps_its_reason_and_versions_stay(booking, people, now):
    record(booking, figures(now), reason="", by=people.officer, now=now)
    row = record(booking, None, reason="换了主播", by=people.officer, now=now)
    assert (row.number, row.score, row.figures["reason"]) == (2, None, "换了主播")
    assert stored(booking).number == 2


def test_a_simulation_has_none(site, people, now):
    booking = make.booking(people.officer, now, candidate="other_candidate", simulation=True)
    with pytest.raises(SimulationHasNoResult):
        record(booking, None, reason="", by=people.officer, now=now)


def test_it_weighs_ten_percent_of_the_score(booking, people, now):
    for n, name in enumerate(("examiner_a", "examiner_b"), 1):
        make.seat(booking, name, n, people.officer, now)
    for examiner in (people.examiner_a, people.examiner_b):
        make.sealed(examiner, now, one=make.process(4), two=make.review(4))
    row = record(make.fresh(booking), figures(now), reason="", by=people.officer, now=now)
    jobs.run_all(now)
    found = find_latest_score(booking)
    assert found.steps["weights"] == {"process": 75, "business_result": 10, "oral": 15}
    assert found.total == round(0.9 * 8000 + 0.1 * row.score)
    assert (found.outcome, found.steps["tipped"]) == (Outcome.PASS, False)


def test_a_provisional_figure_that_could_turn_it_withholds(booking, people, now):
    near = make.process(4, **{"global": 3})
    near["bands"].update(pitch=3, rhythm=3)  # 70.00; with oral 80 and no result 64.50 of 90
    for n, name in enumerate(("examiner_a", "examiner_b"), 1):
        make.seat(booking, name, n, people.officer, now)
    for examiner in (people.examiner_a, people.examiner_b):
        make.sealed(examiner, now, one=near, two=make.review(4))
    typed = figures(now, provisional=True)
    record(make.fresh(booking), typed, reason="", by=people.officer, now=now)
    jobs.run_all(now)
    assert find_latest_score(booking).outcome is Outcome.WITHHELD

"""The whole way: two examiners, one score; disagreement, a third, the median."""

from fractions import Fraction

import pytest

from examsite.domain.errors import NotFound
from examsite.domain.marking import Trigger
from examsite.domain.terms import Level, Outcome
from examsite.kit import jobs
from examsite.practicals.policies import CaseState
from examsite.practicals.queries.cases import load_case
from examsite.practicals.queries.scores import (
    find_latest_score,
    get_score,
    list_ready_bookings,
    list_scores_of,
)
from examsite.practicals.services.combining import combine
from examsite.practicals.services.sessions import SeatNotOpen
from tests import make_practicals as make


def two_seated(people, now, **changes):
    booking = make.booking(people.officer, now, candidate="other_candidate", **changes)
    make.seat(booking, "examiner_a", 1, people.officer, now)
    make.seat(booking, "examiner_b", 2, people.officer, now)
    return booking


def state(booking):
    return load_case(make.fresh(booking)).state


def test_two_examiners_make_a_score(site, people, now):
    booking = make.booking(people.officer, now, candidate="other_candidate")
    assert state(booking) is CaseState.UNASSIGNED
    make.seat(booking, "examiner_a", 1, people.officer, now)
    make.seat(booking, "examiner_b", 2, people.officer, now)
    make.sealed(people.examiner_a, now, one=make.process(4), two=make.review(3))
    assert state(booking) is CaseState.SCORING
    make.sealed(people.examiner_b, now, one=make.process(3), two=make.review(4))
    assert state(booking) is CaseState.ANOTHER_EXAMINER  # 80.00 against 60.00
    make.seat(booking, "examiner_c", 3, people.officer, now)
    make.sealed(people.examiner_c, now, one=make.process(4), two=make.review(4))
    assert state(booking) is CaseState.BUSINESS_MISSING
    make.no_baseline(booking, people.officer, now)
    jobs.run_all(now)
    score = find_latest_score(booking)
    # totals 85 % process + 15 % oral: 77, 63, 80; the median is 77
    assert (score.total, score.outcome, score.number) == (7700, Outcome.PASS, 1)
    assert score.steps["rule"] == "median"
    assert score.steps["weights"] == {"process": 85, "business_result": 0, "oral": 15}
    assert state(booking) is CaseState.SCORED


def test_the_mean_keeps_half_bands(site, people, now):
    booking = two_seated(people, now, simulation=True)
    one, two = make.process(4), make.process(4)
    two["bands"]["traffic"] = 3
    make.sealed(people.examiner_a, now, one=one, two=make.review(4))
    make.sealed(people.examiner_b, now, one=two, two=make.review(4))
    score = combine(make.fresh(booking), by=people.officer, now=now)
    assert score.steps["marks"]["bands"]["traffic"] == str(Fraction(7, 2))
    # 80 and 78 process: 79 x 0.85 + 80 x 0.15
    assert score.total == 7915
    assert score.steps["business"] == {"kind": "simulation", "score": None}
    assert [one["seat"] for one in score.steps["sheets"]] == [1, 2]


def test_a_checklist_under_sixty_percent_caps_the_band(site, people, now):
    booking = two_seated(people, now, simulation=True)
    content = make.process(4)
    content["done"] = [item for item in content["done"] if not item.startswith("traffic")]
    for examiner in (people.examiner_a, people.examiner_b):
        make.sealed(examiner, now, one=content, two=make.review(4))
    score = combine(make.fresh(booking), by=None, now=now)
    assert score.steps["sheets"][0]["bands"]["traffic"] == 4
    assert score.steps["sheets"][0]["counted"]["traffic"] == 2


@pytest.mark.parametrize(
    ("one", "two", "trigger"),
    [
        ({"global": 5}, {}, Trigger.GLOBAL_GAP),
        (
            {"critical": {"cheating": {"at": "10:00", "evidence": "替操"}}},
            {},
            Trigger.LONE_CRITICAL,
        ),
        ({"bands": {**make.process()["bands"], "traffic": 5}}, {}, Trigger.BAND_GAP),
    ],
)
def test_each_disagreement_calls_a_third_before_figures_are_known(
    site, people, now, one, two, trigger
):
    booking = two_seated(people, now)
    make.sealed(people.examiner_a, now, one=make.process(**one))
    make.sealed(people.examiner_b, now, one=make.process(**two))
    view = load_case(make.fresh(booking))
    assert view.state is CaseState.ANOTHER_EXAMINER
    assert view.triggers == [trigger]
    assert combine(view.booking, by=None, now=now) is None


def test_one_total_only_at_the_mark_waits_for_the_figures(site, people, now):
    booking = two_seated(people, now)
    near = make.process(4, **{"global": 3})
    near["bands"].update(pitch=3, rhythm=3)  # process 70.00
    make.sealed(people.examiner_a, now, one=near, two=make.review(4))
    make.sealed(people.examiner_b, now, one=near, two=make.review(3))
    assert state(booking) is CaseState.BUSINESS_MISSING
    make.no_baseline(booking, people.officer, now)
    view = load_case(make.fresh(booking))  # 71.50 and 68.50
    assert (view.state, view.triggers) == (CaseState.ANOTHER_EXAMINER, [Trigger.CUT_SPLIT])


def test_a_third_seat_opens_only_when_called_for(site, people, now):
    booking = two_seated(people, now)
    with pytest.raises(SeatNotOpen):
        make.seat(booking, "examiner_c", 3, people.officer, now)


def test_senior_starts_with_three(site, people, now):
    booking = two_seated(people, now, level=Level.SENIOR, practical={"examiners": 3})
    assert state(booking) is CaseState.UNASSIGNED
    make.seat(booking, "examiner_c", 3, people.officer, now)
    assert state(booking) is CaseState.SCORING


def test_a_critical_fail_needs_two(site, people, now):
    booking = two_seated(people, now, simulation=True)
    flagged = {"cheating": {"at": "10:00", "evidence": "替操"}}
    make.sealed(people.examiner_a, now, one=make.process(5, critical=flagged), two=make.review(5))
    # found in the review by the other: the same fail, so the two agree
    make.sealed(people.examiner_b, now, one=make.process(5), two=make.review(5, critical=flagged))
    score = combine(make.fresh(booking), by=None, now=now)
    assert score.outcome is Outcome.FAIL
    assert score.steps["reasons"] == ["critical_fail"]


def test_combining_again_changes_nothing_and_new_figures_make_a_new_score(site, people, now):
    booking = two_seated(people, now)
    for examiner in (people.examiner_a, people.examiner_b):
        make.sealed(examiner, now, one=make.process(4), two=make.review(4))
    make.no_baseline(booking, people.officer, now)
    first = combine(make.fresh(booking), by=None, now=now)
    assert combine(make.fresh(booking), by=None, now=now).id == first.id
    jobs.run_all(now)
    assert find_latest_score(booking).number == 1
    make.no_baseline(booking, people.officer, now)
    assert list_ready_bookings() == []  # rests on older figures
    jobs.run_all(now)
    assert find_latest_score(booking).number == 2


def test_results_may_read_ready_bookings(site, people, now):
    two_seated(people, now, simulation=True)
    for examiner in (people.examiner_a, people.examiner_b):
        make.sealed(examiner, now, one=make.process(4), two=make.review(4))
    jobs.run_all(now)
    (ready,) = list_ready_bookings(Level.JUNIOR)
    assert ready.booking.candidate.username == "other_candidate"
    assert get_score(ready.score.public_id).id == ready.score.id
    candidate = make.user("other_candidate").id
    assert [one.score.id for one in list_scores_of(candidate, Level.JUNIOR)] == [ready.score.id]
    assert list_ready_bookings(Level.SENIOR) == []
    with pytest.raises(NotFound):
        get_score("nothing")

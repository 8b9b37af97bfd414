"""Who may enter, why not, and from when."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from examsite.domain.eligibility import (
    Facts,
    Holding,
    Requirement,
    earliest_day,
    entry_requirements,
    missing,
)
from examsite.domain.level_rules import LevelRules
from examsite.domain.terms import CredentialStatus, Level

D = date.fromisoformat
JUNIOR = LevelRules(Level.JUNIOR, 24, 16, 18, 720, 240, None, 0, 0, 0, 0, 3, (7, 30), 12)
SENIOR = replace(
    JUNIOR,
    level=Level.SENIOR,
    prerequisite=Level.INTERMEDIATE,
    prerequisite_months=6,
    employment_months=3,
    sessions=30,
    major_sessions=3,
)
TODAY = D("2026-11-26")
SEASON = (D("2026-10-01"), D("2026-12-31"))
READY = Facts(
    TODAY,
    birth=D("2000-05-01"),
    training_minutes=720,
    compliance_minutes=240,
    season=SEASON,
)
HELD = Holding(D("2026-05-26"), D("2028-05-25"), CredentialStatus.VALID)
READY_SENIOR = replace(
    READY,
    held={Level.INTERMEDIATE: HELD},
    employment_months=3,
    sessions=30,
    major_sessions=3,
)


def what_is_missing(facts, rules=JUNIOR):
    return [(one.name, one.earliest) for one in missing(entry_requirements(rules, facts))]


def test_nothing_is_missing():
    assert what_is_missing(READY) == []
    assert what_is_missing(READY_SENIOR, SENIOR) == []
    assert earliest_day(entry_requirements(JUNIOR, READY)) is None


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"birth": None}, [("age", None), ("guardian_consent", TODAY)]),
        (
            {"birth": D("2010-11-27")},
            [("age", D("2026-11-27")), ("guardian_consent", TODAY)],
        ),
        ({"birth": D("2010-11-26")}, [("guardian_consent", TODAY)]),
        ({"birth": D("2010-11-26"), "guardian_verified": True}, []),
        ({"birth": D("2008-11-26")}, []),
        ({"training_minutes": 719}, [("training", None)]),
        ({"compliance_minutes": 239}, [("training", None)]),
        ({"training_minutes": 0, "compliance_minutes": 0, "training_accepted": True}, []),
        ({"season": None}, [("attempts_in_season", None)]),
    ],
)
def test_standing(change, found):
    assert what_is_missing(replace(READY, **change)) == found


@pytest.mark.parametrize(
    ("attempts", "found"),
    [
        (["2026-11-19"], []),
        (["2026-11-20"], [("retake_wait", D("2026-11-27"))]),
        (["2026-10-05", "2026-10-27"], []),
        (["2026-10-05", "2026-10-28"], [("retake_wait", D("2026-11-27"))]),
        (
            ["2026-10-02", "2026-10-10", "2026-11-20"],
            [("attempts_in_season", D("2027-01-01")), ("retake_wait", D("2026-12-20"))],
        ),
        (["2026-01-02", "2026-01-10", "2026-03-20"], []),  # another season
    ],
)
def test_retakes(attempts, found):
    assert what_is_missing(replace(READY, attempts=tuple(map(D, attempts)))) == found


def test_retakes_without_a_season_or_a_wait():
    facts = replace(READY, season=None, attempts=(TODAY,))
    assert ("retake_wait", D("2026-12-03")) in what_is_missing(facts)
    assert (
        what_is_missing(replace(READY, attempts=(TODAY,)), replace(JUNIOR, retake_wait_days=()))
        == []
    )


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"held": {}}, [("prerequisite", None)]),
        (
            {"held": {Level.INTERMEDIATE: replace(HELD, status=CredentialStatus.SUSPENDED)}},
            [("prerequisite", None)],
        ),
        (
            {"held": {Level.INTERMEDIATE: replace(HELD, last_day=D("2026-11-25"))}},
            [("prerequisite", None)],
        ),
        (
            {"held": {Level.INTERMEDIATE: replace(HELD, first_day=D("2026-06-01"))}},
            [("prerequisite", D("2026-12-01"))],
        ),
        ({"sessions": 29}, [("experience", None)]),
        ({"major_sessions": 2}, [("experience", None)]),
        ({"employment_months": 0}, [("experience", None)]),
    ],
)
def test_prerequisites(change, found):
    assert what_is_missing(replace(READY_SENIOR, **change), SENIOR) == found


def test_each_reason_can_be_filled():
    empty = Facts(TODAY, attempts=(TODAY,) * 3, season=SEASON)
    for facts in (empty, replace(empty, birth=TODAY, season=None)):
        for one in missing(entry_requirements(SENIOR, facts)):
            assert one.reason % one.params


def test_the_earliest_day_is_the_latest_of_all():
    days = [Requirement("a", False, "x", TODAY), Requirement("b", True)]
    assert earliest_day(days) == TODAY
    later = Requirement("c", False, "x", TODAY + timedelta(days=9))
    assert earliest_day([*days, later]) == later.earliest
    assert earliest_day([*days, Requirement("d", False, "x")]) is None

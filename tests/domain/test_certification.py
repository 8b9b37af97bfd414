"""The decision: what is missing, how long a part counts, who may decide."""

from datetime import date

import pytest

from examsite.domain.certification import (
    AwardFacts,
    DeciderNotIndependent,
    EffectiveTooEarly,
    Part,
    SecondPersonNeeded,
    award_requirements,
    part_last_day,
    reminder_days,
    require_independent,
    require_second_person,
    validity,
)
from examsite.domain.eligibility import Facts, missing
from examsite.domain.level_rules import LevelRules
from examsite.domain.terms import Level

D = date.fromisoformat
RULES = LevelRules(Level.JUNIOR, 24, 16, 18, 720, 240, None, 0, 0, 0, 0, 3, (7, 30), 12)
STANDING = Facts(D("2026-12-08"), birth=D("2000-05-01"), training_accepted=True)
KNOWLEDGE, PRACTICAL = Part(D("2026-11-26")), Part(D("2026-12-03"))


def what_is_missing(knowledge, practical, today="2026-12-08", cases=()):
    standing = Facts(D(today), birth=STANDING.birth, training_accepted=True)
    facts = AwardFacts(standing, knowledge, practical, cases)
    found = missing(award_requirements(RULES, facts))
    return [(one.name, one.reason % one.params, one.earliest) for one in found]


def test_nothing_is_missing():
    assert what_is_missing(KNOWLEDGE, PRACTICAL) == []
    assert what_is_missing(PRACTICAL, KNOWLEDGE) == []


def test_what_is_missing_comes_with_a_date():
    today = D("2026-12-08")
    assert what_is_missing(KNOWLEDGE, None) == [
        ("practical", "还没有通过，须在 2027-11-25 前（含当天）通过。", today)
    ]
    assert what_is_missing(None, None) == [
        ("knowledge", "还没有通过。", today),
        ("practical", "还没有通过。", today),
    ]
    assert [name for name, *_ in what_is_missing(None, PRACTICAL)] == ["knowledge"]


@pytest.mark.parametrize(
    ("practical", "today", "found"),
    [
        (None, "2027-11-25", ["practical"]),
        (None, "2027-11-26", ["knowledge", "practical"]),
        (Part(D("2027-11-25")), "2028-06-01", []),  # in time; the decision may come later
        (Part(D("2027-11-26")), "2027-11-26", ["knowledge"]),
    ],
)
def test_a_part_counts_for_twelve_months(practical, today, found):
    assert [name for name, *_ in what_is_missing(KNOWLEDGE, practical, today)] == found


def test_open_cases_hold_the_decision():
    found = what_is_missing(KNOWLEDGE, PRACTICAL, cases=("appeal", "incident"))
    assert found == [("nothing_open", "还有未了结的事项：appeal, incident。", None)]


@pytest.mark.parametrize(
    ("waits", "last"),
    [
        ((), "2027-11-25"),
        ((("2027-01-01", "2027-01-10"),), "2027-12-05"),
        ((("2027-01-01", "2027-01-10"), ("2027-01-05", "2027-01-12")), "2027-12-07"),
        ((("2026-01-01", "2026-11-25"),), "2027-11-25"),
        ((("2027-11-25", "2027-11-29"),), "2027-11-30"),
        ((("2027-11-26", "2027-11-29"),), "2027-11-25"),
    ],
)
def test_waiting_for_a_seat_stops_the_clock(waits, last):
    days = tuple((D(first), D(end)) for first, end in waits)
    assert part_last_day(Part(D("2026-11-26"), days), 12) == D(last)


def test_validity():
    decided = D("2026-12-08")
    assert validity(decided, decided, 24) == (decided, D("2028-12-07"))
    with pytest.raises(EffectiveTooEarly):
        validity(decided, D("2026-12-07"), 24)


@pytest.mark.parametrize("decider", ["candidate", "examiner-1", "examiner-2", "trainer"])
def test_who_took_part_does_not_decide(decider):
    with pytest.raises(DeciderNotIndependent):
        require_independent(decider, "candidate", {"examiner-1", "examiner-2"}, ["trainer"])


def test_who_may_decide():
    require_independent("officer", "candidate", {"examiner-1"}, ["trainer"])
    require_independent("officer", "candidate", ())
    require_second_person("officer", "chief")
    with pytest.raises(SecondPersonNeeded):
        require_second_person("officer", "officer")


def test_reminders():
    assert reminder_days(D("2028-12-07")) == [D("2028-09-08"), D("2028-11-07"), D("2028-11-30")]

"""Applying: the rule's answer in words, the roster when nothing is missing."""

from datetime import date, timedelta

import pytest

from examsite.domain.actions import Action
from examsite.domain.errors import NotAllowed
from examsite.domain.terms import Level
from examsite.enrolment.policies import Accepted, ReadShare, from_data, training_minutes
from examsite.enrolment.queries.applications import (
    count_waiting,
    find_enrolment,
    get_applicant,
    get_open_sitting,
    list_applicants,
    list_open,
)
from examsite.enrolment.queries.facts import gather_facts
from examsite.enrolment.services.applications import (
    ConsentMissing,
    IdentityMissing,
    accept_evidence,
    apply,
)
from examsite.enrolment.services.identity import ReasonNeeded, prove_guardian_consent
from examsite.enrolment.services.seasons import SeasonsOverlap, SeasonTooShort
from examsite.exams.queries import find_entry
from examsite.exams.services.sittings import RosterClosed
from examsite.handbook.models import Reading
from examsite.kit.db import write
from tests import make_enrolment, make_results
from tests.counting import counted

ALL = {"training_hours": {"total": 0, "compliance": 0}}


def unmet(enrolment):
    rows = enrolment.verdict["requirements"]
    return [row["name"] for row in rows if not row["met"]]


def test_it_works(site, people, now):
    make_results.rules(**ALL)
    made = make_enrolment.application(people.candidate)
    assert made.admitted
    entry = find_entry(made.sitting_id, people.candidate.id)
    assert entry.verdict == made.verdict
    assert made.season_id is not None


def test_what_is_missing_is_kept_with_words_and_dates(site, people):
    made = make_enrolment.application(people.candidate)
    assert not made.admitted
    assert unmet(made) == ["training"]
    assert find_entry(made.sitting_id, people.candidate.id) is None
    training = next(row for row in map(from_data, made.verdict["requirements"]) if not row.met)
    assert training.params == {"minutes": 720, "compliance": 240}
    assert count_waiting(make_enrolment.NOW) == 1
    assert list_applicants(page=1, waiting=True)[1] == 1
    assert list_applicants(page=1, level=Level.SENIOR) == ([], 0)


def test_applying_again_asks_again(site, people, now):
    first = make_enrolment.application(people.candidate)
    accept_evidence(
        get_applicant(first.public_id),
        make_enrolment.TRAINED,
        reason="培训证明 12 学时",
        by=people.officer,
        now=now,
    )
    sitting = get_open_sitting(make_results.sitting().public_id)
    second = apply(sitting, by=people.candidate, now=now)
    assert second.admitted, "what was accepted for the level counts for its other sittings"
    again = apply(sitting, by=people.candidate, now=now)
    assert again.id == second.id


def test_an_officer_accepts_evidence(site, people, now):
    made = make_enrolment.admitted(people.candidate, people.officer)
    assert made.admitted
    assert made.verdict["accepted"]["by"] == people.officer.public_id
    assert find_entry(made.sitting_id, people.candidate.id) is not None


def test_evidence_that_is_not_enough(site, people, now):
    made = make_enrolment.application(people.candidate)
    applicant = get_applicant(made.public_id)
    kept = accept_evidence(
        applicant, Accepted(sessions=3), reason="三场", by=people.officer, now=now
    )
    assert (kept.admitted, kept.verdict["accepted"]["sessions"]) == (False, 3)
    with pytest.raises(ReasonNeeded):
        accept_evidence(applicant, Accepted(), reason="", by=people.officer, now=now)
    with pytest.raises(NotAllowed):
        accept_evidence(applicant, Accepted(), reason="自己", by=people.candidate, now=now)


def test_a_minor_waits_for_the_guardian(site, people, now):
    make_results.rules(**ALL)
    make_enrolment.accept_documents(people.candidate)
    make_enrolment.identity(people.candidate, birth=date(2009, 11, 1))
    make_enrolment.season()
    sitting = get_open_sitting(make_results.sitting().public_id)
    made = apply(sitting, by=people.candidate, now=now)
    assert unmet(made) == ["guardian_consent"]
    prove_guardian_consent(
        get_applicant(made.public_id), why="电话核实", by=people.officer, now=now
    )
    assert apply(sitting, by=people.candidate, now=now).admitted


def test_three_attempts_and_the_wait(site, people, now):
    make_results.rules(**ALL)
    make_results.attempt("candidate", started_at=now - timedelta(days=3))
    made = make_enrolment.application(people.candidate)
    assert unmet(made) == ["retake_wait"]
    waiting = next(row for row in map(from_data, made.verdict["requirements"]) if not row.met)
    assert waiting.earliest == date(2026, 11, 27)


def test_documents_are_accepted_first(site, people, now):
    sitting = get_open_sitting(make_results.sitting().public_id)
    with pytest.raises(ConsentMissing):
        apply(sitting, by=people.candidate, now=now)
    make_enrolment.accept_documents(people.candidate)  # the optional one is left out
    with pytest.raises(IdentityMissing):
        apply(sitting, by=people.candidate, now=now)
    assert find_enrolment(people.candidate.id, sitting.id) is None


def test_a_rehearsal_asks_for_no_identity(site, people, now):
    make_enrolment.accept_documents(people.candidate)
    sitting = get_open_sitting(make_results.sitting(certifying=False).public_id)
    assert apply(sitting, by=people.candidate, now=now).admitted


def test_a_closed_sitting_is_refused(site, people, now):
    sitting = get_open_sitting(make_results.sitting().public_id)
    with pytest.raises(RosterClosed):
        apply(sitting, by=people.candidate, now=now + timedelta(days=1))


def test_seasons_of_a_level_do_not_overlap(site):
    first = make_enrolment.season()
    with pytest.raises(SeasonsOverlap):
        make_enrolment.season(title="另一个")
    with pytest.raises(SeasonTooShort):
        make_enrolment.season(ends_on=first.starts_on - timedelta(days=1))
    assert make_enrolment.season(level=Level.SENIOR).id


def test_minutes_are_shares_of_the_chapters_time(site, people, now):
    passage = make_results.passage(minutes=20)
    compliance = make_results.passage("ch14-law", minutes=30, slug="compliance")
    for level, total in ((None, 0), (passage, 20), (compliance, 50)):
        if level is not None:
            with write(Action.PASSAGE_READ, by=people.candidate, now=now) as tx:
                tx.add(
                    Reading(
                        user_id=people.candidate.id, passage_id=level.id, version=1,
                        first_at=now, last_at=now,
                    )
                )  # fmt: skip
        facts = gather_facts([people.candidate.id], Level.JUNIOR, now.date())
        assert facts[people.candidate.id].training_minutes == total
    assert facts[people.candidate.id].compliance_minutes == 30


def test_training_minutes_by_length():
    shares = [ReadShare("metrics", 20, 50, 100), ReadShare("compliance", 9, 1, 2)]
    assert training_minutes(shares) == (14, 4)
    assert training_minutes([ReadShare("empty", 20, 0, 0)]) == (0, 0)


@pytest.mark.parametrize("count", [1, 5])
def test_facts_take_the_same_number_of_statements(site, people, now, count):
    with counted() as seen:
        gather_facts(list(range(1, count + 1)), Level.JUNIOR, now.date())
    assert len(seen) <= 8


def test_the_list_says_how_one_stands(site, people, now):
    made = make_enrolment.application(people.candidate)
    lines = list_open(people.candidate.id, now)
    assert [(line.entered, line.enrolment.id) for line in lines] == [(False, made.id)]
    assert list_open(people.candidate.id, now + timedelta(days=1)) == []

"""The decision on certification: what is needed, and who may not take it."""

import pytest

from examsite.accounts.models import Membership
from examsite.domain.actions import Action
from examsite.domain.certification import DeciderNotIndependent
from examsite.domain.terms import Level
from examsite.enrolment.queries.candidacies import list_due, list_with_missing, requirements_of
from examsite.enrolment.services.decisions import NothingToDecide, RequirementsMissing, decide
from examsite.enrolment.services.identity import ReasonNeeded
from examsite.kit.db import write
from examsite.results.services.correcting import adjust, propose_correction
from examsite.results.services.releasing import release
from tests import make_enrolment, make_results
from tests.counting import counted


@pytest.fixture
def ready(site, people):
    """A candidate with everything there."""
    make_enrolment.admitted(people.candidate, people.other_officer)
    make_results.results("candidate", people.other_officer)
    return make_results.user("candidate")


def take(user, by, now, *, award=True, reason=""):
    return decide(user, Level.JUNIOR, award=award, reason=reason, by=by, now=now)


def test_it_works(ready, people, now):
    due = list_due()
    assert [(one.user.id, one.level) for one in due] == [(ready.id, Level.JUNIOR)]
    assert list_with_missing(due, now.date())[0][1] == 0
    decision = take(ready, people.officer, now)
    assert decision.award
    assert all(row["met"] for row in decision.requirements)
    assert decision.scheme_id == due[0].scheme.id
    assert list_due() == []


def test_a_refusal_needs_a_reason(ready, people, now):
    with pytest.raises(ReasonNeeded):
        take(ready, people.officer, now, award=False)
    decision = take(ready, people.officer, now, award=False, reason="材料不实")
    assert not decision.award


def test_once_only(ready, people, now):
    take(ready, people.officer, now)
    with pytest.raises(NothingToDecide):
        take(ready, people.officer, now)


def test_one_part_is_not_enough(site, people, now):
    release([make_results.attempt("candidate")], by=people.officer, now=now)
    assert list_due() == []
    with pytest.raises(NothingToDecide):
        take(make_results.user("candidate"), people.officer, now)


def test_a_rehearsal_does_not_count(site, people, now):
    rehearsal = make_results.sitting(certifying=False)
    rows = [make_results.attempt("candidate", of=rehearsal), make_results.booking("candidate")]
    release(rows, by=people.officer, now=now)
    assert list_due() == []


def test_what_is_missing_stops_the_award(site, people, now):
    make_results.results("candidate", people.other_officer)
    user = make_results.user("candidate")
    with pytest.raises(RequirementsMissing):
        take(user, people.officer, now)
    assert not take(user, people.officer, now, award=False, reason="资料不全").award


def test_an_open_correction_stops_the_award(ready, people, now):
    attempt = list_due()[0].knowledge.attempt
    propose_correction(attempt, 7900, reason="复核", by=people.other_officer, now=now)
    rows = {row.name: row.met for row in requirements_of(list_due()[0], now.date())}
    assert rows["nothing_open"] is False
    with pytest.raises(RequirementsMissing):
        take(ready, people.officer, now)


def test_whoever_examined_does_not_decide(site, people, now):
    booked = make_results.booking("candidate", examiners=("examiner_a", "officer"))
    rows = [make_results.attempt("candidate"), booked]
    release(rows, by=people.other_officer, now=now)
    with pytest.raises(DeciderNotIndependent):
        take(make_results.user("candidate"), people.officer, now, award=False, reason="x")


def test_whoever_changed_the_score_does_not_decide(site, people, now):
    attempt = make_results.attempt("candidate")
    adjust(attempt, 7600, reason="第三题两解", by=people.officer, now=now)
    release([attempt, make_results.booking("candidate")], by=people.other_officer, now=now)
    with pytest.raises(DeciderNotIndependent):
        take(make_results.user("candidate"), people.officer, now, award=False, reason="x")


def test_somebody_of_the_same_house_does_not_decide(ready, people, now):
    officer = people.officer
    with write(Action.MEMBERSHIP_CONFIRMED, by=None, now=now) as tx:
        house = tx.session.query(Membership).filter_by(user_id=ready.id).one().organisation_id
        tx.add(
            Membership(
                user_id=officer.id, organisation_id=house, from_date=now.date(),
                asked_at=now,
            )
        )  # fmt: skip
    with pytest.raises(DeciderNotIndependent):
        take(ready, people.officer, now)
    assert take(ready, people.other_officer, now).award


def test_nobody_decides_on_themselves(site, people, now):
    make_results.results("officer", people.other_officer)
    with pytest.raises(DeciderNotIndependent):
        take(make_results.user("officer"), people.officer, now, award=False, reason="x")


def test_the_list_takes_a_bounded_number_of_statements(ready, people, now):
    with counted() as seen:
        list_with_missing(list_due(), now.date())
    assert len(seen) <= 16

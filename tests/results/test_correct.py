"""Correcting a score: an adjustment before release, two officers after it."""

import pytest
from sqlalchemy import select

from examsite.accounts.models import Proposal
from examsite.accounts.services import proposals
from examsite.accounts.services.proposals import AlreadyProposed, ProposalSettled, ProposalStale
from examsite.attempts.models import ScoreVersion
from examsite.domain.actions import Action
from examsite.domain.certification import SecondPersonNeeded
from examsite.domain.terms import Outcome, ProposalState
from examsite.kit.db import db, write
from examsite.results.policies import BadPoints, read_points
from examsite.results.queries.corrections import list_corrections
from examsite.results.services.correcting import (
    CORRECTION,
    OwnScore,
    PointsOutOfRange,
    ReasonMissing,
    adjust,
    propose_correction,
    refuse_correction,
)
from examsite.results.services.releasing import AlreadyReleased, NotMarked, release
from tests import make_results


def versions(attempt):
    rows = select(ScoreVersion).where(ScoreVersion.attempt_id == attempt.id)
    return [(one.number, one.method, one.total) for one in db.session.scalars(rows)]


@pytest.fixture
def released(site, people, now):
    attempt = make_results.attempt("candidate", 6950)
    release([attempt], by=people.officer, now=now)
    return attempt


def propose(attempt, people, now, total=7050):
    return propose_correction(attempt, total, reason="第三题两解", by=people.officer, now=now)


def test_it_works_before_release(site, people, now):
    attempt = make_results.attempt("candidate", 6950)
    made = adjust(attempt, 7050, reason="第三题两解", by=people.officer, now=now)
    assert (made.method, made.reason, made.by_id) == ("adjustment", "第三题两解", people.officer.id)
    assert versions(attempt) == [(1, "machine", 6950), (2, "adjustment", 7050)]


def test_it_works_after_release(released, people, now):
    proposal = propose(released, people, now)
    assert versions(released) == [(1, "machine", 6950)]
    assert [one.proposal.public_id for one in list_corrections()] == [proposal.public_id]
    result = proposals.approve(CORRECTION, proposal, by=people.other_officer, now=now)
    assert (result.total, result.outcome, result.reasons) == (7050, Outcome.PASS, [])
    assert versions(released)[-1] == (2, "adjustment", 7050)
    assert proposal.state is ProposalState.APPROVED


def test_the_proposer_cannot_approve(released, people, now):
    proposal = propose(released, people, now)
    with pytest.raises(SecondPersonNeeded):
        proposals.approve(CORRECTION, proposal, by=people.officer, now=now)
    assert versions(released) == [(1, "machine", 6950)]


def test_refused_and_withdrawn_leave_the_score(released, people, now):
    refused = refuse_correction(
        propose(released, people, now), note="答案无误", by=people.other_officer, now=now
    )
    withdrawn = refuse_correction(
        propose(released, people, now), note="写错了", by=people.officer, now=now
    )
    assert refused.state is ProposalState.REFUSED
    assert withdrawn.state is ProposalState.WITHDRAWN
    assert versions(released) == [(1, "machine", 6950)]
    with pytest.raises(ReasonMissing):
        refuse_correction(propose(released, people, now), note=" ", by=people.officer, now=now)


def test_a_settled_or_overtaken_or_altered_proposal_is_refused(released, people, now):
    proposal = propose(released, people, now)
    proposals.approve(CORRECTION, proposal, by=people.other_officer, now=now)
    with pytest.raises(ProposalSettled):
        proposals.approve(CORRECTION, proposal, by=people.other_officer, now=now)
    second = propose(released, people, now, total=7100)
    with write(Action.PROPOSAL_MADE, by=None, now=now, about=second):
        second.payload = {**second.payload, "details": {"total": 9900}}
    with pytest.raises(ProposalStale):
        proposals.approve(CORRECTION, second, by=people.other_officer, now=now)
    assert versions(released)[-1][2] == 7050


def test_one_correction_at_a_time(released, people, now):
    propose(released, people, now)
    with pytest.raises(AlreadyProposed):
        propose(released, people, now)


def test_a_released_score_is_not_adjusted(released, people, now):
    with pytest.raises(AlreadyReleased):
        adjust(released, 7050, reason="理由", by=people.officer, now=now)


@pytest.mark.parametrize("total", [-1, 10001])
def test_points_outside_the_form_are_refused(site, people, now, total):
    attempt = make_results.attempt("candidate")
    with pytest.raises(PointsOutOfRange):
        adjust(attempt, total, reason="理由", by=people.officer, now=now)


def test_reason_score_and_another_person_are_needed(site, people, now):
    attempt = make_results.attempt("candidate")
    with pytest.raises(ReasonMissing):
        adjust(attempt, 7000, reason="  ", by=people.officer, now=now)
    with pytest.raises(OwnScore):
        adjust(make_results.attempt("officer"), 9000, reason="理由", by=people.officer, now=now)
    with pytest.raises(NotMarked):
        unmarked = make_results.attempt("candidate", of=make_results.sitting(), marked=False)
        adjust(unmarked, 7000, reason="理由", by=people.officer, now=now)


def test_nobody_approves_their_own(site, people, now):
    attempt = make_results.attempt("other_officer", 6950)
    release([attempt], by=people.officer, now=now)
    proposal = propose_correction(attempt, 7050, reason="理由", by=people.officer, now=now)
    with pytest.raises(OwnScore):
        proposals.approve(CORRECTION, proposal, by=people.other_officer, now=now)


@pytest.mark.parametrize(
    ("given", "hundredths"),
    [(7650, 7650), (0, 0), ("76", 7600), ("76.5", 7650), (" 76.05 ", 7605), ("100.00", 10000)],
)
def test_points_are_hundredths_or_text(given, hundredths):
    assert read_points(given) == hundredths


@pytest.mark.parametrize(
    "given", [None, True, 76.5, "", "76.555", "-1", "1e3", "７６", [], "12345"]
)
def test_other_points_are_refused(given):
    with pytest.raises(BadPoints):
        read_points(given)


def test_api_before_and_after_release(clients, people, now):
    attempt = make_results.attempt("candidate", 6950)
    address = f"/api/v1/attempts/{attempt.public_id}"
    body = {"points": 7000, "reason": "第三题两解"}
    assert clients.candidate.get(f"{address}/result").status_code == 404
    before = clients.officer.post(f"{address}/score", json=body)
    assert (before.status_code, before.json["state"]) == (200, "adjusted")
    release([attempt], by=people.other_officer, now=now)
    after = clients.officer.post(f"{address}/score", json={**body, "points": "69.99"})
    assert (after.status_code, after.json["state"]) == (202, "pending")
    assert clients.candidate.get(f"{address}/result").json["total"] == 7000
    proposal = db.session.scalars(
        select(Proposal).where(Proposal.public_id == after.json["proposal"])
    ).one()
    page = f"/staff/results/corrections/{proposal.public_id}/approval"
    assert clients.officer.post(page).status_code == 403
    assert clients.other_officer.post(page).status_code == 303
    result = clients.candidate.get(f"{address}/result").json
    assert (result["total"], result["outcome"]) == (6999, "fail")


def test_api_refusals(clients):
    attempt = make_results.attempt("candidate")
    address = f"/api/v1/attempts/{attempt.public_id}/score"
    good = {"points": 7000, "reason": "理由"}
    assert clients.candidate.post(address, json=good).status_code == 403
    assert clients.anonymous.post(address, json=good).status_code == 401
    assert clients.officer.post("/api/v1/attempts/NOSUCH/score", json=good).status_code == 404
    for bad in ({}, {"points": 7000}, {"points": 7000, "reason": ""}, {**good, "points": 70.5}):
        assert clients.officer.post(address, json=bad).status_code == 422

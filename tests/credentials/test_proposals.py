"""Two people: one proposes, another approves; what changed meanwhile is not done."""

from datetime import date

import pytest
from sqlalchemy import update

from examsite.accounts.models import Proposal
from examsite.accounts.services import proposals
from examsite.accounts.services.proposals import (
    AlreadyProposed,
    ProposalSettled,
    ProposalStale,
)
from examsite.credentials import queries
from examsite.credentials.services import pending, status
from examsite.credentials.services.awarding import propose_award
from examsite.domain.actions import Action
from examsite.domain.certification import DeciderNotIndependent, SecondPersonNeeded
from examsite.domain.credential import IllegalStatus
from examsite.domain.terms import CredentialStatus, ProposalState, StatusKind
from examsite.kit.db import write
from tests import make_credentials as make

TODAY = date(2026, 11, 23)


@pytest.fixture
def issued(site, people):
    """A certificate of an installation that asks for two people from now on."""
    made = make.credential(people.officer)
    with make.installed_as(site, two_person=True):
        yield made


def revocation(issued, by, now):
    words = {"reason_code": "fraud", "reason": "材料不实"}
    return status.propose(StatusKind.REVOKED, issued, **words, by=by, now=now)


def state_of(issued, by):
    return queries.standing(make.again(issued, by), TODAY).status


def test_it_works(issued, people, now):
    proposal = revocation(issued, people.officer, now)
    assert state_of(issued, people.officer) is CredentialStatus.VALID
    pending.approve(proposal, by=people.other_officer, now=now)
    assert state_of(issued, people.officer) is CredentialStatus.REVOKED
    assert proposal.state is ProposalState.APPROVED
    assert proposal.settled_by_id == people.other_officer.id


def test_an_award_takes_two(site, people, now):
    decision = make.decision(people.officer)
    with make.installed_as(site, two_person=True):
        proposal = propose_award(decision, by=people.officer, now=now)
        assert queries.find_of_decision(decision) is None
        made = pending.approve(proposal, by=people.other_officer, now=now)
    assert made.number.startswith("OPJ26")
    assert queries.find_file(made) is not None


def test_the_proposer_alone_is_refused(issued, people, now):
    proposal = revocation(issued, people.officer, now)
    with pytest.raises(SecondPersonNeeded):
        pending.approve(proposal, by=people.officer, now=now)
    assert state_of(issued, people.officer) is CredentialStatus.VALID


def test_an_examiner_of_the_candidate_cannot_be_the_second(issued, people, now):
    proposal = revocation(issued, people.officer, now)
    with pytest.raises(DeciderNotIndependent):
        pending.approve(proposal, by=people.examiner_a, now=now)


def test_a_payload_that_was_changed_is_refused(issued, people, now):
    proposal = revocation(issued, people.officer, now)
    with write(Action.PROPOSAL_SETTLED, by=None, now=now) as tx:
        forged = {**proposal.payload, "details": {"reason_code": "holder"}}
        tx.execute(update(Proposal).values(payload=forged))
    tx.session.expire_all()
    with pytest.raises(ProposalStale):
        pending.approve(proposal, by=people.other_officer, now=now)


def test_a_subject_that_was_changed_is_refused(issued, people, now):
    proposal = revocation(issued, people.officer, now)
    make.happened(issued, StatusKind.SUSPENDED)
    with pytest.raises(ProposalStale):
        pending.approve(proposal, by=people.other_officer, now=now)
    assert state_of(issued, people.officer) is CredentialStatus.SUSPENDED


def test_an_award_under_another_issuer_is_stale(site, people, now):
    decision = make.decision(people.officer)
    with make.installed_as(site, two_person=True):
        proposal = propose_award(decision, by=people.officer, now=now)
        make.set_issuer(name="别的机构")
        with pytest.raises(ProposalStale):
            pending.approve(proposal, by=people.other_officer, now=now)
    assert queries.find_of_decision(decision) is None


def test_once_proposed_it_waits(issued, people, now):
    revocation(issued, people.officer, now)
    with pytest.raises(AlreadyProposed):
        revocation(issued, people.other_officer, now)


def test_what_would_be_refused_is_not_proposed(issued, people, now):
    with pytest.raises(IllegalStatus):
        status.propose(
            StatusKind.REINSTATED, issued, reason_code="cleared", reason="x",
            by=people.officer, now=now,
        )  # fmt: skip


def test_settled_is_settled(issued, people, now):
    proposal = revocation(issued, people.officer, now)
    proposals.turn_down(proposal, note="材料不足", by=people.other_officer, now=now)
    assert proposal.state is ProposalState.REFUSED
    with pytest.raises(ProposalSettled):
        pending.approve(proposal, by=people.other_officer, now=now)


def test_the_proposer_may_withdraw(issued, people, now):
    proposal = revocation(issued, people.officer, now)
    proposals.turn_down(proposal, note="写错了", by=people.officer, now=now)
    assert proposal.state is ProposalState.WITHDRAWN
    assert pending.list_waiting() == []

"""Pages of the holder and of officers: who sees what, and what the buttons do."""

import pytest
from sqlalchemy import select

from examsite.accounts.models import Proposal
from examsite.credentials import queries
from examsite.credentials.models import Credential
from examsite.domain.certificate_number import display_number
from examsite.domain.terms import CredentialStatus
from examsite.kit.db import db
from tests import make_credentials as make
from tests.counting import counted


@pytest.fixture
def issued(site, people):
    """A certificate."""
    return make.credential(people.officer)


def status_of(issued, people, now):
    return queries.standing(make.again(issued, people.officer), now.date()).status


def test_it_works(clients, people):
    issued = make.awarded(people.officer)
    page = clients.candidate.get("/certificates/")
    assert display_number(issued.number) in page.text
    assert f"/verify/{issued.code}" in page.text
    file = clients.candidate.get(f"/certificates/{issued.public_id}/file")
    assert file.mimetype == "application/pdf"
    assert file.data == queries.find_file(issued).content
    assert display_number(issued.number) in file.headers["Content-Disposition"]


def test_a_certificate_without_a_file(clients, issued):
    assert clients.candidate.get(f"/certificates/{issued.public_id}/file").status_code == 404


def test_strangers_get_nothing(clients, people):
    issued = make.awarded(people.officer)
    assert "还没有证书" in clients.other_candidate.get("/certificates/").text
    address = f"/certificates/{issued.public_id}/file"
    assert clients.other_candidate.get(address).status_code == 404
    assert clients.examiner_a.get(address).status_code == 404
    assert clients.anonymous.get(address).status_code == 303
    assert clients.officer.get(address).status_code == 200


@pytest.mark.parametrize("who", ["candidate", "examiner_a", "hr", "auditor", "admin"])
def test_the_office_is_for_officers(clients, issued, who):
    client = getattr(clients, who)
    assert client.get("/staff/certificates/").status_code == 403
    assert client.get(f"/staff/certificates/{issued.public_id}").status_code == 403


def test_awarding_from_the_page(clients, people, now):
    decision = make.decision(people.officer)
    assert "示例考生" in clients.officer.get("/staff/certificates/").text
    answer = clients.officer.post(f"/staff/certificates/decisions/{decision.public_id}/award")
    assert answer.status_code == 303
    assert db.session.scalars(select(Credential)).one().decision_id == decision.id
    again = clients.officer.post(
        f"/staff/certificates/decisions/{decision.public_id}/award", follow_redirects=True
    )
    assert "已经颁发过证书" in again.text


def test_list_and_filters(clients, issued):
    number = display_number(issued.number)
    found = ("", "?status=valid", "?level=J", f"?q={number.lower()}", "?q=示例", "?page=x")
    assert all(number in clients.officer.get(f"/staff/certificates/{each}").text for each in found)
    others = ("?status=revoked", "?level=S", "?q=无此人", "?page=9")
    for each in others:
        assert number not in clients.officer.get(f"/staff/certificates/{each}").text


def test_the_list_takes_as_many_statements_for_two_as_for_one(clients, people, issued):
    clients.officer.get("/staff/certificates/")
    with counted() as one:
        clients.officer.get("/staff/certificates/")
    make.credential(people.officer, username="other_candidate")
    with counted() as two:
        clients.officer.get("/staff/certificates/")
    assert len(one) == len(two)


def test_suspending_and_reinstating_from_the_page(clients, people, issued, now):
    address = f"/staff/certificates/{issued.public_id}"
    form = {"suspended-reason_code": "investigation", "suspended-reason": "收到举报"}
    assert clients.officer.post(f"{address}/suspended", data=form).status_code == 303
    assert status_of(issued, people, now) is CredentialStatus.SUSPENDED
    page = clients.officer.get(address).text
    assert "收到举报" in page
    form = {"reinstated-reason_code": "cleared", "reinstated-reason": "查无此事"}
    clients.officer.post(f"{address}/reinstated", data=form)
    assert status_of(issued, people, now) is CredentialStatus.VALID


def test_a_reason_is_asked(clients, people, issued, now):
    address = f"/staff/certificates/{issued.public_id}/revoked"
    answer = clients.officer.post(address, data={"revoked-reason_code": "fraud"})
    assert answer.status_code == 422
    assert "请写明原因。" in answer.text
    assert status_of(issued, people, now) is CredentialStatus.VALID


def test_two_officers_on_the_pages(site, clients, people, issued, now):
    form = {"revoked-reason_code": "fraud", "revoked-reason": "材料不实"}
    with make.installed_as(site, two_person=True):
        clients.officer.post(f"/staff/certificates/{issued.public_id}/revoked", data=form)
        proposal = db.session.scalars(select(Proposal)).one()
        address = f"/staff/certificates/proposals/{proposal.public_id}"
        assert clients.officer.post(f"{address}/approve").status_code == 403
        assert status_of(issued, people, now) is CredentialStatus.VALID
        assert "核对无误，批准" in clients.other_officer.get("/staff/certificates/").text
        assert (
            "材料不实" in clients.other_officer.get(f"/staff/certificates/{issued.public_id}").text
        )
        assert clients.other_officer.post(f"{address}/approve").status_code == 303
    assert status_of(issued, people, now) is CredentialStatus.REVOKED


def test_declining_needs_a_note(site, clients, people, issued, now):
    form = {"revoked-reason_code": "fraud", "revoked-reason": "材料不实"}
    with make.installed_as(site, two_person=True):
        clients.officer.post(f"/staff/certificates/{issued.public_id}/revoked", data=form)
        proposal = db.session.scalars(select(Proposal)).one()
        address = f"/staff/certificates/proposals/{proposal.public_id}/decline"
        clients.other_officer.post(address)
        db.session.refresh(proposal)
        assert proposal.state.value == "pending"
        clients.other_officer.post(address, data={"note": "证据不足"})
    db.session.refresh(proposal)
    assert (proposal.state.value, proposal.note) == ("refused", "证据不足")


def test_the_holder_reads_why(clients, people, issued, now):
    form = {"revoked-reason_code": "error", "revoked-reason": "内部说明"}
    clients.officer.post(f"/staff/certificates/{issued.public_id}/revoked", data=form)
    page = clients.candidate.get("/certificates/").text
    assert "颁发有误" in page
    assert "内部说明" not in page

"""In a batch nobody is on the roster before an officer has seen the document."""

from datetime import date

import pytest
from sqlalchemy import select

from examsite.domain.document_check import CheckState
from examsite.domain.errors import NotAllowed
from examsite.domain.identity import DocumentType
from examsite.enrolment.models import Batch, Enrolment
from examsite.enrolment.queries.applications import get_applicant
from examsite.enrolment.services import batches
from examsite.enrolment.services.applications import apply, check_document
from examsite.exams.models import Entry, Sitting
from examsite.exams.queries import get_sitting
from examsite.kit.db import db
from tests import make_enrolment
from tests.cast import NOW

STAFF = "/staff/enrolments"
GOOD = {"verdict": "accepted", "document": "passport", "reason": ""}


@pytest.fixture
def applied(people, site, clients):
    """An application under a batch; training is accepted, so only the document is missing."""
    made = make_enrolment.application(people.candidate)
    sitting = db.session.get(Sitting, made.sitting_id)
    bind(sitting, people.officer)
    apply(get_sitting(sitting.public_id), by=people.candidate, now=NOW)
    address = f"{STAFF}/{made.public_id}/evidence"
    clients.officer.post(address, data={"training": "y", "reason": "培训证明"})
    return made.public_id, sitting.public_id


def bind(sitting, officer):
    notice = batches.Notice(
        "第四季度", "正文", date(2026, 11, 20), date(2026, 11, 30), "电话", "无"
    )
    batch = batches.draft(notice, by=officer, now=NOW)
    batches.bind_sitting(batch, sitting.public_id, by=officer, now=NOW)
    batches.announce(batch, by=officer, now=NOW)


def row():
    return db.session.scalars(select(Enrolment).execution_options(populate_existing=True)).one()


def entries():
    return len(db.session.scalars(select(Entry)).all())


def check(client, enrolment, **form):
    return client.post(f"{STAFF}/{enrolment}/check", data=GOOD | form, follow_redirects=True)


def test_it_works_seen_accepted_on_the_roster(applied, clients, people):
    enrolment, sitting = applied
    assert (row().check_state, row().admitted, entries()) == (CheckState.WAITING, False, 0)
    assert "等待审核证件" in clients.candidate.get(f"/enrolment/{sitting}").text
    assert "等待审核证件 <b>1</b>" in clients.officer.get(f"{STAFF}?checking=1").text
    assert "审核结论已记录" in check(clients.officer, enrolment).text
    found = row()
    assert (found.check_state, found.admitted, entries()) == (CheckState.ACCEPTED, True, 1)
    assert (found.check_document, found.checked_by_id) == ("passport", people.officer.id)
    assert "您已在名单里" in clients.candidate.get(f"/enrolment/{sitting}").text
    told = check(clients.officer, enrolment, verdict="refused", reason="晚了")
    assert "不在等待审核" in told.text


def test_sent_back_with_a_reason_corrected_and_seen_again(applied, clients):
    enrolment, sitting = applied
    assert check(clients.officer, enrolment, verdict="returned").status_code == 422
    check(clients.officer, enrolment, verdict="returned", document="", reason="姓名与证件不符")
    page = clients.candidate.get(f"/enrolment/{sitting}").text
    assert "姓名与证件不符" in page
    assert "请在本页更正" in page
    assert "不在等待审核" in check(clients.officer, enrolment).text
    form = {
        "legal_name": "示例考生",
        "kind": "passport",
        "number": "E7654321",
        "birth": "1999-12-31",
    }
    clients.candidate.post(f"/enrolment/{sitting}/identity", data=form)
    told = clients.candidate.post(f"/enrolment/{sitting}/application", follow_redirects=True)
    assert "等考务审核证件" in told.text
    assert (row().check_state, entries()) == (CheckState.WAITING, 0)
    check(clients.officer, enrolment)
    assert entries() == 1


def test_refused_is_final_for_the_candidate_and_can_be_looked_at_again(applied, clients):
    enrolment, sitting = applied
    check(clients.officer, enrolment, verdict="refused", reason="证件是别人的")
    page = clients.candidate.get(f"/enrolment/{sitting}").text
    assert "证件是别人的" in page
    assert "可以投诉" in page
    again = clients.candidate.post(f"/enrolment/{sitting}/application")
    assert (again.status_code, row().check_state) == (409, CheckState.REFUSED)
    address = f"{STAFF}/{enrolment}/check/reopening"
    assert clients.officer.post(address, data={"why": " "}).status_code == 422
    assert (
        "恢复为等待审核"
        in clients.officer.post(address, data={"why": "投诉成立"}, follow_redirects=True).text
    )
    check(clients.officer, enrolment)
    assert entries() == 1


def test_a_document_changed_after_it_was_seen_is_seen_again(people, clients, site):
    made = make_enrolment.application(people.candidate)
    sitting = db.session.get(Sitting, made.sitting_id)
    bind(sitting, people.officer)
    apply(get_sitting(sitting.public_id), by=people.candidate, now=NOW)
    check(clients.officer, made.public_id)
    assert (row().check_state, row().admitted) == (CheckState.ACCEPTED, False)
    make_enrolment.identity(people.candidate, number="E1111111")
    assert row().check_state is CheckState.WAITING


def test_accepting_needs_a_document_and_nobody_checks_themselves(applied, clients, people):
    enrolment, _ = applied
    assert check(clients.officer, enrolment, document="").status_code == 422
    assert check(clients.officer, enrolment, verdict="x").status_code == 422
    with pytest.raises(NotAllowed):
        check_document(
            get_applicant(enrolment),
            CheckState.ACCEPTED,
            document=DocumentType.PASSPORT,
            reason="",
            by=people.candidate,
            now=NOW,
        )
    assert entries() == 0


def test_after_one_comes_the_next(applied, clients, people):
    enrolment, sitting = applied
    make_enrolment.accept_documents(people.other_candidate)
    make_enrolment.identity(people.other_candidate, number="E2222222")
    other = apply(get_sitting(sitting), by=people.other_candidate, now=NOW)
    answer = clients.officer.post(f"{STAFF}/{enrolment}/check", data=GOOD)
    assert answer.location.endswith(other.public_id)


def test_outside_a_batch_nothing_is_checked(people, site):
    made = make_enrolment.application(people.candidate)
    assert (made.check_state, db.session.scalar(select(Batch))) == (None, None)

"""Legal identity: recorded once, encrypted, masked, every look journalled."""

from datetime import date

import pytest
from cryptography.exceptions import InvalidTag
from sqlalchemy import select, text

from examsite.accounts.queries import find_user_by_id
from examsite.accounts.services.closing import close_account
from examsite.domain.errors import Conflict, NotAllowed
from examsite.domain.identity import BadDocumentNumber, BirthDateDiffers, DocumentType
from examsite.domain.names import BadName
from examsite.enrolment.queries.applications import find_identity, get_applicant, masked
from examsite.enrolment.sealing import unseal
from examsite.enrolment.services.identity import (
    BirthDateAhead,
    DocumentInUse,
    IdentityFixed,
    ReasonNeeded,
    TooYoung,
    prove_guardian_consent,
    record_identity,
    view_number,
)
from examsite.kit.db import db
from examsite.kit.journal import JournalDetail, JournalEntry
from tests import make_enrolment, make_results


def newest():
    return db.session.scalars(select(JournalEntry).order_by(JournalEntry.n.desc())).first()


def test_it_works(site, people):
    row = make_enrolment.identity(
        people.candidate, kind=DocumentType.RESIDENT, number=make_enrolment.NUMBER
    )
    assert make_enrolment.NUMBER.encode() not in row.document_number
    assert unseal(row.document_number, people.candidate.public_id) == make_enrolment.NUMBER
    assert masked(row, people.candidate.public_id) == "1" + "*" * 15 + "2X"
    assert masked(None, "") == ""
    line = newest()
    assert line.what == "identity.recorded"
    body = str(db.session.get(JournalDetail, line.n).body)
    assert make_enrolment.NUMBER not in body
    assert "示例考生" not in body
    assert "1949" not in body


def test_the_number_opens_for_its_owner_only(site, people):
    row = make_enrolment.identity(people.candidate)
    with pytest.raises(InvalidTag):
        unseal(row.document_number, people.other_candidate.public_id)
    stored = db.session.execute(text("SELECT document_index FROM legal_identity")).scalar_one()
    assert "E12345678" not in stored


def test_it_can_be_corrected_until_it_has_served(site, people, now):
    make_enrolment.identity(people.candidate)
    make_enrolment.identity(people.candidate, number="E87654321")
    assert find_identity(people.candidate.id).guardian_consent_at is None
    db.session.rollback()
    make_enrolment.admitted(people.candidate, people.officer)
    with pytest.raises(IdentityFixed):
        make_enrolment.identity(people.candidate, number="E11111111")


def test_one_document_one_account(site, people):
    make_enrolment.identity(people.candidate, number="e 1234-5678")
    with pytest.raises(DocumentInUse):
        make_enrolment.identity(people.other_candidate, number="E12345678")


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"legal_name": ""}, BadName),
        ({"number": "123"}, BadDocumentNumber),
        ({"kind": DocumentType.RESIDENT, "number": make_enrolment.NUMBER}, BirthDateDiffers),
        ({"birth": date(2026, 11, 24)}, BirthDateAhead),
        ({"birth": date(2010, 11, 24)}, TooYoung),
    ],
)
def test_what_cannot_be_is_refused_and_not_stored(site, people, now, changes, refusal):
    facts = {
        "legal_name": "示例考生",
        "kind": DocumentType.PASSPORT,
        "number": "E12345678",
        "birth": date(2000, 1, 1),
    }
    with pytest.raises(refusal):
        record_identity(**(facts | changes), by=people.candidate, now=now)
    assert find_identity(people.candidate.id) is None


def test_sixteen_today_is_old_enough(site, people):
    row = make_enrolment.identity(people.candidate, birth=date(2010, 11, 23))
    assert row.birth_date == date(2010, 11, 23)


def test_every_look_leaves_a_line(site, people, now):
    made = make_enrolment.application(people.candidate)
    applicant = get_applicant(made.public_id)
    assert applicant.masked_number == "E******78"
    number = view_number(applicant, why="核对考场证件", by=people.officer, now=now)
    assert number == "E12345678"
    line = newest()
    assert (line.what, line.about_id) == ("identity.viewed", people.candidate.public_id)
    with pytest.raises(ReasonNeeded):
        view_number(applicant, why=" ", by=people.officer, now=now)


def test_a_guardians_consent_is_verified_by_somebody_else(site, people, now):
    made = make_enrolment.application(people.candidate)
    applicant = get_applicant(made.public_id)
    row = prove_guardian_consent(applicant, why="电话核实", by=people.officer, now=now)
    assert row.guardian_consent_at == now
    with pytest.raises(NotAllowed):
        prove_guardian_consent(applicant, why="我自己", by=people.candidate, now=now)


def test_without_an_identity_there_is_nothing_to_see(site, people, now):
    make_enrolment.accept_documents(people.candidate)
    rehearsal = make_results.sitting(certifying=False)
    found = make_enrolment.get_open_sitting(rehearsal.public_id)
    made = make_enrolment.apply(found, by=people.candidate, now=now)
    with pytest.raises(Conflict):
        view_number(get_applicant(made.public_id), why="看", by=people.officer, now=now)


def test_a_closed_account_keeps_no_identity(site, people, now):
    make_enrolment.identity(people.candidate)
    user = find_user_by_id(people.candidate.id)
    close_account(user, by=people.candidate, now=now)
    assert find_identity(user.id) is None

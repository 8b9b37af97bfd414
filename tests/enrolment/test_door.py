"""The door: documents seen at the seat, new codes; unseen, an exam is only practice."""

import re
from datetime import timedelta

import pytest

from examsite.domain.identity import DocumentType
from examsite.domain.invigilation import WordsNeeded
from examsite.enrolment.queries.candidacies import list_due
from examsite.exams.queries import get_entry
from examsite.exams.services.entry_codes import WrongEntryCode, use_entry_code
from examsite.exams.services.rosters import close_roster
from examsite.invigilation.services import identity
from examsite.kit.db import db
from tests import make_enrolment, make_exam, make_results
from tests.cast import NOW


def door(sitting, people, name="candidate"):
    """The address of a seat at the door."""
    return f"/staff/sittings/{sitting.public_id}/door/{getattr(people, name).public_id}"


def test_it_works_through_the_pages(clients, people):
    make_enrolment.admitted(people.candidate, people.other_officer)
    sitting = make_results.sitting("other_candidate", "candidate", identity_checked_at=None)
    client, address = clients.invigilator, door(sitting, people)
    assert "未核验" in client.get(f"/staff/sittings/{sitting.public_id}/door").text
    page = client.get(address).text
    assert "人证相符" in page
    answer = client.post(address, data={"document": "passport"}, follow_redirects=True)
    assert "已核验 1 / 2" in answer.text
    assert client.post(address, data={"document": "passport"}).status_code == 409
    entry = get_entry(sitting.public_id, people.candidate.public_id)
    seen = (entry.identity_checked_at, entry.identity_checked_by_id, entry.identity_document)
    assert seen == (NOW, people.invigilator.id, "passport")
    client.post(f"{address}/undo", data={"back-why": "点错了人"})
    db.session.refresh(entry)
    assert entry.identity_checked_at is None


def test_a_code_is_told_once_and_replaces_the_one_before(clients, people):
    sitting = make_exam.sitting("candidate", opens_at=NOW + timedelta(hours=1))
    close_roster(sitting, by=None, now=NOW)
    number = get_entry(sitting.public_id, people.candidate.public_id).admission_number
    address = f"{door(sitting, people)}/code"
    codes = []
    for _ in range(2):
        page = clients.invigilator.post(address, data={"code-why": "证件已看，纸丢了"}).text
        codes.append(re.search(r"<b>(\w{4}-\w{4})</b>", page).group(1))
    assert "<b>" + codes[1] not in clients.invigilator.get(door(sitting, people)).text
    with pytest.raises(WrongEntryCode):
        use_entry_code(number, codes[0], now=NOW)
    assert use_entry_code(number, codes[1], now=NOW).user_id == people.candidate.id


def test_nobody_vouches_for_themselves_or_for_who_has_left(clients, people):
    sitting = make_exam.sitting("candidate", "invigilator")
    own = get_entry(sitting.public_id, people.invigilator.public_id)
    with pytest.raises(identity.OwnSeat):
        identity.check(own, DocumentType.PASSPORT, by=people.invigilator, now=NOW)
    entry = get_entry(sitting.public_id, people.candidate.public_id)
    with pytest.raises(WordsNeeded):
        identity.take_back(entry, reason=" ", by=people.invigilator, now=NOW)
    paper = clients.candidate.post(f"/api/v1/exams/{sitting.public_id}/attempts", json={})
    clients.candidate.post(f"/api/v1/attempts/{paper.get_json()['attempt']}/submit")
    with pytest.raises(identity.SeatOver):
        identity.check(entry, DocumentType.PASSPORT, by=people.invigilator, now=NOW)
    assert "没有核验" in clients.invigilator.get(door(sitting, people)).text


@pytest.mark.parametrize("seen", [NOW, None])
def test_an_exam_sat_by_nobody_known_is_practice(clients, people, seen):
    sitting = make_results.sitting("candidate", identity_checked_at=seen)
    result, _practical = make_results.results("candidate", people.officer, of=sitting)
    assert len(list_due()) == (seen is not None)
    page = clients.candidate.get(f"/results/{result.public_id}").text
    assert ("只作练习" in page) is (seen is None)

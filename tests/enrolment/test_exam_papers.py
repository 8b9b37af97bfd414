"""Papers of an exam day, read back with pdftotext: what each shows, and what it must not."""

import re
import subprocess
from datetime import timedelta

import pytest

from examsite.exams.queries import list_entries
from examsite.exams.services.entry_codes import WrongEntryCode, use_entry_code
from examsite.exams.services.rosters import close_roster
from tests import make_enrolment, make_exam
from tests.cast import NOW

PEOPLE = ("candidate", "other_candidate")


def text_of(answer) -> str:
    assert answer.mimetype == "application/pdf", answer.text
    command = ["pdftotext", "-layout", "-", "-"]
    return subprocess.run(
        command, input=answer.data, capture_output=True, check=True
    ).stdout.decode()


@pytest.fixture
def sitting(people):
    """A sitting soon, its roster closed; one candidate has an identity on record."""
    make_enrolment.identity(people.candidate)
    made = make_exam.sitting(*PEOPLE, opens_at=NOW + timedelta(hours=2))
    close_roster(made, by=None, now=NOW)
    return made


def test_slips_carry_codes_that_work_once_printed(clients, sitting):
    address = f"/staff/sittings/{sitting.public_id}/slips.pdf"
    first, second = (text_of(clients.officer.post(address)) for _ in range(2))
    codes = [re.findall(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}\b", text) for text in (first, second)]
    assert [len(one) for one in codes] == [2, 2]
    assert not set(codes[0]) & set(codes[1])
    for entry in list_entries(sitting.id):
        assert entry.seat in second
        opened = [code for code in codes[1] if _opens(entry, code)]
        assert len(opened) == 1


def _opens(entry, code) -> bool:
    try:
        return use_entry_code(entry.admission_number, code, now=NOW).id == entry.id
    except WrongEntryCode:
        return False


def test_the_door_shows_masked_names_and_the_room_whole_ones(clients, sitting):
    base = f"/staff/sittings/{sitting.public_id}"
    door = text_of(clients.officer.get(f"{base}/seat-plan.pdf"))
    room = text_of(clients.officer.get(f"{base}/sign-in-sheet.pdf"))
    assert "示例考生" in room
    assert "示例考生" not in door
    assert "示**生" in door or "示*生" in door
    assert make_enrolment.NUMBER not in room + door


def test_a_candidate_gets_the_own_slip_without_a_code(clients, sitting):
    address = f"/staff/sittings/{sitting.public_id}/own-slip.pdf"
    own = text_of(clients.candidate.get(address))
    assert "用账号和密码登录" in own
    assert own.count("准考证号") >= 1
    assert clients.hr.get(address).status_code == 403


def test_without_seats_there_are_no_papers(clients, site):
    open_yet = make_exam.sitting("candidate", opens_at=NOW + timedelta(hours=2))
    base = f"/staff/sittings/{open_yet.public_id}"
    answer = clients.officer.post(f"{base}/slips.pdf", follow_redirects=True)
    assert "不能发入场码" in answer.text
    assert clients.officer.get(f"{base}/seat-plan.pdf").status_code == 409

"""Entering by admission number and one-time code: one sitting, one use, guesses held back."""

from datetime import timedelta

import pytest

from examsite.exams.queries import get_sitting, list_entries
from examsite.exams.services.entry_codes import issue_entry_codes
from examsite.exams.services.rosters import close_roster
from tests import make_exam
from tests.cast import NOW

WRONG = "准考证号或入场码不对"


@pytest.fixture
def slip(people):
    """A sitting that is open, with the number and code of its only candidate."""
    sitting = make_exam.sitting("candidate")
    close_roster(sitting, by=None, now=NOW)
    (entry,) = list_entries(sitting.id)
    codes = issue_entry_codes(sitting, [entry], by=people.officer, now=NOW)
    return sitting, entry.admission_number, codes[entry.id]


def enter(client, number, code):
    return client.post("/enter", data={"number": number, "code": code})


def test_a_slip_opens_its_sitting_and_nothing_else(clients, slip):
    sitting, number, code = slip
    other = make_exam.sitting("candidate", exam_form=get_sitting(sitting.public_id).form)
    client = clients.anonymous
    assert number in client.get(f"/enter?number={number}").text
    answer = enter(client, f"{number[:6]} {number[6:]}", code.lower())
    assert answer.location == f"/exams/{sitting.public_id}"
    assert "考试承诺" in client.get(answer.location).text
    started = client.post(f"/api/v1/exams/{sitting.public_id}/attempts", json={})
    assert started.status_code == 201
    attempt = started.get_json()["attempt"]
    assert client.get(f"/attempts/{attempt}/").status_code == 200
    assert client.post(f"/api/v1/attempts/{attempt}/submit").status_code == 200
    assert client.get(f"/attempts/{attempt}/receipt").status_code == 200
    assert client.post(f"/api/v1/exams/{other.public_id}/attempts", json={}).status_code == 404
    for page in (f"/exams/{other.public_id}", f"/api/v1/exams/{other.public_id}/gate"):
        assert client.get(page).status_code == 404
    for page in ("/desk", "/exams/", "/results/", "/account/profile", "/handbook/glossary"):
        assert client.get(page).status_code in (403, 404)
    assert client.post("/logout").status_code == 303
    assert client.get(f"/exams/{sitting.public_id}").status_code == 303


def test_every_failure_says_the_same(clients, slip):
    _sitting, number, code = slip
    client = clients.anonymous
    wrong = "0" * 13
    answers = [enter(client, *pair) for pair in ((number, "ZZZZZZZZ"), (wrong, code), ("x", code))]
    assert enter(client, number, code).status_code == 303
    answers.append(enter(clients.anonymous, number, code))
    assert {one.status_code for one in answers} == {403}
    assert all(WRONG in one.text for one in answers)


def test_guesses_are_held_back(clients, slip):
    _sitting, number, code = slip
    for _ in range(10):
        assert enter(clients.anonymous, number, "ZZZZZZZZ").status_code == 403
    assert enter(clients.anonymous, number, code).status_code == 429


def test_an_empty_form_says_what_to_do(clients, site):
    answer = enter(clients.anonymous, "", "")
    assert answer.status_code == 422
    assert "请把两项都填上" in answer.text


def test_a_code_is_no_use_after_the_window(clients, people):
    sitting = make_exam.sitting("candidate", opens_at=NOW - timedelta(hours=3))
    close_roster(sitting, by=None, now=NOW)
    (entry,) = list_entries(sitting.id)
    code = issue_entry_codes(sitting, [entry], by=people.officer, now=NOW)[entry.id]
    assert enter(clients.anonymous, entry.admission_number, code).status_code == 403

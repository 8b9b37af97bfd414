"""The board: a fixed number of statements, an unchanged one for nearly nothing."""

import json

from examsite.exams.queries import get_sitting
from examsite.kit.db import db
from tests import make_exam
from tests.counting import counted
from tests.make_watched import act, later, poll, start

SIGN_IN_AND_SITTING = 2


def board(client, exam, seconds, etag=""):
    with later(seconds), counted() as asked:
        address = f"/staff/sittings/{exam.public_id}/board.json"
        answer = client.get(address, headers={"If-None-Match": etag})
    return answer, len(asked)


def test_it_works(clients, site):
    exam, attempt = start(clients, "candidate", "other_candidate")
    page = clients.invigilator.get(f"/staff/sittings/{exam.public_id}/board").text
    assert "示例考生" in page
    assert f"/staff/attempts/{attempt.public_id}" in page
    poll(clients.candidate, attempt, seconds=20)
    answer, statements = board(clients.invigilator, exam, 40)
    seats = answer.get_json()["seats"]
    assert [seat[2] for seat in seats] == ["on", "lost"]
    assert statements == SIGN_IN_AND_SITTING + 6
    again, statements = board(clients.invigilator, exam, 44, answer.headers["ETag"])
    assert (again.status_code, statements) == (304, SIGN_IN_AND_SITTING + 1)


def test_the_number_of_statements_does_not_grow_with_the_seats(clients, site):
    form = make_exam.form()
    few = make_exam.sitting("candidate", exam_form=form)
    many = make_exam.sitting("candidate", "other_candidate", "examiner_a", exam_form=form)
    _, one = board(clients.invigilator, few, 5)
    _, three = board(clients.invigilator, many, 5)
    assert one == three == SIGN_IN_AND_SITTING + 6


def test_whatever_is_shown_changes_the_version(clients, site):
    exam, attempt = start(clients, "candidate")
    seen = [board(clients.invigilator, exam, 1)[0].headers["ETag"]]

    def changed():
        seen.append(board(clients.invigilator, exam, 2)[0].headers["ETag"])
        return len(set(seen)) == len(seen)

    poll(clients.candidate, attempt, seconds=1)
    assert changed()
    act(clients.invigilator, exam, "announcements", seconds=2, text="请安静")
    assert changed()
    act(clients.invigilator, attempt, "pause", seconds=2, reason="停电")
    assert changed()
    clients.candidate.post(f"/api/v1/attempts/{attempt.public_id}/submit")
    assert changed()


def test_a_seat_that_stands_out_is_seen_to_by_a_note(clients, site):
    exam, attempt = start(clients, "candidate")
    address = f"/api/v1/attempts/{attempt.public_id}/signals"
    clients.candidate.post(address, json={"signals": [{"kind": "paste", "amount": 9}]})
    assert board(clients.invigilator, exam, 5)[0].get_json()["seats"][0][2] == "check"
    act(clients.invigilator, attempt, "notes", seconds=6, text="问过，粘贴自己的草稿")
    assert board(clients.invigilator, exam, 7)[0].get_json()["seats"][0][2] == "on"
    db.session.rollback()


def test_an_answer_taken_back_does_not_count(clients, site):
    exam, attempt = start(clients, "candidate")
    items = [
        one
        for one in json.loads(get_sitting(exam.public_id).form.paper)
        if one["type"] == "true_false"
    ]
    address = f"/api/v1/attempts/{attempt.public_id}/answers/{items[0]['item']}"
    counts = []
    for seq, value in enumerate((True, None, False), start=1):
        clients.candidate.put(address, json={"value": value, "seq": seq})
        counts.append(board(clients.invigilator, exam, seq)[0].get_json()["seats"][0][3])
    assert counts == [1, 0, 1]

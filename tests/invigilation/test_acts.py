"""What one invigilator does: each act by its form, with its record, and what the candidate gets."""

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from examsite.attempts.models import Attempt, TimeEvent
from examsite.invigilation.models import Incident
from examsite.kit.db import db
from examsite.kit.journal import JournalEntry
from tests.counting import counted
from tests.make_watched import act, later, poll, start


def left(clients, attempt, seconds):
    return poll(clients.candidate, attempt, seconds=seconds).get_json()["remaining_ms"] // 1000


def newest_line():
    rows = select(JournalEntry.what).order_by(JournalEntry.n.desc())
    return db.session.scalars(rows.limit(1)).one()


def save(client, attempt, seq, seconds):
    with later(seconds):
        exam = client.post(f"/api/v1/exams/{attempt.sitting.public_id}/attempts", json={})
        item = next(one for one in exam.get_json()["items"] if one["type"] == "true_false")
        address = f"/api/v1/attempts/{attempt.public_id}/answers/{item['item']}"
        return client.put(address, json={"value": True, "seq": seq})


def test_pause_and_resume_one(clients, site):
    _, attempt = start(clients, "candidate")
    page = act(clients.invigilator, attempt, "pause", seconds=600, reason="机器故障")
    assert "暂停中，恢复后顺延" in page
    assert newest_line() == "attempt.paused"
    assert left(clients, attempt, 900) == 3000  # the time left stands
    saved = save(clients.candidate, attempt, 1, 3600 + 600)  # far beyond the old deadline
    assert saved.status_code == 200
    assert saved.get_json()["remaining_ms"] == 3_000_000
    act(clients.invigilator, attempt, "resumption", seconds=4800, reason="已换机")
    assert left(clients, attempt, 4900) == 2900
    event = db.session.scalars(select(TimeEvent)).one()
    assert (event.kind.value, event.seconds) == ("pause", 4200)
    assert [one.kind.value for one in db.session.scalars(select(Incident))] == ["paused", "resumed"]
    page = act(clients.invigilator, attempt, "resumption", seconds=5000, reason="再来")
    assert "没有可以这样处理的作答" in page


def test_a_pause_that_nobody_ended_still_counts_when_the_clock_stops_again(clients, site):
    _, attempt = start(clients, "candidate")
    act(clients.invigilator, attempt, "pause", seconds=600, reason="停电")
    over = 600 + 4 * 3600
    assert left(clients, attempt, over + 100) == 2900  # it was over by itself
    act(clients.invigilator, attempt, "pause", seconds=over + 100, reason="又停电")
    assert left(clients, attempt, over + 200) == 2900
    act(clients.invigilator, attempt, "resumption", seconds=over + 300, reason="来电")
    assert left(clients, attempt, over + 300) == 2900
    given = db.session.scalars(select(TimeEvent.seconds).order_by(TimeEvent.at))
    assert given.all() == [4 * 3600, 200]


def test_the_whole_room_costs_the_same_for_any_number(clients, site):
    exam, attempt = start(clients, "candidate", "other_candidate")
    counts = []
    act(clients.invigilator, exam, "time", minutes=1, reason="热身")
    for people in (2, 1):
        with counted() as asked:
            act(clients.invigilator, exam, "time", minutes=15, reason="全场断网")
        counts.append(len(asked))
        if people == 2:
            clients.other_candidate.post(f"/api/v1/attempts/{_other(attempt)}/submit")
    assert counts[0] == counts[1]
    assert left(clients, attempt, 60) == 91 * 60 - 60
    page = act(clients.invigilator, exam, "pause", reason="消防演习")
    assert "已处理 1 人" in page
    act(clients.invigilator, exam, "resumption", seconds=120, reason="演习结束")
    assert left(clients, attempt, 120) == 91 * 60 - 60


def _other(attempt):
    rows = select(Attempt.public_id).where(Attempt.id != attempt.id)
    return db.session.scalars(rows).one()


def test_end_one_tells_the_candidate_why(clients, site):
    _, attempt = start(clients, "candidate")
    save(clients.candidate, attempt, 1, 30)
    act(clients.invigilator, attempt, "end", reason="考生身体不适离场")
    assert newest_line() == "attempt.ended"
    body = poll(clients.candidate, attempt, seconds=61).get_json()
    assert (body["state"], body["closing_note"]) == ("handed_in", "考生身体不适离场")
    receipt = clients.candidate.get(f"/attempts/{attempt.public_id}/receipt").text
    assert "考生身体不适离场" in receipt
    assert (
        clients.candidate.post(f"/api/v1/attempts/{attempt.public_id}/submit").get_json()[
            "receipt"
        ]["events"]
        == 1
    )


def test_end_all_asks_to_be_sure(clients, site):
    exam, _ = start(clients, "candidate", "other_candidate")
    assert "请先勾选确认" in act(clients.invigilator, exam, "end", reason="提前结束")
    assert "已处理 2 人" in act(clients.invigilator, exam, "end", reason="提前结束", sure="y")
    states = {one.state.value for one in db.session.scalars(select(Attempt))}
    assert states == {"handed_in"}


def test_notes_and_announcements(clients, site):
    exam, attempt = start(clients, "candidate")
    assert "请写明理由或内容" in act(clients.invigilator, attempt, "notes", text=" ")
    assert "举手换笔" in act(clients.invigilator, attempt, "notes", text="举手换笔")
    assert "空调已关" in act(clients.invigilator, exam, "notes", text="空调已关")
    page = act(clients.invigilator, exam, "announcements", text="还剩半小时")
    assert "还剩半小时" in page
    assert "已送达 0 / 1" in page
    poll(clients.candidate, attempt, seconds=61)
    with later(62):
        board = clients.invigilator.get(f"/staff/sittings/{exam.public_id}/board").text
    assert "已送达 1 / 1" in board


@pytest.mark.parametrize("table", ["incident"])
def test_the_record_cannot_be_changed(clients, site, table):
    _, attempt = start(clients, "candidate")
    act(clients.invigilator, attempt, "notes", text="举手")
    with pytest.raises(DatabaseError), db.engine.begin() as connection:
        connection.execute(text(f"UPDATE {table} SET text = 'x'"))

"""The candidate's poll: one statement, contact kept cheaply, silence and changes noticed."""

from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from examsite.invigilation.models import Contact, Signal, SilentStretch
from examsite.invigilation.services.forgetting import forget_signals
from examsite.kit import clock
from examsite.kit.db import db
from tests import make_exam
from tests.counting import counted
from tests.make_watched import act, later, poll, start


def signals():
    return [(one.kind.value, one.amount) for one in db.session.scalars(select(Signal))]


def test_an_unchanged_standing_costs_one_statement_beside_the_sign_in(clients, site):
    _, attempt = start(clients, "candidate")
    first = poll(clients.candidate, attempt, seconds=5)
    assert first.get_json() | {"server_now": 0} == {
        "state": "in_progress",
        "epoch": 1,
        "deadline": "2026-11-23T02:00:00.000Z",
        "server_now": 0,
        "remaining_ms": 3_595_000,
        "paused": False,
        "announcements": [],
        "closing_note": None,
    }
    etag = first.headers["ETag"]
    with counted() as asked:
        again = poll(clients.candidate, attempt, seconds=10, etag=etag)
    assert (again.status_code, again.data, len(asked)) == (304, b"", 2)
    with counted() as asked:
        assert poll(clients.candidate, attempt, seconds=20, etag=etag).status_code == 304
    assert len(asked) == 3  # fifteen seconds have gone by: the contact is written
    assert db.session.scalars(select(Contact)).one().at.second == 20


def test_what_the_candidate_must_see_changes_the_etag(clients, site):
    exam, attempt = start(clients, "candidate")
    etag = poll(clients.candidate, attempt, seconds=5).headers["ETag"]
    for what, about, form in (
        ("time", attempt, {"minutes": 5, "reason": "断网"}),
        ("pause", attempt, {"reason": "停电"}),
        ("announcements", exam, {"text": "请安静作答。"}),
    ):
        act(clients.invigilator, about, what, **form)
        found = poll(clients.candidate, attempt, seconds=60, etag=etag)
        assert found.status_code == 200, what
        etag = found.headers["ETag"]
    body = found.get_json()
    assert body["paused"]
    assert [one["text"] for one in body["announcements"]] == ["请安静作答。"]
    whole = poll(clients.candidate, attempt, seconds=60, part="")
    assert whole.get_json()["answers"] == {}


def test_silence_is_kept_without_saves_and_what_the_page_heard(clients, site):
    _, attempt = start(clients, "candidate")
    poll(clients.candidate, attempt, seconds=1)
    poll(clients.candidate, attempt, seconds=101, quiet_ms=90_000)
    kept = db.session.scalars(select(SilentStretch)).one()
    assert (kept.seconds, kept.away) == (90, False)
    paper = clients.candidate.post(
        f"/api/v1/exams/{attempt.sitting.public_id}/attempts", json={}
    ).get_json()
    item = next(one["item"] for one in paper["items"] if one["type"] == "true_false")
    with later(125):
        clients.candidate.put(
            f"/api/v1/attempts/{attempt.public_id}/answers/{item}", json={"value": True, "seq": 1}
        )
    poll(clients.candidate, attempt, seconds=150)
    assert len(db.session.scalars(select(SilentStretch)).all()) == 1  # a save is contact too
    assert signals() == [("silence", 90)]


def test_a_new_address_and_a_second_device_are_noticed_once(clients, site):
    exam, attempt = start(clients, "candidate")
    poll(clients.candidate, attempt, seconds=1)
    clients.candidate.post(f"/api/v1/exams/{exam.public_id}/attempts", json={"device": "b"})
    poll(clients.candidate, attempt, seconds=4, address="10.0.0.2", epoch=1)  # outdated: no contact
    assert signals() == []
    for seconds in (8, 12):
        poll(clients.candidate, attempt, seconds=seconds, address="10.0.0.2", epoch=2)
    assert signals() == [("second_device", 0), ("new_address", 0)]
    assert "10.0.0" not in db.session.scalars(select(Contact)).one().address_mark


def test_the_page_reports_lengths_only_and_its_own_kinds(clients, site):
    _, attempt = start(clients, "candidate")
    address = f"/api/v1/attempts/{attempt.public_id}/signals"
    told = [{"kind": "focus_returned", "amount": 41}, {"kind": "paste", "amount": 120}]
    assert clients.candidate.post(address, json={"signals": told}).get_json() == {"kept": 2}
    assert signals() == [("focus_returned", 41), ("paste", 120)]
    for wrong in (
        {"signals": [{"kind": "silence", "amount": 1}]},
        {"signals": [{"kind": "paste", "amount": "文字"}]},
        {"signals": told * 26},
        {"signals": {}},
        {},
    ):
        assert clients.candidate.post(address, json=wrong).status_code == 422, wrong
    assert clients.other_candidate.post(address, json={"signals": []}).status_code == 404
    seat = clients.invigilator.get(f"/staff/attempts/{attempt.public_id}").text
    assert "离开了 41 秒" in seat
    assert "本场 1 人中 1 人出现过" in seat


def test_signals_are_forgotten_when_their_time_is_over(clients, site, now):
    _, attempt = start(clients, "candidate")
    address = f"/api/v1/attempts/{attempt.public_id}/signals"
    with clock.fixed(now - timedelta(days=400)):
        clients.candidate.post(address, json={"signals": [{"kind": "paste", "amount": 1}]})
    clients.candidate.post(address, json={"signals": [{"kind": "paste", "amount": 2}]})
    assert (forget_signals(now=now), forget_signals(now=now)) == (1, 0)
    assert signals() == [("paste", 2)]
    with pytest.raises(DatabaseError), db.engine.begin() as connection:
        connection.execute(text("DELETE FROM signal"))


def test_strangers_see_nothing(clients, site):
    _, attempt = start(clients, "candidate")
    assert poll(clients.other_candidate, attempt, seconds=5).status_code == 404
    assert db.session.scalars(select(Contact)).first() is None


def test_the_page_before_says_what_is_noted(clients, site):
    exam = make_exam.sitting("candidate")
    text = clients.candidate.get(f"/exams/{exam.public_id}").text
    assert "粘贴的字数（不记内容）" in text
    assert "不会自动扣分" in text

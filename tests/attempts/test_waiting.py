"""The waiting room: sealed papers, the gate, the pledge, a start by hand, slow first displays."""

import json
from base64 import b64decode
from datetime import datetime, timedelta

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from examsite.attempts.queries.attempts import find_attempt_of
from examsite.attempts.services import taking
from examsite.domain.terms import StartMode
from examsite.exams.queries import get_entry, get_sitting
from examsite.kit.db import db
from tests import make_exam
from tests.cast import NOW
from tests.make_watched import later

SOON = {"opens_at": NOW + timedelta(minutes=20)}


def preload(client, sitting, etag=""):
    return client.get(f"/api/v1/exams/{sitting.public_id}/paper", headers={"If-None-Match": etag})


def start(client, sitting, **body):
    return client.post(f"/api/v1/exams/{sitting.public_id}/attempts", json=body)


def opened(sealed, key):
    """What a page makes of a sealed paper and the key of the start."""
    cipher = AESGCM(b64decode(key))
    parts = b64decode(sealed["nonce"]), b64decode(sealed["sealed"]), sealed["hash"].encode()
    return json.loads(cipher.decrypt(*parts))


def test_start_gives_the_key_of_the_paper_that_waits(clients, site):
    sitting = make_exam.sitting("candidate", **SOON)
    answer = preload(clients.candidate, sitting)
    sealed = answer.get_json()
    assert "改价" not in b64decode(sealed["sealed"]).decode("utf-8", "replace")
    assert start(clients.candidate, sitting, preloaded=sealed["hash"]).status_code == 409
    assert preload(clients.candidate, sitting, answer.headers["ETag"]).status_code == 304
    with later(20 * 60):
        started = start(clients.candidate, sitting, preloaded=sealed["hash"])
        whole = start(clients.candidate, sitting, preloaded="another").get_json()
    assert started.status_code == 201
    assert len(started.data) <= 2048
    assert "items" not in started.get_json()
    assert opened(sealed, started.get_json()["key"]) == whole["items"]
    assert preload(clients.other_candidate, sitting).status_code == 404


def test_no_paper_before_the_waiting_room_opens(clients, site):
    sitting = make_exam.sitting("candidate", opens_at=NOW + timedelta(minutes=31))
    answer = preload(clients.candidate, sitting)
    assert (answer.status_code, answer.get_json()["code"]) == (409, "waiting_not_open")
    with later(31 * 60 + 7200):
        assert preload(clients.candidate, sitting).get_json()["code"] == "window_over"


def test_the_gate_tells_what_changes_and_nothing_else(clients, site):
    arranged = {"start_mode": StartMode.MANUAL}
    sitting = make_exam.sitting("candidate", arranged=arranged, **SOON)
    address = f"/api/v1/exams/{sitting.public_id}/gate"

    def asked(seconds, etag=""):
        with later(seconds):
            return clients.candidate.get(address, headers={"If-None-Match": etag})

    waits = asked(0)
    assert waits.get_json()["gate"] == "waiting"
    assert asked(5, waits.headers["ETag"]).status_code == 304
    assert asked(20 * 60).get_json()["gate"] == "held"
    with later(20 * 60):
        refused = start(clients.candidate, sitting)
        assert (refused.status_code, refused.get_json()["code"]) == (409, "not_begun")
        board = f"/staff/sittings/{sitting.public_id}"
        assert "宣布开考" in clients.invigilator.get(f"{board}/board").text
        clients.invigilator.post(f"{board}/begin")
        again = clients.invigilator.post(f"{board}/begin", follow_redirects=True).text
        assert "现在不能宣布开考" in again
        assert start(clients.candidate, sitting).status_code == 201
    assert asked(20 * 60 + 3).get_json()["gate"] == "open"
    assert get_sitting(sitting.public_id).begun_at == NOW + timedelta(minutes=20)


def test_the_button_needs_the_pledge(clients, people):
    sitting = make_exam.sitting("candidate")
    address = f"/exams/{sitting.public_id}"
    page = clients.candidate.post(f"{address}/start", follow_redirects=True).text
    assert "请先读一遍考试承诺" in page
    assert find_attempt_of(sitting.id, people.candidate.id) is None
    for _ in range(2):
        assert clients.candidate.post(f"{address}/pledge").status_code == 303
    entry = get_entry(sitting.public_id, people.candidate.public_id)
    assert (entry.pledged_at, entry.pledge) == (NOW, "2026-11")
    assert "/attempts/" in clients.candidate.post(f"{address}/start").location


@pytest.mark.parametrize(("seconds", "credit"), [(3, 0), (12, 7), (300, 60)])
def test_a_slow_first_display_moves_the_deadline_once(clients, people, seconds, credit):
    sitting = make_exam.sitting("candidate")
    due = datetime.fromisoformat(start(clients.candidate, sitting).get_json()["deadline"])
    attempt = find_attempt_of(sitting.id, people.candidate.id)
    address = f"/api/v1/attempts/{attempt.public_id}/displayed"
    with later(seconds):
        told = clients.candidate.post(address).get_json()
        assert (told["waited_seconds"], told["credit_seconds"]) == (seconds, credit)
    with later(seconds + 40):
        again = clients.candidate.post(address).get_json()
        assert again["credit_seconds"] == credit
        clients.invigilator.post(
            f"/staff/attempts/{attempt.public_id}/time",
            data={"minutes": 1, "reason": "停电"},
        )
    db.session.refresh(attempt)
    given = attempt.deadline - due
    assert given == timedelta(seconds=credit + 60)
    assert clients.other_candidate.post(address).status_code == 404
    assert taking.state_of(attempt, NOW).value == "in_progress"


@pytest.mark.parametrize("asked", [True, False])
def test_the_number_stands_behind_the_paper_where_it_is_asked_for(clients, people, asked):
    sitting = make_exam.sitting(
        "candidate", arranged={"watermark": asked}, admission_number="2611230438175"
    )
    attempt = start(clients.candidate, sitting).get_json()["attempt"]
    page = clients.candidate.get(f"/attempts/{attempt}/").text
    assert ("261123-043817-5" in page) is asked

"""Taking an exam over the wire: every row of the contract, on both databases."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from examsite.attempts.models import Attempt, ResponseEvent, ScoreVersion
from examsite.domain.attempt import answer_digest
from examsite.domain.terms import ItemType, Pool
from examsite.kit import clock
from examsite.kit.db import db
from examsite.kit.receipts import is_genuine
from examsite.kit.site import settings
from tests import make_exam
from tests.cast import NOW


@pytest.fixture
def exam(site):
    return make_exam.sitting("candidate", "other_candidate")


def start(client, sitting, **body):
    return client.post(f"/api/v1/exams/{sitting.public_id}/attempts", json=body)


def save(client, paper, item, value, seq=1, **more):
    address = f"/api/v1/attempts/{paper['attempt']}/answers/{item}"
    return client.put(address, json={"value": value, "seq": seq, **more})


def submit(client, paper):
    return client.post(f"/api/v1/attempts/{paper['attempt']}/submit")


def item_of(paper, kind):
    return next(item for item in paper["items"] if item["type"] == kind)


def right_answers(paper):
    """The values that earn everything, found through the texts a candidate sees."""
    found = {}
    for item in paper["items"]:
        by_text = {c["text"]: c["id"] for side in ("options", "right") for c in item.get(side, [])}
        left = {choice["text"]: choice["id"] for choice in item.get("left", [])}
        found[item["item"]] = {
            "single": by_text.get("核对价格"),
            "multiple": [by_text.get("核对价格"), by_text.get("继续讲解")],
            "true_false": True,
            "numeric": {"number": "2.69", "unit": "元/人"},
            "ordering": [by_text.get(t) for t in ("继续讲解", "核对价格", "换利润款", "追加投放")],
            "matching": {
                left.get(a): by_text.get(b)
                for a, b in (("场控", "控时"), ("中控", "改价"), ("投手", "调预算"))
            },
        }[item["type"]]
    return found


def test_it_works(clients, exam):
    answer = start(clients.candidate, exam)
    paper = answer.get_json()
    assert answer.status_code == 201
    assert paper["state"] == "in_progress"
    assert paper["epoch"] == 1
    assert paper["deadline"] == "2026-11-23T02:00:00.000Z"
    assert paper["server_now"] == "2026-11-23T01:00:00.000Z"
    assert paper["remaining_ms"] == 3_600_000
    assert len(paper["items"]) == 6
    for item, value in right_answers(paper).items():
        saved = save(clients.candidate, paper, item, value)
        assert saved.status_code == 200
        body = saved.get_json()
        assert body["digest"] == answer_digest(paper["attempt"], item, 1, 1, value)
        assert (body["seq"], body["epoch"]) == (1, 1)
    handed = submit(clients.candidate, paper)
    assert handed.status_code == 200
    assert handed.get_json()["state"] == "handed_in"
    score = db.session.scalars(select(ScoreVersion)).one()
    assert score.total == 600
    assert score.areas == {"A": [200, 200, 2], "B": [200, 200, 2], "C": [200, 200, 2]}


def test_the_paper_holds_no_key_and_no_rationale(clients, exam):
    text = start(clients.candidate, exam).get_data(as_text=True)
    assert make_exam.CANARY not in text
    assert not {"key", "rationales", "solve", "difficulty", "code"} & set(
        json.dumps(json.loads(text)).replace('"', " ").split()
    )


def test_option_ids_are_this_forms_own(clients, site):
    drawn = make_exam.bank()
    first = make_exam.form(drawn)
    assert '"id":"a"' not in first.paper


def test_start_again_resumes_with_answers(clients, exam):
    paper = start(clients.candidate, exam).get_json()
    item = item_of(paper, "true_false")["item"]
    save(clients.candidate, paper, item, True, seq=4)
    again = start(clients.candidate, exam)
    assert again.status_code == 200
    assert again.get_json()["answers"] == {item: {"value": True, "seq": 4, "epoch": 1}}
    assert db.session.scalars(select(Attempt)).one().public_id == paper["attempt"]


def test_another_device_takes_over(clients, exam):
    paper = start(clients.candidate, exam, device="one").get_json()
    item = item_of(paper, "true_false")["item"]
    assert start(clients.candidate, exam, device="one").get_json()["epoch"] == 1
    assert start(clients.candidate, exam, device="two").get_json()["epoch"] == 2
    old = save(clients.candidate, paper, item, True, seq=9, epoch=1)
    assert (old.status_code, old.get_json()["code"]) == (409, "taken_over")
    assert save(clients.candidate, paper, item, False, seq=1, epoch=2).status_code == 200
    kept = db.session.scalars(select(ResponseEvent.verdict).order_by(ResponseEvent.id)).all()
    assert kept == ["taken_over", "accept"]


def test_the_same_save_twice_stores_nothing_new(clients, exam):
    paper = start(clients.candidate, exam).get_json()
    item = item_of(paper, "single")
    value = item["options"][0]["id"]
    assert save(clients.candidate, paper, item["item"], value).status_code == 200
    assert save(clients.candidate, paper, item["item"], value).status_code == 200
    assert len(db.session.scalars(select(ResponseEvent)).all()) == 1


def test_stale_and_reused_numbers_are_kept_as_evidence(clients, exam):
    paper = start(clients.candidate, exam).get_json()
    item = item_of(paper, "true_false")["item"]
    save(clients.candidate, paper, item, True, seq=5)
    stale = save(clients.candidate, paper, item, False, seq=4)
    assert (stale.status_code, stale.get_json()["code"]) == (409, "stale")
    assert stale.get_json()["stored"]["value"] is True
    reused = save(clients.candidate, paper, item, False, seq=5)
    assert (reused.status_code, reused.get_json()["code"]) == (409, "seq_reused")
    kept = db.session.scalars(select(ResponseEvent.verdict).order_by(ResponseEvent.id)).all()
    assert kept == ["accept", "stale", "seq_reused"]
    answers = clients.candidate.get(f"/api/v1/attempts/{paper['attempt']}").get_json()["answers"]
    assert answers[item]["value"] is True


def test_a_cleared_answer_is_saved_as_empty(clients, exam):
    paper = start(clients.candidate, exam).get_json()
    item = item_of(paper, "true_false")["item"]
    save(clients.candidate, paper, item, True, seq=1)
    save(clients.candidate, paper, item, None, seq=2)
    submit(clients.candidate, paper)
    assert db.session.scalars(select(ScoreVersion)).one().total == 0


def test_saving_within_the_grace_counts_and_later_does_not(clients, exam):
    paper = start(clients.candidate, exam).get_json()
    first, second = paper["items"][0]["item"], item_of(paper, "true_false")["item"]
    with clock.fixed(NOW + timedelta(hours=1, seconds=10)):
        assert save(clients.candidate, paper, second, True).status_code == 200
    with clock.fixed(NOW + timedelta(hours=1, seconds=11)):
        late = save(clients.candidate, paper, first, None)
        assert (late.status_code, late.get_json()["code"]) == (410, "closed")
        look = clients.candidate.get(f"/api/v1/attempts/{paper['attempt']}").get_json()
        assert (look["state"], look["remaining_ms"]) == ("closed_by_deadline", 0)
    kept = db.session.scalars(select(ResponseEvent.verdict).order_by(ResponseEvent.id)).all()
    assert kept == ["accept", "closed"]


def test_handing_in_after_the_deadline_gives_the_automatic_receipt(clients, exam):
    paper = start(clients.candidate, exam).get_json()
    save(clients.candidate, paper, item_of(paper, "true_false")["item"], True)
    with clock.fixed(NOW + timedelta(hours=3)):
        handed = submit(clients.candidate, paper).get_json()
        again = submit(clients.candidate, paper).get_json()
    assert handed["state"] == "closed_by_deadline"
    assert handed["submitted_at"] == paper["deadline"]
    assert handed == again
    assert is_genuine(settings().keys_folder, handed["receipt"])
    assert db.session.scalars(select(ScoreVersion)).one().total == 100


def test_saving_after_handing_in_is_refused_and_kept(clients, exam):
    paper = start(clients.candidate, exam).get_json()
    submit(clients.candidate, paper)
    late = save(clients.candidate, paper, item_of(paper, "true_false")["item"], True)
    assert late.status_code == 410
    assert db.session.scalars(select(ResponseEvent.verdict)).all() == ["closed"]


def test_receipts_are_signed_and_a_changed_one_is_not_genuine(clients, exam):
    paper = start(clients.candidate, exam).get_json()
    receipt = submit(clients.candidate, paper).get_json()["receipt"]
    assert set(receipt) == {"code", "at", "events", "answers_sha256", "key_id", "signature"}
    check = clients.anonymous.post("/receipts/verify", json=receipt)
    assert check.get_json() == {"genuine": True}
    forged = {**receipt, "events": receipt["events"] + 1}
    assert clients.anonymous.post("/receipts/verify", json=forged).get_json() == {"genuine": False}


def test_strangers_get_not_found(clients, exam):
    paper = start(clients.candidate, exam).get_json()
    item = paper["items"][0]["item"]
    for answer in (
        save(clients.other_candidate, paper, item, None),
        submit(clients.other_candidate, paper),
        clients.other_candidate.get(f"/api/v1/attempts/{paper['attempt']}"),
        clients.other_candidate.get(f"/attempts/{paper['attempt']}/"),
        clients.other_candidate.get(f"/attempts/{paper['attempt']}/receipt"),
    ):
        assert answer.status_code == 404
    assert db.session.scalars(select(ResponseEvent)).all() == []


def test_whoever_is_not_on_the_roster_cannot_start(clients, site):
    exam = make_exam.sitting("other_candidate")
    assert start(clients.candidate, exam).status_code == 404
    assert start(clients.officer, exam).status_code == 403
    assert start(clients.anonymous, exam).status_code == 401


@pytest.mark.parametrize(
    ("shift", "code"), [(timedelta(hours=1), "not_open_yet"), (timedelta(hours=-3), "window_over")]
)
def test_outside_the_window_nobody_starts(clients, site, shift, code):
    exam = make_exam.sitting("candidate", opens_at=NOW + shift)
    answer = start(clients.candidate, exam)
    assert (answer.status_code, answer.get_json()["code"]) == (409, code)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"seq": 1}, "bad_save"),
        ({"value": None}, "bad_save"),
        ({"value": None, "seq": 0}, "bad_save"),
        ({"value": None, "seq": "1"}, "bad_save"),
        ({"value": None, "seq": True}, "bad_save"),
        ({"value": None, "seq": 2**60}, "bad_save"),
        ({"value": None, "seq": 1, "epoch": 2}, "bad_epoch"),
        ({"value": "yes", "seq": 1}, "bad_value"),
        ({"value": {"a": 1.5}, "seq": 1}, "bad_value"),
    ],
)
def test_unusable_saves_are_refused_and_leave_nothing(clients, exam, body, code):
    paper = start(clients.candidate, exam).get_json()
    item = item_of(paper, "true_false")["item"]
    address = f"/api/v1/attempts/{paper['attempt']}/answers/{item}"
    answer = clients.candidate.put(address, json=body)
    assert (answer.status_code, answer.get_json()["code"]) == (422, code)
    assert db.session.scalars(select(ResponseEvent)).all() == []


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        (b"{" * 60000, 422),
        (b"[" * 60000, 422),
        (b'{"value": "\\ud800", "seq": 1}', 422),
        (b"not json", 422),
        (b"[1]", 422),
        (b'{"value": "' + b"x" * 70000 + b'", "seq": 1}', 413),
        (b'{"value": "' + b"x" * 10_000_000 + b'", "seq": 1}', 413),
    ],
)
def test_hostile_bodies_are_refused_cleanly(clients, exam, raw, status):
    paper = start(clients.candidate, exam).get_json()
    address = f"/api/v1/attempts/{paper['attempt']}/answers/{paper['items'][0]['item']}"
    answer = clients.candidate.put(address, data=raw, content_type="application/json")
    assert answer.status_code == status
    assert answer.mimetype == "application/problem+json"


def test_no_field_of_the_client_moves_the_deadline(clients, exam):
    body = {"deadline": "2030-01-01T00:00:00Z", "remaining_ms": 10**9, "started_at": 0}
    assert start(clients.candidate, exam, **body).get_json()["remaining_ms"] == 3_600_000


def test_the_window_cuts_the_limit_and_accommodations_lengthen_it(clients, site):
    form = make_exam.form()
    longer = make_exam.sitting("candidate", exam_form=form, factor_percent=150)
    assert start(clients.candidate, longer).get_json()["remaining_ms"] == 5_400_000
    short = make_exam.sitting("other_candidate", exam_form=form)
    with clock.fixed(NOW + timedelta(minutes=90)):
        late = start(clients.other_candidate, short).get_json()
    assert late["deadline"] == "2026-11-23T03:00:00.000Z"


def test_a_candidate_takes_the_form_frozen_for_the_seat(clients, site):
    common, own = make_exam.form(), make_exam.form([make_exam.item("T-own", ItemType.TRUE_FALSE)])
    exam = make_exam.sitting("candidate", exam_form=common, form_id=own.id)
    paper = start(clients.candidate, exam).get_json()
    assert paper["items"] == json.loads(own.paper)
    saved = save(clients.candidate, paper, paper["items"][0]["item"], value=True)
    assert saved.status_code == 200


def test_the_database_refuses_a_practice_item_in_an_exam_form(site):
    drawn = make_exam.bank(1, pool=Pool.PRACTICE)
    with pytest.raises(Exception, match=r"(?i)foreign key"):
        make_exam.form(drawn)

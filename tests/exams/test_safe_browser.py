"""A sitting in Safe Exam Browser: asked for, checked on every page of the exam, lifted."""

import plistlib
from datetime import timedelta

import pytest
from sqlalchemy import select

from examsite.attempts.queries.attempts import find_attempt_of
from examsite.domain.actions import Action
from examsite.domain.safe_exam_browser import (
    BROWSER_HEADER,
    CONFIG_HEADER,
    DOWNLOADS,
    config_key,
    request_hash,
)
from examsite.exams.queries import get_sitting
from examsite.exams.services.safe_browser import ask
from examsite.kit.db import db
from examsite.kit.journal import JournalDetail, JournalEntry
from examsite.kit.web import trust_proxies
from tests import make_exam
from tests.cast import NOW
from tests.conftest import Clients
from tests.counting import counted
from tests.make_watched import later

HOST = "http://localhost"
SOON = {"opens_at": NOW + timedelta(minutes=20)}
BUILD = "1f" * 32


def arranged(people, keys=""):
    """A sitting in twenty minutes that asks for SEB."""
    return ask(make_exam.sitting("candidate", **SOON), keys, by=people.officer, now=NOW)


def headers(client, sitting, path, build=""):
    """What SEB sends with a request when it has opened the sitting's file."""
    key = config_key(plistlib.loads(client.get(f"/exams/{sitting.public_id}/exam.seb").data))
    sent = {CONFIG_HEADER: request_hash(HOST + path, key)}
    return sent | ({BROWSER_HEADER: request_hash(HOST + path, build)} if build else {})


def test_it_works_from_the_waiting_room_to_the_paper(clients, people):
    sitting, client = arranged(people), clients.candidate
    room = f"/exams/{sitting.public_id}"
    api = f"/api/v1/exams/{sitting.public_id}/attempts"
    turned = client.get(room)
    assert (turned.status_code, "请这样进入" in turned.text) == (403, True)
    assert f"{room}/exam.seb" in turned.text
    assert DOWNLOADS in turned.text
    assert client.get(room, headers=headers(client, sitting, room)).status_code == 200
    client.post(f"{room}/pledge")
    with later(20 * 60):
        assert client.post(f"{room}/start").location == room
        assert client.post(api).get_json()["code"] == "safe_browser_needed"
        assert find_attempt_of(sitting.id, people.candidate.id) is None
        sent = headers(client, sitting, f"{room}/start")
        paper = client.post(f"{room}/start", headers=sent).location
        assert client.get(paper).location == room
        shown = client.get(paper, headers=headers(client, sitting, paper))
        assert (shown.status_code, "worker.js" in shown.text) == (200, False)
        sent = headers(client, sitting, api)
        with counted() as taking:
            answer = client.post(api, headers=sent)
        assert len(answer.get_json()["items"]) > 0
        saved = f"/api/v1/attempts/{answer.get_json()['attempt']}/answers/"
        item = next(one for one in answer.get_json()["items"] if one["type"] == "true_false")
        answered = client.put(saved + item["item"], json={"value": True, "seq": 1})
        assert answered.status_code == 200
    assert len(taking) <= 8


def test_only_the_builds_that_are_named(clients, people):
    sitting, client = arranged(people, BUILD), clients.candidate
    room = f"/exams/{sitting.public_id}"
    assert client.get(room, headers=headers(client, sitting, room)).status_code == 403
    assert client.get(room, headers=headers(client, sitting, room, "2e" * 32)).status_code == 403
    assert client.get(room, headers=headers(client, sitting, room, BUILD)).status_code == 200


def told(client, sitting, build="", *, key=""):
    """What the waiting room's script sends on macOS and iOS, whose SEB adds no headers."""
    settings = plistlib.loads(client.get(f"/exams/{sitting.public_id}/exam.seb").data)
    hashes = {"config": request_hash(settings["startURL"], key or config_key(settings))}
    if build:
        hashes["browser"] = request_hash(settings["startURL"], build)
    return client.post(f"/exams/{sitting.public_id}/safe-browser", data=hashes)


def test_what_the_script_is_told_opens_the_exam_on_this_device(site, clients, people):
    sitting, client = arranged(people), clients.candidate
    room = f"/exams/{sitting.public_id}"
    assert 'data-behaviour="safe-browser"' in client.get(room).text
    assert told(client, sitting).location == room
    assert client.get(room).status_code == 200
    client.post(f"{room}/pledge")
    with later(20 * 60):
        paper = client.post(f"{room}/start").location
        assert client.get(paper).status_code == 200
    assert Clients(site).candidate.get(room).status_code == 403  # another device of the person


def test_what_the_script_is_told_is_good_for_these_settings_alone(clients, people):
    sitting, client = arranged(people, BUILD), clients.candidate
    room = f"/exams/{sitting.public_id}"
    for answer in (
        told(client, sitting),
        told(client, sitting, "2e" * 32),
        told(client, sitting, BUILD, key="a" * 64),
        client.post(f"{room}/safe-browser", data={"config": "short"}),
        client.post(f"{room}/safe-browser"),
    ):
        assert answer.status_code == 403
        assert 'data-behaviour="safe-browser"' not in answer.text  # it would ask for ever
        assert "重新核对" in answer.text
    assert client.get(room).status_code == 403
    told(client, sitting, BUILD)
    assert client.get(room).status_code == 200
    same = make_exam.sitting("candidate", exam_form=get_sitting(sitting.public_id).form, **SOON)
    other = ask(same, BUILD, by=people.officer, now=NOW)
    assert client.get(f"/exams/{other.public_id}").status_code == 403
    ask(get_sitting(sitting.public_id), "2e" * 32, by=people.officer, now=NOW)
    assert client.get(room).status_code == 403


def test_an_officer_asks_and_lifts_and_the_journal_has_it(clients, people):
    sitting = make_exam.sitting("candidate", **SOON)
    officer, address = clients.officer, f"/staff/sittings/{sitting.public_id}/safe-browser"
    assert "没有要求" in officer.get(address).text
    wrong = officer.post(address, data={"keys": "abc"})
    assert (wrong.status_code, "不是浏览器考试密钥" in wrong.text) == (422, True)
    officer.post(address, data={"keys": BUILD})
    assert get_sitting(sitting.public_id).browser_keys == [BUILD]
    told = officer.get(address).text
    settings = plistlib.loads(officer.get(f"{address}/exam.seb").data)
    assert BUILD in told
    assert config_key(settings) in told
    assert settings["startURL"].endswith(f"/exams/{sitting.public_id}")
    assert "只能用安全考试浏览器" in officer.get(f"/staff/sittings/{sitting.public_id}").text
    with later(20 * 60):
        assert officer.post(address, data={"keys": ""}).status_code == 409
        officer.post(f"{address}/lift")
        assert officer.post(address, data={"keys": ""}).status_code == 409
        assert clients.candidate.get(f"/exams/{sitting.public_id}").status_code == 200
    db.session.expire_all()
    assert get_sitting(sitting.public_id).browser_keys is None
    rows = db.session.scalars(select(JournalEntry).order_by(JournalEntry.n.desc()).limit(2)).all()
    assert [one.what for one in rows] == [Action.SAFE_BROWSER_LIFTED, Action.SAFE_BROWSER_ASKED]
    details = db.session.scalars(select(JournalDetail).where(JournalDetail.n >= rows[1].n)).all()
    assert BUILD not in str([one.body for one in details])


def test_any_browser_will_do_unless_asked(clients, people):
    sitting = make_exam.sitting("candidate")
    assert clients.candidate.get(f"/exams/{sitting.public_id}").status_code == 200


@pytest.mark.parametrize(("proxies", "status"), [(0, 403), (1, 200)])
def test_behind_a_proxy_the_address_is_what_the_browser_sees(
    site, clients, people, proxies, status
):
    sitting = arranged(people)
    room = f"/exams/{sitting.public_id}"
    key = config_key(plistlib.loads(clients.candidate.get(f"{room}/exam.seb").data))
    outside = "https://exam.example.cn"
    sent = {CONFIG_HEADER: request_hash(outside + room, key)}
    sent |= {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "exam.example.cn"}
    bare = site.app.wsgi_app
    trust_proxies(site.app, proxies)
    try:
        assert clients.candidate.get(room, headers=sent).status_code == status
    finally:
        site.app.wsgi_app = bare

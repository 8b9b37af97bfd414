"""Passwords: changing ends other sessions; resetting by link or code tells strangers nothing."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from examsite.accounts.models import LoginSession
from examsite.accounts.queries import list_sessions
from examsite.accounts.services.changing_password import PER_ACCOUNT
from examsite.kit import clock
from examsite.kit.db import db
from tests.cast import PASSWORD
from tests.make_accounts import (
    MAIL,
    PHONE,
    another_browser,
    code_in,
    empty_outbox,
    give_contact,
    link_in,
    messages,
    plain,
    user_named,
)

NEW = "battery staple"


@pytest.fixture(autouse=True)
def outbox(site):
    empty_outbox(site)


def sign_in(clients, password):
    client = another_browser(clients)
    data = {"username": "candidate", "password": password}
    return client, client.post("/login", data=data).status_code


def change(client, password=PASSWORD, new=NEW):
    return client.post("/account/password", data={"password": password, "new_password": new})


def test_changing_works_and_ends_other_sessions(site, clients, now):
    give_contact("candidate", now, email=MAIL)
    other, status = sign_in(clients, PASSWORD)
    assert status == 303
    assert change(clients.candidate).location == "/account"
    assert clients.candidate.get("/account").status_code == 200
    assert other.get("/account").status_code == 303
    assert sign_in(clients, PASSWORD)[1] == 401
    assert sign_in(clients, NEW)[1] == 303
    assert "密码刚刚改过" in messages(site, now)[0]


@pytest.mark.parametrize(
    ("password", "new", "words"),
    [
        ("wrong", NEW, "现在的密码不对"),
        (PASSWORD, "short", "8"),
        (PASSWORD, "candidate", "密码须为"),
    ],
)
def test_changing_is_refused(site, clients, password, new, words):
    answer = change(clients.candidate, password, new)
    assert answer.status_code == 422
    assert words in answer.text
    assert sign_in(clients, PASSWORD)[1] == 303


def test_guessing_the_present_password_is_limited(clients):
    for _ in range(PER_ACCOUNT):
        assert change(clients.candidate, "wrong").status_code == 422
    assert change(clients.candidate).status_code == 429


def test_reset_by_link(site, clients, now):
    give_contact("candidate", now, email=MAIL)
    other, _ = sign_in(clients, PASSWORD)
    answer = clients.anonymous.post("/reset", data={"contact": MAIL.upper()})
    assert answer.status_code == 200
    path = link_in(messages(site, now)[0])
    assert path.startswith("/reset/")
    assert clients.anonymous.get(path).status_code == 200
    assert clients.anonymous.post(path, data={"new_password": "x"}).status_code == 422
    done = clients.anonymous.post(path, data={"new_password": NEW})
    assert done.location == "/desk"
    assert other.get("/account").status_code == 303
    assert sign_in(clients, NEW)[1] == 303
    assert clients.anonymous.get(path).status_code == 410
    assert clients.anonymous.post(path, data={"new_password": NEW}).status_code == 410


def test_the_link_carries_our_own_address_whatever_host_was_asked(site, clients, now):
    give_contact("candidate", now, email=MAIL)
    clients.anonymous.post("/reset", data={"contact": MAIL}, headers={"Host": "evil.example"})
    text = messages(site, now)[0]
    assert site.app.extensions["settings"].base_url + "/reset/" in text
    assert "evil" not in text


def test_reset_by_code(site, clients, now):
    give_contact("candidate", now, phone=PHONE)
    answer = clients.anonymous.post("/reset", data={"contact": PHONE})
    assert answer.location == "/reset/code"
    assert clients.anonymous.get("/reset/code").status_code == 200
    code = code_in(messages(site, now)[0])
    wrong = clients.anonymous.post("/reset/code", data={"code": "x", "new_password": NEW})
    assert wrong.status_code == 422
    done = clients.anonymous.post("/reset/code", data={"code": code, "new_password": NEW})
    assert done.location == "/desk"
    assert sign_in(clients, NEW)[1] == 303


@pytest.mark.parametrize("contact", [PHONE, MAIL])
def test_strangers_learn_nothing(site, clients, now, contact):
    kind = "phone" if contact == PHONE else "email"
    unknown = clients.anonymous.post("/reset", data={"contact": contact})
    assert messages(site, now) == []
    give_contact("candidate", now, **{kind: contact})
    known = another_browser(clients).post("/reset", data={"contact": contact})
    assert (known.status_code, known.location) == (unknown.status_code, unknown.location)
    assert plain(known.text) == plain(unknown.text)
    assert len(messages(site, now)) == 1


def test_a_code_never_sent_opens_nothing_whatever_the_password(site, clients):
    clients.anonymous.post("/reset", data={"contact": PHONE})
    for new in (NEW, PHONE):
        answer = clients.anonymous.post("/reset/code", data={"code": "123456", "new_password": new})
        assert answer.status_code == 422


def test_links_expire(site, clients, now):
    give_contact("candidate", now, email=MAIL)
    clients.anonymous.post("/reset", data={"contact": MAIL})
    path = link_in(messages(site, now)[0])
    with clock.fixed(now + timedelta(minutes=30)):
        assert clients.anonymous.get(path).status_code == 410
    assert clients.anonymous.get("/reset/not-a-token").status_code == 410


def test_nonsense_is_refused(clients):
    answer = clients.anonymous.post("/reset", data={"contact": "nonsense"})
    assert answer.status_code == 422
    assert "11 位手机号" in answer.text


def test_devices_are_listed_and_ended(site, clients):
    other, _ = sign_in(clients, PASSWORD)
    page = clients.candidate.get("/account/devices").text
    assert page.count("结束登录") == 2
    assert "这台设备" in page
    user = user_named("candidate")
    [theirs] = [row for row in list_sessions(user.id) if row.agent != "tests"]
    ended = clients.candidate.post(f"/account/devices/{theirs.public_id}/end")
    assert ended.location == "/account/devices"
    assert other.get("/account").status_code == 303


def test_ending_this_device_signs_out(clients, people):
    row = db.session.get(LoginSession, people.candidate.session_id)
    answer = clients.candidate.post(f"/account/devices/{row.public_id}/end")
    assert answer.location == "/login"
    assert clients.candidate.get("/account").status_code == 303


def test_nobody_ends_the_devices_of_others(clients, people):
    row = db.session.get(LoginSession, people.officer.session_id)
    assert clients.candidate.post(f"/account/devices/{row.public_id}/end").status_code == 404
    assert db.session.scalar(select(LoginSession.ended_at).where(LoginSession.id == row.id)) is None

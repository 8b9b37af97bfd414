"""Signing in and out: server-side sessions, the same answer for strangers, failures counted."""

from datetime import timedelta

import pytest

from examsite.accounts import demo_people
from examsite.accounts.services.signing_in import PER_ACCOUNT
from examsite.kit import clock, passwords
from tests.cast import PASSWORD
from tests.make_accounts import give_contact, plain, user_named


def sign_in(client, username="candidate", password=PASSWORD, path="/login"):
    return client.post(path, data={"username": username, "password": password})


def test_it_works(clients):
    answer = sign_in(clients.anonymous)
    assert (answer.status_code, answer.location) == (303, "/desk")
    assert clients.anonymous.get("/account").status_code == 200


@pytest.mark.parametrize("typed", ["13800138000", "+86 138-0013-8000", "Some@Example.com"])
def test_phone_and_mail_are_names_too(site, clients, now, typed):
    give_contact("candidate", now, phone="13800138000", email="some@example.com")
    assert sign_in(clients.anonymous, typed).status_code == 303


@pytest.mark.parametrize("username", ["candidate", "nobody"])
def test_wrong_looks_and_costs_the_same_for_strangers(clients, username):
    before = passwords.checks.count
    answer = sign_in(clients.anonymous, username, "wrong password")
    assert answer.status_code == 401
    assert "账号或密码不对" in answer.text
    assert passwords.checks.count == before + 1


def test_wrong_pages_are_the_same_but_for_the_name(clients):
    texts = [
        plain(sign_in(clients.anonymous, name, "wrong").text, f'value="{name}"')
        for name in ("candidate", "stranger")
    ]
    assert texts[0].count('role="alert"') == 1
    assert texts[0] == texts[1]


def test_an_account_without_password_opens_to_nothing(site, clients, now):
    give_contact("candidate", now, password_hash=passwords.NO_PASSWORD)
    assert sign_in(clients.anonymous, password="nobody's password").status_code == 401
    assert sign_in(clients.anonymous, password="").status_code == 401


@pytest.mark.parametrize("username", ["candidate", "nobody"])
def test_too_many_failures_close_the_door_for_a_while(clients, now, username):
    for _ in range(PER_ACCOUNT):
        assert sign_in(clients.anonymous, username, "wrong").status_code == 401
    assert sign_in(clients.anonymous, username).status_code == 429
    with clock.fixed(now + timedelta(minutes=16)):
        assert sign_in(clients.anonymous, username).status_code == (
            303 if username == "candidate" else 401
        )


@pytest.mark.parametrize(
    ("target", "goes"),
    [("/account", "/account"), ("https://evil.example/", "/desk"), ("//evil.example", "/desk")],
)
def test_on_to_the_page_asked_for_and_nowhere_else(clients, target, goes):
    answer = sign_in(clients.anonymous, path=f"/login?next={target}")
    assert answer.location == goes


def test_signing_out_kills_the_cookie(clients):
    sign_in(clients.anonymous)
    with clients.anonymous.session_transaction() as cookie:
        old = dict(cookie)
    assert clients.anonymous.post("/logout").status_code == 303
    with clients.anonymous.session_transaction() as cookie:
        cookie.update(old)
    answer = clients.anonymous.get("/account")
    assert (answer.status_code, answer.location) == (303, "/login?next=/account")


def test_a_session_left_alone_ends(clients, now):
    sign_in(clients.anonymous)
    with clock.fixed(now + timedelta(hours=11)):
        assert clients.anonymous.get("/account").status_code == 200
    with clock.fixed(now + timedelta(hours=24)):
        assert clients.anonymous.get("/account").status_code == 303


def test_closed_accounts_stay_out(site, clients, now):
    give_contact("candidate", now, closed_at=now)
    assert sign_in(clients.anonymous).status_code == 401


def test_demo_accounts_are_listed_in_development_if_they_exist(site, clients):
    page = clients.anonymous.get("/login").text
    assert "/login?as=candidate" in page
    assert "/login?as=examiner1" not in page  # not in the cast
    assert demo_people.password_of("candidate") in page
    assert 'value="candidate"' in clients.anonymous.get("/login?as=candidate").text


def test_production_lists_no_demo_accounts(site, clients):
    settings = site.app.extensions["settings"]
    site.app.extensions["settings"] = settings.model_copy(update={"env": "production"})
    try:
        assert "/login?as=" not in clients.anonymous.get("/login").text
    finally:
        site.app.extensions["settings"] = settings


def test_the_language_is_kept_on_the_account(site, clients):
    answer = clients.candidate.post("/language", data={"language": "en", "next": "/account"})
    assert answer.location == "/account"
    assert user_named("candidate").locale == "en"
    clients.candidate.post("/language", data={"language": "xx"})
    assert user_named("candidate").locale == "en"


def test_programs_sign_in_and_out(clients):
    body = {"username": "candidate", "password": PASSWORD}
    client = clients.anonymous
    foreign = client.post("/api/v1/session", json=body, headers={"Origin": "https://evil.example"})
    assert foreign.status_code == 403
    assert client.post("/api/v1/session", data=body).status_code == 422
    opened = client.post("/api/v1/session", json=body)
    assert opened.status_code == 201
    assert opened.json["roles"] == ["candidate"]
    assert client.get("/api/v1/session").json["user"] == opened.json["user"]
    assert client.delete("/api/v1/session").status_code == 200
    assert client.get("/api/v1/session").status_code == 401
    wrong = client.post("/api/v1/session", json={**body, "password": "x"})
    assert (wrong.status_code, wrong.json["code"]) == (401, "wrong_credentials")

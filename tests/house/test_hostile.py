"""Holes that really occurred in systems like this one, each with the probe that finds it.

Forged-request tokens are on here, people sign in with their password, and whatever is sent,
the answer is never a 5xx. See security notes: forged requests, redirects, sessions, hosts, caches.
"""

import json

import pytest

from examsite.kit.guard import HEADERS
from tests import make_accounts
from tests.cast import PASSWORD
from tests.house.browsing import (
    address_of,
    cookie_of,
    forms_of,
    method_of,
    plain_pages,
    sign_in,
    token_of,
    unsafe,
    with_cookie,
)
from tests.house.pages import ENDS_THE_SIGN_IN
from tests.house.source import listed

FREE = "accounts_api.open_session"
"""The one address that asks for no token: it checks content type and origin itself."""
STAFF = ("candidate", "examiner_a", "author", "officer", "auditor", "hr", "manager", "admin")


# --- forged requests -----------------------------------------------------------------------


@pytest.mark.parametrize("given", [None, "", "wrong", "of another"])
def test_no_unsafe_request_gets_by_without_its_token(guarded, clients, given):
    client = clients.candidate
    if given == "of another":
        given = token_of(clients.officer, "/verify")
    headers = {} if given is None else {"X-CSRF-Token": given}
    open_doors = []
    for rule in unsafe(guarded.app):
        if rule.endpoint == FREE:
            continue
        path, api = address_of(guarded.app, rule), rule.rule.startswith("/api/")
        bodies = [{"json": {}}] if api else [{"data": {"csrf_token": given or ""}}, {"json": {}}]
        for body in bodies:
            answer = client.open(path, method=method_of(rule), headers=headers, **body)
            if answer.status_code != 400:
                open_doors.append(f"{rule.endpoint} {body}: {answer.status_code}")
            elif api and answer.get_json()["code"] != "bad_request":
                open_doors.append(f"{rule.endpoint}: {answer.get_json()}")
    assert not open_doors, listed(open_doors)
    assert client.get("/api/v1/session").status_code == 200, "still signed in"


def test_with_its_token_a_request_gets_by(guarded, clients):
    answer = clients.candidate.get("/api/v1/session").get_json()
    headers = {"X-CSRF-Token": answer["csrf"]}
    assert clients.candidate.delete("/api/v1/session", headers=headers).status_code == 200


def test_json_sent_as_plain_text_is_not_read(guarded, clients):
    """A form of another site can send text/plain with our cookie; it must reach nothing."""
    client = clients.officer
    token = {"X-CSRF-Token": token_of(client, "/verify")}
    wrong = []
    for rule in unsafe(guarded.app):
        if not rule.rule.startswith("/api/") or rule.endpoint in ENDS_THE_SIGN_IN:
            continue
        for headers in ({}, token):
            answer = client.open(
                address_of(guarded.app, rule),
                method=method_of(rule),
                data='{"username": "admin", "value": true, "seq": 1}',
                content_type="text/plain",
                headers=headers,
            )
            if not 400 <= answer.status_code < 500:
                wrong.append(f"{rule.endpoint} {headers}: {answer.status_code}")
    assert not wrong, listed(wrong)


def test_programs_of_other_sites_cannot_sign_somebody_in(guarded, clients):
    body = {"username": "candidate", "password": PASSWORD}
    foreign = {"Origin": "https://evil.example"}
    for headers, kind in ((foreign, "application/json"), ({}, "text/plain")):
        answer = clients.anonymous.post(
            "/api/v1/session", data=json.dumps(body), content_type=kind, headers=headers
        )
        assert answer.status_code in (403, 422)
        assert not cookie_of(clients.anonymous)
    assert clients.anonymous.post("/api/v1/session", json=body).status_code == 201


# --- redirects -----------------------------------------------------------------------------

ELSEWHERE = (
    "https://evil.example/",
    "//evil.example/",
    "///evil.example/",
    "/\\evil.example/",
    "\\\\evil.example/",
    "/\t/evil.example/",
    "javascript:alert(1)",
    "evil.example",
    "/%0d%0aSet-Cookie:x=1",
    "https:evil.example",
    "//evil.example\\@localhost/",
)


@pytest.mark.parametrize("target", ELSEWHERE)
def test_signing_in_leads_to_no_other_site(guarded, clients, target):
    client = clients.anonymous
    form = {"username": "candidate", "password": PASSWORD, "csrf_token": token_of(client)}
    answer = client.post("/login", data=form, query_string={"next": target})
    assert answer.status_code == 303
    assert answer.location.startswith("/")
    assert not answer.location.startswith(("//", "/\\"))
    assert "evil" not in answer.location
    assert "x" not in answer.headers.getlist("Set-Cookie")
    language = {"language": "en", "next": target, "csrf_token": token_of(client, "/verify")}
    assert "evil" not in client.post("/language", data=language).location


def test_signing_in_goes_on_with_our_own_page(guarded, clients):
    assert sign_in(clients.anonymous, "candidate", address="/login?next=/exams/").location == (
        "/exams/"
    )


# --- sessions ------------------------------------------------------------------------------


@pytest.mark.parametrize("door", ["page", "program"])
def test_a_cookie_opens_nothing_after_signing_out(guarded, clients, door):
    client = clients.anonymous
    sign_in(client, "candidate")
    stolen = cookie_of(client)
    assert with_cookie(guarded.app, stolen).get("/api/v1/session").status_code == 200
    token = token_of(client, "/verify")
    if door == "page":
        assert client.post("/logout", data={"csrf_token": token}).status_code == 303
    else:
        headers = {"X-CSRF-Token": token}
        assert client.delete("/api/v1/session", headers=headers).status_code == 200
    assert client.get("/api/v1/session").status_code == 401
    again = with_cookie(guarded.app, stolen)
    assert again.get("/api/v1/session").status_code == 401
    assert again.get("/desk").status_code == 303


@pytest.mark.parametrize("door", ["page", "program"])
def test_signing_in_replaces_a_planted_cookie(guarded, clients, door):
    visitor = clients.anonymous
    token = token_of(visitor)
    planted = cookie_of(visitor)
    assert planted
    if door == "page":
        sign_in(visitor, "candidate")
    else:
        visitor.post("/api/v1/session", json={"username": "candidate", "password": PASSWORD})
    assert cookie_of(visitor) != planted
    assert with_cookie(guarded.app, planted).get("/api/v1/session").status_code == 401
    fresh = visitor.get("/api/v1/session").get_json()["csrf"]
    assert fresh != token
    refused = visitor.delete("/api/v1/session", headers={"X-CSRF-Token": token})
    assert refused.status_code == 400, "the token of before is worth nothing"


def test_an_invented_cookie_opens_nothing(guarded, clients):
    clients.officer.get("/verify")
    real = cookie_of(clients.officer)
    for value in ("x", real[:-4] + "AAAA", real.split(".")[0] + ".x.y", "." * 3000, "%00"):
        answer = with_cookie(guarded.app, value).get("/api/v1/session")
        assert answer.status_code == 401, value


def test_wrong_names_and_wrong_passwords_look_alike(guarded, clients):
    client = clients.anonymous
    answers = [
        sign_in(client, name, "wrong password") for name in ("candidate", "nobody", "' OR 1=1--")
    ]
    pages = {
        a.text.replace(n, "") for a, n in zip(answers, ("candidate", "nobody", ""), strict=True)
    }
    assert {answer.status_code for answer in answers} == {401}
    assert all("账号或密码不对" in page for page in pages)
    told = [
        client.post("/api/v1/session", json={"username": name, "password": "wrong password"})
        for name in ("candidate", "nobody")
    ]
    assert {answer.status_code for answer in told} == {401}
    assert len({answer.get_json()["detail"] for answer in told}) == 1


def test_guessing_is_counted_at_every_door_together(guarded, clients):
    client = clients.anonymous
    body = {"username": "candidate", "password": "guess"}
    for _ in range(5):
        assert sign_in(client, "candidate", "guess").status_code == 401
        assert client.post("/api/v1/session", json=body).status_code == 401
    assert client.post("/api/v1/session", json=body).status_code == 429
    assert sign_in(client, "candidate", PASSWORD).status_code == 429


# --- hosts, caches, headers ----------------------------------------------------------------


def _answers(guarded, client, headers=None):
    for path in [*plain_pages(guarded.app), "/nowhere", "/verify/0000000000000000", "/handbook/x"]:
        yield path, client.get(path, headers=headers or {}, buffered=True)


@pytest.mark.parametrize("person", ["anonymous", "candidate", "officer", "admin"])
def test_a_foreign_host_name_appears_on_no_page(guarded, clients, person):
    getattr(clients, person).get("/verify")
    # a plain client: a browser would not send our cookie to a foreign name, a proxy would
    client = guarded.app.test_client(use_cookies=False)
    evil = {
        "Host": "evil.example",
        "X-Forwarded-Host": "evil.example",
        "Cookie": f"examsite={cookie_of(getattr(clients, person))}",
    }
    if person != "anonymous":
        assert client.get("/desk", headers=evil).status_code == 200
    found = [
        path
        for path, answer in _answers(guarded, client, evil)
        if "evil.example" in answer.text or "evil.example" in str(answer.headers)
    ]
    assert not found, listed(found)


def test_a_foreign_host_name_is_in_no_mail(guarded, clients, now):
    make_accounts.empty_outbox(guarded)
    make_accounts.give_contact("candidate", now, email="victim@example.com")
    client, evil = clients.anonymous, "http://evil.example"
    pages = forms_of(client.get("/reset", base_url=evil).text)
    form = next(form["fields"] for form in pages if "contact" in form["fields"])
    form["contact"] = "victim@example.com"
    assert client.post("/reset", data=form, base_url=evil).status_code == 200
    sent = make_accounts.messages(guarded, now)
    assert any("/reset/" in text for text in sent)
    assert not [text for text in sent if "evil.example" in text]


@pytest.mark.parametrize("person", STAFF)
def test_no_cache_keeps_what_a_signed_in_person_saw(guarded, clients, person):
    kept = [
        f"{path}: {answer.headers.get('Cache-Control')}"
        for path, answer in _answers(guarded, getattr(clients, person))
        if answer.headers.get("Cache-Control") != "no-store" and path != "/attempts/worker.js"
    ]
    # service workers are public files that must be fetched afresh
    kept = [line for line in kept if not line.split(":")[0].endswith("worker.js")]
    assert not kept, listed(kept)


@pytest.mark.parametrize("person", ["anonymous", "candidate", "officer", "admin"])
def test_every_answer_carries_the_headers(guarded, clients, person):
    client, bare = getattr(clients, person), []
    answers = [
        *_answers(guarded, client),
        ("POST /language", client.post("/language")),
        ("PATCH /", client.patch("/")),
        ("/static/css/base.css", client.get("/static/css/base.css", buffered=True)),
        ("/api/v1/nowhere", client.get("/api/v1/nowhere")),
    ]
    for path, answer in answers:
        missing = [name for name in HEADERS if not answer.headers.get(name)]
        if missing:
            bare.append(f"{path}: no {', '.join(missing)}")
        if "unsafe" in answer.headers.get("Content-Security-Policy", ""):
            bare.append(f"{path}: {answer.headers['Content-Security-Policy']}")
        if "Werkzeug" in answer.headers.get("Server", "") or "X-Powered-By" in answer.headers:
            bare.append(f"{path}: names its software")
    assert not bare, listed(bare)

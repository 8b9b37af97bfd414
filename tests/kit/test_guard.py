"""What stands before every page: request ids, forged-request tokens, strict headers."""

import re
from io import BytesIO

import pytest
from flask import Flask, request

from examsite.domain.terms import Role
from examsite.kit.access import Viewer, init_access, remember
from examsite.kit.guard import HEADERS, MOST_BYTES, POLICY, asker, exempt_from_token, init_guard
from examsite.kit.log import request_id

PERSON = Viewer(1, "P1", "candidate", "示例考生", frozenset({Role.CANDIDATE}), 1, token="t-1")


def program(*, https=False):
    """A program with the guard and three pages."""
    app = Flask("guarded")
    app.config["SECRET_KEY"] = "only for this test"
    init_guard(app, https=https)
    init_access(app, lambda token, _now: PERSON if token == PERSON.token else None)
    app.add_url_rule("/id", "id", request_id)
    app.add_url_rule("/who", "who", asker)
    app.add_url_rule("/post", "post", lambda: str(len(request.get_data())), methods=["POST"])
    app.add_url_rule("/free", "free", lambda: "free", methods=["POST"])
    app.add_url_rule("/in", "in", lambda: remember(PERSON) or "in")
    app.add_url_rule("/kept", "kept", lambda: ("", {"Cache-Control": "max-age=60"}))
    exempt_from_token(app, "free")
    return app


@pytest.fixture
def client():
    return program().test_client()


def test_every_request_has_an_id(client):
    first, second = client.get("/id").text, client.get("/id").text
    assert re.fullmatch("[0-9a-f]{16}", first)
    assert first != second


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("abcd-1234", True),
        ("x" * 64, True),
        ("short", False),
        ("x" * 65, False),
        ('"><script>', False),
        ("abcd 1234", False),
    ],
)
def test_an_id_from_outside_is_kept_only_if_it_is_harmless(client, given, kept):
    assert (client.get("/id", headers={"X-Request-Id": given}).text == given) is kept


def test_the_headers_are_there(client):
    answer = client.get("/id")
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Vary"] == "Cookie, Accept-Language"
    assert "Strict-Transport-Security" not in answer.headers


def test_a_page_may_choose_its_own_caching(client):
    assert client.get("/kept").headers["Cache-Control"] == "max-age=60"


def test_nothing_inline_and_nothing_foreign_may_run():
    assert "unsafe" not in POLICY
    assert "http" not in POLICY
    assert POLICY.startswith("default-src 'self';")


@pytest.mark.parametrize("https", [False, True])
def test_cookies_are_out_of_reach_of_scripts_and_other_sites(https):
    answer = program(https=https).test_client().get("/in")
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("examsite=")
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert ("Secure" in cookie) is https
    assert ("Strict-Transport-Security" in answer.headers) is https


def test_a_form_without_a_token_is_refused(client):
    assert client.post("/post", data={"a": "1"}).status_code == 400
    assert client.post("/post", data={"a": "1", "csrf_token": "guessed"}).status_code == 400
    assert client.post("/post", data="{}", content_type="text/plain").status_code == 400


def test_json_with_our_cookie_needs_a_token_too(client):
    client.get("/in")
    assert client.post("/post", json={}).status_code == 400


def test_json_from_a_program_without_a_cookie_needs_none(client):
    assert client.post("/post", json={}).status_code == 200


def test_an_exempt_address_needs_none(client):
    client.get("/in")
    assert client.post("/free", data={"a": "1"}).status_code == 200
    assert client.post("/post", data={"a": "1"}).status_code == 400


def test_a_body_beyond_the_limit_is_not_read(client):
    body = b"[" + b" " * (MOST_BYTES - 2) + b"]"
    assert client.post("/post", data=body, content_type="application/json").status_code == 200
    body += b" "
    assert client.post("/post", data=body, content_type="application/json").status_code == 413


@pytest.mark.parametrize("path", ["/id%00", "/id?a=%00", "/id?%00=1", "/id?a=1&a=b%00"])
def test_a_nul_in_an_address_is_refused(client, path):
    assert client.get(path).status_code == 400


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data"])
def test_a_nul_in_a_form_is_refused(kind):
    app = program()
    app.config["WTF_CSRF_ENABLED"] = False
    client = app.test_client()
    for fields, status in (({"a": "x"}, 200), ({"a": "x\0"}, 400), ({"x\0": "a"}, 400)):
        assert client.post("/post", data=fields, content_type=kind).status_code == status


def test_a_file_may_hold_what_it_likes():
    sent = {"file": (BytesIO(b"\0\0"), "x.png"), "a": "1"}
    app = program()
    app.config["WTF_CSRF_ENABLED"] = False
    assert app.test_client().post("/post", data=sent).status_code == 200


def test_who_asks_is_the_account_or_else_the_address(client):
    assert client.get("/who").text == "addr:127.0.0.1"
    client.get("/in")
    assert client.get("/who").text == "user:P1"

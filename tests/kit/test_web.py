"""Pages: no address without a permission, JSON read carefully, no way off the site."""

import pytest
from flask import Blueprint, Flask

from examsite.domain.errors import Invalid, NotAllowed
from examsite.domain.permissions import Permission
from examsite.domain.terms import Role
from examsite.kit.access import Viewer, init_access, remember
from examsite.kit.web import (
    PUBLIC,
    SIGNED_IN,
    NotSignedIn,
    Pages,
    json_body,
    label_static,
    labels,
    page_number,
    require_labels,
    safe_next,
    see_other,
    to,
    wants_fragment,
    wants_json,
)

OFFICER = Viewer(1, "P1", "officer", "示例考务", frozenset({Role.OFFICER}), 1, token="t-1")
CANDIDATE = Viewer(2, "P2", "candidate", "示例考生", frozenset({Role.CANDIDATE}), 2, token="t-2")


@pytest.fixture
def app():
    """A program of two rooms and nothing else."""
    made = Flask("rooms")
    made.config["SECRET_KEY"] = "only for this test"
    people = {person.token: person for person in (OFFICER, CANDIDATE)}
    init_access(made, lambda token, _now: people.get(token))
    pages = Pages("room", "rooms", prefix="/room")

    @pages.get("/open", may=PUBLIC)
    def open_page():
        return "open"

    @pages.post("/work", may=Permission.RUN_CERTIFICATION)
    def work():
        return "done"

    @pages.put("/thing/<int:number>", may=SIGNED_IN)
    def put_thing(number):
        return str(number)

    @pages.delete("/thing/<int:number>", may=SIGNED_IN)
    def end_thing(number):
        return str(-number)

    @pages.get("/in/<token>", may=PUBLIC)
    def enter(token):
        remember(people[token])
        return "in"

    made.register_blueprint(pages.blueprint)
    label_static(made)
    return made


def client_of(app, person=None):
    client = app.test_client()
    if person:
        client.get(f"/room/in/{person.token}")
    return client


def test_a_page_opens_for_those_who_may(app):
    assert client_of(app).get("/room/open").text == "open"
    assert client_of(app, OFFICER).post("/room/work").text == "done"
    assert client_of(app, CANDIDATE).put("/room/thing/3").text == "3"
    assert client_of(app, CANDIDATE).delete("/room/thing/3").text == "-3"


def test_a_page_refuses_strangers_and_the_wrong_role(app):
    app.testing = True  # refusals come through, nobody here turns them into answers
    with pytest.raises(NotSignedIn):
        client_of(app).post("/room/work")
    with pytest.raises(NotAllowed):
        client_of(app, CANDIDATE).post("/room/work")
    with pytest.raises(NotSignedIn):
        client_of(app).put("/room/thing/3")


def test_every_page_carries_its_label(app):
    assert labels(app) == {
        "static": Permission.PUBLIC,
        "room.open_page": Permission.PUBLIC,
        "room.work": Permission.RUN_CERTIFICATION,
        "room.put_thing": Permission.SIGNED_IN,
        "room.end_thing": Permission.SIGNED_IN,
        "room.enter": Permission.PUBLIC,
    }
    require_labels(app)
    assert app.view_functions["room.work"].__name__ == "work"


def test_the_program_does_not_start_with_an_unlabelled_page(app):
    forgotten = Blueprint("forgotten", "rooms")
    forgotten.add_url_rule("/forgotten", "page", lambda: "x")
    app.register_blueprint(forgotten)
    with pytest.raises(RuntimeError, match=r"without a permission label: forgotten\.page"):
        require_labels(app)


def test_a_page_cannot_be_made_without_naming_who_may():
    with pytest.raises(TypeError, match="may"):
        Pages("room", "rooms").get("/x")


@pytest.mark.parametrize(
    ("body", "read"),
    [
        (b'{"a": 1}', {"a": 1}),
        ('{"名": "示例"}'.encode(), {"名": "示例"}),
        (b"{}", {}),
        (rb'{"a": "\\u0000"}', {"a": "\\u0000"}),
    ],
)
def test_a_json_object_is_read(app, body, read):
    with app.test_request_context(
        "/", method="POST", data=body, content_type="application/json; charset=utf-8"
    ):
        assert json_body() == read


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b'"text"',
        b"null",
        b"{",
        b'{"a": \xff}',
        b'{"a": "\\ud800"}',
        b'{"\\udfff": 1}',
        b'{"a": ["\\u0000"]}',
        b'{"a": "\\\\\\u0000"}',
        b'{"a":' * 4000 + b"1" + b"}" * 4000,
        b"[" * 60_000,
    ],
    ids=[
        "empty",
        "list",
        "text",
        "null",
        "cut",
        "bytes",
        "surrogate",
        "key",
        "nul",
        "nul behind a backslash",
        "deep",
        "deeper",
    ],
)
def test_what_is_no_json_object_is_refused(app, body):
    kind = "application/json"
    with (
        app.test_request_context("/", method="POST", data=body, content_type=kind),
        pytest.raises(Invalid) as refusal,
    ):
        json_body()
    assert refusal.value.code == "not_json"


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "", None])
def test_other_content_types_are_refused(app, kind):
    with (
        app.test_request_context("/", method="POST", data=b'{"a": 1}', content_type=kind),
        pytest.raises(Invalid) as refusal,
    ):
        json_body()
    assert refusal.value.code == "not_json"


def test_a_body_may_be_as_long_as_allowed_and_no_longer(app):
    body = b'{"a": "' + b"x" * 91 + b'"}'
    assert len(body) == 100
    kind = "application/json"
    with app.test_request_context("/", method="POST", data=body, content_type=kind):
        assert len(json_body(most=100)["a"]) == 91
    with app.test_request_context("/", method="POST", data=body, content_type=kind):
        from_short = pytest.raises(Exception, match="413")
        with from_short:
            json_body(most=99)


@pytest.mark.parametrize(
    ("path", "headers", "json", "fragment"),
    [
        ("/api/v1/x", {}, True, False),
        ("/x", {"Accept": "application/json"}, True, False),
        ("/x", {"Accept": "text/html,application/json;q=0.9"}, False, False),
        ("/x", {}, False, False),
        ("/x", {"HX-Request": "true"}, False, True),
        ("/x", {"HX-Request": "1"}, False, False),
    ],
)
def test_who_asks_decides_the_kind_of_answer(app, path, headers, json, fragment):
    with app.test_request_context(path, headers=headers):
        assert wants_json() is json
        assert wants_fragment() is fragment


@pytest.mark.parametrize(
    "path", ["/", "/desk", "/verify/X?a=1&b=%20", "/手册/ch1", "/a//b", "/?x=//y"]
)
def test_our_own_paths_are_gone_on_to(path):
    assert safe_next(path, "/home") == path


@pytest.mark.parametrize(
    "target",
    [
        None,
        "",
        "desk",
        "https://evil.example/",
        "//evil.example/",
        "///evil.example",
        "/\\evil.example",
        "\\/evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        "/\x00",
        "/a\r\nSet-Cookie: x=1",
        "javascript:alert(1)",
        " /desk",
        "/\u2028x",
    ],
)
def test_other_addresses_are_not_gone_on_to(target):
    assert safe_next(target, "/home") == "/home"


@pytest.mark.parametrize(
    ("asked", "number"),
    [
        ("", 1),
        ("?page=3", 3),
        ("?page=0", 1),
        ("?page=-1", 1),
        ("?page=x", 1),
        ("?page=", 1),
        ("?page=2&page=3", 2),
        ("?page=1000001", 1_000_000),
        (f"?page={'9' * 30}", 1_000_000),
    ],
)
def test_the_page_of_a_list(app, asked, number):
    with app.test_request_context(f"/{asked}"):
        assert page_number() == number


def test_after_something_was_done_comes_a_303(app):
    with app.test_request_context("/"):
        answer = see_other("room.put_thing", number=3)
        assert (answer.status_code, answer.location) == (303, "/room/thing/3")
        assert (to("/x").status_code, to("/x").location) == (303, "/x")

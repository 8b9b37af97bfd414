"""Refusals as answers: one status per family, a page for people, a problem document for programs."""

import logging

import pytest

from examsite.app import create_app
from examsite.domain.errors import (
    Conflict,
    Gone,
    Invalid,
    NotAllowed,
    NotFound,
    Refusal,
    TryLater,
    Unauthenticated,
)
from examsite.kit.db import db
from examsite.kit.errors import status_of
from examsite.kit.web import PUBLIC, Pages

FAMILIES = {
    Unauthenticated: 401,
    NotAllowed: 403,
    NotFound: 404,
    Conflict: 409,
    Gone: 410,
    Invalid: 422,
    TryLater: 429,
}


class TooSoon(TryLater):
    """A refusal with a place in its words."""

    code = "too_soon"
    message = "请 %(days)s 天后再来。"


@pytest.fixture
def broken(site):
    """The site with one more room, in which everything goes wrong."""
    app = create_app(site.app.extensions["settings"])
    app.config["WTF_CSRF_ENABLED"] = False
    for prefix in ("", "/api/v1"):
        pages = Pages(f"broken{prefix.replace('/', '_')}", __name__, prefix=f"{prefix}/broken")

        @pages.get("/soon", may=PUBLIC)
        def soon():
            raise TooSoon(days=7, seconds=604_800)

        @pages.get("/bug", may=PUBLIC)
        def bug():
            raise ZeroDivisionError("secret detail")

        @pages.get("/in", may=PUBLIC)
        def signed_out():
            raise Unauthenticated

        @pages.post("/in", may=PUBLIC)
        def signed_out_post():
            raise Unauthenticated

        @pages.get("/<int:number>", may=PUBLIC)
        def family(number):
            raise next(kind for kind, status in FAMILIES.items() if status == number)

        app.register_blueprint(pages.blueprint)
    yield app.test_client()
    with app.app_context():
        db.engine.dispose()


@pytest.mark.parametrize(("kind", "status"), FAMILIES.items())
def test_each_family_has_its_status(kind, status):
    assert status_of(kind()) == status
    assert status_of(type("Concrete", (kind,), {})()) == status
    assert status_of(Refusal()) == 400


@pytest.mark.parametrize("status", FAMILIES.values())
def test_programs_get_a_problem_document(broken, status):
    answer = broken.get(f"/api/v1/broken/{status}")
    body = answer.get_json()
    assert answer.status_code == status
    assert answer.mimetype == "application/problem+json"
    assert body["status"] == status
    assert body["type"] == "about:blank"
    assert body["title"] == body["detail"]
    assert body["code"]
    assert body["request"]


@pytest.mark.parametrize("status", [s for s in FAMILIES.values() if s != 401])
def test_people_get_a_page_that_says_it_in_words(broken, status):
    answer = broken.get(f"/broken/{status}")
    assert answer.status_code == status
    assert answer.mimetype == "text/html"
    message = next(kind for kind, number in FAMILIES.items() if number == status).message
    assert message in answer.text


def test_words_are_filled_and_details_travel(broken):
    body = broken.get("/api/v1/broken/soon").get_json()
    assert (body["code"], body["detail"], body["days"]) == ("too_soon", "请 7 天后再来。", 7)


def test_try_later_says_when(broken):
    assert broken.get("/api/v1/broken/soon").headers["Retry-After"] == "604800"
    assert broken.get("/api/v1/broken/429").headers["Retry-After"] == "60"


def test_signed_out_readers_go_to_the_sign_in_page_and_come_back(broken):
    answer = broken.get("/broken/in?part=2")
    assert answer.status_code == 303
    assert answer.location == "/login?next=/broken/in?part%3D2"


@pytest.mark.parametrize(
    ("method", "path", "headers"),
    [
        ("POST", "/broken/in", {}),
        ("GET", "/broken/in", {"HX-Request": "true"}),
        ("GET", "/broken/in", {"Accept": "application/json"}),
        ("GET", "/api/v1/broken/in", {}),
    ],
)
def test_nobody_else_is_sent_away_from_where_they_are(broken, method, path, headers):
    assert broken.open(path, method=method, headers=headers).status_code == 401


@pytest.fixture
def logged():
    """What the program has logged of its own bugs."""
    records: list[logging.LogRecord] = []
    handler = logging.Handler()
    handler.emit = records.append
    logging.getLogger("examsite.errors").addHandler(handler)
    yield records
    logging.getLogger("examsite.errors").removeHandler(handler)


def test_a_bug_is_logged_and_says_nothing_of_itself(broken, logged):
    page, document = broken.get("/broken/bug"), broken.get("/api/v1/broken/bug")
    assert (page.status_code, document.status_code) == (500, 500)
    assert document.get_json()["code"] == "internal"
    assert [record.exc_info[0] for record in logged] == [ZeroDivisionError] * 2
    for answer in (page, document):
        assert "secret detail" not in answer.text
        assert "ZeroDivisionError" not in answer.text


def test_a_bug_names_the_request_so_that_it_can_be_found(broken):
    answer = broken.get("/broken/bug", headers={"X-Request-Id": "called-in-today"})
    assert "called-in-today" in answer.text


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/api/v1/nowhere", 404, "not_found"),
        ("PATCH", "/api/v1/session", 405, "method_not_allowed"),
    ],
)
def test_what_werkzeug_refuses_is_answered_alike(broken, method, path, status, code):
    answer = broken.open(path, method=method)
    assert (answer.status_code, answer.get_json()["code"]) == (status, code)
    assert answer.mimetype == "application/problem+json"


def test_an_unknown_page_is_a_page(broken):
    answer = broken.get("/nowhere")
    assert answer.status_code == 404
    assert NotFound.message in answer.text

"""axe finds nothing on the pages people meet, on a phone and on a desk, in both languages; and
nothing makes a page scroll sideways."""

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Page, expect
from sqlalchemy import select

from examsite.accounts.models import User
from examsite.commands.demo_history import HOLDERS
from examsite.credentials.models import Credential
from examsite.kit.db import db
from examsite.practicals.models import Assignment, Booking
from examsite.results.models import Result
from tests.browser.conftest import DESK, PHONE, Visit
from tests.browser.live import Live
from tests.browser.paper import open_exam

LANGUAGES = {"zh": "zh-CN", "en": "en-US"}
NARROW = {"width": 640, "height": 512}
"""A desk of 1280 pixels with the text twice as large."""
AXE = Axe()


def violations(page: Page) -> list[str]:
    """What axe has to say, in lines that name rule, element and reason."""
    found = AXE.run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [
        f"{rule['id']} ({rule['impact']}): {node['html'][:160]} — {node['failureSummary']}"
        for rule in found
        for node in rule["nodes"]
    ]


def require_accessible(page: Page, lang: str) -> None:
    """Both widths for axe, both narrow ones for the sideways scroll."""
    expect(page.locator("html")).to_have_attribute("lang", lang)
    found: dict[str, Any] = {}
    for size in (DESK, NARROW, PHONE):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        if size is not NARROW and (told := violations(page)):
            found[f"axe at {size['width']}"] = told
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            found[f"scrolls sideways at {size['width']}"] = page.url
    assert not found, "\n".join(f"{where}: {what}" for where, what in found.items())


def find(live: Live, ask: Callable[[], Any]) -> Any:
    """Something of the demonstration, from its database."""
    with live.opened():
        return ask()


def holder_id() -> Any:
    """The demonstration's holder of a valid certificate."""
    return select(User.id).where(User.username == HOLDERS[0][0]).scalar_subquery()


def a_result(*, knowledge: bool) -> str:
    """Address of one of the holder's results."""
    part = Result.attempt_id if knowledge else Result.booking_id
    rows = select(Result.public_id).where(Result.user_id == holder_id(), part.is_not(None))
    return f"/results/{db.session.scalars(rows).one()}"


def a_certificate() -> str:
    """Address in the QR code of the holder's certificate."""
    rows = select(Credential.code).where(Credential.user_id == holder_id())
    return f"/verify/{db.session.scalars(rows).one()}"


def a_sheet() -> str:
    """Address of an open score sheet of the first examiner."""
    candidate = select(User.id).where(User.username == "looks").scalar_subquery()
    examiner = select(User.id).where(User.username == "examiner1").scalar_subquery()
    rows = select(Assignment.public_id).join(Booking, Booking.id == Assignment.booking_id)
    mine = rows.where(Booking.candidate_id == candidate, Assignment.examiner_id == examiner)
    return f"/scoring/{db.session.scalars(mine).one()}/process"


PUBLIC = ("/", "/login", "/register", "/verify", "/handbook/", "/receipts/verify")
PRIVATE = {
    "officer": ("/desk", "/staff/sittings", "/staff/decisions", "/staff/certificates/"),
    "examiner1": ("/desk", "/scoring/"),
    "candidate": ("/desk", "/enrolment/", "/certificates/"),
    "auditor": ("/staff/audit",),
}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_pages_for_everybody(visit: Visit, live: Live, lang: str) -> None:
    page = visit(None, lang=LANGUAGES[lang])
    for address in (*PUBLIC, find(live, a_certificate)):
        page.goto(address)
        require_accessible(page, lang)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("username", PRIVATE)
def test_pages_behind_the_sign_in(visit: Visit, lang: str, username: str) -> None:
    page = visit(username, lang=LANGUAGES[lang])
    for address in PRIVATE[username]:
        answer = page.goto(address)
        assert answer and answer.ok
        require_accessible(page, lang)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_book(visit: Visit, lang: str) -> None:
    page = visit("looks", lang=LANGUAGES[lang])
    page.goto("/handbook/")
    page.locator(".contents a").nth(1).click()
    require_accessible(page, lang)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_exam(visit: Visit, lang: str) -> None:
    page = visit("looks", lang=LANGUAGES[lang])
    paper = open_exam(page)
    for number in paper.first_of_each_type.values():
        page.set_viewport_size(DESK)  # type: ignore[arg-type]
        paper.go(number)
        require_accessible(page, lang)
    page.locator("[data-part=hand-in]").click()
    require_accessible(page, lang)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_score_sheet(visit: Visit, live: Live, lang: str) -> None:
    page = visit("examiner1", lang=LANGUAGES[lang])
    page.goto(find(live, a_sheet))
    for step in page.locator("[data-jump]").all():
        step.click()
        require_accessible(page, lang)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("knowledge", [True, False])
def test_the_result(visit: Visit, live: Live, lang: str, knowledge: bool) -> None:
    page = visit("officer", lang=LANGUAGES[lang])
    page.goto(find(live, lambda: a_result(knowledge=knowledge)))
    require_accessible(page, lang)


def test_the_receipt(visit: Visit) -> None:
    paper = open_exam(visit("finished"))
    paper.hand_in()
    for lang, locale in LANGUAGES.items():
        page = visit("finished", lang=locale)
        page.goto(f"/attempts/{paper.attempt}/receipt")
        require_accessible(page, lang)

"""A real Chromium against the real program: one site for the run, one browser for a file."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Response,
    expect,
    sync_playwright,
)

from examsite.accounts.demo_people import DEMO_PEOPLE, password_of
from tests.browser import seed
from tests.browser.live import Live

FLAGS = (
    "--disable-dev-shm-usage", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run",
)  # fmt: skip
PATIENCE = 20_000
"""Milliseconds the page may take: two cores are shared with a server and a worker."""
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 800}
Visit = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test of this folder drives a browser."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """The site with the demonstration, running."""
    site = Live(tmp_path_factory.mktemp("live"))
    seed.fill(site)
    with site.serving(workers=2):
        yield site


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """The machine's own Chromium. For one file only: while it runs, this thread has an event
    loop, and signing a PDF in another test would ask for its own."""
    program = shutil.which("chromium") or shutil.which("google-chrome")
    assert program, "these tests need Chromium: see requirements/debian.txt"
    flags = [*FLAGS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    with sync_playwright() as playwright:
        expect.set_options(timeout=PATIENCE)
        browser = playwright.chromium.launch(executable_path=program, args=flags)
        yield browser
        browser.close()


@pytest.fixture
def visit(live: Live, chromium: Browser) -> Iterator[Visit]:
    """`visit("officer")`: a page of somebody signed in; `visit(None)` is a stranger.

    More keywords go to the browser's context. At the end no page may have met an error in a
    script, a breach of the content policy, or an answer of the 500 family.
    """
    opened: list[BrowserContext] = []
    faults: list[str] = []

    def visit(username: str | None, site: Live = live, lang: str = "zh-CN", **options: Any) -> Page:
        wanted = {"viewport": DESK, "locale": lang, "base_url": site.url}
        if username:
            wanted["storage_state"] = _signed_in(chromium, site, username, lang)
        context = chromium.new_context(**wanted | options)
        opened.append(context)
        context.set_default_timeout(PATIENCE)
        context.on("weberror", lambda error: faults.append(str(error.error)))
        context.on("console", lambda message: faults.extend(_breach(message)))
        context.on("response", lambda answer: faults.extend(_failure(answer)))
        return context.new_page()

    yield visit
    for context in opened:
        context.close()
    assert faults == []


def _breach(message: ConsoleMessage) -> list[str]:
    told = message.text
    return [told] if message.type == "error" and "Content Security Policy" in told else []


def _failure(answer: Response) -> list[str]:
    return [f"{answer.status} {answer.url}"] if answer.status >= 500 else []


def password(username: str) -> str:
    """The password of a person of the demonstration, of a fixture, or of a story."""
    if username in {person.username for person in DEMO_PEOPLE}:
        return password_of(username)
    return f"pw-{username}" if username.startswith("cand0") else seed.PASSWORD


def _signed_in(browser: Browser, site: Live, username: str, lang: str) -> Any:
    """The cookies of somebody who has signed in through the page, once for each language."""
    key = (username, lang)
    if key not in site.cookies:
        context = browser.new_context(base_url=site.url, locale="zh-CN")
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        page.goto("/login")
        if lang != "zh-CN":
            page.get_by_role("button", name="English").click()
        page.locator("input[name=username]").fill(username)
        page.locator("form:has(input[name=username]) input[name=password]").fill(password(username))
        page.locator("form:has(input[name=username]) button[type=submit]").click()
        expect(page.locator(".site-bar details.menu")).to_be_visible()
        site.cookies[key] = context.storage_state()
        context.close()
    return site.cookies[key]

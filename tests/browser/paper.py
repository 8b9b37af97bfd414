"""The exam page in the hands of a candidate: go to an item, answer it by clicking, read its state."""

import re
from typing import Any

from playwright.sync_api import Locator, Page, expect

SAVED = re.compile(r"已保存 \d\d:\d\d:\d\d")
LEFT = re.compile(r"(\d+):(\d\d):(\d\d)")


class Paper:
    """An open exam page. Items are the paper's own facts, without keys."""

    def __init__(self, page: Page):
        self.page = page
        expect(page.locator("#question-heading")).to_be_visible()
        self.attempt = page.url.rstrip("/").rsplit("/", 1)[1]
        note = f"exam:{self.attempt}:note:paper"
        kept = page.evaluate("key => JSON.parse(localStorage.getItem(key))", note)
        self.items: list[dict[str, Any]] = sorted(kept["items"], key=lambda one: one["position"])

    @property
    def first_of_each_type(self) -> dict[str, int]:
        """Item type -> number of the first item of that type."""
        first: dict[str, int] = {}
        for number, item in enumerate(self.items, start=1):
            first.setdefault(item["type"], number)
        return first

    @property
    def state(self) -> Locator:
        """What is said under the answer: saved at, saving, not saved."""
        return self.page.locator("[data-part=state]")

    def seconds_left(self) -> int:
        """What the clock shows, once it has been set."""
        expect(self.page.locator("[data-part=clock]")).to_have_text(LEFT)
        shown = LEFT.search(self.page.locator("[data-part=clock]").inner_text())
        assert shown
        hours, minutes, seconds = map(int, shown.groups())
        return hours * 3600 + minutes * 60 + seconds

    def go(self, number: int) -> dict[str, Any]:
        """Open an item from the card; on a phone the card is behind a button."""
        card = self.page.locator("[data-part=open-card]")
        if card.is_visible():
            card.click()
        button = self.page.locator("ol.palette button").nth(number - 1)
        button.click()
        expect(button).to_have_attribute("aria-current", "true")
        expect(self.page.locator("#question-heading")).to_contain_text(str(number))
        return self.items[number - 1]

    def answer(self, number: int, value: Any) -> None:
        """Open an item, give the answer by clicking, and see it saved."""
        self.choose(number, value)
        expect(self.state).to_have_text(SAVED)

    def choose(self, number: int, value: Any) -> None:
        """Open an item and give the answer by clicking."""
        item = self.go(number)
        getattr(self, f"_{item['type']}")(item, value)

    def shows(self, number: int, value: Any) -> None:
        """Open an item and see this answer in its controls."""
        item = self.go(number)
        answer = self.page.locator(".answer")
        match item["type"]:
            case "single" | "multiple" | "true_false":
                for at, one in enumerate(_options(item)):
                    wanted = one in value if isinstance(value, list) else one == value
                    expect(answer.locator("input").nth(at)).to_be_checked(checked=wanted)
            case "numeric":
                expect(answer.locator("input")).to_have_value(value["number"])
            case "ordering":
                texts = [_text(item["options"], one) for one in value]
                expect(answer.locator("li .text")).to_have_text(texts)
            case "matching":
                for left, right in value.items():
                    expect(self._pair(item, left)).to_have_value(right)

    def _single(self, item: dict[str, Any], value: Any) -> None:
        self.page.locator(".answer .choice").nth(_options(item).index(value)).click()

    _true_false = _single

    def _multiple(self, item: dict[str, Any], value: list[str]) -> None:
        for one in value:
            self._single(item, one)

    def _numeric(self, item: dict[str, Any], value: dict[str, str]) -> None:
        self.page.locator(".answer input").fill(value["number"])
        if item.get("units"):
            self.page.locator(".answer select").select_option(value["unit"])

    def _ordering(self, item: dict[str, Any], value: list[str]) -> None:
        rows = self.page.locator(".order li")
        for wanted, one in enumerate(value):
            text = _text(item["options"], one)
            now = rows.locator(".text").all_inner_texts().index(text)
            for _ in range(now - wanted):
                rows.filter(has_text=text).get_by_role("button").first.click()
        keep = self.page.get_by_role("button", name="就按这个次序")
        if keep.is_visible():
            keep.click()

    def _matching(self, item: dict[str, Any], value: dict[str, str]) -> None:
        for left, right in value.items():
            self._pair(item, left).select_option(right)

    def _pair(self, item: dict[str, Any], left: str) -> Locator:
        return self.page.locator(f"[id='pair-{item['item']}-{left}']")

    def some_value(self, number: int, *, other: bool = False) -> Any:
        """An answer that need not be right; `other`: a different one."""
        item = self.items[number - 1]
        ids = _options(item) if item["type"] not in ("numeric", "matching") else []
        match item["type"]:
            case "single" | "true_false":
                return ids[1 if other else 0]
            case "multiple":
                return ids[1:3] if other else ids[:2]
            case "ordering":
                return list(reversed(ids)) if other else [*ids[1:], ids[0]]
            case "numeric":
                unit = item.get("unit") or (item["units"][0] if item.get("units") else None)
                return {"number": "7" if other else "42"} | ({"unit": unit} if unit else {})
        lefts, rights = ([one["id"] for one in item[side]] for side in ("left", "right"))
        return dict(zip(lefts, reversed(rights) if other else rights, strict=False))

    def keeps_itself(self) -> None:
        """Wait until the page is kept on this device, so that it opens without network."""
        self.page.wait_for_function(
            "async () => Boolean(await caches.match(location.href, { ignoreVary: true }))"
        )

    def hand_in(self) -> None:
        """Hand in through the dialog and see the end."""
        self.page.locator("[data-part=hand-in]").click()
        self.page.get_by_role("button", name="确认交卷").click()
        expect(self.page.get_by_role("heading", name="交卷成功")).to_be_visible()


def _options(item: dict[str, Any]) -> list[Any]:
    return [True, False] if item["type"] == "true_false" else [one["id"] for one in item["options"]]


def _text(options: list[dict[str, str]], wanted: str) -> str:
    return next(one["text"] for one in options if one["id"] == wanted)


def open_exam(page: Page) -> Paper:
    """From the desk into the exam."""
    page.goto("/desk")
    page.locator("section[aria-labelledby=next-step] a.btn-primary").click()
    pledge, start = (
        page.locator(f"form[action$='/{step}'] button") for step in ("pledge", "start")
    )
    # Either may come first, and nothing may be asked of a page that has not arrived yet.
    expect(pledge.or_(start).first).to_be_visible()
    if pledge.is_visible():
        pledge.click()
    start.click()
    return Paper(page)


def put(page: Page, paper: Paper, number: int, value: Any, *, seq: int = 1) -> Any:
    """Save an answer past the page, with its own cookie and token, as a program would."""
    token = page.locator("meta[name=csrf-token]").get_attribute("content")
    item = paper.items[number - 1]["item"]
    return page.request.put(
        f"/api/v1/attempts/{paper.attempt}/answers/{item}",
        data={"value": value, "seq": seq},
        headers={"X-CSRF-Token": token or ""},
    )


def reopen(page: Page, attempt: str) -> Paper:
    """The exam by its address, as from a bookmark or another tab."""
    page.goto(f"/attempts/{attempt}/")
    return Paper(page)

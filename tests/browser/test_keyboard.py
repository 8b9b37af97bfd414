"""Everything a candidate and an examiner do, without a mouse; the focus can always be seen."""

from typing import Any

from playwright.sync_api import Page, expect

from examsite.domain.names import mask
from tests.browser import seed
from tests.browser.conftest import Visit
from tests.browser.keyboard import press, tab_to
from tests.browser.live import Live
from tests.browser.paper import SAVED, Paper


def sign_in(page: Page, username: str, password: str) -> None:
    """From the landing page to the desk."""
    page.goto("/")
    press(page, page.get_by_role("link", name="登录", exact=True))
    page.wait_for_url("**/login")
    tab_to(page, page.locator("input[name=username]"))
    page.keyboard.type(username)
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="显示").first).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.type(password)
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk")


def test_a_whole_exam(visit: Visit, live: Live) -> None:
    page = visit(None)
    sign_in(page, "keys", seed.PASSWORD)
    press(page, page.get_by_role("link", name="进入考试"))
    press(page, page.get_by_role("button", name="我已读过，作此承诺"))
    press(page, page.get_by_role("button", name="开始或继续作答"))
    paper = Paper(page)
    right = live.right_answers(paper.attempt)
    number = 1
    for wanted in paper.first_of_each_type.values():
        while number < wanted:
            page.keyboard.press("n")
            number += 1
        expect(page.locator("#question-heading")).to_contain_text(f"第 {number} 题")
        item = paper.items[number - 1]
        answer(page, item, right[item["item"]])
        expect(paper.state).to_have_text(SAVED)
        page.locator("#question-heading").focus()  # out of the field, where letters are letters
    page.keyboard.press("f")
    flag = page.get_by_role("button", name="⚑ 已标记")
    expect(flag).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("p")
    expect(page.locator("#question-heading")).to_contain_text(f"第 {number - 1} 题")
    page.keyboard.press("ArrowRight")
    for number in paper.first_of_each_type.values():
        paper.shows(number, right[paper.items[number - 1]["item"]])
    larger_text(page)
    larger_drawing(page)
    reckon(page)
    hand_in(page)


def answer(page: Page, item: dict[str, Any], value: Any) -> None:
    """Answer the open item with keys alone."""
    match item["type"]:
        case "single" | "multiple":
            ids = [one["id"] for one in item["options"]]
            for one in value if isinstance(value, list) else [value]:
                page.keyboard.press(str(ids.index(one) + 1))
        case "true_false":
            page.keyboard.press("1" if value else "2")
        case "numeric":
            tab_to(page, page.locator(".answer input"))
            page.keyboard.type(value["number"])
        case "ordering":
            order(
                page, [one["text"] for key in value for one in item["options"] if one["id"] == key]
            )
        case "matching":
            letters = [one["id"] for one in item["right"]]
            for left, right in value.items():
                tab_to(page, page.locator(f"[id='pair-{item['item']}-{left}']"))
                page.keyboard.press("ABCDEFGH"[letters.index(right)])


def order(page: Page, texts: list[str]) -> None:
    """Bring the lines into this order with the arrow buttons; the focus follows the line."""
    rows = page.locator(".order li")
    for place, text in enumerate(texts):
        now = rows.locator(".text").all_inner_texts().index(text)
        for step in range(now - place):
            row = rows.filter(has_text=text)
            up = row.locator("[data-step='-1']")
            if step == 0:
                tab_to(page, up, back=place > 0)
            page.keyboard.press("Enter")
            expect(rows.nth(now - step - 1)).to_contain_text(text)
            assert row.locator("button:focus").count() == 1


def larger_text(page: Page) -> None:
    """The text grows by keys alone, nothing sticks out, and this device remembers it; likewise
    black on white."""
    stem = page.locator("#question-stem")
    size = "node => parseFloat(getComputedStyle(node).fontSize)"
    before = stem.evaluate(size)
    tab_to(page, page.locator("details.sizes > summary"), back=True)
    page.keyboard.press("Enter")
    tab_to(page, page.locator("#size-m"))
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#size-x")).to_be_checked()
    assert stem.evaluate(size) > before * 1.3
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    tab_to(page, page.get_by_label("高对比度"))
    page.keyboard.press("Space")
    page.reload()
    expect(stem).to_be_visible()
    expect(page.get_by_label("高对比度")).to_be_checked()
    assert stem.evaluate(size) > before * 1.3
    colours = (
        "node => [getComputedStyle(node).color, getComputedStyle(document.body).backgroundColor]"
    )
    assert stem.evaluate(colours) == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]


FIGURE = """async () => {
  const here = document.querySelector('script[src*="exam/main.js"]').src;
  const [{ prose }, { zoomable }, { readWords }] = await Promise.all(
    ['./prose.js', './zoom.js', '../words.js'].map((one) => import(new URL(one, here).href)));
  const svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 360 180"><rect class="soft" width="360" height="180"/><text x="20" y="40">在线人数</text></svg>';
  const shown = prose('![图](a.svg "在线人数曲线")', {}, { 'a.svg': svg });
  shown.querySelectorAll('figure').forEach((one) => zoomable(one, readWords()));
  document.querySelector('.question').prepend(shown);
}"""
"""A drawing as a paper brings it, put on the page by the page's own modules."""


def larger_drawing(page: Page) -> None:
    """A drawing opens larger by keys alone, grows, closes on Escape and gives the focus back."""
    page.evaluate(FIGURE)
    button = page.get_by_role("button", name="放大看图")
    tab_to(page, button, back=True)
    small = page.locator("figure.diagram svg").bounding_box()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="在线人数曲线")
    drawing = dialog.locator("svg")
    expect(dialog.get_by_role("status")).to_have_text("150%")
    tab_to(page, dialog.get_by_role("group", name="在线人数曲线"))
    page.keyboard.press("+")
    expect(dialog.get_by_role("status")).to_have_text("200%")
    large = drawing.bounding_box()
    assert small and large and large["width"] > small["width"] * 2
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(button).to_be_focused()


def reckon(page: Page) -> None:
    """The calculator by keys alone; digits do not choose options meanwhile."""
    chosen = "() => document.querySelectorAll('.choice input:checked').length"
    before = page.evaluate(chosen)
    tab_to(page, page.locator("details.tool > summary"), back=True)
    page.keyboard.press("Enter")
    panel = page.get_by_role("group", name="计算器")
    tab_to(page, panel.get_by_label("结果"))
    page.keyboard.type("1200*15%=")
    expect(panel.get_by_label("结果")).to_have_text("180")
    tab_to(page, panel.get_by_role("button", name="记入存储"))
    page.keyboard.press("Enter")
    tab_to(page, panel.get_by_role("button", name="清除", exact=True))
    page.keyboard.press("Enter")
    expect(panel.get_by_label("结果")).to_have_text("0")
    tab_to(page, panel.get_by_role("button", name="取出存储"), back=True)
    page.keyboard.press("Enter")
    expect(panel.get_by_label("结果")).to_have_text("180")
    assert page.evaluate(chosen) == before
    tab_to(page, panel.get_by_role("button", name="关闭"))
    page.keyboard.press("Enter")
    expect(panel).to_be_hidden()
    expect(page.locator("details.tool > summary")).to_be_focused()


def hand_in(page: Page) -> None:
    """The dialog takes the focus, keeps it, gives it back, and closes on Escape."""
    button = page.locator("[data-part=hand-in]")
    tab_to(page, button, back=True)
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="交卷")
    expect(dialog).to_be_visible()
    page.keyboard.press("Shift+Tab")
    expect(dialog.get_by_role("button", name="确认交卷")).to_be_focused()
    page.keyboard.press("Tab")
    assert dialog.locator("button").first.evaluate("node => node === document.activeElement")
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(button).to_be_focused()
    page.keyboard.press("Enter")
    press(page, page.get_by_role("dialog").get_by_role("button", name="确认交卷"))
    heading = page.get_by_role("heading", name="交卷成功")
    expect(heading).to_be_focused()
    press(page, page.get_by_role("link", name="查看回执"))
    expect(page.get_by_role("heading", name="交卷回执")).to_be_visible()


def test_a_score_sheet(visit: Visit, live: Live) -> None:
    page = visit("examiner1")
    page.goto("/scoring/")
    who = seed.NAMES["keys"]
    press(page, page.get_by_role("link", name=mask(who)))
    press(page, page.get_by_role("link", name="过程评分"))
    onward, part = page.get_by_role("button", name="下一项"), page.locator("[data-step].here")
    for step in range(7):
        expect(part).to_have_count(1)
        heading = part.get_by_role("heading", level=2)
        if step:
            expect(heading).to_be_focused()
        if part.locator("fieldset.anchors").count():
            choose_band(page, part.locator("fieldset.anchors input"))
        if step == 0:
            tab_to(page, part.locator("input[name=done]").first)
            page.keyboard.press("Space")
            expect(part.locator("input[name=done]").first).to_be_checked()
            tab_to(page, part.get_by_role("textbox", name="依据"))
            page.keyboard.type("六步齐全")
        if step < 6:
            press(page, onward)
    press(page, page.get_by_role("button", name="封存过程评分"))
    dialog = page.get_by_role("dialog")
    press(page, dialog.get_by_role("button", name="封存", exact=True))
    expect(page.get_by_text("已封存。")).to_be_visible()


def choose_band(page: Page, bands: Any) -> None:
    """Into the group, the space bar for the first band, arrows to the fourth."""
    tab_to(page, bands.first)
    page.keyboard.press("Space")
    for number in (1, 2, 3):
        page.keyboard.press("ArrowRight")
        expect(bands.nth(number)).to_be_checked()

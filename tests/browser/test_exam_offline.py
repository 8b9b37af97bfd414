"""What goes wrong on exam day: no network, a reload, a second device, an old tab, a wrong clock,
the end of the time."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, Visit
from tests.browser.live import Live, fixture_site
from tests.browser.paper import SAVED, Paper, open_exam, put, reopen
from tests.browser.pictures import take

UNSAVED = re.compile("未保存，会自动重试")
SECONDS = 12
"""The whole time of the short exam: enough to open it on a busy machine and answer twice."""
GRACE = 1500
"""Milliseconds after which a save no longer counts, with half a second to spare."""
NOW = "performance.now()"
TWO_HOURS_AHEAD = """
  const Real = Date, ahead = 2 * 3600 * 1000;
  window.Date = class extends Real {
    constructor(...given) { given.length ? super(...given) : super(Real.now() + ahead); }
    static now() { return Real.now() + ahead; }
  };
"""


def stored(page: Page, paper: Paper) -> dict[str, Any]:
    """The answers the server holds, by item."""
    answers: dict[str, Any] = page.request.get(f"/api/v1/attempts/{paper.attempt}").json()[
        "answers"
    ]
    return {item: answer["value"] for item, answer in answers.items()}


def test_answers_given_offline_are_called_unsaved_and_arrive_later(visit: Visit) -> None:
    page = visit("offline", viewport=PHONE)
    paper = open_exam(page)
    kinds = paper.first_of_each_type
    values = {number: paper.some_value(number) for number in kinds.values()}
    online, *offline = values
    paper.answer(online, values[online])
    page.context.set_offline(True)
    for number in offline:
        paper.choose(number, values[number])
        expect(paper.state).to_have_text(UNSAVED)
    notice = page.locator("[data-part=notice]")
    expect(notice).to_contain_text(f"连不上服务器。{len(offline)} 题先存在本机")
    expect(page.locator("[data-part=saved]")).to_have_text(f"▲ {len(offline)} 题未保存")
    take(page, "20-offline", whole=False)
    page.locator("[data-part=hand-in]").click()
    expect(page.get_by_role("dialog")).to_contain_text(f"未保存 {len(offline)} 题")
    take(page, "20-offline-hand-in", whole=False)
    page.get_by_role("button", name="继续作答").click()
    page.context.set_offline(False)
    expect(page.locator("[data-part=saved]")).to_have_text(SAVED)
    expect(notice).to_be_hidden()
    assert stored(page, paper) == {paper.items[n - 1]["item"]: v for n, v in values.items()}


def test_reloading_without_network_keeps_paper_and_answers(visit: Visit) -> None:
    page = visit("reload")
    paper = open_exam(page)
    paper.keeps_itself()
    paper.answer(1, paper.some_value(1))
    page.context.set_offline(True)
    paper.choose(2, paper.some_value(2))
    expect(paper.state).to_have_text(UNSAVED)
    page.on("dialog", lambda dialog: dialog.accept())  # it warns of leaving with unsaved answers
    page.reload()
    expect(page.get_by_text("先用本机保存的试卷继续作答")).to_be_visible()
    expect(page.locator("[data-part=clock]")).to_have_text("剩余 --:--:--")
    paper.shows(1, paper.some_value(1))
    paper.shows(2, paper.some_value(2))
    expect(paper.state).to_have_text(UNSAVED)
    take(page, "21-reloaded-offline", whole=False)
    paper.choose(3, paper.some_value(3))
    page.context.set_offline(False)
    expect(paper.state).to_have_text(SAVED)
    expect(page.locator("[data-part=saved]")).to_have_text(SAVED)
    wanted = {paper.items[n - 1]["item"]: paper.some_value(n) for n in (1, 2, 3)}
    assert stored(page, paper) == wanted


def test_a_second_device_takes_over_and_says_so(visit: Visit) -> None:
    old, new = visit("shift"), visit("shift", viewport=PHONE)
    first = open_exam(old)
    first.answer(1, first.some_value(1))
    second = reopen(new, first.attempt)
    second.shows(1, second.some_value(1))
    second.answer(2, second.some_value(2))
    first.choose(2, first.some_value(2, other=True))
    expect(old.get_by_role("heading", name="考试已在另一台设备上继续")).to_be_visible()
    expect(old.get_by_text("第 2 题的改动还没有保存，已留在本机。")).to_be_visible()
    take(old, "22-taken-over")
    wanted = {second.items[n - 1]["item"]: second.some_value(n) for n in (1, 2)}
    assert stored(new, second) == wanted
    old.get_by_role("button", name="改在这里继续").click()
    expect(old.get_by_role("dialog", name="第 2 题有两个答案")).to_be_visible()
    take(old, "22-two-values", whole=False)
    old.get_by_role("button", name="用服务器上的").click()
    first.shows(2, second.some_value(2))
    assert stored(new, second) == wanted


def test_an_old_tab_cannot_write_over_newer_answers(visit: Visit) -> None:
    page = visit("stale")
    paper = open_exam(page)
    paper.answer(1, paper.some_value(1))
    newer = page.context.new_page()
    again = reopen(newer, paper.attempt)
    expect(page.get_by_role("heading", name="考试已在另一个标签页打开")).to_be_visible()
    take(page, "23-other-tab")
    again.answer(1, again.some_value(1, other=True))
    late = put(newer, again, 1, again.some_value(1), seq=1)
    assert late.status == 409
    again.shows(1, again.some_value(1, other=True))
    newer.reload()
    Paper(newer).shows(1, again.some_value(1, other=True))


def test_a_wrong_clock_changes_nothing(visit: Visit) -> None:
    page = visit("early", timezone_id="America/New_York")
    page.context.add_init_script(TWO_HOURS_AHEAD)
    paper = open_exam(page)
    assert page.evaluate("Date.now()") > 0
    told = page.request.get(f"/api/v1/attempts/{paper.attempt}").json()
    assert abs(paper.seconds_left() - told["remaining_ms"] / 1000) <= 3
    assert 74 * 60 < paper.seconds_left() <= 75 * 60
    paper.answer(1, paper.some_value(1))
    beijing = page.request.get(f"/api/v1/attempts/{paper.attempt}").json()["server_now"]
    hour = (int(beijing[11:13]) + 8) % 24
    expect(paper.state).to_contain_text(f"已保存 {hour:02}:")


@pytest.fixture(scope="module")
def short(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """A site of its own whose exam takes seconds."""
    home = tmp_path_factory.mktemp("short")
    wanted = ("--candidates", "2", "--exam-seconds", str(SECONDS), "--grace", "1")
    site, _facts = fixture_site(home, *wanted, "--items", "6", "--certificates", "0")
    with site.serving(workers=1):
        yield site


def test_the_deadline_hands_in_what_was_saved(visit: Visit, short: Live) -> None:
    page, gone = visit("cand0000", short), visit("cand0001", short)
    left = open_exam(gone)
    gone.goto("about:blank")
    paper = open_exam(page)
    paper.answer(1, paper.some_value(1))
    page.context.set_offline(True)
    paper.choose(2, paper.some_value(2))
    expect(page.locator("[data-part=clock]")).to_have_text("剩余 00:00:00")
    expect(page.get_by_text("时间到，正在向服务器确认。")).to_be_visible()
    page.wait_for_function(f"end => performance.now() > end + {GRACE}", arg=page.evaluate(NOW))
    page.context.set_offline(False)
    expect(page.get_by_role("heading", name="时间到，已自动交卷")).to_be_visible()
    expect(page.get_by_text("第 2 题最后的改动没有在截止前上传")).to_be_visible()
    take(page, "24-time-up")
    code = page.locator(".receipt-code").inner_text()
    page.get_by_role("link", name="查看回执").click()
    expect(page.get_by_text("到时自动交卷")).to_be_visible()
    expect(page.get_by_text(code)).to_be_visible()
    expect(page.get_by_text("认定之前成绩不发布")).to_be_visible()
    take(page, "24-automatic-receipt")
    assert stored(page, paper) == {paper.items[0]["item"]: paper.some_value(1)}
    gone.goto(f"{short.url}/attempts/{left.attempt}/")
    expect(gone.get_by_text("到时自动交卷")).to_be_visible()
    expect(gone.get_by_role("link", name="下载回执")).to_be_visible()

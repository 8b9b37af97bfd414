"""The import pages: template, upload, what it would do, doing it; and the export."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
from openpyxl import load_workbook

from examsite.domain.terms import ItemState
from examsite.handbook.services.syncing import sync_handbook
from examsite.items.queries.bank import list_current
from examsite.items.services.syncing import sync_bank
from examsite.kit import clock
from examsite.kit.spreadsheet import XLSX
from tests.cast import NOW
from tests.make_content import bank, chapter, item
from tests.make_workbook import edited, entry, sign, titles, workbook

ADDRESS = "/staff/items/import"


@pytest.fixture
def stored(site, people, tmp_path, now):
    chapter(tmp_path / "handbook")
    sync_handbook(tmp_path / "handbook", now)
    sync_bank(bank(tmp_path / "bank", item(), item("numeric", 2)), now)
    sign(people.author, people.reviewer)


def upload(client, data, name="题目.xlsx"):
    form = {"file": (BytesIO(data), name)}
    return client.post(ADDRESS, data=form, content_type="multipart/form-data")


def codes(data):
    """The ids in an exported workbook, by sheet."""
    book = load_workbook(BytesIO(data))
    return {
        title: [row[0] for row in book[title].iter_rows(min_row=2, max_col=1, values_only=True)]
        for title in titles()
        if book[title].max_row > 1
    }


def test_it_works(stored, clients):
    assert "下载模板" in clients.author.get(ADDRESS).text
    answer = upload(clients.author, workbook(entry(), entry("multiple", 3, id="")))
    assert answer.status_code == 303
    page = clients.author.get(answer.location).text
    assert "题目.xlsx" in page
    assert re.search(r"新增 <b>1</b>.*修改 <b>0</b>.*不变 <b>1</b>.*要改 <b>0</b>", page, re.DOTALL)
    assert "J-A-003" in page
    assert "导入 1 题" in page
    assert "J-A-003" not in list_current()
    done = clients.author.post(answer.location)
    assert done.status_code == 303
    assert "已导入 1 题" in clients.author.get(done.location).text
    assert list_current()["J-A-003"].item.state is ItemState.DRAFT


def test_the_template_can_be_filled_in_and_sent(stored, clients):
    answer = clients.author.get(f"{ADDRESS}/template.xlsx")
    assert answer.mimetype == XLSX
    assert "attachment" in answer.headers["Content-Disposition"]
    filled = edited(answer.data, {})
    assert codes(filled)["单选"][0] == "示例"
    page = clients.author.get(upload(clients.author, filled).location).text
    assert "没有新题，也没有改动" in page


def test_refused_cells_are_shown_and_nothing_is_written(stored, clients):
    data = edited(
        workbook(entry(number=5), entry(number=6)),
        {("单选", 3, "难度"): "很难", ("单选", 3, "选项B"): "=A1"},
    )
    place = upload(clients.author, data).location
    page = clients.author.get(place).text
    for words in ("要改的格子", "须在 0 到 1 之间", "是公式", "跳过上面要改的题", "导入 1 题"):
        assert words in page
    assert page.count('aria-hidden="true">▲</span><span class="visually-hidden">要改：') == 2
    assert clients.author.post(place).status_code == 409
    assert "J-A-005" not in list_current()
    assert clients.author.post(place, data={"skip_rejected": "1"}).status_code == 303
    assert "J-A-005" in list_current()


def test_a_file_that_cannot_be_read_says_so_beside_the_upload(stored, clients):
    answer = upload(clients.author, "题号,题干\n".encode(), "题目.xlsx")
    assert answer.status_code == 422
    assert "这不是 .xlsx 工作簿" in answer.text
    assert "上传试读" in answer.text
    empty = clients.author.post(ADDRESS, data={})
    assert (empty.status_code, "文件是空的" in empty.text) == (422, True)


def test_words_of_a_file_are_text_on_the_page(stored, clients):
    evil = "<img src=x onerror=alert(1)>"
    data = workbook(entry(number=5, stem=evil), entry(number=6, passage=evil))
    page = clients.author.get(upload(clients.author, data, f"{evil}.xlsx").location).text
    assert "<img src=x" not in page
    assert page.count("&lt;img src=x onerror=alert(1)&gt;") == 3


def test_a_plan_is_its_owners_and_expires(stored, clients):
    place = upload(clients.author, workbook(entry(number=5))).location
    assert clients.reviewer.get(place).status_code == 410
    assert clients.reviewer.post(place).status_code == 410
    with clock.fixed(NOW + timedelta(minutes=31)):
        assert clients.author.get(place).status_code == 410
        assert clients.author.post(place).status_code == 410
    assert clients.author.get(f"{ADDRESS}/none").status_code == 410


def test_the_page_is_in_english_too(stored, clients):
    clients.author.post("/language", data={"language": "en"})
    page = clients.author.get(ADDRESS).text
    assert "Download the template" in page
    place = upload(
        clients.author, workbook(entry(number=5), entry(number=6, passage="none"))
    ).location
    page = clients.author.get(place).text
    assert "Import 1 item(s)" in page
    assert 'lang="zh">手册里没有段落 none' in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"单选": ["J-A-001"], "计算": ["J-A-002"]}),
        ("type=numeric", {"计算": ["J-A-002"]}),
        ("level=J&area=A&state=live", {"单选": ["J-A-001"], "计算": ["J-A-002"]}),
        ("level=S", {}),
        ("area=B", {}),
        ("state=draft", {}),
    ],
)
def test_the_export_is_what_the_list_shows(stored, clients, query, found):
    answer = clients.author.get(f"/staff/items/export.xlsx?{query}")
    assert (answer.status_code, answer.mimetype) == (200, XLSX)
    assert codes(answer.data) == found


def test_the_list_leads_to_the_export_of_what_it_shows(stored, clients):
    page = clients.author.get("/staff/items?type=numeric&level=J").text
    assert "/staff/items/export.xlsx?level=J&amp;type=numeric" in page
    assert 'href="/staff/items/import"' in page


def test_authors_export_their_own_drafts_and_reviewers_all(stored, clients):
    clients.author.post(upload(clients.author, workbook(entry(number=5))).location)
    assert codes(clients.author.get("/staff/items/export.xlsx?state=draft").data) == {
        "单选": ["J-A-005"]
    }
    assert codes(clients.reviewer.get("/staff/items/export.xlsx?state=draft").data) == {
        "单选": ["J-A-005"]
    }
    clients.reviewer.post(upload(clients.reviewer, workbook(entry(number=6))).location)
    assert codes(clients.author.get("/staff/items/export.xlsx?state=draft").data) == {
        "单选": ["J-A-005"]
    }


@pytest.mark.parametrize("who", ["candidate", "officer", "hr"])
def test_others_may_not(stored, clients, who):
    client = getattr(clients, who)
    for path in (ADDRESS, f"{ADDRESS}/template.xlsx", "/staff/items/export.xlsx"):
        assert client.get(path).status_code == 403
    assert upload(client, workbook(entry(number=5))).status_code == 403

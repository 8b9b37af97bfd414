"""Appendices made from the book: formulas, laws with versions; and the book for keeping."""

import json
from datetime import date

import pytest

from examsite.handbook.files import read_handbook
from examsite.handbook.laws import Cited, cited_in, lapsed, read_laws
from examsite.handbook.services.laws import sync_laws
from examsite.handbook.services.syncing import sync_handbook
from examsite.kit.content_files import ContentRefused
from tests.make_content import BODY, HANDBOOK, chapter, laws

OLD = {
    "number": "2019 年修正",
    "published": "2019-04-23",
    "effective_from": "2019-04-23",
    "effective_to": "2025-10-14",
}
NEW = {
    "number": "2025 年修订",
    "published": "2025-06-27",
    "effective_from": "2025-10-15",
    "note": "条号变动",
}
LAW = {"document": "反不正当竞争法", "kind": "法律", "issuer": "立法机关", "versions": [NEW, OLD]}
FORMULA = "\n::: formula\n甲 ＝ 乙 ÷ 丙\n:::\n\n依《反不正当竞争法》第 9 条。\n"


@pytest.fixture
def book(site, tmp_path, now):
    chapter(tmp_path, body=BODY + FORMULA)
    laws(tmp_path, LAW)
    sync_handbook(tmp_path, now)
    sync_laws(tmp_path, now)
    return tmp_path


def test_formulas_are_collected_where_they_stand(book, clients):
    text = clients.candidate.get("/handbook/formulas").text
    assert "甲 ＝ 乙 ÷ 丙" in text
    assert 'href="/handbook/first#ch01-again"' in text


def test_laws_tell_which_version_holds(book, clients):
    text = clients.candidate.get("/handbook/laws").text
    assert text.count("现行") == 1
    assert "已失效" in text
    assert 'href="/handbook/first"' in text


def test_syncing_laws_twice_writes_once(book, now):
    assert sync_laws(book, now) == []
    assert sync_laws(laws(book, {**LAW, "issuer": "另一家"}), now) == ["反不正当竞争法"]
    assert sync_laws(laws(book), now) == ["反不正当竞争法"]


@pytest.mark.parametrize(
    ("entries", "told"),
    [
        ([LAW, LAW], "反不正当竞争法 document：写了两次"),
        ([{**LAW, "versions": [OLD, NEW]}], "versions：须从新到旧"),
        ([{**LAW, "versions": []}], "至少要有 1 项"),
        ([{**LAW, "versions": [{**NEW, "effective_from": "明天"}]}], "effective_from"),
    ],
)
def test_a_faulty_table_is_named(tmp_path, entries, told):
    with pytest.raises(ContentRefused) as refused:
        read_laws(laws(tmp_path, *entries))
    assert any(told in str(one) for one in refused.value.problems)


def test_no_table_is_no_laws(tmp_path):
    assert read_laws(tmp_path) == []


@pytest.mark.parametrize(
    ("on", "told"),
    [
        (date(2026, 1, 1), []),
        (
            date(2025, 1, 1),
            [
                "ch01-again：《反不正当竞争法》在 2025-01-01 施行的是 2019 年修正，写作时依据的是另一版"
            ],
        ),
        (date(2010, 1, 1), ["ch01-again：《反不正当竞争法》在 2010-01-01 不施行"]),
    ],
)
def test_what_rests_on_another_version_is_named(tmp_path, on, told):
    chapter(tmp_path, body=BODY + FORMULA)
    cited = cited_in(read_handbook(tmp_path))
    assert [str(one) for one in lapsed(read_laws(laws(tmp_path, LAW)), cited, on)] == told


def test_a_law_outside_the_table_is_named():
    cited = [Cited("J-A-001", "某某法", date(2026, 1, 1))]
    assert [str(one) for one in lapsed([], cited, date(2026, 1, 1))] == [
        "J-A-001：《某某法》不在 laws.yaml 里"
    ]


def test_the_shipped_book_rests_on_laws_in_force():
    found = lapsed(read_laws(HANDBOOK), cited_in(read_handbook(HANDBOOK)), date(2026, 11, 26))
    assert found == []


def test_pages_for_keeping_hold_nothing_personal(book, clients):
    listed = json.loads(clients.candidate.get("/handbook/offline/list.json").text)
    assert listed["pages"][-1] == "/handbook/offline/first"
    for address in listed["pages"]:
        text = clients.candidate.get(address).text
        assert "示例考生" not in text
        assert "csrf" not in text
        assert "已读" not in text
    assert "甲 ＝ 乙 ÷ 丙" in clients.candidate.get("/handbook/offline/first").text


def test_the_version_changes_with_the_text(book, clients, now):
    before = clients.candidate.get("/handbook/offline/list.json").json["version"]
    chapter(book, body=BODY)
    sync_handbook(book, now)
    assert clients.candidate.get("/handbook/offline/list.json").json["version"] != before


def test_the_worker_is_not_cached_and_the_rest_asks_to_sign_in(book, clients):
    worker = clients.anonymous.get("/handbook/worker.js")
    assert worker.headers["Cache-Control"] == "no-cache"
    assert worker.mimetype == "text/javascript"
    worker.close()
    assert clients.anonymous.get("/handbook/offline/first").status_code == 303

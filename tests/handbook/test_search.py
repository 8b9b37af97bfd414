"""Searching the book: every passage that holds the words, and no other, on both databases."""

import random
import re

import pytest
from sqlalchemy import select

from examsite.domain.terms import Level
from examsite.handbook.models import Passage
from examsite.handbook.queries.appendices import list_glossary
from examsite.handbook.queries.search import find_in_book
from examsite.handbook.search import excerpt, folded, holds, read_query, weight
from examsite.handbook.services.syncing import sync_handbook
from examsite.kit.db import db
from tests.counting import counted
from tests.make_content import HANDBOOK, TERMS, chapter

TEXT = """\
## 1.1 复购 {#ch01-look level=J}

老客的复购率要与同期比。ROI 是投产比，100% 要写全。

## 1.2 别的 {#ch01-again level=I}

憋单有边界；下划线_也要找得到。
"""
NAMES = [("广告 ROI", "投产比"), ("GPM", "千次成交额")]


@pytest.fixture
def book(site, tmp_path, now):
    chapter(
        tmp_path,
        body=TEXT,
        figures=[],
        terms=[{**TERMS[0], "term": "广告 ROI", "synonyms": ["投产比"]}],
    )
    sync_handbook(tmp_path, now)


def keys(query):
    return [hit.key for hit in find_in_book(query).hits]


def test_it_works(book):
    found = find_in_book("复购")
    assert [hit.key for hit in found.hits] == ["ch01-look"]
    assert [piece.text for piece in found.hits[0].pieces if piece.hit] == ["复购"]
    assert found.total == 1
    assert keys("憋单") == ["ch01-again"]


def test_abbreviations_and_chinese_words_find_each_other(book):
    assert keys("roi") == keys("投产比") == ["ch01-look"]
    assert find_in_book("roi").wanted[0].names == ("roi", "投产比")
    assert [entry.term for entry in find_in_book("投产比").terms] == ["广告 ROI"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("复购 同期", ["ch01-look"]),
        ("复购 憋单", []),
        ("ＲＯＩ", ["ch01-look"]),
        ("100%", ["ch01-look"]),
        ("%", ["ch01-look"]),
        ("_", ["ch01-again"]),
        ("\\", []),
        ("没有这个词", []),
        ("", []),
        ("   ", []),
    ],
)
def test_words_are_parts_of_the_text_and_nothing_is_a_wildcard(book, query, found):
    assert keys(query) == found


def test_it_takes_two_statements(book):
    with counted() as sent:
        find_in_book("复购 同期")
    assert len(sent) == 2


def test_two_hundred_words_of_the_real_book_are_all_found_and_nothing_else(site, now):
    sync_handbook(HANDBOOK, now)
    rows = db.session.execute(select(Passage.key, Passage.title, Passage.text)).all()
    names = [entry.names for entry in list_glossary()]
    chance = random.Random(20261126)
    words = [name for group in names for name in group]
    runs = re.findall(r"[\u4e00-\u9fff]{2,}", "".join(row.text for row in rows))
    words = chance.sample(words, 120) + [chance.choice(runs)[:2] for _ in range(80)]
    for word in words:
        wanted = read_query(word, names)
        truth = {
            row.key
            for row in rows
            if all(
                any(name in folded(f"{row.title}\n{row.text}") for name in one.names)
                for one in wanted
            )
        }
        assert set(keys_all(word)) == truth, word


def keys_all(query):
    return [hit.key for hit in find_in_book(query, most=10_000).hits]


def test_a_page_answers_whole_or_as_a_fragment(book, clients):
    whole = clients.candidate.get("/handbook/search?q=复购").text
    part = clients.candidate.get("/handbook/search?q=复购", headers={"HX-Request": "true"}).text
    assert "<mark>复购</mark>" in whole
    assert "<mark>复购</mark>" in part
    assert "<html" not in part
    assert "没有找到" in clients.candidate.get("/handbook/search?q=无此词").text
    assert clients.anonymous.get("/handbook/search?q=x").status_code == 303


def test_markup_in_a_query_is_text(book, clients):
    text = clients.candidate.get("/handbook/search?q=<script>alert(1)</script>").text
    assert "<script>alert" not in text


def test_excerpts_are_cut_around_the_first_hit():
    wanted = read_query("复购", [])
    pieces = excerpt("前" * 100 + "复购率" + "后" * 100, wanted)
    assert pieces[0].text == "…"
    assert "".join(piece.text for piece in pieces).endswith("…")
    assert [piece.text for piece in pieces if piece.hit] == ["复购"]
    assert excerpt("没有", wanted)[0].hit is False


def test_a_title_weighs_more_than_the_text():
    wanted = read_query("复购", [])
    assert weight("复购", "", wanted) > weight("别的", "复购 复购", wanted)
    assert holds("广告 ROI", read_query("ｒｏｉ", NAMES))


def test_a_level_has_its_reading_list(book, clients):
    junior = clients.candidate.get("/handbook/?level=J").text
    assert "1 节" in junior
    senior = clients.candidate.get("/handbook/?level=S").text
    assert "2 节" in senior
    assert clients.candidate.get("/handbook/?level=X").status_code == 200
    assert Level.JUNIOR.value == "J"

"""Reading pages: open contents and first chapter, `我读完了` kept, glossary, both languages."""

import pytest
from sqlalchemy import event, select

from examsite.domain.terms import Level
from examsite.handbook.models import Reading
from examsite.handbook.queries.progress import count_read
from examsite.handbook.services.syncing import sync_handbook
from examsite.kit.db import db
from examsite.kit.journal import JournalEntry
from tests.make_content import BODY, chapter

SECOND = BODY.replace("1.", "2.").replace("01", "02")
READ = "/handbook/first/ch01-look/read"


@pytest.fixture
def book(site, tmp_path, now):
    chapter(tmp_path)
    chapter(tmp_path, number=2, slug="second", body=SECOND, figures=[], terms=[], status="whole")
    sync_handbook(tmp_path, now)
    return tmp_path


def test_it_works(book, clients):
    text = clients.candidate.get("/handbook/second").text
    assert "2.1　看数" in text
    assert "能说出口径" in text
    assert 'class="term"' in text
    assert "节选" not in text
    assert 'rel="prev" href="/handbook/first"' in text
    assert "我读完了" in text
    assert "<script>" not in text
    assert "style=" not in text


def test_contents_are_open_and_say_whose_work_it_is(book, clients):
    text = clients.anonymous.get("/handbook/").text
    assert "没有隶属关系" in text
    assert "第 1 章可以直接阅读" in text
    assert "节选" in text
    assert "第一编　看懂这一行" in text
    assert "已读" not in text


def test_the_first_chapter_is_open_and_the_others_ask_to_sign_in(book, clients):
    first = clients.anonymous.get("/handbook/first")
    assert first.status_code == 200
    assert "我读完了" not in first.text
    other = clients.anonymous.get("/handbook/second")
    assert other.status_code == 303
    assert other.location == "/login?next=/handbook/second"
    assert clients.anonymous.get("/handbook/glossary").status_code == 303
    assert clients.anonymous.post(READ).status_code == 401


@pytest.mark.parametrize("address", ["/handbook/none", "/handbook/First"])
def test_an_unknown_chapter_is_not_found(book, clients, address):
    assert clients.candidate.get(address).status_code == 404


def test_marking_read_is_kept_and_shown(book, clients, people):
    answer = clients.candidate.post(READ)
    assert answer.status_code == 303
    assert answer.location == "/handbook/first#read-ch01-look"
    assert "✓</span>已读" in clients.candidate.get("/handbook/first").text
    assert "已读 1 节" in clients.candidate.get("/handbook/").text
    assert 'href="/handbook/first#ch01-again">接着读' in clients.candidate.get("/handbook/").text
    assert count_read(people.candidate.id, Level.JUNIOR) == (1, 2)
    assert count_read(people.candidate.id, Level.SENIOR) == (1, 4)
    assert "已读 0 节" in clients.other_candidate.get("/handbook/").text


def test_a_fragment_carries_every_count(book, clients):
    text = clients.candidate.post(READ, headers={"HX-Request": "true"}).text
    assert "<html" not in text
    assert 'id="read-ch01-look"' in text
    assert text.count('hx-swap-oob="true"') == 4
    assert "50%" in text


def test_reading_twice_is_once(book, clients):
    clients.candidate.post(READ)
    clients.candidate.post(READ)
    assert len(db.session.scalars(select(Reading)).all()) == 1
    read = select(JournalEntry).where(JournalEntry.what == "passage.read")
    assert len(db.session.scalars(read).all()) == 1


def test_a_changed_passage_asks_to_be_read_again(book, clients, now):
    clients.candidate.post(READ)
    chapter(book, body=BODY.replace("转化率 ＝", "改后的转化率 ＝"))
    sync_handbook(book, now)
    text = clients.candidate.get("/handbook/first").text
    assert "这一节在您读过之后有改动" in text
    clients.candidate.post(READ)
    assert db.session.scalars(select(Reading)).one().version == 2


@pytest.mark.parametrize(
    "address", ["/handbook/first/ch02-look/read", "/handbook/none/ch01-look/read"]
)
def test_only_a_passage_of_that_chapter_can_be_read(book, clients, address):
    assert clients.candidate.post(address).status_code == 404


def test_the_glossary_names_chapters(book, clients):
    text = clients.candidate.get("/handbook/glossary").text
    assert "支付人数除以观看人数。" in text
    assert 'href="/handbook/first"' in text
    assert "conversion rate" in text


def test_the_text_is_marked_chinese_for_english_readers(book, clients):
    clients.candidate.post("/language", data={"language": "en"})
    text = clients.candidate.get("/handbook/first").text
    assert '<div class="book" lang="zh">' in text
    assert "The first" in text


def test_an_empty_book_says_so(site, clients):
    assert "手册还没有载入" in clients.anonymous.get("/handbook/").text


def test_pages_have_a_bounded_number_of_statements(book, clients):
    clients.candidate.get("/handbook/first")
    seen = []

    def count(_connection, _cursor, statement, *_rest):
        if statement.startswith("SELECT"):
            seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", count)
    try:
        clients.candidate.get("/handbook/first")
    finally:
        event.remove(db.engine, "before_cursor_execute", count)
    reading = [one for one in seen if "passage" in one or "chapter" in one]
    assert len(reading) == 4, reading

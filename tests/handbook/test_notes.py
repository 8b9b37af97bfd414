"""Marks and notes: kept, changed, taken away, taken along; seen by nobody else."""

import pytest
from sqlalchemy import select

from examsite.handbook.models import Note
from examsite.handbook.services import noting
from examsite.handbook.services.syncing import sync_handbook
from examsite.kit.db import db
from examsite.kit.journal import JournalDetail
from tests.make_content import BODY, chapter

KEEP = "/handbook/first/ch01-look/notes"


@pytest.fixture
def book(site, tmp_path, now):
    chapter(tmp_path)
    sync_handbook(tmp_path, now)
    return tmp_path


def notes():
    return list(db.session.scalars(select(Note).order_by(Note.id)))


def test_it_works(book, clients):
    answer = clients.candidate.post(
        KEEP, data={"quote": "转化率  ＝ 12", "place": "0", "text": " 记住分母 "}
    )
    assert answer.location == "/handbook/first#notes-ch01-look"
    (note,) = notes()
    assert (note.quote, note.text, note.version) == ("转化率 ＝ 12", "记住分母", 1)
    page = clients.candidate.get("/handbook/first").text
    assert "记住分母" in page
    assert f'data-note="{note.public_id}"' in page
    listed = clients.candidate.get("/handbook/notes").text
    assert "转化率 ＝ 12" in listed


def test_a_fragment_shows_the_passage_and_its_notes(book, clients):
    text = clients.candidate.post(KEEP, data={"text": "一句"}, headers={"HX-Request": "true"}).text
    assert 'id="notes-ch01-look"' in text
    assert "一句" in text
    assert "<html" not in text


def test_notes_are_changed_and_removed(book, clients):
    clients.candidate.post(KEEP, data={"quote": "转化率", "text": "旧"})
    address = f"/handbook/notes/{notes()[0].public_id}"
    clients.candidate.post(address, data={"text": "新"})
    assert notes()[0].text == "新"
    clients.candidate.post(f"{address}/removal")
    assert notes() == []


def test_nobody_else_sees_or_touches_them(book, clients):
    clients.candidate.post(KEEP, data={"text": "私事"})
    address = f"/handbook/notes/{notes()[0].public_id}"
    for other in (clients.other_candidate, clients.admin):
        assert "私事" not in other.get("/handbook/first").text
        assert "私事" not in other.get("/handbook/notes").text
        assert other.post(address, data={"text": "改"}).status_code == 404
        assert other.post(f"{address}/removal").status_code == 404
    assert clients.anonymous.post(KEEP, data={"text": "x"}).status_code == 401
    assert not any("私事" in str(one.body) for one in db.session.scalars(select(JournalDetail)))


def test_they_can_be_taken_along_as_text(book, clients):
    clients.candidate.post(KEEP, data={"quote": "A < B", "text": "小于"})
    answer = clients.candidate.get("/handbook/notes.txt")
    assert answer.mimetype == "text/plain"
    assert "「A < B」\n小于" in answer.text


def test_a_changed_passage_is_told(book, clients, now):
    clients.candidate.post(KEEP, data={"quote": "转化率"})
    chapter(book, body=BODY.replace("转化率 ＝", "改后的转化率 ＝"))
    sync_handbook(book, now)
    assert "在您记下之后有改动" in clients.candidate.get("/handbook/first").text


@pytest.mark.parametrize(
    "data",
    [{}, {"quote": " ", "text": " "}, {"text": "字" * 4001}, {"quote": "字" * 501}],
    ids=["nothing", "blank", "long text", "long quote"],
)
def test_what_is_no_note_is_refused(book, clients, data):
    assert clients.candidate.post(KEEP, data=data).status_code == 422
    assert notes() == []


def test_the_shelf_has_an_end(book, clients, monkeypatch):
    monkeypatch.setattr(noting, "MOST_NOTES", 1)
    clients.candidate.post(KEEP, data={"text": "一"})
    assert clients.candidate.post(KEEP, data={"text": "二"}).status_code == 409

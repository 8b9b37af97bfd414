"""The book's files become rows: idempotent, versioned, retired when gone, all or nothing."""

import shutil
from datetime import timedelta

import pytest
from sqlalchemy import select

from examsite.handbook.models import Chapter, Passage
from examsite.handbook.queries.contents import list_contents
from examsite.handbook.queries.passages import find_passages, get_chapter
from examsite.handbook.services.syncing import sync_handbook
from examsite.kit.content_files import ContentRefused
from examsite.kit.db import db
from examsite.kit.journal import JournalEntry
from tests.make_content import BODY, HANDBOOK, SVG, TERMS, chapter

SECOND = BODY.replace("1.", "2.").replace("01", "02")


@pytest.fixture
def folder(tmp_path):
    chapter(tmp_path)
    chapter(tmp_path, number=2, slug="second", body=SECOND, figures=[], terms=[])
    return tmp_path


def lines():
    return db.session.scalars(
        select(JournalEntry).where(JournalEntry.what == "handbook.synced")
    ).all()


def passage(key):
    return db.session.scalars(
        select(Passage).where(Passage.key == key).execution_options(populate_existing=True)
    ).one()


def test_it_works(site, folder, now):
    report = sync_handbook(folder, now)
    assert report.chapters == [1, 2]
    assert report.added == ["ch01-look", "ch01-again", "ch02-look", "ch02-again"]
    found = get_chapter("first")
    assert [one.key for one in found.passages] == ["ch01-look", "ch01-again"]
    assert (found.number, found.whole, found.terms[0]["synonyms"]) == (1, False, [])
    assert 'class="term"' in found.passages[0].html
    assert 'id="ch01-look-t1"' in found.passages[0].html
    assert found.passages[0].text == "转化率 ＝ 12 ÷ 96 ＝ 12.5%。"
    assert 'class="term"' in get_chapter("second").passages[0].html
    assert [line.passages for line in list_contents()] == [2, 2]
    assert len(lines()) == 1


def test_the_same_files_write_nothing(site, folder, now):
    sync_handbook(folder, now)
    assert not sync_handbook(folder, now + timedelta(days=1))
    assert len(lines()) == 1


def test_a_changed_text_raises_the_version_of_its_passage_only(site, folder, now):
    sync_handbook(folder, now)
    later = now + timedelta(days=1)
    chapter(folder, body=BODY.replace("再看一遍", "再细看一遍"))
    report = sync_handbook(folder, later)
    assert (report.chapters, report.changed, report.added) == ([1], ["ch01-again"], [])
    assert (passage("ch01-again").version, passage("ch01-again").changed_at) == (2, later)
    assert (passage("ch01-look").version, passage("ch01-look").changed_at) == (1, now)
    assert "再细看一遍" in passage("ch01-again").html


def test_a_changed_term_renders_again_and_keeps_versions(site, folder, now):
    sync_handbook(folder, now)
    chapter(folder, terms=[{**TERMS[0], "definition": "改过的解释。"}])
    report = sync_handbook(folder, now)
    assert (report.chapters, report.changed) == ([1, 2], [])
    assert "改过的解释。" in passage("ch02-look").html
    assert passage("ch02-look").version == 1


def test_a_vanished_passage_retires_and_may_return(site, folder, now):
    sync_handbook(folder, now)
    chapter(folder, body=BODY[: BODY.index("## 1.2")])
    assert sync_handbook(folder, now).retired == ["ch01-again"]
    assert passage("ch01-again").retired_at == now
    assert find_passages(["ch01-look", "ch01-again"]).keys() == {"ch01-look"}
    assert [one.key for one in get_chapter("first").passages] == ["ch01-look"]
    chapter(folder)
    assert sync_handbook(folder, now).added == ["ch01-again"]
    assert (passage("ch01-again").retired_at, passage("ch01-again").version) == (None, 1)


def test_a_vanished_chapter_leaves_the_contents_and_may_return(site, folder, now):
    sync_handbook(folder, now)
    shutil.rmtree(folder / "02-second")
    assert sync_handbook(folder, now).retired == ["ch02-look", "ch02-again"]
    assert [line.slug for line in list_contents()] == ["first"]
    assert not sync_handbook(folder, now)
    chapter(folder, number=2, slug="second", body=SECOND, figures=[], terms=[])
    assert sync_handbook(folder, now).added == ["ch02-look", "ch02-again"]
    assert [line.slug for line in list_contents()] == ["first", "second"]


def test_chapters_may_swap_numbers_and_change_their_address(site, folder, now):
    sync_handbook(folder, now)
    before = {row.slug: row.id for row in db.session.scalars(select(Chapter))}
    shutil.rmtree(folder / "01-first")
    shutil.rmtree(folder / "02-second")
    chapter(folder, number=1, slug="second", body=BODY, figures=[])
    chapter(folder, number=2, slug="first", body=SECOND, figures=[], terms=[])
    sync_handbook(folder, now)
    after = {row.slug: (row.id, row.number) for row in db.session.scalars(select(Chapter))}
    assert after == {"first": (before["first"], 2), "second": (before["second"], 1)}
    shutil.rmtree(folder / "02-first")
    chapter(folder, number=2, slug="renamed", body=SECOND, figures=[], terms=[])
    sync_handbook(folder, now)
    assert get_chapter("renamed").id == before["first"]


def test_a_fault_stores_nothing(site, folder, now):
    sync_handbook(folder, now)
    chapter(folder, body=BODY.replace("再看", "改看"))
    chapter(folder, number=2, slug="second", body=SECOND, figures=[], terms=[{"term": "x"}])
    with pytest.raises(ContentRefused):
        sync_handbook(folder, now)
    assert passage("ch01-again").version == 1
    assert len(lines()) == 1


def test_the_real_handbook_syncs(site, now):
    report = sync_handbook(HANDBOOK, now)
    assert len(report.chapters) >= 14
    assert len(report.added) >= 100
    assert not sync_handbook(HANDBOOK, now)
    for row in db.session.scalars(select(Passage)):
        assert "**" not in row.text
        assert row.html.count('class="term"') == row.html.count('class="tip"')


def test_a_redrawn_diagram_changes_the_passage_that_shows_it(site, folder, now):
    body = BODY + '\n![一个字](one.svg "图 1-1")\n'
    drawing = chapter(folder, body=body) / "one.svg"
    drawing.write_text(SVG, "utf-8")
    sync_handbook(folder, now)
    assert '<figure class="diagram"><svg' in passage("ch01-again").html
    drawing.write_text(SVG.replace("一", "二"), "utf-8")
    assert sync_handbook(folder, now).changed == ["ch01-again"]
    assert ">二</text>" in passage("ch01-again").html

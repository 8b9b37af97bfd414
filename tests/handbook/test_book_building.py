"""Building: only when something changed, by one at a time, by a process of its own for the job."""

import json
import threading
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from examsite.handbook.book import shelf
from examsite.handbook.book.shelf import BookInTheMaking, MadeBook
from examsite.handbook.services.building import BUILD, build_book, have_book_built
from examsite.handbook.services.laws import sync_laws
from examsite.handbook.services.syncing import sync_handbook
from examsite.kit import jobs
from examsite.kit.content_files import ContentRefused
from examsite.kit.db import db
from examsite.kit.jobs import Job, NotYet
from examsite.settings import ROOT
from tests import make_book
from tests.make_content import SVG, chapter

AT = datetime(2026, 11, 26, tzinfo=UTC)
PATIENCE = 120
"""Seconds another process may take on a busy machine."""


def build(handbook, folder, at=AT, **options):
    return build_book(handbook, folder, now=at, timezone="Asia/Shanghai", **options)


def test_it_works(made_book):
    handbook, folder = made_book
    facts = json.loads((folder / "book.json").read_text())
    assert facts == {
        "hash": shelf.fingerprint(handbook),
        "made_at": "2026-11-25T20:00:00.000Z",
        "pages": 10,
        "pdf_bytes": (folder / "book.pdf").stat().st_size,
        "epub_bytes": (folder / "book.epub").stat().st_size,
    }
    assert sorted(one.name for one in folder.iterdir()) == [
        ".lock", "book.epub", "book.json", "book.pdf",
    ]  # fmt: skip


def test_the_same_content_is_not_built_again(made_book):
    handbook, folder = made_book
    before = (folder / "book.pdf").stat()
    again = build(handbook, folder)
    assert not again.anew
    assert again.made == shelf.find_made(folder)
    assert (folder / "book.pdf").stat() == before


@pytest.fixture
def small(tmp_path):
    """The least book, and an empty shelf."""
    body = "## 1.1 看 {#ch01-look level=J}\n\n看。\n"
    chapter(tmp_path / "handbook", body=body, terms=[], figures=[])
    (tmp_path / "shelf").mkdir()
    return tmp_path / "handbook", tmp_path / "shelf"


def test_force_builds_again_and_a_change_does_too(small):
    handbook, folder = small
    first = build(handbook, folder)
    later = AT.replace(hour=9)
    forced = build(handbook, folder, later, force=True)
    assert forced.anew
    assert (forced.made.hash, forced.made.made_at) == (first.made.hash, "2026-11-26T09:00:00.000Z")
    chapter(handbook, body="## 1.1 看 {#ch01-look level=J}\n\n再看。\n", terms=[], figures=[])
    changed = build(handbook, folder)
    assert changed.anew
    assert changed.made.hash != first.made.hash


def test_the_fingerprint_is_of_what_is_printed_and_of_the_builder(tmp_path):
    handbook = make_book.handbook(tmp_path / "handbook")
    seen = {shelf.fingerprint(handbook)}
    (handbook / "README.md").write_text("怎么写")
    (handbook / "01-first" / "figures.yaml").write_text("# 不印出来\n[]\n")
    assert {shelf.fingerprint(handbook)} == seen
    for name, text in (
        ("01-first/bar.svg", SVG.replace("一", "二")),
        ("01-first/terms.yaml", "[]"),
        ("laws.yaml", "[]"),
    ):
        (handbook / name).write_text(text, encoding="utf-8")
        seen.add(shelf.fingerprint(handbook))
    assert len(seen) == 4
    builder = [name for pattern in shelf.BUILDER for name in shelf.PACKAGE.glob(pattern)]
    assert all([*shelf.PACKAGE.glob(pattern)] for pattern in shelf.BUILDER)
    assert shelf.PACKAGE / "handbook" / "book" / "paper.py" in builder


def test_faulty_files_leave_the_book_as_it_is(small):
    handbook, folder = small
    chapter(handbook, status="half")
    with pytest.raises(ContentRefused):
        build(handbook, folder)
    assert shelf.find_made(folder) is None


def test_one_at_a_time(small):
    handbook, folder = small
    with shelf.only_maker(folder), pytest.raises(BookInTheMaking):
        build(handbook, folder)
    with shelf.only_maker(folder):
        assert shelf.find_made(folder) is None


def test_a_stroke_that_fails_leaves_no_half_file(small):
    _, folder = small
    (folder / "book.pdf").mkdir()
    made = MadeBook("ab" * 32, "2026-11-26T00:00:00.000Z", 1, 1, 1)
    with pytest.raises(OSError, match=r"book\.pdf"):
        shelf.put(folder, made, pdf=b"x", epub=b"x")
    assert [one.name for one in folder.iterdir()] == ["book.pdf"]


def waiting():
    return list(db.session.scalars(select(Job).where(Job.name == BUILD)))


def test_a_sync_asks_for_the_book_when_something_changed(site, tmp_path, now):
    handbook = make_book.handbook(tmp_path)
    sync_handbook(handbook, now)
    sync_laws(handbook, now)
    assert len(waiting()) == 2
    sync_handbook(handbook, now)
    sync_laws(handbook, now)
    assert len(waiting()) == 2


def test_the_job_is_done_when_the_book_on_the_shelf_is_that_of_the_files(site, tmp_path, now):
    folder = shelf.shelf_of(site.app.extensions["settings"].home)
    folder.mkdir()
    made = MadeBook(shelf.fingerprint(ROOT / "handbook"), "2026-11-26T00:00:00.000Z", 1, 1, 1)
    shelf.put(folder, made, pdf=b"x", epub=b"x")
    try:
        sync_handbook(make_book.handbook(tmp_path), now)
        jobs.run_all(now)
        jobs.run_all(now)
    finally:
        for one in folder.iterdir():
            one.unlink()
        folder.rmdir()
    assert [(job.done_at, job.problem) for job in waiting()] == [(now, "")]


def test_the_job_leaves_the_work_to_another_process(small, tmp_path):
    """Asked twice, it starts two; the second finds the first at work, or the book made."""
    handbook, folder = small
    folder.rename(tmp_path / "book")
    for _ in range(2):
        with pytest.raises(NotYet):
            have_book_built(handbook, tmp_path)
    until_made(tmp_path / "book")
    assert have_book_built(handbook, tmp_path) is None
    assert (tmp_path / "book" / "book.pdf").read_bytes().startswith(b"%PDF-1.7")


def until_made(folder):
    tick = threading.Event()
    for _ in range(PATIENCE * 10):
        if shelf.find_made(folder) is not None:
            return
        tick.wait(0.1)
    raise AssertionError("no book was made")

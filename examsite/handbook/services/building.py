"""The whole book as PDF and EPUB: made when its content has changed, by a process of its own."""

import os
import subprocess
import sys
import threading
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from examsite.handbook.book import shelf
from examsite.handbook.book.content import read_book
from examsite.handbook.book.epub import make_epub
from examsite.handbook.book.imprint import Imprint
from examsite.handbook.book.paper import make_pdf
from examsite.handbook.book.shelf import MadeBook
from examsite.kit import pdf
from examsite.kit.clock import local_date, rfc3339
from examsite.kit.jobs import NotYet

BUILD = "handbook.build_book"
"""The job that is asked for when the book's content has changed."""


@dataclass(frozen=True)
class Building:
    """What came of it: the book on the shelf, and whether it was made just now."""

    made: MadeBook
    anew: bool


def build_book(
    handbook: Path, folder: Path, *, now: datetime, timezone: str, force: bool = False
) -> Building:
    """Make the book of the files in `handbook` into `folder`, unless the one there is the same.

    Minutes of one processor and about 0.9 GB for three hundred pages. Raises ContentRefused for
    faulty files, NotReady without fonts, BookInTheMaking while another process is at it.
    """
    with shelf.only_maker(folder):
        hash_ = shelf.fingerprint(handbook)
        found = shelf.find_made(folder)
        if found is not None and found.hash == hash_ and not force:
            return Building(found, anew=False)
        pdf.require_fonts("serif", "sans")
        book = read_book(handbook)
        imprint = Imprint(hash_, now, local_date(now, timezone), book.makers)
        paper, epub = make_pdf(book, imprint), make_epub(book, imprint)
        made = MadeBook(hash_, rfc3339(now), pdf.count_pages(paper), len(paper), len(epub))
        shelf.put(folder, made, pdf=paper, epub=epub)
        return Building(made, anew=True)


def have_book_built(handbook: Path, home: Path) -> None:
    """Return when the book on the shelf is that of the files; else see to it and raise NotYet.

    The work is left to `examsite book build --background`: its memory goes back to the machine,
    it has a limit, and neither a worker's thread nor the sweep waits for it.
    """
    folder = shelf.shelf_of(home)
    found = shelf.find_made(folder)
    if found is not None and found.hash == shelf.fingerprint(handbook):
        return
    environment = {"EXAMSITE_HOME": str(home), "EXAMSITE_CONTENT": str(handbook.parent)}
    process = subprocess.Popen(
        [sys.executable, "-m", "examsite.cli", "book", "build", "--background"],
        env=os.environ | environment,
        stdin=subprocess.DEVNULL,
    )
    threading.Thread(target=process.wait, name="book", daemon=True).start()
    raise NotYet

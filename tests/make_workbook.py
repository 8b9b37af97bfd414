"""Builders for workbooks of items: filled in from entries, edited cell by cell, and hostile ones."""

import zipfile
from datetime import date
from io import BytesIO
from typing import Any

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from examsite.accounts.queries import get_document
from examsite.accounts.services.documents import give_consent
from examsite.items.policies import CONFIDENTIALITY
from examsite.items.workbook.layouts import TITLES
from examsite.items.workbook.writing import Surroundings, write_items
from examsite.kit.access import Viewer
from tests.cast import NOW
from tests.make_content import AREAS, item, testlet

AROUND = Surroundings(
    tuple(f"{area['area']} {area['title']}" for area in AREAS),
    (("ch01-look", "1.1 看数"), ("ch01-again", "1.2 再看")),
)
TODAY = date(2026, 11, 23)


def sign(*people: Viewer) -> None:
    """Each of them has accepted the confidentiality statement."""
    for person in people:
        give_consent(get_document(CONFIDENTIALITY), by=person, now=NOW)


def entry(kind: str = "single", number: int = 1, **changes: Any) -> dict[str, Any]:
    """An item of make_content with its pool; `id=""` is a new one."""
    made = testlet(number) if kind == "testlet" else item(kind, number)
    pool = "practice" if number > 500 else "exam"
    made = {"enemies": [], "laws": [], **made, "pool": pool, **changes}
    return {name: value for name, value in made.items() if value is not None}


def workbook(*entries: dict[str, Any]) -> bytes:
    """The entries as an author would send them."""
    return write_items(entries, AROUND)


def edited(data: bytes, cells: dict[tuple[str, int, str], Any], **more: Any) -> bytes:
    """The workbook with cells changed: (sheet, row, head) -> value; a text that begins with =
    becomes a formula, as in a spreadsheet. `more` are (sheet title -> function) edits."""
    book = load_workbook(BytesIO(data))
    for (title, row, head), value in cells.items():
        sheet = book[title]
        sheet.cell(row, column_of(sheet, head)).value = value
    for title, change in more.items():
        change(book[title])
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def column_of(sheet: Worksheet, head: str) -> int:
    """Where a head stands."""
    heads = [str(cell.value or "").rstrip("*") for cell in sheet[1]]
    return heads.index(head) + 1


def titles() -> list[str]:
    """The sheets that are filled in."""
    return list(TITLES.values())


def repacked(
    data: bytes, parts: dict[str, bytes | None], method: int = zipfile.ZIP_DEFLATED
) -> bytes:
    """The workbook's zip with parts replaced, added or, for None, left out."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(out, "w", method) as new:
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, content in parts.items():
            if content is not None:
                new.writestr(name, content)
    return out.getvalue()


def part(data: bytes, name: str) -> bytes:
    """One part of the workbook's zip."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return archive.read(name)

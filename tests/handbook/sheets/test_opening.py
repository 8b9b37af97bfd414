"""Files that are no forms: broken, hostile or too large. Each is refused, none costs much."""

import random
import zipfile
from io import BytesIO

import pytest

from examsite.domain.errors import Refusal
from examsite.handbook.sheets.opening import (
    MOST_BYTES,
    MOST_PARTS,
    MOST_UNPACKED,
    MOST_XML,
    open_workbook,
)
from examsite.handbook.sheets.problems import FileTooLarge, HasMacros, NotASpreadsheet
from examsite.handbook.sheets.reading import read_sheet
from examsite.handbook.sheets.writing import workbook_bytes
from tests.make_sheets import template

GOOD = workbook_bytes(template("settlement"))
SHEET = "xl/worksheets/sheet2.xml"


def packed(change=None, extra=None, how=zipfile.ZIP_DEFLATED):
    """The good file with parts replaced (name -> function of its bytes) and added."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(GOOD)) as old, zipfile.ZipFile(out, "w", how) as new:
        for name in old.namelist():
            body = old.read(name)
            new.writestr(name, (change or {}).get(name, lambda same: same)(body))
        for name, body in (extra or {}).items():
            new.writestr(name, body)
    return out.getvalue()


def test_it_works():
    book = open_workbook(GOOD)
    assert "结算单" in book.sheetnames
    book.close()
    assert open_workbook(packed(extra={"xl/media/image1.png": random.Random(1).randbytes(200_000)}))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PK",
        b"hello",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
        GOOD[: len(GOOD) // 2],
        GOOD[:-30],
        "货盘表,1,2\n".encode(),
    ],
    ids=["empty", "two bytes", "text", "old .xls", "half", "cut end", "csv"],
)
def test_what_is_no_xlsx_is_refused(data):
    with pytest.raises(NotASpreadsheet):
        read_sheet(data)


def test_another_kind_of_document_is_refused():
    types = {
        "[Content_Types].xml": lambda body: body.replace(
            b"spreadsheetml.sheet.main", b"wordprocessingml.document.main"
        )
    }
    with pytest.raises(NotASpreadsheet):
        read_sheet(packed(types))


@pytest.mark.parametrize(
    "name",
    [
        "xl/vbaProject.bin",
        "xl/VBAPROJECT.BIN",
        "xl/activeX/activeX1.bin",
        "xl/externalLinks/externalLink1.xml",
        "xl/macrosheets/sheet1.xml",
    ],
)
def test_macros_and_links_are_refused(name):
    with pytest.raises(HasMacros):
        read_sheet(packed(extra={name: b"<x/>"}))


@pytest.mark.parametrize(
    "head",
    [b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]>', b"<!doctype x>", b'<! ENTITY a "b">'],
)
def test_declarations_are_refused_before_they_are_read(head):
    with pytest.raises(NotASpreadsheet):
        read_sheet(
            packed(
                {
                    SHEET: lambda body: (
                        body.replace(b"?>", b"?>" + head, 1) if b"?>" in body else head + body
                    )
                }
            )
        )


def test_other_encodings_of_xml_are_refused():
    with pytest.raises(NotASpreadsheet):
        read_sheet(packed({SHEET: lambda body: body.decode().encode("utf-16")}))


def test_large_files_are_refused():
    with pytest.raises(FileTooLarge) as refused:
        read_sheet(GOOD + bytes(MOST_BYTES))
    assert refused.value.params == {"most": 5}


def test_a_part_that_unpacks_to_much_is_refused():
    with pytest.raises(FileTooLarge):
        read_sheet(packed(extra={"xl/media/bomb.bin": bytes(2_000_000)}))
    with pytest.raises(FileTooLarge):
        read_sheet(packed(extra={"xl/bomb.xml": random.Random(1).randbytes(MOST_XML + 1)}))


def test_many_parts_are_refused():
    with pytest.raises(FileTooLarge):
        read_sheet(packed(extra={f"xl/p{n}.bin": b"x" for n in range(MOST_PARTS)}))


def test_much_in_all_is_refused():
    """No single part is large or packed suspiciously well; together they are too much."""
    chance = random.Random(2)
    body = b"".join(chance.randbytes(64) + bytes(1_900) for _ in range(1_400))
    many = packed(extra={f"xl/media/{n}.png": body for n in range(MOST_UNPACKED // len(body) + 1)})
    assert len(many) < MOST_BYTES
    with pytest.raises(FileTooLarge):
        read_sheet(many)


def test_encrypted_parts_are_refused():
    marked = bytearray(GOOD)
    for at in range(len(marked) - 10):
        if marked[at : at + 4] == b"PK\x01\x02":
            marked[at + 8] |= 1
    with pytest.raises(NotASpreadsheet):
        read_sheet(bytes(marked))


def test_a_part_that_lies_about_its_size_is_refused():
    lying = bytearray(packed(extra={"xl/media/lie.xml": b"<a>" + b"x" * 4_000 + b"</a>"}))
    at = lying.rindex(b"PK\x01\x02")
    lying[at + 24 : at + 28] = (10).to_bytes(4, "little")
    with pytest.raises(NotASpreadsheet):
        read_sheet(bytes(lying))


@pytest.mark.parametrize(
    "part",
    [
        SHEET,
        "xl/workbook.xml",
        "xl/styles.xml",
        "xl/_rels/workbook.xml.rels",
        "[Content_Types].xml",
    ],
)
def test_a_broken_part_is_refused(part):
    for broken in (b"", b"<", b"<a></b>", b"\xff\xff\xff"):
        with pytest.raises(NotASpreadsheet):
            read_sheet(packed({part: lambda _body, broken=broken: broken}))


def test_a_row_far_out_is_not_walked_to():
    """A single cell in the last row must not make a million."""
    far = b'<row r="1048576"><c r="A1048576"><v>1</v></c></row></sheetData>'
    changed = packed({SHEET: lambda body: body.replace(b"</sheetData>", far, 1)})
    with pytest.raises(Refusal) as refused:
        read_sheet(changed)
    assert refused.value.code == "sheet_refused"


def test_any_damage_is_refused_in_words():
    """Whatever byte is wrong, the answer is a refusal or the form, never another error."""
    chance = random.Random(20261125)
    answers = set()
    for _ in range(150):
        damaged = bytearray(GOOD)
        for _ in range(chance.randint(1, 6)):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        try:
            read_sheet(bytes(damaged))
        except Refusal as refusal:
            answers.add(refusal.code)
    assert "not_a_spreadsheet" in answers


def test_any_damage_inside_a_part_is_refused_in_words():
    chance = random.Random(20261126)
    parts = [
        SHEET,
        "xl/workbook.xml",
        "xl/styles.xml",
        "xl/sharedStrings.xml",
        "docProps/custom.xml",
    ]
    answers = set()
    for number in range(120):

        def damage(body):
            held = bytearray(body)
            for _ in range(chance.randint(1, 4)):
                at = chance.randrange(len(held))
                held[at : at + chance.randint(0, 3)] = bytes([chance.randrange(32, 127)])
            return bytes(held)

        try:
            read_sheet(packed({parts[number % len(parts)]: damage}, how=zipfile.ZIP_STORED))
        except Refusal as refusal:
            answers.add(refusal.code)
    assert {"not_a_spreadsheet", "sheet_refused"} <= answers

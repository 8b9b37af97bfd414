"""Files that are no forms: broken, hostile or too large. Each is refused, none costs much."""

import random
import zipfile
from io import BytesIO

import pytest

from examsite.domain.errors import Refusal
from examsite.handbook.sheets.reading import read_sheet
from examsite.handbook.sheets.writing import workbook_bytes
from examsite.kit.spreadsheet import BadWorkbook, open_workbook
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
    "data", [b"", b"hello", GOOD[: len(GOOD) // 2]], ids=["empty", "text", "half"]
)
def test_what_is_no_xlsx_is_refused(data):
    """What else a file may not be is the business of tests/kit/test_spreadsheet.py."""
    with pytest.raises(BadWorkbook):
        read_sheet(data)


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
        with pytest.raises(BadWorkbook):
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
    assert "not_a_workbook" in answers


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
    assert {"bad_workbook", "sheet_refused"} <= answers

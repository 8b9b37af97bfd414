"""Workbooks as hostile files: refused by what they are, whatever they are called, and quickly."""

import tracemalloc
import zipfile
from datetime import date, datetime
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from examsite.kit import spreadsheet
from examsite.kit.spreadsheet import (
    BadWorkbook,
    EmptyFile,
    NotAWorkbook,
    WorkbookNotPlain,
    WorkbookTooLarge,
    put_text,
    read_workbook,
)
from tests.make_workbook import part, repacked

SHEET = "xl/worksheets/sheet1.xml"
HEAD = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
END = b"</sheetData></worksheet>"


def made(*rows, change=None):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    if change is not None:
        change(book)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def with_sheet(cells: bytes, around: bytes = HEAD):
    """A workbook whose only sheet is this XML."""
    return repacked(made(["a"]), {SHEET: around + cells + END})


def texts(data):
    (sheet,) = read_workbook(data)
    return {cell.ref: cell.text for row in sheet.rows.values() for cell in row.values()}


def faults(data):
    (sheet,) = read_workbook(data)
    return {cell.ref: cell.fault for row in sheet.rows.values() for cell in row.values()}


def test_it_works():
    data = made(
        ["题干", 2.0, 0.5, True, None],
        [" 行\r\n二 ", date(2026, 11, 22), datetime(2026, 11, 22, 9, 30), "  ", 40000000],
    )
    assert texts(data) == {
        "A1": "题干", "B1": "2", "C1": "0.5", "D1": "TRUE",
        "A2": "行\n二", "B2": "2026-11-22", "C2": "2026-11-22T09:30:00", "E2": "40000000",
    }  # fmt: skip


def test_formulas_and_error_values_are_faults_of_their_cells():
    data = made(["a", "=1+1", "#N/A"], ["=SUM(A1:A2)"])
    found = faults(data)
    assert found["A1"] == ""
    assert "是公式" in found["B1"]
    assert "是公式" in found["A2"]
    assert "错误值 #N/A" in found["C1"]


@pytest.mark.parametrize(
    "formula",
    [
        b'<c r="B1"><f t="array" ref="B1:B2">SUM(A1)</f><v>1</v></c>',
        b'<c r="B1"><f t="shared" si="0"/><v>1</v></c>',
        b'<c r="B1"><f t="dataTable" ref="B1:B2" dt2D="1" dtr="1" r1="A1" r2="A2"/><v>1</v></c>',
        b'<c r="B1" t="str"><f>HYPERLINK("http://x")</f><v>x</v></c>',
    ],
)
def test_every_kind_of_formula_is_one(formula):
    data = with_sheet(b'<row r="1"><c r="A1"><v>1</v></c>' + formula + b"</row>")
    assert "是公式" in faults(data)["B1"]


def test_a_text_that_looks_like_a_formula_is_text():
    book = Workbook()
    put_text(book.active, 1, 1, "=1+1")
    out = BytesIO()
    book.save(out)
    assert texts(out.getvalue()) == {"A1": "=1+1"}
    cell = load_workbook(BytesIO(out.getvalue())).active["A1"]
    assert (cell.data_type, cell.quotePrefix) == ("s", True)


@settings(max_examples=60)
@given(
    st.text(st.characters(blacklist_categories=("Cc", "Cs"), blacklist_characters="_"), max_size=40)
)
def test_any_text_comes_back(text):
    book = Workbook()
    put_text(book.active, 1, 1, "头")
    put_text(book.active, 2, 1, text)
    out = BytesIO()
    book.save(out)
    assert texts(out.getvalue()).get("A2", "") == text.strip()


@pytest.mark.parametrize("text", ["长" * 32_768, "a\0b", "a\x1bb"])
def test_what_a_cell_cannot_hold_is_not_cut_off(text):
    with pytest.raises(ValueError, match="cell"):
        put_text(Workbook().active, 1, 1, text)


def test_too_long_a_text_and_control_characters_are_faults():
    long = "长".encode() * 32_768
    row = (
        b'<row r="1"><c r="A1" t="inlineStr"><is><t>' + long + b"</t></is></c>"
        b'<c r="B1" t="inlineStr"><is><t>a&#127;b</t></is></c></row>'
    )
    found = faults(with_sheet(row))
    assert "超过 32767 个字符" in found["A1"]
    assert "控制字符" in found["B1"]


# --- what is not read at all -----------------------------------------------------------------


def bomb():
    """10 kB that unpack to 60 MB of spaces."""
    return repacked(made(["a"]), {SHEET: HEAD + b" " * 60_000_000 + END})


def many_bombs():
    """Small enough each, too much together."""
    parts = {f"xl/worksheets/sheet{n}.xml": HEAD + b" " * 4_000_000 + END for n in range(1, 9)}
    return repacked(made(["a"]), parts)


def lying_size():
    """Says in its directory that a part unpacks to a few bytes."""
    data = bytearray(bomb())
    size = len(HEAD) + 60_000_000 + len(END)
    return bytes(data.replace(size.to_bytes(4, "little"), (100).to_bytes(4, "little")))


XXE = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    + HEAD
    + b'<row r="1"><c r="A1" t="inlineStr"><is><t>&e;</t></is></c></row>'
)
LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha">'
    + b"".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">'.encode() for n in range(9))
    + b"]>"
    + HEAD
    + b'<row r="1"><c r="A1" t="inlineStr"><is><t>&j;</t></is></c></row>'
)


def sheet_of(xml: bytes):
    return repacked(made(["a"]), {SHEET: xml + END})


def strings_of(xml: bytes):
    return repacked(made(["a"]), {"xl/sharedStrings.xml": xml})


def renamed_type(kind: bytes):
    """A workbook that says it is another kind."""
    data = made(["a"])
    types = part(data, "[Content_Types].xml")
    return repacked(data, {"[Content_Types].xml": types.replace(b"spreadsheetml.sheet.main", kind)})


NOT_READ = {
    "nothing": (b"", EmptyFile),
    "a renamed CSV": ("题号,题干\nJ-A-001,先做什么？\n".encode(), NotAWorkbook),
    "a page": (b"<!doctype html><table></table>", NotAWorkbook),
    "an old .xls or a password": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, NotAWorkbook),
    "half a zip": (made(["a"])[:900], NotAWorkbook),
    "a zip of something else": (repacked(made(["a"]), {"[Content_Types].xml": b"<Types/>"}), NotAWorkbook),
    "a zip without types": (repacked(made(["a"]), {"[Content_Types].xml": None}), NotAWorkbook),
    "with macros by type": (renamed_type(b"ms-excel.sheet.macroEnabled.main"), NotAWorkbook),
    "with macros by part": (repacked(made(["a"]), {"xl/vbaProject.bin": b"x"}), WorkbookNotPlain),
    "with links": (repacked(made(["a"]), {"xl/externalLinks/externalLink1.xml": b"<x/>"}), WorkbookNotPlain),
    "with something inside": (repacked(made(["a"]), {"xl/embeddings/a.bin": b"x"}), WorkbookNotPlain),
    "with an entity in a sheet": (sheet_of(XXE), WorkbookNotPlain),
    "with entities in entities": (sheet_of(LAUGHS), WorkbookNotPlain),
    "with an entity in its strings": (strings_of(b'<!DOCTYPE s SYSTEM "http://127.0.0.1/x"><sst/>'), WorkbookNotPlain),
    "in UTF-16": (sheet_of(HEAD.decode().encode("utf-16")), WorkbookNotPlain),
    "in a code page that hides": (sheet_of(b'<?xml version="1.0" encoding="cp037"?>' + HEAD), WorkbookNotPlain),
    "ten thousand columns": (with_sheet(b'<row r="1"><c r="NTP1"><v>1</v></c></row>'), WorkbookTooLarge),
    "10,000 columns, all filled": (with_sheet(b'<row r="1">' + b"<c><v>1</v></c>" * 10_000 + b"</row>"), WorkbookTooLarge),
    "2,002 rows": (with_sheet(b'<row><c><v>1</v></c></row>' * 2_002), WorkbookTooLarge),
    "a row a million rows down": (with_sheet(b'<row r="99999999999"><c r="A99999999999"><v>1</v></c></row>'), WorkbookTooLarge),
    "a million tags": (with_sheet(b"<row/>" * 900_000), WorkbookTooLarge),
    "broken XML": (with_sheet(b"<row><c>"), BadWorkbook),
    "a number of 5,000 digits": (with_sheet(b'<row r="1"><c r="A1"><v>' + b"9" * 5_000 + b"</v></c></row>"), BadWorkbook),
    "a string that is not there": (with_sheet(b'<row r="1"><c r="A1" t="s"><v>77</v></c></row>'), BadWorkbook),
    "a place that is none": (with_sheet(b'<row r="1"><c r="??"><v>1</v></c></row>'), BadWorkbook),
    "a bomb": (bomb(), WorkbookTooLarge),
    "bombs": (many_bombs(), WorkbookTooLarge),
    "a bomb that lies": (lying_size(), NotAWorkbook),
    "a bomb of styles": (repacked(made(["a"]), {"xl/styles.xml": b"<a/>" * 1_200_000}), WorkbookTooLarge),
    "50 MB": (b"PK\x03\x04" + b"\0" * 50_000_000, WorkbookTooLarge),
}  # fmt: skip


@pytest.mark.parametrize("name", NOT_READ)
def test_what_is_not_a_plain_workbook_is_not_read(name):
    data, refusal = NOT_READ[name]
    tracemalloc.start()
    try:
        with pytest.raises(refusal) as refused:
            read_workbook(data)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 200 * 1024 * 1024
    assert refused.value.message % refused.value.params


def test_what_a_file_says_of_its_size_is_not_believed():
    huge = b'<row r="1"><c r="A1"><v>1</v></c></row>'
    around = HEAD.replace(b"<sheetData>", b'<dimension ref="A1:XFD1048576"/><sheetData>')
    assert texts(with_sheet(huge, around)) == {"A1": "1"}


def test_empty_cells_far_away_do_not_count():
    """Whoever formats whole columns has not filled them in."""
    far = b'<row r="1"><c r="A1"><v>1</v></c><c r="XFD1" s="0"/></row><row r="1048576"><c r="A1048576" s="0"/></row>'
    assert texts(with_sheet(far)) == {"A1": "1"}


def test_as_many_sheets_as_people_need():
    def add(book):
        for _ in range(spreadsheet.MOST_SHEETS):
            book.create_sheet()

    with pytest.raises(WorkbookTooLarge):
        read_workbook(made(["a"], change=add))


def test_a_zip_of_too_many_parts_is_not_opened():
    extra = {f"xl/media/{n}.png": b"x" for n in range(spreadsheet.MOST_PARTS)}
    with pytest.raises(WorkbookTooLarge):
        read_workbook(repacked(made(["a"]), extra))


def test_stored_without_packing_is_fine():
    data = repacked(made(["a"]), {}, zipfile.ZIP_STORED)
    assert texts(data) == {"A1": "a"}

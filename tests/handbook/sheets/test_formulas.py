"""The forms' formulas: the handbook's examples give the handbook's numbers, and nothing ever breaks."""

import re
from datetime import date, time
from io import BytesIO

import openpyxl
import pytest
from openpyxl.utils.datetime import to_excel

from examsite.handbook.sheets.library import TEMPLATES
from examsite.handbook.sheets.placing import place
from examsite.handbook.sheets.shapes import NUMERIC, Kind
from examsite.handbook.sheets.writing import workbook_bytes
from tests.handbook.sheets import (
    examples_diagnosis,
    examples_goods,
    examples_money,
    examples_show,
)
from tests.make_sheets import fill, template
from tests.spreadsheet import Spreadsheet

EXAMPLES = [
    *examples_diagnosis.EXAMPLES,
    *examples_goods.EXAMPLES,
    *examples_show.EXAMPLES,
    *examples_money.EXAMPLES,
]


def slot_at(layout, name):
    """The slot of `block.key` or `block.row.key`."""
    parts = name.split(".")
    return layout.slot(parts[0], parts[-1], parts[1] if len(parts) == 3 else "")


def wanted(printed):
    """(value, tolerance) of a number as the chapter prints it."""
    if isinstance(printed, date):
        return to_excel(printed), 1e-9
    if isinstance(printed, time):
        return (printed.hour * 3600 + printed.minute * 60 + printed.second) / 86400, 1e-9
    percent = isinstance(printed, str)
    text = str(printed).removesuffix("%")
    places = len(text.partition(".")[2])
    scale = 100 if percent else 1
    return float(text) / scale, 0.5000001 / 10**places / scale


def agrees(got, printed):
    if isinstance(printed, str) and not re.fullmatch(r"-?[\d.]+%", printed):
        return got == printed
    value, tolerance = wanted(printed)
    return isinstance(got, int | float) and abs(got - value) <= tolerance


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: f"{one.form} {one.passage}")
def test_it_works(example):
    sheet = Spreadsheet(fill(example.form, example.values))
    layout = place(template(example.form))
    wrong = []
    for name, printed in example.shown.items():
        cell = slot_at(layout, name).cell
        got = sheet.value(cell.page, cell.address)
        if not agrees(got, printed):
            wrong.append(f"{name} ({cell.name}): {got!r}, not {printed!r}")
    assert not wrong, wrong


def computed(form):
    layout = place(form)
    for placed in layout.blocks:
        for slot in (*placed.slots, *placed.totals):
            if slot.entry is not None and slot.entry.computed:
                yield slot.cell


@pytest.mark.parametrize("form", TEMPLATES, ids=lambda one: one.name)
def test_an_empty_form_shows_no_error_and_no_number_from_nowhere(form):
    sheet = Spreadsheet(openpyxl.load_workbook(BytesIO(workbook_bytes(form))))
    for cell in computed(form):
        got = sheet.value(cell.page, cell.address)
        assert got in ("", 0) or isinstance(got, str) or cell.page in FROM_DEFAULTS, cell.name


FROM_DEFAULTS = {"讲品卡", "回看与追溯"}
"""Pages on which something can be worked out from what stands in the form: seconds, days."""


@pytest.mark.parametrize("value", [0, 1])
@pytest.mark.parametrize("form", TEMPLATES, ids=lambda one: one.name)
def test_zeros_everywhere_break_nothing(form, value):
    """Every number the same: no denominator is left, no error is shown."""
    book = openpyxl.load_workbook(BytesIO(workbook_bytes(form)))
    layout = place(form)
    for placed in layout.blocks:
        for slot in placed.slots:
            entry = slot.entry
            if entry is None or not entry.filled_in:
                continue
            cell = book[slot.cell.page][slot.cell.address]
            if entry.kind in NUMERIC:
                cell.value = value
            elif entry.kind is Kind.CHOICE:
                cell.value = entry.choices[0]
            elif entry.kind in {Kind.DATE, Kind.MOMENT}:
                cell.value = date(2026, 11, 22)
            elif entry.kind is Kind.TIME:
                cell.value = time(20)
            else:
                cell.value = "字"
    sheet = Spreadsheet(book)
    shown = [sheet.value(cell.page, cell.address) for cell in computed(form)]
    assert shown
    assert all(isinstance(one, int | float | str) for one in shown)


@pytest.mark.parametrize("form", TEMPLATES, ids=lambda one: one.name)
def test_formulas_use_only_functions_that_every_spreadsheet_has(form):
    book = openpyxl.load_workbook(BytesIO(workbook_bytes(form)))
    known = set(re.findall(r'"([A-Z]+)"', FUNCTION_NAMES))
    used = {
        name
        for page in book.worksheets
        for row in page.iter_rows()
        for cell in row
        if cell.data_type == "f"
        for name in re.findall(r"([A-Z]+)\(", re.sub(r'"[^"]*"', "", cell.value))
    }
    assert used <= known, used - known


FUNCTION_NAMES = """
"ABS" "AND" "COUNT" "COUNTA" "COUNTIF" "EDATE" "IF" "IFERROR" "INDEX" "INT" "LARGE" "LEFT" "LEN" "LN" "MATCH"
"MAX" "MEDIAN" "MIN" "MOD" "N" "OR" "ROUND" "ROUNDUP" "SUM" "SUMIF" "SUMPRODUCT" "TEXT"
"""
"""All of them are in Excel 2007, WPS and LibreOffice."""

"""The forms as files: recognisable, locked, validated, printable, and the same bytes every time."""

import hashlib
import subprocess
import sys
import zipfile
from io import BytesIO

import openpyxl
import pytest

from examsite.handbook.sheets import look
from examsite.handbook.sheets.library import TEMPLATES, find_template, templates_of_chapter
from examsite.handbook.sheets.placing import GUIDE, letters, place
from examsite.handbook.sheets.shapes import Kind, Words
from examsite.handbook.sheets.validation import rule_for
from examsite.handbook.sheets.writing import MARK, workbook_bytes, write_workbook
from tests.house.source import ROOT

each_form = pytest.mark.parametrize("form", TEMPLATES, ids=lambda one: one.name)
LAYOUTS = {
    "diagnosis": (1, "ab06c95f2a71"),
    "plan": (1, "8412e61adc08"),
    "assortment": (1, "f9cbad7b4252"),
    "pitch": (1, "ac75211ddb9e"),
    "timeline": (1, "d2f8097a0ad8"),
    "pre-show": (1, "8ea3306bab66"),
    "incident-cards": (1, "fbb6459b7a34"),
    "live-log": (1, "63ca74086dd1"),
    "review": (1, "f31e12faae18"),
    "settlement": (1, "60dc25d284a2"),
}
"""Version and layout of each form that has been given out; see the last test."""


def opened(form):
    return openpyxl.load_workbook(BytesIO(workbook_bytes(form)))


def slots(form):
    for placed in place(form).blocks:
        yield from (*placed.slots, *placed.totals)


@each_form
def test_it_works(form):
    book = opened(form)
    assert book.sheetnames == [GUIDE, *(page.title for page in form.pages)]
    assert book[GUIDE]["A1"].value == form.title
    assert book.defined_names[MARK].attr_text == f'"{form.name}/{form.version}"'
    assert book.defined_names[MARK].hidden
    assert [(one.name, one.value) for one in book.custom_doc_props.props] == [
        (MARK, f"{form.name}/{form.version}")
    ]
    assert len(workbook_bytes(form)) < 100_000


def test_there_are_ten_and_names_are_unique():
    assert len({form.name for form in TEMPLATES}) == len(TEMPLATES) == 10
    assert find_template("settlement").title == "结算单"
    assert find_template("none") is None
    assert [form.title for form in templates_of_chapter(1)] == ["诊断单", "操盘方案", "盯盘记录"]
    assert templates_of_chapter(18) == []


@each_form
def test_what_is_worked_out_is_locked_and_looks_so(form):
    book = opened(form)
    for slot in slots(form):
        if slot.entry is None or slot.entry.kind is Kind.LABEL:
            continue
        cell = book[slot.cell.page][slot.cell.address]
        assert cell.protection.locked is slot.entry.computed, slot.cell.name
        fill = cell.fill.fgColor.rgb[-6:]
        assert (fill == look.PAPER_0) is slot.entry.filled_in, slot.cell.name
        if slot.entry.computed:
            assert cell.data_type == "f"
            assert cell.number_format != "@"
    for sheet in book.worksheets:
        assert sheet.protection.sheet
        assert sheet.protection.password is None


@each_form
def test_every_cell_to_fill_in_is_validated(form):
    book = opened(form)
    for slot in slots(form):
        if slot.entry is None or not slot.entry.filled_in:
            continue
        rules = [
            rule
            for rule in book[slot.cell.page].data_validations.dataValidation
            if slot.cell.address in rule.sqref
        ]
        assert len(rules) == 1, slot.cell.name
        assert rules[0].error, slot.cell.name
        assert (rules[0].type == "list") is bool(slot.entry.choices)
        assert len(rules[0].formula1) <= 255


@each_form
def test_pages_freeze_their_head_and_print_on_a4(form):
    book = opened(form)
    layout = place(form)
    for page in form.pages:
        sheet = book[page.title]
        assert (sheet.page_setup.paperSize, sheet.page_setup.fitToWidth) == (9, 1)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.page_setup.orientation == ("landscape" if page.landscape else "portrait")
        assert form.title in sheet.oddFooter.left.text
        assert f"第 {form.version} 版" in sheet.oddFooter.left.text
        assert sheet.oddHeader.left.text == form.title
        if page.freeze:
            first = layout.block(page.freeze).first_data
            assert sheet.freeze_panes == f"{letters(page.frozen_columns + 1)}{first}"
            assert sheet.print_title_rows.endswith(f"${first - 1}")
            assert sum(sheet.row_dimensions[row].height for row in range(1, first)) < 220


@each_form
def test_everything_fits_into_its_columns_and_nothing_overlaps(form):
    layout = place(form)
    keys = [one.block.key for one in layout.blocks if not isinstance(one.block, Words)]
    assert len(set(keys)) == len(keys)
    taken = {}
    for placed in layout.blocks:
        cells = [slot.cell for slot in (*placed.slots, *placed.totals)]
        cells += [cell for cell, _, role in placed.printed if role != "total"]
        for cell in cells:
            assert cell.column + cell.span - 1 <= len(placed.page.widths), cell.name
            for column in range(cell.column, cell.column + cell.span):
                at = (cell.page, cell.row, column)
                assert at not in taken, f"{cell.name} and {taken[at]}"
                taken[at] = cell.name


@each_form
def test_printed_words_fit_into_their_cells(form):
    book = opened(form)
    for placed in place(form).blocks:
        for cell, words, role in placed.printed:
            room = sum(placed.page.widths[cell.column - 1 : cell.column - 1 + cell.span])
            needed = look.height(words, room, look.ROLES[role])
            assert book[cell.page].row_dimensions[cell.row].height >= needed - 12, (
                cell.name,
                words,
            )
            longest = max(words.split("\n"), key=len)
            assert look.measure(longest) < 3.2 * room or role in {"note", "title"}, (
                cell.name,
                words,
            )


@each_form
def test_names_point_at_their_cells(form):
    book = opened(form)
    for slot in slots(form):
        if slot.entry is not None and slot.entry.name and not slot.row:
            target = book.defined_names[slot.entry.name].attr_text
            assert target == f"'{slot.cell.page}'!{slot.cell.fixed}"
    assert all("[" not in name.attr_text for name in book.defined_names.values())


@each_form
def test_no_macros_no_links_no_times(form):
    with zipfile.ZipFile(BytesIO(workbook_bytes(form))) as packed:
        names = packed.namelist()
        assert not [name for name in names if "vba" in name or "externalLink" in name]
        assert {part.date_time for part in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"2026-11-25T00:00:00Z" in packed.read("docProps/core.xml")


@each_form
def test_the_same_definition_gives_the_same_bytes(form):
    assert write_workbook(form) == workbook_bytes(form)


def test_another_process_gives_the_same_bytes():
    """Nothing hangs on the order of sets or on the clock."""
    code = (
        "import hashlib\n"
        "from examsite.handbook.sheets.library import TEMPLATES\n"
        "from examsite.handbook.sheets.writing import workbook_bytes\n"
        "print([hashlib.sha256(workbook_bytes(one)).hexdigest() for one in TEMPLATES])"
    )
    here = [hashlib.sha256(workbook_bytes(one)).hexdigest() for one in TEMPLATES]
    run = [sys.executable, "-c", code]
    seed = {"PYTHONHASHSEED": "7", "PYTHONPATH": str(ROOT), "TZ": "Asia/Tokyo"}
    told = subprocess.run(run, cwd=ROOT, env=seed, check=True, capture_output=True, text=True)
    assert told.stdout.strip() == str(here)


@each_form
def test_choices_and_ranges_can_be_written_down(form):
    for slot in slots(form):
        entry = slot.entry
        if entry is None or not entry.filled_in:
            continue
        assert entry.label or slot.row, slot.cell.name
        assert not [one for one in entry.choices if "," in one or '"' in one]
        assert bool(entry.choices) is (entry.kind is Kind.CHOICE)
        assert rule_for(entry).error
        if entry.default is not None and entry.choices:
            assert entry.default in entry.choices


def taken(entry):
    """What an entry takes."""
    return (entry.required, entry.low, entry.high, *entry.choices)


def layout_of(form):
    """What a reader of filled forms relies on: which cell holds what, and what it takes."""
    held = [
        (cell.name, cell.span, slot.row, slot.label, entry.key, entry.kind.value, *taken(entry))
        for slot in slots(form)
        for cell, entry in [(slot.cell, slot.entry)]
        if entry is not None and not entry.computed
    ]
    return hashlib.sha256(repr(held).encode()).hexdigest()[:12]


@each_form
def test_a_changed_layout_is_a_new_version(form):
    """Forms that people have downloaded must be read by the layout they were printed with.

    When this fails: raise the form's `version`, then write down its new layout here.
    """
    assert LAYOUTS[form.name] == (form.version, layout_of(form))

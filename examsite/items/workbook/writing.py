"""Items into a workbook: every cell is text, lists to choose from are drop-downs."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from examsite.domain.terms import ItemType
from examsite.items.workbook.blocks import Column
from examsite.items.workbook.examples import EXAMPLES
from examsite.items.workbook.guide import guide_lines
from examsite.items.workbook.layouts import (
    CHOICE_SHEET,
    GUIDE_SHEET,
    LAYOUTS,
    PASSAGE_SHEET,
    TESTLET,
    Layout,
)
from examsite.items.workbook.rows import Entry
from examsite.items.workbook.values import COGNITIVE, LEVELS, MADE_BY, POOLS
from examsite.kit.lazy import lazy
from examsite.kit.spreadsheet import MOST_COLUMNS, MOST_ROWS, fits_cell, put_text

openpyxl = lazy("openpyxl")
styles = lazy("openpyxl.styles")
validation = lazy("openpyxl.worksheet.datavalidation")
letters = lazy("openpyxl.utils")
INK, PAPER, NEEDED, LINE = "FF2B2622", "FFF3EEE6", "FFE9D3C8", "FFD9D0C3"
TEXT_FORMAT = "@"
"""Cells of this format keep what is typed as it is typed: 4.00, 1-2, =x."""


@dataclass(frozen=True)
class Surroundings:
    """What authors choose from: areas as they are called, passages with their titles."""

    areas: tuple[str, ...]
    passages: tuple[tuple[str, str], ...]

    def choices(self) -> dict[str, list[str]]:
        """The drop-down lists by name."""
        return {
            "级别": list(LEVELS),
            "知识域": list(self.areas),
            "题池": list(POOLS),
            "认知": list(COGNITIVE),
            "编写方式": list(MADE_BY),
            "答案": ["对", "错"],
        }


@dataclass
class _Book:
    """The workbook in the making: how its cells look, where each list of choices stands."""

    book: Any
    style: Any
    ranges: dict[str, str] = field(default_factory=dict)


def template(around: Surroundings) -> bytes:
    """An empty workbook with an example on every sheet."""
    return write_items(EXAMPLES, around)


def write_items(
    entries: Iterable[Entry], around: Surroundings, *, left_out: Iterable[str] = ()
) -> bytes:
    """The items, one row each, the parts of testlets on the sheets of their own types.

    An entry is an item as its YAML file has it, with its `pool`. The sheet 说明 names the items
    that no workbook can hold, and those `left_out` before.
    """
    kept, without = [], list(left_out)
    for entry in entries:
        if all(_fits(kind, one) for kind, one in _rows_of(entry)):
            kept.append(entry)
        else:
            without.append(entry["id"])
    rows = [pair for entry in kept for pair in _rows_of(entry)]
    book = openpyxl.Workbook()
    guide = book.active
    guide.title = GUIDE_SHEET
    made = _Book(book, _cell_style(guide))
    _add_choices(made, around)
    for kind, layout in LAYOUTS.items():
        _add_sheet(made, layout, [row for of, row in rows if of is kind], around)
    _write_guide(guide, guide_lines(without))
    _put_last(made)
    out = BytesIO()
    made.book.save(out)
    return out.getvalue()


def _rows_of(entry: Entry) -> list[tuple[ItemType, Entry]]:
    """The item's own row, and one for each part of a testlet."""
    kind = ItemType(entry["type"])
    if kind is not ItemType.TESTLET:
        return [(kind, entry)]
    order = [part["id"] for part in entry["parts"]]
    parts = [(ItemType(part["type"]), part | {TESTLET: entry["id"]}) for part in entry["parts"]]
    return [(kind, entry | {"order": order}), *parts]


def _cells(layout: Layout, entry: Entry) -> dict[str, str]:
    is_part = TESTLET in entry
    blocks = (*layout.asked, *layout.as_part) if is_part else (*layout.asked, *layout.around)
    return {head: text for block in blocks for head, text in block.put(entry).items() if text}


def _fits(kind: ItemType, entry: Entry) -> bool:
    """Whether one sheet has the columns and its cells the room for this row."""
    layout = LAYOUTS[kind]
    if len(layout.columns([entry])) > MOST_COLUMNS:
        return False
    return all(fits_cell(text) for text in _cells(layout, entry).values())


def _add_sheet(made: _Book, layout: Layout, entries: Sequence[Entry], around: Surroundings) -> None:
    sheet = made.book.create_sheet(layout.title)
    columns = layout.columns(entries)
    areas = {title[0]: title for title in around.areas}
    for at, column in enumerate(columns, start=1):
        _head(sheet, at, column)
        _offer(made, sheet, at, column)
    places = {column.head: at for at, column in enumerate(columns, start=1)}
    for number, entry in enumerate(entries, start=2):
        cells = _cells(layout, entry)
        if "知识域" in cells:
            cells["知识域"] = areas.get(cells["知识域"], cells["知识域"])
        for head, text in cells.items():
            put_text(sheet, number, places[head], text, style=made.style)
    sheet.freeze_panes = "B2"


def _cell_style(sheet: Any) -> Any:
    """How every cell looks, from a cell that is not written: made once, for it is slow to make."""
    cell = sheet.cell(1, 1)
    cell.number_format = TEXT_FORMAT
    cell.alignment = styles.Alignment(wrap_text=True, vertical="top")
    return cell._style


def _head(sheet: Any, at: int, column: Column) -> None:
    """The head of a column, a star where every row needs it; the column is for text."""
    cell = put_text(sheet, 1, at, f"{column.head}{'*' if column.needed else ''}")
    cell.font = styles.Font(bold=True, color=INK)
    cell.fill = styles.PatternFill("solid", fgColor=NEEDED if column.needed else PAPER)
    cell.alignment = styles.Alignment(wrap_text=True, vertical="center")
    cell.border = styles.Border(bottom=styles.Side("thin", color=LINE))
    shape = sheet.column_dimensions[letters.get_column_letter(at)]
    shape.width, shape.number_format = column.width, TEXT_FORMAT


def _offer(made: _Book, sheet: Any, at: int, column: Column) -> None:
    """What to write, shown beside the cell when it is chosen; a list where there is one."""
    area = f"{letters.get_column_letter(at)}2:{letters.get_column_letter(at)}{MOST_ROWS + 1}"
    rule = validation.DataValidation(allow_blank=True, showInputMessage=True, sqref=area)
    rule.promptTitle, rule.prompt = column.head, column.fill
    if column.choices in made.ranges:
        rule.type, rule.formula1 = "list", made.ranges[column.choices]
        rule.showErrorMessage = True
        rule.errorTitle, rule.error = column.head, "请从下拉列表里选"
    sheet.add_data_validation(rule)


def _add_choices(made: _Book, around: Surroundings) -> None:
    """The lists on a sheet of their own, and the passages on one that people read."""
    sheet = made.book.create_sheet(CHOICE_SHEET)
    for at, (name, values) in enumerate(around.choices().items(), start=1):
        for number, value in enumerate([name, *values], start=1):
            put_text(sheet, number, at, value)
        letter = letters.get_column_letter(at)
        made.ranges[name] = f"'{CHOICE_SHEET}'!${letter}$2:${letter}${max(2, len(values) + 1)}"
    sheet.sheet_state = "hidden"
    passages = made.book.create_sheet(PASSAGE_SHEET)
    for number, pair in enumerate([("段落编号", "标题"), *around.passages], start=1):
        for at, text in enumerate(pair, start=1):
            put_text(passages, number, at, text)
    passages.column_dimensions["A"].width, passages.column_dimensions["B"].width = 28, 48
    passages.freeze_panes = "A2"
    last = max(2, len(around.passages) + 1)
    made.ranges[PASSAGE_SHEET] = f"'{PASSAGE_SHEET}'!$A$2:$A${last}"


def _write_guide(sheet: Any, lines: Sequence[tuple[str, ...]]) -> None:
    for number, line in enumerate(lines, start=1):
        for at, text in enumerate(line, start=1):
            if not text:
                continue
            cell = put_text(sheet, number, at, text)
            cell.alignment = styles.Alignment(wrap_text=True, vertical="top")
            if len(line) == 1:
                cell.font = styles.Font(bold=True, color=INK, size=14 if number == 1 else 12)
                cell.alignment = styles.Alignment(vertical="center")
    for letter, width in zip("ABC", (18, 10, 84), strict=True):
        sheet.column_dimensions[letter].width = width


def _put_last(made: _Book) -> None:
    """The sheets that are only looked at stand behind those that are filled in."""
    for title in (PASSAGE_SHEET, CHOICE_SHEET):
        sheet = made.book[title]
        made.book.move_sheet(sheet, len(made.book.sheetnames))
    made.book.active = 0

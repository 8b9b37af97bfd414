"""Where each cell of a form stands, and what the references in its formulas mean.

Rows and columns count from 1. Row 1 of a page is its title, row 2 its hint.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from examsite.handbook.sheets.shapes import Entry, Fields, Kind, Page, Row, Table, Template, Words

GUIDE = "说明"
"""The first worksheet of every form."""
FIRST_ROW = 3
REFERENCE = re.compile(r"\{(\w+)\.(\w+)(?:\.(\w+))?(@?)\}|\[(\w+)(\.\.)?\]")


@dataclass(frozen=True)
class Cell:
    """One cell (its left end, where it spans several columns)."""

    page: str
    row: int
    column: int
    span: int = 1

    @property
    def address(self) -> str:
        """`C7`."""
        return f"{letters(self.column)}{self.row}"

    @property
    def area(self) -> str:
        """`C7:E7`, all that it covers."""
        return f"{self.address}:{letters(self.column + self.span - 1)}{self.row}"

    @property
    def name(self) -> str:
        """`货盘!C7`, as people are told."""
        return f"{self.page}!{self.address}"

    @property
    def fixed(self) -> str:
        """`$C$7`."""
        return f"${letters(self.column)}${self.row}"


@dataclass(frozen=True)
class Slot:
    """A cell of a block: whose entry, in which row of it; `entry` is None where nothing belongs."""

    cell: Cell
    entry: Entry | None
    row: str
    """Key of a fixed row, number of a free one, empty among fields."""
    label: str = ""
    """What is printed in it."""


@dataclass(frozen=True)
class Placed:
    """A block with its cells. `printed` are the words that stand around them."""

    block: Fields | Table | Words
    page: Page
    top: int
    last: int
    slots: tuple[Slot, ...]
    printed: tuple[tuple[Cell, str, str], ...]
    """(cell, words, role): role is title, note, label, head or total."""
    totals: tuple[Slot, ...] = ()
    first_data: int = 0
    last_data: int = 0


def letters(column: int) -> str:
    """`A` for 1, `AA` for 27."""
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def shown_label(entry: Entry) -> str:
    """The label with its sign: ＝ for what is computed, ＊ for what may not stay empty."""
    if entry.computed:
        return f"＝ {entry.label}"
    return f"{entry.label} ＊" if entry.required else entry.label


def unit_below(label: str) -> str:
    """The label with its unit on a line of its own."""
    words, bracket, unit = label.partition("（")
    return f"{words}\n{bracket}{unit}" if bracket else words


@cache
def place(template: Template) -> "Layout":
    """The whole form, placed."""
    return Layout(template, tuple(one for page in template.pages for one in _page(page)))


def _page(page: Page) -> Iterator[Placed]:
    row = FIRST_ROW
    for block in page.blocks:
        placed = _block(page, block, row)
        yield placed
        row = placed.last + 2  # an empty row between blocks


def _block(page: Page, block: Fields | Table | Words, row: int) -> Placed:
    top, printed = row, []
    width = len(page.widths)
    if block.title:
        printed.append((Cell(page.title, row, 1, width), block.title, "title"))
        row += 1
    note = block.text if isinstance(block, Words) else block.note
    if note:
        printed.append((Cell(page.title, row, 1, width), note, "note"))
        row += 1
    if isinstance(block, Words):
        return Placed(block, page, top, row - 1, (), tuple(printed))
    if isinstance(block, Fields):
        slots, labels, last = _fields(page, block, row)
        return Placed(block, page, top, last, slots, (*printed, *labels))
    return _table(page, block, top, row, printed)


def _fields(
    page: Page, block: Fields, row: int
) -> tuple[tuple[Slot, ...], list[tuple[Cell, str, str]], int]:
    """Pairs from left to right; a wide one takes the rest of a row of its own."""
    slots, labels, pair, column = [], [], 0, 1
    for entry in block.entries:
        if (entry.wide and pair) or pair == len(block.spans):
            row, pair, column = row + 1, 0, 1
        label, value = block.spans[pair]
        if entry.wide:
            value = len(page.widths) - label
        labels.append((Cell(page.title, row, column, label), shown_label(entry), "label"))
        slots.append(Slot(Cell(page.title, row, column + label, value), entry, ""))
        column, pair = column + label + value, len(block.spans) if entry.wide else pair + 1
    return tuple(slots), labels, row


def _table(
    page: Page, block: Table, top: int, row: int, printed: list[tuple[Cell, str, str]]
) -> Placed:
    starts = [1 + sum(one.span for one in block.columns[:n]) for n in range(len(block.columns))]
    at = dict(zip((one.key for one in block.columns), starts, strict=True))
    free = isinstance(block.rows, int)
    rows = (
        [Row(str(n), {}) for n in range(1, block.rows + 1)]
        if isinstance(block.rows, int)
        else block.rows
    )
    above = bool(block.totals) and free
    head = row + 1 if above else row
    for entry in block.columns:
        cell = Cell(page.title, head, at[entry.key], entry.span)
        printed.append((cell, unit_below(shown_label(entry)), "head"))
    slots = tuple(
        _slot(page, entry, at[entry.key], head + number, line, free)
        for number, line in enumerate(rows, start=1)
        for entry in block.columns
    )
    last_data = head + len(rows)
    totals_at = row if above else last_data + 1
    totals = (
        tuple(
            Slot(
                Cell(page.title, totals_at, at[entry.key], entry.span),
                replace(entry, formula=block.totals[entry.key], name="", kind=_numeric(entry))
                if entry.key in block.totals
                else None,
                "total",
            )
            for entry in block.columns
        )
        if block.totals
        else ()
    )
    if totals:
        printed.append((Cell(page.title, totals_at, 1, 1), "合计", "total"))
    last = max(last_data, totals_at if totals else 0)
    return Placed(block, page, top, last, slots, tuple(printed), totals, head + 1, last_data)


def _numeric(entry: Entry) -> Kind:
    return Kind.NUMBER if entry.kind is Kind.LABEL else entry.kind


def _slot(page: Page, column: Entry, at: int, row: int, line: Row, free: bool) -> Slot:
    entry = line.cells.get(column.key, column) if not free else column
    cell = Cell(page.title, row, at, column.span)
    if entry is not None and entry.kind is Kind.LABEL and not entry.computed:
        label = line.key if free else line.labels.get(column.key, "")
        return Slot(cell, entry, line.key, label)
    if entry is not None and entry.key != column.key:
        entry = replace(entry, key=column.key)
    return Slot(cell, entry, line.key)


class Layout:
    """A placed form: finds cells by their keys and resolves formulas."""

    def __init__(self, template: Template, blocks: tuple[Placed, ...]):
        self.template, self.blocks = template, blocks
        self._by_key = {one.block.key: one for one in blocks if not isinstance(one.block, Words)}
        self._slots = {
            (key, slot.row, slot.entry.key): slot
            for key, placed in self._by_key.items()
            for slot in (*placed.slots, *placed.totals)
            if slot.entry is not None
        }

    def block(self, key: str) -> Placed:
        """The placed block of that key."""
        return self._by_key[key]

    def slot(self, block: str, key: str, row: str = "") -> Slot:
        """The slot of a field, or of a table's cell; KeyError for one that is not there."""
        return self._slots[block, row, key]

    def resolve(self, placed: Placed, slot: Slot) -> str:
        """The slot's formula as Excel reads it, with a leading equals sign."""
        assert slot.entry is not None
        return "=" + REFERENCE.sub(
            lambda found: self._reference(found, placed, slot), slot.entry.formula
        )

    def _reference(self, found: re.Match[str], placed: Placed, slot: Slot) -> str:
        block, first, second, level, key, down = found.groups()
        page = placed.page.title
        if key:
            own = placed.block
            assert not isinstance(own, Words)
            target = self._slots[own.key, slot.row, key]
            if down:
                first_cell = replace(target.cell, row=placed.first_data)
                return f"{first_cell.fixed}:{target.cell.address}"
            return _name_of(target) or target.cell.address
        if second:
            return _across(page, self._slots[block, first, second].cell)
        other = self._by_key[block]
        if level:
            position = slot.cell.row - placed.first_data
            column = next(one for one in other.slots if one.entry and one.entry.key == first)
            return _across(page, replace(column.cell, row=other.first_data + position))
        if isinstance(other.block, Fields):
            target = self._slots[block, "", first]
            return _name_of(target) or _across(page, target.cell)
        column = next(one for one in other.slots if one.entry and one.entry.key == first)
        ends = [replace(column.cell, row=row).fixed for row in (other.first_data, other.last_data)]
        cells = ":".join(ends)
        return cells if column.cell.page == page else f"'{column.cell.page}'!{cells}"


def _name_of(slot: Slot) -> str:
    """The defined name of a field, if it has one."""
    return slot.entry.name if slot.entry is not None and not slot.row else ""


def _across(page: str, cell: Cell) -> str:
    return cell.fixed if cell.page == page else f"'{cell.page}'!{cell.fixed}"

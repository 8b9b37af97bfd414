"""A filled form read back: its values by block and key, or every problem named by cell.

What the sheet works out is not read: whoever needs it works it out again from the inputs. The
printed words are compared first, so that a moved row is told as a moved row, not as wrong values.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from examsite.handbook.sheets.cells import Wrong, read_value
from examsite.handbook.sheets.library import find_template
from examsite.handbook.sheets.placing import Cell, Placed, Slot, place
from examsite.handbook.sheets.problems import (
    N_,
    CellProblem,
    OldForm,
    SheetRefused,
    UnknownForm,
)
from examsite.handbook.sheets.shapes import Fields, Kind, Page, Table, Template, Words
from examsite.handbook.sheets.writing import MARK
from examsite.kit.spreadsheet import BadWorkbook, open_workbook

Grid = dict[tuple[int, int], tuple[Any, str]]
"""(row, column) -> value and data type, of cells that hold something."""


@dataclass(frozen=True)
class FilledForm:
    """What was filled in.

    `values` by block: fields are {key: value}, fixed tables {row: {key: value}}, free tables a
    list of the rows in use, each with its `row` number. What was left empty is None.
    """

    template: Template
    values: dict[str, Any]

    def cell(self, block: str, key: str, row: str = "") -> str:
        """Where an entry stands, `货盘!C7`: for those who find more to say about it."""
        return place(self.template).slot(block, key, row).cell.name


def read_sheet(data: bytes) -> FilledForm:
    """The values of a filled form.

    Raises SheetRefused with all problems, or a refusal of the whole file (`problems`).
    """
    book = open_workbook(data)
    try:
        return _Reader(book, _recognised(book)).read()
    finally:
        book.close()


def _recognised(book: Any) -> Template:
    """The form by its hidden name, or by the document property where that was lost."""
    name = book.defined_names.get(MARK)
    marks = [str(name.attr_text).strip('="')] if name is not None else []
    marks += [str(one.value) for one in book.custom_doc_props.props if one.name == MARK]
    for mark in marks:
        title, _, version = mark.partition("/")
        template = find_template(title)
        if template is not None and version == str(template.version):
            return template
        if template is not None and version.isdigit():
            raise OldForm(title=template.title, version=version, current=template.version)
    raise UnknownForm


class _Reader:
    """Goes through a form page by page and gathers values and problems."""

    def __init__(self, book: Any, template: Template):
        self._book, self._layout = book, place(template)
        self._template = template
        self._problems: list[CellProblem] = []

    def read(self) -> FilledForm:
        """The values of every page; SheetRefused names all cells that cannot be read."""
        values: dict[str, Any] = {}
        for page in self._template.pages:
            grid = self._grid(page)
            for placed in self._layout.blocks:
                block = placed.block
                if placed.page is not page or isinstance(block, Words) or grid is None:
                    continue
                if self._as_printed(placed, grid):
                    values[block.key] = self._block(placed, grid)
        if self._problems:
            raise SheetRefused(self._problems)
        return FilledForm(self._template, values)

    def _tell(self, at: Cell, reason: str, **params: object) -> None:
        pages = [one.title for one in self._template.pages]
        order = (pages.index(at.page), at.row, at.column)
        told = {key: str(value) for key, value in params.items()}
        self._problems.append(CellProblem(order, at.page, at.address, reason, told))

    def _grid(self, page: Page) -> Grid | None:
        """What stands on a worksheet, no further than the form reaches."""
        last = max(one.last for one in self._layout.blocks if one.page is page)
        if page.title not in self._book.sheetnames:
            reason = N_("缺少工作表“%(page)s”，或者它的名字被改了。请在原模板里填写。")
            self._tell(Cell(page.title, 1, 1), reason, page=page.title)
            return None
        try:
            rows = self._book[page.title].iter_rows(max_row=last, max_col=len(page.widths))
            return {
                (cell.row, cell.column): (cell.value, cell.data_type)
                for row in rows
                for cell in row
                if cell.value is not None
            }
        except Exception as broken:  # a broken part surfaces as almost any error
            raise BadWorkbook from broken

    def _as_printed(self, placed: Placed, grid: Grid) -> bool:
        """Whether every printed word of the block is where it was; tells the first that is not."""
        for cell, words in sorted(_printed(placed), key=lambda one: (one[0].row, one[0].column)):
            held = grid.get((cell.row, cell.column), ("", ""))[0]
            if _bare(held) != _bare(words):
                reason = N_(
                    "这里原来印着“%(label)s”，版式被改动了。请下载新的模板重新填写，不要增删行列。"
                )
                self._tell(cell, reason, label=" ".join(words.split()))
                return False
        return True

    def _block(self, placed: Placed, grid: Grid) -> Any:
        block = placed.block
        if isinstance(block, Fields):
            return self._row(placed.slots, grid)
        assert isinstance(block, Table)
        rows: dict[str, list[Slot]] = {}
        for slot in placed.slots:
            rows.setdefault(slot.row, []).append(slot)
        if not isinstance(block.rows, int):
            return {key: self._row(slots, grid) for key, slots in rows.items()}
        used = {key: slots for key, slots in rows.items() if _in_use(slots, grid)}
        found = [{"row": int(key), **self._row(slots, grid)} for key, slots in used.items()]
        if block.unique:
            self._refuse_twice(block, found)
        return found

    def _row(self, slots: Iterable[Slot], grid: Grid) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for slot in slots:
            entry, cell = slot.entry, slot.cell
            if entry is None or not entry.filled_in:
                continue
            held, data_type = grid.get((cell.row, cell.column), (None, "n"))
            values[entry.key] = None
            try:
                values[entry.key] = read_value(entry, held, data_type)
            except Wrong as wrong:
                self._tell(cell, wrong.reason, **wrong.params)
                continue
            if entry.required and values[entry.key] is None:
                self._tell(cell, N_("必填，还空着。"))
        return values

    def _refuse_twice(self, block: Table, found: list[dict[str, Any]]) -> None:
        first: dict[Any, int] = {}
        for row in found:
            value = row[block.unique]
            if value is None:
                continue
            if value in first:
                here, there = (
                    self._layout.slot(block.key, block.unique, str(number)).cell
                    for number in (row["row"], first[value])
                )
                reason = N_("与 %(cell)s 重复：“%(value)s”。")
                self._tell(here, reason, cell=there.address, value=value)
            first.setdefault(value, row["row"])


def _printed(placed: Placed) -> Iterator[tuple[Cell, str]]:
    """Heads, labels and printed cells of a block; notes may be reworded without harm."""
    for cell, words, role in placed.printed:
        if role != "note":
            yield cell, words
    for slot in placed.slots:
        if slot.entry is not None and slot.entry.kind is Kind.LABEL and slot.label:
            yield slot.cell, slot.label


def _bare(held: Any) -> str:
    """The words without white space: programs break lines as they like."""
    if isinstance(held, float) and held.is_integer():
        held = int(held)
    return "".join(str(held).split())


def _in_use(slots: list[Slot], grid: Grid) -> bool:
    """Whether anything was written into the row."""
    for slot in slots:
        if slot.entry is not None and slot.entry.filled_in:
            held = grid.get((slot.cell.row, slot.cell.column), (None, ""))[0]
            if held is not None and str(held).strip():
                return True
    return False

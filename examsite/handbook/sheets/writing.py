"""A form as an .xlsx: formulas, drop-downs, locked results, ready to print. No macros, no links."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from io import BytesIO
from typing import Any

from examsite.handbook.sheets import look
from examsite.handbook.sheets.guide import draw_guide
from examsite.handbook.sheets.look import Brush, face_of
from examsite.handbook.sheets.packing import packed
from examsite.handbook.sheets.paper import BOOK, set_up_print
from examsite.handbook.sheets.placing import Cell, Layout, Placed, Slot, letters, place, unit_below
from examsite.handbook.sheets.shapes import Entry, Fields, Kind, Page, Table, Template, Words
from examsite.handbook.sheets.validation import rule_for
from examsite.kit.lazy import lazy

xl = lazy("openpyxl")
breaks = lazy("openpyxl.worksheet.pagebreak")
custom = lazy("openpyxl.packaging.custom")
formatting = lazy("openpyxl.formatting.rule")
names = lazy("openpyxl.workbook.defined_name")

MARK = "examsite_template"
"""Hidden name and document property that say which form this is: `assortment/1`."""
ROW_POINTS = 22
"""A row that a thumb can hit."""
GAP_POINTS = 9
"""The empty row between two blocks."""


@cache
def workbook_bytes(template: Template) -> bytes:
    """The empty form; the same definition always gives the same bytes."""
    return write_workbook(template)


def write_workbook(template: Template) -> bytes:
    """The form, freshly written."""
    book = xl.Workbook()
    book.remove(book.active)
    _identify(book, template)
    brush, layout = Brush(), place(template)
    draw_guide(book, template, brush)
    grows: dict[str, set[int]] = {}
    for number, page in enumerate(template.pages, start=2):
        writer = _PageWriter(book, brush, layout, page)
        writer.draw()
        grows[f"xl/worksheets/sheet{number}.xml"] = writer.growing
    for sheet in book.worksheets:
        set_up_print(sheet, template)
    out = BytesIO()
    book.save(out)
    return packed(out.getvalue(), grows)


def _identify(book: Any, template: Template) -> None:
    """Name the form for people and for `reading`."""
    mark = f"{template.name}/{template.version}"
    book.custom_doc_props.append(custom.StringProperty(name=MARK, value=mark))
    book.defined_names[MARK] = names.DefinedName(MARK, attr_text=f'"{mark}"', hidden=True)
    told = book.properties
    told.title, told.subject = template.title, BOOK
    told.creator = told.lastModifiedBy = BOOK
    told.version = str(template.version)
    book.calculation.fullCalcOnLoad = True
    book._named_styles["Normal"].font = look.styles.Font(name=look.FONT, size=10)


class _PageWriter:
    """Draws one page from top to bottom."""

    def __init__(self, book: Any, brush: Brush, layout: Layout, page: Page):
        self._book, self._brush, self._layout, self._page = book, brush, layout, page
        self._sheet = book.create_sheet(page.title)
        self._heights: dict[int, float] = {}
        self._rigid: set[int] = set()
        self._placed = [one for one in layout.blocks if one.page is page]

    @property
    def growing(self) -> set[int]:
        """Rows that may grow with what is typed; merged cells cannot."""
        return set(self._heights) - self._rigid

    def draw(self) -> None:
        """Everything of the page."""
        for number, width in enumerate(self._page.widths, start=1):
            self._sheet.column_dimensions[letters(number)].width = width
        self._sheet.sheet_view.showGridLines = False
        self._top()
        for placed in self._placed:
            self._printed(placed)
            for slot in (*placed.slots, *placed.totals):
                self._slot(placed, slot)
            for entry, area in _runs(placed):
                rule = rule_for(entry)
                rule.add(area)
                self._sheet.add_data_validation(rule)
        self._set_heights()
        self._signs()
        self._freeze()
        self._protect()

    def _top(self) -> None:
        page, form = self._page, self._layout.template.title
        width = len(page.widths)
        title = form if page.title == form else f"{form}　{page.title}"
        self._brush.paint(self._sheet, Cell(page.title, 1, 1, width), title, look.TITLE)
        self._brush.paint(self._sheet, Cell(page.title, 2, 1, width), page.hint, look.HINT)
        self._need(1, 32)
        self._need(2, look.height(page.hint, sum(page.widths), look.HINT))
        self._rigid |= {1, 2}

    def _need(self, row: int, points: float) -> None:
        self._heights[row] = max(self._heights.get(row, 0), points)

    def _room(self, cell: Cell) -> float:
        return sum(self._page.widths[cell.column - 1 : cell.column - 1 + cell.span])

    def _printed(self, placed: Placed) -> None:
        """Headings, notes, labels and heads of columns."""
        for cell, words, role in placed.printed:
            face = look.ROLES[role]
            if role == "label" and look.height(words, self._room(cell), face) > ROW_POINTS:
                words = unit_below(words)
            self._brush.paint(self._sheet, cell, words, face)
            least = 0 if role == "note" else ROW_POINTS
            self._need(cell.row, max(least, look.height(words, self._room(cell), face)))
            if role in {"title", "note"}:
                self._rigid.add(cell.row)

    def _slot(self, placed: Placed, slot: Slot) -> None:
        """One cell of a block: printed, worked out, or open to be filled in."""
        entry, cell, total = slot.entry, slot.cell, slot.row == "total"
        lines = placed.block.lines if isinstance(placed.block, Table) and not total else 1
        self._need(cell.row, max(ROW_POINTS, lines * look.LINE_POINTS + 6))
        if entry is None:
            if not (total and cell.column == 1):  # there stands the word
                face = look.TOTAL if total else look.UNUSED
                self._brush.paint(self._sheet, cell, None, face)
        elif entry.kind is Kind.LABEL and not entry.computed:
            self._label(slot)
        else:
            self._value(placed, slot, entry)

    def _label(self, slot: Slot) -> None:
        number = slot.label.isdigit()
        face = replace(look.PRINTED, align="center", indent=0) if number else look.PRINTED
        value = int(slot.label) if number else slot.label
        self._brush.paint(self._sheet, slot.cell, value, face)
        self._need(slot.cell.row, look.height(slot.label, self._room(slot.cell), face))

    def _value(self, placed: Placed, slot: Slot, entry: Entry) -> None:
        cell = slot.cell
        value = self._layout.resolve(placed, slot) if entry.computed else entry.default
        face = face_of(entry, total=slot.row == "total")
        self._brush.paint(self._sheet, cell, value, face)
        self._need(cell.row, entry.lines * look.LINE_POINTS + 6)
        if isinstance(entry.default, str):
            self._need(cell.row, look.height(entry.default, self._room(cell), face))
        if isinstance(placed.block, Fields) and cell.span > 1:
            self._rigid.add(cell.row)
        if entry.name and not slot.row:
            target = f"'{cell.page}'!{cell.fixed}"
            self._book.defined_names[entry.name] = names.DefinedName(entry.name, attr_text=target)

    def _set_heights(self) -> None:
        self._sheet.sheet_format.defaultRowHeight = ROW_POINTS
        last = max(one.last for one in self._placed)
        for row in range(1, last + 1):
            height = self._heights.get(row, GAP_POINTS)
            self._sheet.row_dimensions[row].height = round(height, 2)

    def _signs(self) -> None:
        """Results that begin with a sign take its colour too."""
        last = max(one.last for one in self._placed)
        area = f"A3:{letters(len(self._page.widths))}{last}"
        for sign, ink in (("▲", look.CINNABAR_700), ("✓", look.JADE_600)):
            font = look.styles.Font(bold=True, color=ink)
            rule = formatting.FormulaRule(formula=[f'LEFT(A3,1)="{sign}"'], font=font)
            self._sheet.conditional_formatting.add(area, rule)

    def _freeze(self) -> None:
        """The head of the main table stays in sight, and comes again on every sheet of paper."""
        page, row = self._page, 2
        for placed in self._placed:
            if isinstance(placed.block, Words):
                continue
            if page.freeze == placed.block.key:
                row = placed.first_data
                above = 2 if placed.totals else 1
                self._sheet.print_title_rows = f"{row - above}:{row - 1}"
            if placed.block.key in page.breaks:
                self._sheet.row_breaks.append(breaks.Break(id=placed.top - 1))
        self._sheet.freeze_panes = f"{letters(page.frozen_columns + 1)}{row}"
        self._sheet.page_setup.orientation = "landscape" if page.landscape else "portrait"

    def _protect(self) -> None:
        """Lock what is worked out, without a password; looks and sizes stay free."""
        guard = self._sheet.protection
        guard.sheet = True
        guard.formatColumns = guard.formatRows = guard.formatCells = False


def _runs(placed: Placed) -> Iterator[tuple[Entry, str]]:
    """Cells to fill in, by entry: those below each other together."""
    runs: list[tuple[Entry, Cell, Cell]] = []
    for slot in sorted(placed.slots, key=lambda one: (one.cell.column, one.cell.row)):
        entry, cell = slot.entry, slot.cell
        if entry is None or not entry.filled_in:
            continue
        last = runs[-1] if runs else None
        below = last is not None and last[2] == replace(cell, row=cell.row - 1)
        if last is not None and below and last[0] == entry:
            runs[-1] = (entry, last[1], cell)
        else:
            runs.append((entry, cell, cell))
    for entry, first, end in runs:
        yield entry, first.address if first == end else f"{first.address}:{end.address}"

"""How the forms look: paper, ink and one line of cinnabar, the site's palette without its screens.

White is to be filled in, paper is worked out; the signs ＊ and ＝ say the same without colour.
"""

import math
from copy import copy
from dataclasses import dataclass
from typing import Any

from examsite.handbook.sheets.placing import Cell
from examsite.handbook.sheets.shapes import Entry, Kind
from examsite.kit.lazy import lazy

cells = lazy("openpyxl.cell")
styles = lazy("openpyxl.styles")

FONT = "Microsoft YaHei"
INK_900, INK_700, INK_500, INK_300 = "1D1B1A", "45413E", "67615C", "B9B2AB"
PAPER_0, PAPER_50, PAPER_100, PAPER_200 = "FFFFFF", "FAF6F0", "F1EBE2", "E4DBCE"
CINNABAR_600, CINNABAR_700, JADE_600 = "B3261E", "8F1D17", "156A4B"
LINE_POINTS = 16
"""Points that a line of text takes at the size of the body."""

FORMS: dict[Kind, str] = {
    Kind.TEXT: "@",
    Kind.LONG: "@",
    Kind.CHOICE: "@",
    Kind.LABEL: "@",
    Kind.INTEGER: "#,##0",
    Kind.NUMBER: "#,##0.00",
    Kind.MONEY: "#,##0.00",
    Kind.PERCENT: "0.0%",
    Kind.DATE: "yyyy-mm-dd",
    Kind.TIME: "hh:mm",
    Kind.MOMENT: "yyyy-mm-dd hh:mm",
}
SIGNED = '+#,##0;"−"#,##0;0'
SIGNED_PERCENT = '+0.0%;"−"0.0%;0.0%'
MINUTES = "#,##0.0"
WHOLE_YUAN = "#,##0"
CLOCK = "hh:mm:ss"
GENERAL = "General"
"""As many places as there are: 0.# would leave a point behind whole numbers."""


@dataclass(frozen=True)
class Face:
    """Everything that makes a cell look as it does."""

    size: float = 10
    bold: bool = False
    ink: str = INK_900
    fill: str = ""
    edge: str = ""
    """Colour of the four edges."""
    under: str = ""
    """Colour of a stronger lower edge."""
    align: str = "left"
    valign: str = "center"
    wrap: bool = True
    indent: int = 0
    form: str = "General"
    locked: bool = True


TITLE = Face(size=16, bold=True, under=CINNABAR_600, wrap=False)
HINT = Face(size=9, ink=INK_500)
HEADING = Face(size=11.5, bold=True, under=INK_700, wrap=False, valign="bottom")
NOTE = Face(size=9, ink=INK_500)
HEAD = Face(size=9.5, bold=True, fill=PAPER_200, edge=INK_300, align="center")
LABEL = Face(size=9.5, ink=INK_700, fill=PAPER_50, edge=INK_300, indent=1)
PRINTED = Face(size=9.5, ink=INK_700, fill=PAPER_50, edge=INK_300, indent=1)
TOTAL = Face(size=10, bold=True, fill=PAPER_200, edge=INK_300, align="center")
UNUSED = Face(fill=PAPER_50, edge=INK_300)
ROLES = {"title": HEADING, "note": NOTE, "label": LABEL, "head": HEAD, "total": TOTAL}


def face_of(entry: Entry, *, total: bool = False) -> Face:
    """The face of a cell that is filled in or worked out."""
    form = entry.form or FORMS[entry.kind]
    if entry.computed:
        form = _computed_form(form)
    words = entry.kind in {Kind.TEXT, Kind.LONG, Kind.LABEL}
    align = "left" if words else "center" if entry.kind is Kind.CHOICE else "right"
    if entry.kind in {Kind.DATE, Kind.TIME, Kind.MOMENT}:
        align = "center"
    if total:
        return Face(bold=True, fill=PAPER_200, edge=INK_300, align=align, form=form)
    if entry.computed:
        indent = 1 if align == "left" else 0
        return Face(
            ink=INK_700, fill=PAPER_100, edge=INK_300, align=align, form=form, indent=indent
        )
    top = "top" if entry.kind is Kind.LONG and entry.lines > 1 else "center"
    return Face(fill=PAPER_0, edge="8E867E", align=align, valign=top, form=form, locked=False)


def _computed_form(form: str) -> str:
    """A formula in a text cell would show itself; negative results take the book's minus sign."""
    if form in {"@", GENERAL}:
        return GENERAL
    plain = ";" not in form and form[-1] in "0%"
    return f'{form};"−"{form}' if plain else form


class Brush:
    """Puts values into the cells of one workbook; each face is put together once and copied."""

    def __init__(self) -> None:
        self._styles: dict[Face, Any] = {}

    def paint(self, sheet: Any, place: Cell, value: Any, face: Face) -> Any:
        """A value with its face; a spanning cell is merged, edges and all."""
        if face not in self._styles:
            self._styles[face] = _put_together(sheet, face)
        for column in range(place.column, place.column + place.span):
            sheet.cell(place.row, column)._style = copy(self._styles[face])
        if place.span > 1:
            sheet.merged_cells.add(place.area)
        first = sheet.cell(place.row, place.column)
        if value not in (None, ""):
            first.value = value
        return first


def _put_together(sheet: Any, face: Face) -> Any:
    """The face as openpyxl keeps it, tried on a cell that belongs to no sheet."""
    thin = styles.Side(style="thin", color=face.edge) if face.edge else styles.Side()
    under = styles.Side(style="medium", color=face.under) if face.under else thin
    model = cells.Cell(sheet, row=1, column=1)
    model.font = styles.Font(name=FONT, size=face.size, bold=face.bold, color=face.ink)
    if face.fill:
        model.fill = styles.PatternFill("solid", fgColor=face.fill)
    model.border = styles.Border(left=thin, right=thin, top=thin, bottom=under)
    model.alignment = styles.Alignment(
        face.align, face.valign, wrap_text=face.wrap, indent=face.indent
    )
    model.number_format = face.form
    model.protection = styles.Protection(locked=face.locked)
    return model._style


def measure(text: str, size: float = 10) -> float:
    """Columns that a line of text takes: nearly two for a Chinese character, one for a letter."""
    return sum(1.95 if ord(one) > 0x2E7F else 1.05 for one in text) * size / 10


def height(text: str, width: float, face: Face) -> float:
    """Points that a text needs in a cell `width` columns wide."""
    room = max(width - 1 - 1.3 * face.indent, 2)
    lines = sum(max(1, math.ceil(measure(line, face.size) / room)) for line in text.split("\n"))
    return lines * LINE_POINTS * face.size / 10 + 6

"""The first worksheet of a form: what it is for, how to fill it in, what computes itself."""

from typing import Any

from examsite.handbook.sheets import look
from examsite.handbook.sheets.look import Brush, Face
from examsite.handbook.sheets.placing import GUIDE, Cell
from examsite.handbook.sheets.shapes import Template

LABEL_WIDTH, TEXT_WIDTH = 19, 80
BODY = Face(size=10.5, indent=1)
WHERE = Face(size=10.5, bold=True, ink=look.INK_700)
NUMBER = Face(size=10.5, ink=look.INK_500, align="right")
FILL_IN = Face(size=10.5, fill=look.PAPER_0, edge="8E867E", align="center")
WORKED_OUT = Face(
    size=10.5, ink=look.INK_700, fill=look.PAPER_100, edge=look.INK_300, align="center"
)
PRINTED = Face(size=10.5, ink=look.INK_700, fill=look.PAPER_50, edge=look.INK_300, align="center")

SIGNS = (
    ("白格", FILL_IN, "由您填写。标题带 ＊ 的必填；有下拉箭头的从列表里选。"),
    ("＝ 灰格", WORKED_OUT, "自动算出，已锁住，没有密码。要填的没填齐，或者分母为零，就先空着。"),
    ("浅色格", PRINTED, "印好的字，不用填。"),
    ("▲ 与 ✓", WORKED_OUT, "▲ 是要您看一眼的地方，✓ 是过了关。只是提醒，决定仍由人来做。"),
)
UNITS = (
    "金额一律填「元」，不填「万元」；人数、件数填整数。",
    "百分数格直接填 3.5%，不要填 3.5。",
    "日期写 2026-11-25，时刻写 20:05，过了零点的写当天的日期。",
    "不加说明的 GMV 都是支付 GMV，退款前；人数都已去重（手册 3.1）。",
)
READING_BACK = (
    "不要增删行列，不要改工作表的名字和印好的字：上传核对时按格读取，版式变了就读不出来。"
    "要填的格里只填数值或文字，不填公式；从别处复制时选「只粘贴数值」。"
)


def draw_guide(book: Any, template: Template, brush: Brush) -> None:
    """Add the guide as the first worksheet."""
    sheet = book.create_sheet(GUIDE)
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = LABEL_WIDTH, TEXT_WIDTH
    sheet.sheet_view.showGridLines = False
    writer = _Lines(sheet, brush)
    writer.whole(template.title, look.TITLE, 34)
    writer.whole(template.purpose, Face(size=11, ink=look.INK_700), 26)
    writer.heading("怎样填")
    for number, step in enumerate(template.steps, start=1):
        writer.pair(str(number), step, NUMBER)
    writer.heading("格子的意思")
    for words, face, text in SIGNS:
        writer.pair(words, text, face)
    writer.heading("单位与写法")
    for number, line in enumerate(UNITS, start=1):
        writer.pair(str(number), line, NUMBER)
    writer.heading("依据手册哪几节")
    for title, sections in template.sources:
        writer.pair(title, sections, WHERE)
    if template.proofs:
        writer.heading("先试一遍：拿手册的算例填进去，看结果对不对")
        for proof in template.proofs:
            writer.pair(proof.passage, proof.text, WHERE)
    writer.heading("交上去之前")
    writer.pair("不要改动版式", READING_BACK, WHERE)
    writer.pair("模板编号", f"{template.name}，第 {template.version} 版", WHERE)
    sheet.protection.sheet = True
    sheet.protection.formatColumns = sheet.protection.formatRows = False
    sheet.freeze_panes = "A2"


class _Lines:
    """Writes the guide from top to bottom."""

    def __init__(self, sheet: Any, brush: Brush):
        self._sheet, self._brush, self._row = sheet, brush, 0

    def _next(self, points: float) -> int:
        self._row += 1
        self._sheet.row_dimensions[self._row].height = points
        return self._row

    def whole(self, text: str, face: Face, least: float) -> None:
        """A line over both columns."""
        points = max(least, look.height(text, LABEL_WIDTH + TEXT_WIDTH, face))
        self._brush.paint(self._sheet, Cell(GUIDE, self._next(points), 1, 2), text, face)

    def heading(self, text: str) -> None:
        """A heading with some air around."""
        self._next(8)
        self.whole(text, look.HEADING, 24)
        self._next(3)

    def pair(self, left: str, text: str, face: Face) -> None:
        """A short word and its explanation."""
        tall = max(look.height(text, TEXT_WIDTH, BODY), look.height(left, LABEL_WIDTH, face), 22)
        row = self._next(tall)
        value = int(left) if left.isdigit() else left
        self._brush.paint(self._sheet, Cell(GUIDE, row, 1), value, face)
        self._brush.paint(self._sheet, Cell(GUIDE, row, 2), text, BODY)

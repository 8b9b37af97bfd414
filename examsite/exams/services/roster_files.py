"""A roster from a workbook: read and judged first, entered only when somebody confirms.

Reading writes nothing. What is confirmed is judged again row by row, so that the same file
entered twice adds nobody twice, and what changed meanwhile is seen.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from examsite.accounts.models import User
from examsite.accounts.queries import find_user_by_sign_in
from examsite.domain.accommodation import LEAST_FACTOR, MOST_FACTOR, MOST_MINUTES, Measure
from examsite.domain.errors import Invalid
from examsite.exams.models import Sitting
from examsite.exams.queries import find_entry
from examsite.exams.services.sittings import AlreadyEntered, enter, require_open_roster
from examsite.kit.access import Viewer
from examsite.kit.lazy import lazy
from examsite.kit.spreadsheet import Cell, filled_rows, put_text, read_workbook

openpyxl = lazy("openpyxl")

HEADS = ("账号", "时间系数", "另加分钟")
FACTORS = range(LEAST_FACTOR, MOST_FACTOR + 1)
MINUTES = range(MOST_MINUTES + 1)
WIDTHS = (32, 14, 14)


class NotARoster(Invalid):
    """422: the first sheet does not begin as the template does."""

    code = "not_a_roster"
    message = "第一张表的第一行应当是：账号、时间系数、另加分钟。请下载模板填写。"


class NobodyListed(Invalid):
    """422: heads and nothing below."""

    code = "nobody_listed"
    message = "表里没有一个账号。请从第 2 行起，每行填一位考生。"


@dataclass(frozen=True)
class Line:
    """A row of the file as typed: where it stands, whom it names, which time they get."""

    row: int
    account: str
    factor: str = ""
    minutes: str = ""


@dataclass(frozen=True)
class Judged:
    """A line with what would happen: `user` is entered, or the cell's problem says why not.

    `present` is somebody who is on the roster already: nothing happens and nothing is wrong.
    """

    line: Line
    user: User | None = None
    factor: int = 100
    minutes: int = 0
    cell: str = ""
    problem: str = ""
    present: bool = False


def template() -> bytes:
    """An empty workbook with the heads."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "名单"
    for column, (head, width) in enumerate(zip(HEADS, WIDTHS, strict=True), start=1):
        put_text(sheet, 1, column, head)
        sheet.column_dimensions["ABC"[column - 1]].width = width
    sheet.freeze_panes = "A2"
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def read_lines(data: bytes) -> list[Line]:
    """The rows of the first sheet. Raises BadWorkbook, NotARoster, NobodyListed."""
    sheet = read_workbook(data)[0]
    heads = sheet.rows.get(1, {})
    if tuple(_text(heads, column) for column in range(1, 4)) != HEADS:
        raise NotARoster
    lines = [
        Line(number, *(_text(cells, column) for column in range(1, 4)))
        for number, cells in filled_rows(sheet)
    ]
    if not lines:
        raise NobodyListed
    return lines


def _text(cells: dict[int, Cell], column: int) -> str:
    return cells[column].text.strip() if column in cells else ""


def judge(sitting: Sitting, lines: Sequence[Line]) -> list[Judged]:
    """What entering these lines would do; nothing is written."""
    seen: dict[int, int] = {}
    return [_judge(sitting, line, seen) for line in lines]


def _judge(sitting: Sitting, line: Line, seen: dict[int, int]) -> Judged:
    factor = _number(line.factor, 100, FACTORS)
    minutes = _number(line.minutes, 0, MINUTES)
    if factor is None:
        return Judged(line, cell=f"B{line.row}", problem="factor")
    if minutes is None:
        return Judged(line, cell=f"C{line.row}", problem="minutes")
    user = find_user_by_sign_in(line.account) if line.account else None
    if user is None:
        return Judged(line, cell=f"A{line.row}", problem="nobody")
    if user.id in seen:
        return Judged(line, cell=f"A{line.row}", problem="twice")
    seen[user.id] = line.row
    present = find_entry(sitting.id, user.id) is not None
    return Judged(line, user, factor, minutes, present=present)


def _number(typed: str, default: int, allowed: range) -> int | None:
    """A whole number within bounds, the default for an empty cell, None for anything else."""
    text = typed.removesuffix("%").strip()
    if not text:
        return default
    if not (text.isascii() and text.isdecimal()) or len(text) > 4 or int(text) not in allowed:
        return None
    return int(text)


def enter_lines(
    sitting: Sitting, lines: Iterable[Line], *, by: Viewer, now: datetime
) -> tuple[int, list[Judged]]:
    """Enter whom the lines name; how many were entered, and the lines that were not.

    Raises RosterClosed, RosterFrozen.
    """
    require_open_roster(sitting, now)
    entered, left = 0, []
    for one in judge(sitting, list(lines)):
        if one.user is None:
            left.append(one)
        elif not one.present:
            entered += _enter(sitting, one, by, now)
    return entered, left


def _enter(sitting: Sitting, one: Judged, by: Viewer, now: datetime) -> int:
    assert one.user is not None
    measure, verdict = Measure(one.factor, 60 * one.minutes), {"by": "officer"}
    try:
        enter(sitting, user_id=one.user.id, verdict=verdict, measure=measure, by=by, now=now)
    except AlreadyEntered:  # by somebody else, this very moment
        return 0
    return 1

"""Workbooks (.xlsx): written so that no cell is ever a formula, read as hostile files are.

A workbook is a zip of XML. Before the library sees one, its size unpacked, its kind and its
parts are checked here: nothing with macros, links to other files, document types or entities
gets through, whatever the file is called.
"""

import re
import warnings
from collections.abc import Iterator
from contextlib import suppress
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any
from zipfile import ZipFile, ZipInfo

from examsite.domain.errors import Invalid
from examsite.kit.lazy import lazy

openpyxl = lazy("openpyxl")

MOST_BYTES = 5 * 1024 * 1024
MOST_UNPACKED = 20 * 1024 * 1024
MOST_SETTINGS = 4 * 1024 * 1024
"""Unpacked size of a part that holds no cells: styles, names."""
MOST_RATIO = 100
"""Unpacked to packed, of a whole file above a megabyte. Spreadsheet programs reach 20 to 30."""
MOST_PARTS, MOST_SHEETS = 300, 30
MOST_TAGS = 800_000
MOST_ROWS, MOST_COLUMNS = 2_000, 60
LAST_ROW = 1_048_576
"""The last row that spreadsheet programs have."""
MOST_TEXT = 32_767
"""Characters in a cell, as spreadsheet programs have it."""
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
STARTERS = "=+-@\t\r\n＝＋－＠"
"""What makes a spreadsheet read a cell as a formula, in half and full width."""
BARRED = (
    "vbaproject",
    "xl/macrosheets/",
    "xl/dialogsheets/",
    "xl/externallinks/",
    "xl/connections",
    "xl/querytables/",
    "xl/embeddings/",
    "xl/activex/",
    "xl/ctrlprops/",
)
"""Parts that no plain workbook has."""
_CELLS = re.compile(r"xl/(worksheets/[^/]+|sharedstrings\.xml)")
_ENCODING = re.compile(rb"^\s*<\?xml[^>]*?encoding\s*=\s*[\"']([^\"']*)")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


class BadWorkbook(Invalid):
    """422: a workbook that cannot be read."""

    code = "bad_workbook"
    message = "这个文件读不出来。请用 Excel 或 WPS 打开，另存为 .xlsx 后再上传。"


class EmptyFile(BadWorkbook):
    """422: a file without a single byte."""

    code = "empty_file"
    message = "文件是空的。请选择填好的工作簿。"


class NotAWorkbook(BadWorkbook):
    """422: something else, whatever it is called."""

    code = "not_a_workbook"
    message = (
        "这不是 .xlsx 工作簿。CSV、旧的 .xls、带宏的 .xlsm 和加了密码的文件，"
        "请先用 Excel 或 WPS 另存为不带密码的 .xlsx。"
    )


class WorkbookTooLarge(BadWorkbook):
    """422: too many bytes, packed or unpacked, too many rows, columns or sheets."""

    code = "workbook_too_large"
    message = (
        "文件太大：最多 5 MB、%(rows)s 行、%(columns)s 列，解压后最多 20 MB（超出的地方：%(where)s）。"
        "请分成几个文件，或把内容复制到下载的模板里再上传。"
    )

    def __init__(self, where: str):
        super().__init__(rows=MOST_ROWS, columns=MOST_COLUMNS, where=where)


class WorkbookNotPlain(BadWorkbook):
    """422: macros, controls, links to other files, embedded files, document types."""

    code = "workbook_not_plain"
    message = (
        "文件里有宏、控件、外部链接、嵌入的文件或特殊的 XML，不能读（%(part)s）。"
        "请把内容复制到下载的模板里再上传。"
    )


@dataclass(frozen=True)
class Cell:
    """What a cell says, as text; `fault` when it must not be read, in words."""

    ref: str
    text: str
    fault: str = ""


@dataclass(frozen=True)
class Sheet:
    """A sheet: its rows by number, each cell by column number; empty cells are left out."""

    title: str
    rows: dict[int, dict[int, Cell]]


def read_workbook(data: bytes) -> list[Sheet]:
    """Every sheet with its texts; a BadWorkbook says why a file is not read at all."""
    sheets = open_workbook(data).worksheets
    if len(sheets) > MOST_SHEETS:
        raise WorkbookTooLarge(f"{len(sheets)} ×")
    try:
        found = [_sheet(each) for each in sheets]
    except BadWorkbook:
        raise
    except Exception as problem:  # whatever a malformed part makes the library raise
        raise BadWorkbook from problem
    rows = sum(len(sheet.rows) for sheet in found)
    if rows > MOST_ROWS + len(found):
        raise WorkbookTooLarge(f"{rows}")
    return found


def open_workbook(data: bytes) -> Any:
    """The library's workbook, read as it is asked for, formulas as they stand; to be closed.

    A BadWorkbook says why a file is not opened. A malformed sheet may still make reading its
    rows raise almost anything.
    """
    _check_archive(data)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the library tells of what it leaves out
            return openpyxl.load_workbook(BytesIO(data), read_only=True, keep_links=False)
    except Exception as problem:  # whatever a malformed part makes the library raise
        raise BadWorkbook from problem


def _check_archive(data: bytes) -> None:
    if not data:
        raise EmptyFile
    if len(data) > MOST_BYTES:
        raise WorkbookTooLarge(_megabytes(len(data)))
    if not data.startswith(b"PK\x03\x04"):
        raise NotAWorkbook
    try:
        with ZipFile(BytesIO(data)) as archive:
            _check_parts(archive, len(data))
    except BadWorkbook:
        raise
    except Exception as problem:  # a stream that does not unpack, or only with a password
        raise NotAWorkbook from problem


def _megabytes(size: int) -> str:
    return f"{size / 1024 / 1024:.1f} MB"


def _check_parts(archive: ZipFile, packed: int) -> None:
    parts = archive.infolist()
    unpacked = sum(part.file_size for part in parts)
    bomb = unpacked > 1024 * 1024 and unpacked > packed * MOST_RATIO
    if unpacked > MOST_UNPACKED or len(parts) > MOST_PARTS or bomb:
        raise WorkbookTooLarge(f"zip {_megabytes(unpacked)}")
    names = [part.filename.lower() for part in parts]
    for name in names:
        if names.count(name) > 1 or any(sign in name for sign in BARRED):
            raise WorkbookNotPlain(part=name[:80])
    if f"{XLSX}.main+xml".encode() not in _part(archive, "[Content_Types].xml"):
        raise NotAWorkbook
    if sum(_check_xml(archive, part) for part in parts if _is_xml(part)) > MOST_TAGS:
        raise WorkbookTooLarge("XML")


def _part(archive: ZipFile, name: str) -> bytes:
    with suppress(KeyError):
        return archive.read(name)
    return b""


def _is_xml(part: ZipInfo) -> bool:
    return part.filename.lower().endswith((".xml", ".rels", ".vml"))


def _check_xml(archive: ZipFile, part: ZipInfo) -> int:
    """The number of tags in a part that is plain UTF-8 without a document type."""
    if part.file_size > MOST_SETTINGS and not _CELLS.fullmatch(part.filename.lower()):
        raise WorkbookTooLarge(part.filename[:80])
    text = archive.read(part)
    encoding = _ENCODING.match(text[:200])
    foreign = encoding and encoding[1].lower() not in {b"utf-8", b"us-ascii"}
    if foreign or any(sign in text for sign in (b"\0", b"<!DOCTYPE", b"<!ENTITY")):
        raise WorkbookNotPlain(part=part.filename[:80])
    return text.count(b"<")


def _sheet(source: Any) -> Sheet:
    source.reset_dimensions()  # what a file says of its own size is not believed
    rows: dict[int, dict[int, Cell]] = {}
    for number, cells in enumerate(source.iter_rows(), start=1):
        if number > LAST_ROW:
            raise WorkbookTooLarge(f"{source.title} {number}")
        row = cells and {cell.column: _cell(cell) for cell in cells if _filled(cell)}
        if not row:
            continue
        rows[number] = row
        if max(row) > MOST_COLUMNS or len(rows) > MOST_ROWS + 1:  # and the heads
            raise WorkbookTooLarge(f"{source.title} {number}")
    return Sheet(source.title, rows)


def _filled(cell: Any) -> bool:
    return cell.value is not None and str(cell.value).strip() != ""


def _cell(cell: Any) -> Cell:
    if cell.data_type == "f":
        return Cell(cell.coordinate, "", "是公式，这里只收文字。请把算好的结果粘贴为数值")
    if cell.data_type == "e":
        return Cell(cell.coordinate, "", f"是错误值 {cell.value}。请改成文字或数字")
    text = _text(cell.value)
    if len(text) > MOST_TEXT:
        return Cell(cell.coordinate, "", f"超过 {MOST_TEXT} 个字符。请缩短")
    if _CONTROL.search(text):
        return Cell(cell.coordinate, "", "有看不见的控制字符。请重新键入这一格")
    return Cell(cell.coordinate, text)


def _text(value: Any) -> str:
    """A number without needless zeros, a day as 2026-11-22, anything else as it stands."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return format(Decimal(repr(value)).normalize(), "f")
    if isinstance(value, datetime) and value.time() == datetime.min.time():
        value = value.date()
    if isinstance(value, date):
        return value.isoformat()
    return str(value).replace("_x000D_", "").replace("\r\n", "\n").replace("\r", "\n").strip()


def fits_cell(text: str) -> bool:
    """Whether a cell can hold the text."""
    return len(text) <= MOST_TEXT and not _CONTROL.search(text)


def put_text(sheet: Any, row: int, column: int, text: str, *, style: Any = None) -> Any:
    """Write text that stays text; what could start a formula is marked as quoted as well.

    `style` is the style of another cell of the workbook, to be copied.

    Raises ValueError for text that a cell cannot hold.
    """
    if not fits_cell(text):
        raise ValueError("a cell cannot hold this text")
    cell = sheet.cell(row, column)
    cell.value = text
    cell.data_type = "s"
    if style is not None:
        cell._style = copy(style)
    if text.lstrip(" \u00a0\u3000\ufeff").startswith(tuple(STARTERS)):
        cell.quotePrefix = True
    return cell


def filled_rows(sheet: Sheet) -> Iterator[tuple[int, dict[int, Cell]]]:
    """The rows below the heads."""
    return ((number, cells) for number, cells in sorted(sheet.rows.items()) if number > 1)

"""Opening a file that a stranger sent: nothing in it is believed before its size and parts are seen."""

import re
import zipfile
import zlib
from io import BytesIO
from typing import Any

from examsite.handbook.sheets.problems import FileTooLarge, HasMacros, NotASpreadsheet
from examsite.kit.lazy import lazy

xl = lazy("openpyxl")

MEGABYTE = 1024 * 1024
MOST_BYTES = 5 * MEGABYTE
MOST_UNPACKED = 24 * MEGABYTE
MOST_XML = 3 * MEGABYTE
"""Of all parts that are parsed: ours have about 0.3, and a program that saves them adds little."""
MOST_PARTS = 200
MOST_RATIO = 100
"""Unpacked by packed, of a part over 100 kB; forms have about 12."""
WORKBOOK = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
DECLARED = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
MACROS = ("vbaproject", "activex", "/macrosheets/", "/dialogsheets/", "externallinks/")

BROKEN = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    EOFError,
    KeyError,  # no list of content types
    OSError,
    RuntimeError,  # encrypted parts, ways of packing that are not known
    ValueError,  # broken names and numbers
)
"""What a damaged archive raises."""


def open_workbook(data: bytes) -> Any:
    """The workbook, read as it is asked for; formulas stay formulas.

    Raises FileTooLarge, NotASpreadsheet or HasMacros.
    """
    if len(data) > MOST_BYTES:
        raise FileTooLarge(most=MOST_BYTES // MEGABYTE)
    try:
        with zipfile.ZipFile(BytesIO(data)) as packed:
            _look_at(packed)
    except BROKEN as broken:
        raise NotASpreadsheet from broken
    return load(data)


def load(data: bytes) -> Any:
    """What the library makes of the file, or NotASpreadsheet whatever it stumbles over."""
    try:
        return xl.load_workbook(BytesIO(data), read_only=True, keep_links=False)
    except Exception as broken:  # a broken file surfaces as almost any error
        raise NotASpreadsheet from broken


def _look_at(packed: zipfile.ZipFile) -> None:
    parts = packed.infolist()
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise FileTooLarge(most=MOST_BYTES // MEGABYTE)
    names = [part.filename for part in parts]
    if len(set(names)) != len(names):
        raise NotASpreadsheet
    if any(mark in f"/{name}".lower() for name in names for mark in MACROS):
        raise HasMacros
    if sum(part.file_size for part in parts if _is_xml(part)) > MOST_XML:
        raise FileTooLarge(most=MOST_BYTES // MEGABYTE)
    for part in parts:
        _look_into(packed, part)
    if WORKBOOK not in packed.read("[Content_Types].xml"):
        raise NotASpreadsheet


def _is_xml(part: zipfile.ZipInfo) -> bool:
    return part.filename.lower().endswith((".xml", ".rels", ".vml"))


def _look_into(packed: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """No bomb, no declarations: those are the ways to make a small file cost a lot."""
    if part.file_size > 100_000 and part.file_size > MOST_RATIO * max(part.compress_size, 1):
        raise FileTooLarge(most=MOST_BYTES // MEGABYTE)
    if not _is_xml(part):
        return
    body = packed.read(part)
    if body[:2] in (b"\xfe\xff", b"\xff\xfe") or b"\0" in body[:64] or DECLARED.search(body):
        raise NotASpreadsheet

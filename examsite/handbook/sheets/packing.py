"""The same form is the same bytes: what a spreadsheet library stamps with the time is fixed here."""

import re
import zipfile
from collections.abc import Mapping
from io import BytesIO

EPOCH = (1980, 1, 1, 0, 0, 0)
STAMP = b"2026-11-25T00:00:00Z"
"""Written where the file format demands a date of creation and of change."""
DATED = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(</dcterms:)")
ROW = re.compile(rb'<row r="(\d+)"[^>]*>')


def packed(raw: bytes, grows: Mapping[str, set[int]]) -> bytes:
    """The workbook with fixed times and order.

    `grows` are the rows, by part, that may grow with what is typed: a library that sets a height
    also says that nothing may change it.
    """
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(raw)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            body = old.read(name)
            if name == "docProps/core.xml":
                body = DATED.sub(rb"\g<1>" + STAMP + rb"\g<2>", body)
            if name in grows:
                body = _let_grow(body, grows[name])
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system, entry.external_attr = 3, 0o600 << 16
            new.writestr(entry, body, compresslevel=9)
    return out.getvalue()


def _let_grow(body: bytes, rows: set[int]) -> bytes:
    def loosen(found: re.Match[bytes]) -> bytes:
        tag = found.group()
        return tag.replace(b' customHeight="1"', b"") if int(found[1]) in rows else tag

    return ROW.sub(loosen, body)

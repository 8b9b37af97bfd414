"""What stands before every page of the bank: the confidentiality statement, accepted."""

from collections.abc import Callable
from contextlib import closing
from functools import wraps
from typing import Any

from flask import request

from examsite.items.policies import ConfidentialityNotSigned
from examsite.items.queries.reviews import has_signed
from examsite.kit.access import the_viewer
from examsite.kit.spreadsheet import MOST_BYTES
from examsite.kit.web import see_other, wants_json

View = Callable[..., Any]
MOST_UPLOAD = MOST_BYTES + 64 * 1024
"""The workbook and what a form wraps around it."""


def signed(view: View) -> View:
    """Open a page to those who have accepted the statement; lead others to it.

    Programs are refused with ConfidentialityNotSigned.
    """

    @wraps(view)
    def checked(*args: Any, **kwargs: Any) -> Any:
        if has_signed(the_viewer()):
            return view(*args, **kwargs)
        if wants_json():
            raise ConfidentialityNotSigned
        back = request.full_path.rstrip("?") if request.method == "GET" else None
        return see_other("items_staff.confidentiality", next=back)

    return checked


def uploaded() -> tuple[bytes, str]:
    """The bytes and the name of the uploaded workbook, read one byte beyond what is allowed so
    that too much is seen; nothing when there is none."""
    upload = request.files.get("file")
    if upload is None:
        return b"", ""
    with closing(upload):
        return upload.stream.read(MOST_BYTES + 1), upload.filename or ""

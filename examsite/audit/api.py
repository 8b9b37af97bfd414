"""The journal over the wire, as the contract has it."""

import re
from typing import Any

from flask import request

from examsite.audit.queries import list_lines_after
from examsite.domain.errors import Invalid
from examsite.domain.permissions import Permission
from examsite.kit.clock import rfc3339
from examsite.kit.journal import JournalEntry
from examsite.kit.web import Pages, answer_json

MOST_LINES = 2**31 - 1
"""What a database integer holds."""
pages = Pages("audit_api", __name__, prefix="/api/v1")


def _line(entry: JournalEntry) -> dict[str, Any]:
    return {
        "n": entry.n,
        "at": rfc3339(entry.at),
        "who": entry.who,
        "what": entry.what,
        "about": entry.about,
        "prev": entry.prev,
        "hash": entry.hash,
    }


@pages.get("/audit", may=Permission.READ_JOURNAL)
def entries() -> object:
    """Lines with numbers above `after`, oldest first, at most a thousand."""
    asked = request.args.get("after", "0")
    if not re.fullmatch(r"[0-9]{1,15}", asked, re.ASCII):
        raise Invalid("after 须是不小于 0 的整数。", code="bad_after")
    found = list_lines_after(min(int(asked), MOST_LINES))
    return answer_json({"entries": [_line(entry) for entry in found]})

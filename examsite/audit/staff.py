"""The journal as people read it: a sentence a line, a filter, the detail of one line."""

import json

from flask import request
from flask_babel import gettext

from examsite.audit.queries import PAGE, Search, get_line, list_lines
from examsite.domain.actions import SENTENCES
from examsite.domain.permissions import Permission
from examsite.kit.web import Pages, page, page_number

pages = Pages("audit_staff", __name__, prefix="/staff/audit")
MAY = Permission.READ_JOURNAL


def _sentence(what: str) -> str:
    known = {action.value: sentence for action, sentence in SENTENCES.items()}
    return str(gettext(known[what])) if what in known else what


def _search() -> Search:
    return Search(
        action=request.args.get("action", "")[:64],
        whom=request.args.get("whom", "").strip()[:40],
        page=page_number(),
    )


@pages.get("", may=MAY)
def index() -> object:
    """The lines, the newest first."""
    search = _search()
    lines, total = list_lines(search)
    return page(
        "audit/index.html",
        lines=lines,
        search=search,
        total=total,
        pages=max(1, -(-total // PAGE)),
        sentence=_sentence,
        actions=[action.value for action in SENTENCES],
    )


@pages.get("/<int(max=2147483647):n>", may=MAY)  # what a database integer holds
def show(n: int) -> object:
    """One line with its hashes and, unless erased, its detail."""
    line, detail = get_line(n)
    body = json.dumps(detail.body, ensure_ascii=False, indent=2) if detail else ""
    intact = line.hash == line.digest() and (detail is None or detail.digest() == line.detail)
    context = {"line": line, "body": body, "intact": intact, "sentence": _sentence}
    return page("audit/show.html", **context)

"""An exam on paper: the question booklet of a frozen form, and answer sheets by seat."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from examsite.domain.actions import Action
from examsite.domain.errors import Invalid
from examsite.domain.paper_answers import Item, letter
from examsite.domain.roster import show_admission_number
from examsite.domain.terms import LEVEL_TITLES, ItemType
from examsite.exams.models import Sitting
from examsite.invigilation.queries.on_paper import Place, get_paper
from examsite.kit import pdf
from examsite.kit.access import Viewer
from examsite.kit.clock import local
from examsite.kit.db import write
from examsite.kit.markup import inline, shown

PRINTED_AT_ONCE = 60
"""Seats of one file."""
STYLES = ["css/pdf/paper_exam.css"]
KINDS = {
    ItemType.SINGLE: "单选",
    ItemType.MULTIPLE: "多选",
    ItemType.TRUE_FALSE: "判断",
    ItemType.NUMERIC: "计算",
    ItemType.ORDERING: "排序",
    ItemType.MATCHING: "匹配",
    ItemType.SHORT_ANSWER: "简答",
}


class NothingToPrint(Invalid):
    """422: no seat was ticked, or too many."""

    code = "nothing_to_print"
    message = "请勾选要印的座位，一次最多 60 个。"


def booklets(
    sitting: Sitting, places: Sequence[Place], *, issuer: str, by: Viewer, now: datetime
) -> bytes:
    """The questions of every form these seats have, each form once; the journal keeps who printed
    it. Raises NothingToPrint."""
    seats: dict[int, list[str]] = {}
    for one in _some(places):
        seats.setdefault(one.entry.form_id or sitting.form_id, []).append(one.entry.seat or "–")
    forms = [{"seats": seats[form], "groups": _groups(get_paper(form))} for form in seats]
    _note(sitting, "booklets", sorted(seats), by, now)
    return _render("paper_exam.html", sitting, issuer, now, forms=forms, kinds=KINDS)


def answer_sheets(
    sitting: Sitting, places: Sequence[Place], *, issuer: str, by: Viewer, now: datetime
) -> bytes:
    """A sheet for each of these seats, with a box for every question. Raises NothingToPrint."""
    papers: dict[int, list[dict[str, Any]]] = {}
    sheets = []
    for one in _some(places):
        form = one.entry.form_id or sitting.form_id
        if form not in papers:
            papers[form] = [_box(item) for item in get_paper(form)]
        number = one.entry.admission_number
        sheets.append(
            {
                "seat": one.entry.seat or "–",
                "name": one.user.name,
                "number": show_admission_number(number) if number else one.user.username,
                "short": [box for box in papers[form] if box["long"]],
                "boxes": [box for box in papers[form] if not box["long"]],
            }
        )
    _note(sitting, "answer sheets", [one.entry.id for one in places], by, now)
    return _render("answer_sheets.html", sitting, issuer, now, sheets=sheets)


def _some(places: Sequence[Place]) -> Sequence[Place]:
    if not 0 < len(places) <= PRINTED_AT_ONCE:
        raise NothingToPrint
    return places


def _note(sitting: Sitting, what: str, ids: list[int], by: Viewer, now: datetime) -> None:
    with write(Action.PAPER_PRINTED, by=by, now=now, about=sitting) as tx:
        tx.note(what=what, of=ids)


def _groups(paper: Iterable[Item]) -> list[dict[str, Any]]:
    """Items in order; those of a testlet together, behind their material."""
    found = []
    for _, same in groupby(paper, key=lambda one: one.get("group") or one["item"]):
        items = list(same)
        first = items[0]
        found.append(
            {
                "intro": shown(first["intro"], {}) if "intro" in first else "",
                "material": shown(first["material"], first.get("figures", {}))
                if "material" in first
                else "",
                "items": [_question(one) for one in items],
            }
        )
    return found


def _question(item: Item) -> dict[str, Any]:
    sides = {
        side: [inline(one["text"]) for one in item.get(side, ())]
        for side in ("options", "left", "right")
    }
    return {
        "position": item["position"],
        "kind": KINDS[ItemType(item["type"])],
        "points": _points(item["points"]),
        "stem": shown(item["stem"], {}),
        "units": [f"{letter(n)} {unit}" for n, unit in enumerate(item.get("units", ()))],
        "length": item.get("length"),
        **sides,
    }


def _points(hundredths: int) -> str:
    whole, rest = divmod(hundredths, 100)
    return f"{whole}.{rest:02d}".rstrip("0") if rest else str(whole)


def _box(item: Item) -> dict[str, Any]:
    kind = ItemType(item["type"])
    return {
        "position": item["position"],
        "kind": KINDS[kind],
        "long": kind is ItemType.SHORT_ANSWER,
        "wide": kind in (ItemType.MATCHING, ItemType.NUMERIC, ItemType.ORDERING),
        "unit": bool(item.get("units")),
    }


def _render(template: str, sitting: Sitting, issuer: str, now: datetime, **facts: Any) -> bytes:
    html = pdf.fill(
        template,
        title=sitting.title,
        level=LEVEL_TITLES[sitting.level],
        minutes=-(-sitting.seconds // 60),
        printed=f"{local(now):%Y-%m-%d %H:%M}",
        issuer=issuer,
        letters=[letter(n) for n in range(26)],
        **facts,
    )
    identifier = hashlib.sha256(html.encode()).digest()[:16]
    return pdf.render_pdf(html, STYLES, identifier=identifier, variant="pdf/ua-1")

"""The score sheet as a form: fields in, content out, and what the page shows of both."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from examsite.domain.canonical import sha256_hex
from examsite.domain.sheet_content import REVIEW_NOTE, clean, missing, read_rubric
from examsite.domain.terms import SheetPart

Posted = MultiDict[str, str]


@dataclass(frozen=True)
class Sent:
    """One sheet as the form sent it. The client's id follows from base and content, so that
    the same form sent twice is one save."""

    content: dict[str, Any]
    base_version: int
    client_id: str
    seal: bool


@dataclass(frozen=True)
class SheetPage:
    """What the page shows: parts with their anchors, what is chosen, what is missing."""

    part: SheetPart
    rubric: Mapping[str, Any]
    content: Mapping[str, Any]
    version: int
    missing: tuple[str, ...] = ()
    fields: list[dict[str, Any]] = field(default_factory=list)

    @property
    def fatal_missing(self) -> bool:
        """Whether a critical fail lacks its time or its evidence."""
        return any(gap.startswith("critical.") for gap in self.missing)


def read_sent(part: SheetPart, rubric: Mapping[str, Any], posted: Posted) -> Sent:
    """The form's fields as content; BadSheet for what the rubric does not know."""
    ids = read_rubric(rubric)
    raw: dict[str, Any] = {
        "bands": {name: _number(posted.get(f"band-{name}")) for name in ids.banded(part)},
        "notes": {name: posted.get(f"note-{name}", "") for name in ids.noted(part)},
        "critical": {
            name: {
                "at": posted.get(f"fatal-at-{name}", ""),
                "evidence": posted.get(f"fatal-evidence-{name}", ""),
            }
            for name in posted.getlist("fatal")
        },
    }
    if part is SheetPart.PROCESS:
        raw |= {"done": posted.getlist("done"), "global": _number(posted.get("global"))}
    content = clean(part, ids, raw)
    base = _number(posted.get("version")) or 0
    client_id = f"form-{base}-{sha256_hex(content)[:32]}"
    return Sent(content, base, client_id, posted.get("act") == "seal")


def _number(text: str | None) -> int | None:
    """A small whole number as typed by our own fields, else None."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 7 else None


def empty(part: SheetPart) -> dict[str, Any]:
    """The content of a sheet nobody has touched."""
    blank: dict[str, Any] = {"bands": {}, "notes": {}, "critical": {}}
    return blank | ({"done": [], "global": None} if part is SheetPart.PROCESS else {})


def sheet_page(
    part: SheetPart,
    rubric: Mapping[str, Any],
    content: Mapping[str, Any] | None,
    version: int,
    *,
    check: bool = False,
) -> SheetPage:
    """The page of one part; with `check` what is missing is marked."""
    shown = content if content is not None else empty(part)
    gaps = missing(part, read_rubric(rubric), shown) if check else ()
    return SheetPage(part, rubric, shown, version, gaps, _fields(part, rubric))


def _fields(part: SheetPart, rubric: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Dimensions, or oral questions, in one shape."""
    if part is SheetPart.PROCESS:
        return [{**one, "short": one["title"]} for one in rubric["dimensions"]]
    return [
        {
            "id": one["id"],
            "title": one["question"],
            "short": _("答辩 %(n)s", n=n),
            "bands": one["anchors"],
            "checklist": [],
        }
        for n, one in enumerate(rubric["oral"], 1)
    ]


def differences(
    part: SheetPart, rubric: Mapping[str, Any], stored: Mapping[str, Any], yours: Mapping[str, Any]
) -> list[tuple[str, str, str]]:
    """(what, stored, yours) for everything in which two contents of a part differ."""
    titles = {one["id"]: one["short"] for one in _fields(part, rubric)}
    titles[REVIEW_NOTE] = _("复盘观察")
    rows = [
        (_("%(title)s：等级", title=titles[name]), one, two)
        for name, one, two in _pairs(stored, yours, "bands")
    ]
    rows += [
        (_("%(title)s：依据", title=titles[name]), one, two)
        for name, one, two in _pairs(stored, yours, "notes")
    ]
    fails = {one["id"]: one["title"] for one in rubric["critical_fails"]}
    rows += [
        (fails[name], _proof(one), _proof(two))
        for name, one, two in _pairs(stored, yours, "critical")
    ]
    items = {item["id"]: item["text"] for one in rubric["dimensions"] for item in one["checklist"]}
    before, after = set(stored.get("done", [])), set(yours.get("done", []))
    rows += [
        (text, _tick(item in before), _tick(item in after))
        for item, text in items.items()
        if item in before ^ after
    ]
    if stored.get("global") != yours.get("global"):
        rows.append((_("总体评价"), stored.get("global"), yours.get("global")))
    return [(what, str(one or "–"), str(two or "–")) for what, one, two in rows]


def _pairs(
    stored: Mapping[str, Any], yours: Mapping[str, Any], key: str
) -> list[tuple[str, Any, Any]]:
    one, two = stored.get(key, {}), yours.get(key, {})
    return [(n, one.get(n), two.get(n)) for n in {**one, **two} if one.get(n) != two.get(n)]


def _proof(proof: Mapping[str, str] | None) -> str:
    return f"{proof['at']} {proof['evidence']}".strip() or "✓" if proof else ""


def _tick(on: bool) -> str:
    return str(_("已勾") if on else _("未勾"))


def as_fields(content: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Content as form fields again, to be sent once more."""
    rows = [(f"band-{name}", str(band)) for name, band in content["bands"].items()]
    rows += [(f"note-{name}", text) for name, text in content["notes"].items()]
    for name, proof in content["critical"].items():
        rows += [
            ("fatal", name),
            (f"fatal-at-{name}", proof["at"]),
            (f"fatal-evidence-{name}", proof["evidence"]),
        ]
    rows += [("done", item) for item in content.get("done", [])]
    if content.get("global"):
        rows.append(("global", str(content["global"])))
    return rows

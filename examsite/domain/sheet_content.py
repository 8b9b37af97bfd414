"""What stands on one part of a score sheet (评分表内容), checked against the rubric.

Sources: rulings 14 and 17, question_bank/rubrics/*.yaml. The content is plain data that has a
canonical form, so that it can be hashed and sealed; `to_sheet` turns both parts into numbers.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from examsite.domain.errors import Invalid
from examsite.domain.rubric import BANDS, Sheet
from examsite.domain.terms import SheetPart

LONGEST_TEXT = 4000
REVIEW_NOTE = "review"  # notes on the candidate's own review, beside the oral questions
_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
Content = Mapping[str, Any]


class BadSheet(Invalid):
    """422: the sheet holds something its rubric does not know, or a value off its scale."""

    code = "bad_sheet"
    message = "评分表里有无法识别的内容：%(what)s。"


@dataclass(frozen=True)
class Rubric:
    """The ids of a rubric: dimension -> checklist items, oral questions, critical fails."""

    dimensions: Mapping[str, tuple[str, ...]]
    weights: Mapping[str, int]
    oral: tuple[str, ...]
    critical: tuple[str, ...]

    def banded(self, part: SheetPart) -> tuple[str, ...]:
        """What gets a band on this part."""
        return tuple(self.dimensions) if part is SheetPart.PROCESS else self.oral

    def noted(self, part: SheetPart) -> tuple[str, ...]:
        """What may carry a note on this part."""
        extra = () if part is SheetPart.PROCESS else (REVIEW_NOTE,)
        return (*self.banded(part), *extra)


def read_rubric(data: Mapping[str, Any]) -> Rubric:
    """The ids of a rubrics/*.yaml document."""
    return Rubric(
        dimensions={
            one["id"]: tuple(item["id"] for item in one["checklist"]) for one in data["dimensions"]
        },
        weights={one["id"]: one["weight"] for one in data["dimensions"]},
        oral=tuple(one["id"] for one in data["oral"]),
        critical=tuple(one["id"] for one in data["critical_fails"]),
    )


def clean(part: SheetPart, rubric: Rubric, content: Content) -> dict[str, Any]:
    """The content in its one stored shape: known ids only, nothing empty kept.

    `bands` id -> 1-5 · `notes` id -> text · `critical` id -> {at: "HH:MM" or "", evidence};
    the process part also `done` (checklist ids) and `global` (1-5 or None). Raises BadSheet.
    """
    shape = {"bands", "notes", "critical"}
    if part is SheetPart.PROCESS:
        shape |= {"done", "global"}
    _known(content, shape)
    cleaned: dict[str, Any] = {
        "bands": _bands(_table(content, "bands"), rubric.banded(part)),
        "notes": _notes(_table(content, "notes"), rubric.noted(part)),
        "critical": _critical(_table(content, "critical"), rubric.critical),
    }
    if part is SheetPart.PROCESS:
        cleaned["done"] = _done(content.get("done") or [], rubric)
        cleaned["global"] = _band("global", content.get("global"))
    return cleaned


def missing(part: SheetPart, rubric: Rubric, content: Content) -> tuple[str, ...]:
    """What must still be filled in before sealing: ids, `global`, `critical.<id>`."""
    gaps = [name for name in rubric.banded(part) if name not in content["bands"]]
    if part is SheetPart.PROCESS and content["global"] is None:
        gaps.append("global")
    for name, proof in content["critical"].items():
        if not proof["at"] or not proof["evidence"]:
            gaps.append(f"critical.{name}")
    return tuple(gaps)


def to_sheet(rubric: Rubric, process: Content, review: Content) -> Sheet:
    """Both sealed parts of one examiner as the sheet that is marked."""
    done = set(process["done"])
    return Sheet(
        bands=dict(process["bands"]),
        oral=tuple(review["bands"][name] for name in rubric.oral),
        global_rating=process["global"],
        checklist={
            name: (len(done & set(items)), len(items)) for name, items in rubric.dimensions.items()
        },
        critical=frozenset(process["critical"]) | frozenset(review["critical"]),
    )


def _table(content: Content, key: str) -> Mapping[str, Any]:
    table = content.get(key) or {}
    if not isinstance(table, Mapping):
        raise BadSheet(what=key)
    return table


def _known(table: Mapping[str, Any], names: Any) -> None:
    for name in table:
        if name not in names:
            raise BadSheet(what=str(name)[:60])


def _band(name: str, value: Any) -> int | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or value not in BANDS:
        raise BadSheet(what=name)
    return value


def _bands(table: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, int]:
    _known(table, names)
    read = {name: _band(name, value) for name, value in table.items()}
    return {name: band for name, band in read.items() if band is not None}


def _text(name: str, value: Any) -> str:
    if not isinstance(value, str) or len(value) > LONGEST_TEXT:
        raise BadSheet(what=name)
    return value.replace("\r\n", "\n").strip()


def _notes(table: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, str]:
    _known(table, names)
    read = {name: _text(name, value) for name, value in table.items()}
    return {name: text for name, text in read.items() if text}


def _critical(table: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, dict[str, str]]:
    _known(table, names)
    return {name: _proof(name, value) for name, value in table.items()}


def _proof(name: str, value: Any) -> dict[str, str]:
    if not isinstance(value, Mapping):
        raise BadSheet(what=name)
    _known(value, {"at", "evidence"})
    at = _text(name, value.get("at") or "")
    if at and not _CLOCK.fullmatch(at):
        raise BadSheet(what=name)
    return {"at": at, "evidence": _text(name, value.get("evidence") or "")}


def _done(items: Any, rubric: Rubric) -> list[str]:
    known = [item for listed in rubric.dimensions.values() for item in listed]
    if not isinstance(items, list):
        raise BadSheet(what="done")
    for item in items:
        if item not in known:
            raise BadSheet(what=str(item)[:60])
    return [item for item in known if item in items]

"""Marking: a pure function of responses, item version, key version and rule version."""

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from examsite.attempts.queries.answers import Marked
from examsite.domain.knowledge import AreaScore, Line, area_profile
from examsite.domain.scoring import Tolerance, mark
from examsite.domain.terms import ItemType


def to_file_ids(value: Any, ids: dict[str, str]) -> Any:
    """An answer in this form's opaque ids, told in the ids of the item's file."""
    if isinstance(value, str):
        return ids.get(value, value)
    if isinstance(value, list):
        return [ids.get(one, one) if isinstance(one, str) else one for one in value]
    if isinstance(value, dict):
        return {ids.get(left, left): ids.get(right, right) for left, right in value.items()}
    return value


def earned(item: Marked) -> int | None:
    """Hundredths earned on one item; unanswered earns 0, None waits for people."""
    if item.answer is None:
        return 0
    if item.type is ItemType.SHORT_ANSWER:
        return None
    value = item.answer
    if item.type is not ItemType.NUMERIC:
        value = to_file_ids(value, item.option_ids)
    tolerance = item.key.get("tolerance") or {}
    allowed = Tolerance(
        absolute=Fraction(str(tolerance.get("abs", "0"))),
        relative=Fraction(str(tolerance.get("rel", "0"))),
    )
    keys = [item.key["key"], *item.key.get("accept", [])]
    unit = item.key.get("unit")
    return max(mark(item.type, value, key, item.points, allowed, unit) for key in keys)


Marks = dict[str, list[int | None]]


def mark_all(items: Iterable[Marked]) -> tuple[Marks, dict[str, AreaScore]]:
    """Item -> [earned, key version], and the area profile, all in hundredths.

    What waits for people counts 0 until they have marked it.
    """
    marks: Marks = {}
    lines = []
    for item in items:
        got = earned(item)
        marks[item.item] = [got, item.key_version]
        lines.append(Line(item.area, item.points, got or 0))
    return marks, area_profile(lines)

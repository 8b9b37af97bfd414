"""Marking one item (评分): exact, reproducible, in integer hundredths.

Sources: rulings 9, domain.md 4.3. Each item is an exact fraction of what it is worth, rounded
half-up to hundredths once; sums and comparisons (`knowledge`) are never rounded again.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from math import floor
from typing import Any, NamedTuple

from examsite.domain.terms import ItemType
from examsite.domain.typed_number import parse_number

RULE_VERSION = "2026.1"  # stored with every mark; raise it when any result here can change


class Tolerance(NamedTuple):
    """How far a number may lie from the key: max(|key| * relative, absolute)."""

    absolute: Fraction = Fraction(0)
    relative: Fraction = Fraction(0)


def mark(
    item_type: ItemType,
    value: Any,
    key: Any,
    worth: int,
    tolerance: Tolerance = Tolerance(),  # noqa: B008 - immutable
    unit: str | None = None,
) -> int:
    """Hundredths earned by `value` out of `worth` hundredths. A malformed value earns 0.

    `key` is as in the item file: an id, a list of ids, a bool, a number as text, or a mapping
    left -> right. `unit` is given only where the candidate had to choose it; another unit or
    none earns 0. Raises ValueError for types people mark and for an empty or unreadable key.
    """
    return round_half_up(worth * _fraction(item_type, value, key, tolerance, unit))


def round_half_up(exact: Fraction) -> int:
    """The nearest integer; a half goes up."""
    return floor(exact + Fraction(1, 2))


def _fraction(
    item_type: ItemType, value: Any, key: Any, tolerance: Tolerance, unit: str | None
) -> Fraction:
    match item_type:
        case ItemType.SINGLE:
            return Fraction(isinstance(value, str) and value == key)
        case ItemType.TRUE_FALSE:
            return Fraction(isinstance(value, bool) and value is key)
        case ItemType.MULTIPLE:
            return _multiple(value, key)
        case ItemType.ORDERING:
            return _ordering(value, key)
        case ItemType.MATCHING:
            return _matching(value, key)
        case ItemType.NUMERIC:
            return _numeric(value, key, tolerance, unit)
        case _:
            raise ValueError(f"{item_type} is not marked by a program")


def _ids(value: Any) -> list[str]:
    """The value as a list of ids without duplicates; anything else counts as unanswered."""
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        return []
    return value if len(set(value)) == len(value) else []


def _multiple(value: Any, key: Sequence[str]) -> Fraction:
    """(hits - errors) / key size, not below 0."""
    if not key:
        raise ValueError("a multiple-choice key names at least one option")
    chosen, right = set(_ids(value)), set(key)
    return max(Fraction(len(chosen & right) - len(chosen - right), len(right)), Fraction(0))


def _ordering(value: Any, key: Sequence[str]) -> Fraction:
    """Adjacent pairs of the key kept adjacent in the same direction / (n - 1)."""
    if len(key) < 2:
        raise ValueError("an ordering key has at least two steps")
    given = _ids(value)
    kept = set(pairwise(given)) & set(pairwise(key))
    return Fraction(len(kept), len(key) - 1)


def _matching(value: Any, key: Mapping[str, str]) -> Fraction:
    """Pairs right / pairs."""
    if not key:
        raise ValueError("a matching key has at least one pair")
    given = value if isinstance(value, dict) else {}
    return Fraction(sum(given.get(left) == right for left, right in key.items()), len(key))


def _numeric(value: Any, key: str, tolerance: Tolerance, unit: str | None) -> Fraction:
    """1 within the tolerance and with the right unit, else 0."""
    target = parse_number(key)
    if target is None:
        raise ValueError(f"the key {key!r} is not a number")
    if not isinstance(value, dict) or (unit is not None and value.get("unit") != unit):
        return Fraction(0)
    number = parse_number(value.get("number"))
    if number is None:
        return Fraction(0)
    allowed = max(abs(target) * tolerance.relative, tolerance.absolute)
    return Fraction(abs(number - target) <= allowed)

"""The shape of an answer (作答值) by item type: what may be stored at all.

Source: wire.md, line "values". A half-finished answer is a good answer: it must be savable;
whether it is right is asked in `scoring`, never here.
"""

from collections.abc import Collection
from typing import Any, NamedTuple

from examsite.domain.errors import Invalid
from examsite.domain.terms import ItemType
from examsite.domain.typed_number import LONGEST

MAX_SHORT_ANSWER = 4000  # characters (code points)


class BadValue(Invalid):
    """422: the value does not have the shape this item asks for."""

    code = "bad_value"
    message = "答案的格式不对，请刷新页面后重新作答。"


class Choices(NamedTuple):
    """What one item offers: opaque ids of options, of the two sides of a matching, and units."""

    options: Collection[str] = ()
    left: Collection[str] = ()
    right: Collection[str] = ()
    units: Collection[str] = ()


def check_value(item_type: ItemType, value: Any, offered: Choices) -> None:
    """Raise BadValue unless `value` fits the item type; None (cleared) fits every type.

    multiple, ordering: distinct offered ids, possibly not all of them yet. matching: any part
    of left -> right. numeric: {"number": text, "unit"?: one of the offered or null}; text that
    is no number is stored and earns 0. A testlet has no value of its own, its parts have.
    """
    if value is None and item_type is not ItemType.TESTLET:
        return
    if not _fits(item_type, value, offered):
        raise BadValue(type=item_type.value)


def _fits(item_type: ItemType, value: Any, offered: Choices) -> bool:
    match item_type:
        case ItemType.SINGLE:
            return isinstance(value, str) and value in offered.options
        case ItemType.TRUE_FALSE:
            return isinstance(value, bool)
        case ItemType.MULTIPLE | ItemType.ORDERING:
            return _distinct(value, offered.options)
        case ItemType.MATCHING:
            return _pairs(value, offered)
        case ItemType.NUMERIC:
            return _number_and_unit(value, offered.units)
        case ItemType.SHORT_ANSWER:
            return isinstance(value, str) and _clean(value, MAX_SHORT_ANSWER)
        case _:
            return False


def _distinct(value: Any, allowed: Collection[str]) -> bool:
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        return False
    return len(set(value)) == len(value) and all(one in allowed for one in value)


def _pairs(value: Any, offered: Choices) -> bool:
    if not isinstance(value, dict):
        return False
    return all(
        isinstance(right, str) and left in offered.left and right in offered.right
        for left, right in value.items()
    )


def _number_and_unit(value: Any, units: Collection[str]) -> bool:
    if not isinstance(value, dict) or not value.keys() <= {"number", "unit"}:
        return False
    number, unit = value.get("number"), value.get("unit")
    if not isinstance(number, str) or not _clean(number, LONGEST):
        return False
    return unit is None or (isinstance(unit, str) and unit in units)


def _clean(text: str, longest: int) -> bool:
    """Short enough, and storable in every database: no NUL, no lone surrogate."""
    return len(text) <= longest and not any(
        char == "\0" or "\ud800" <= char <= "\udfff" for char in text
    )

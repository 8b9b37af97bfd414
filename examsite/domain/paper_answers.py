"""Answers written on paper (纸笔作答): how they are typed in, and two people's versions compared.

Source: exam-day.md 1.2 (an exam goes on when machines do not). An answer is typed
as it stands on the sheet: letters of the options as printed, numbers of the left side with
letters of the right (`1C 2A`), a number with the letter of its unit (`12.5 B`), 对 or 错, words.
Letters go by the printed order, which is the order of the frozen paper. Nothing typed is blank.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

from examsite.domain.errors import Conflict, Invalid, NotAllowed
from examsite.domain.terms import ItemType

TRUE, FALSE = frozenset("对√TY"), frozenset("错×XFN")
PAIR = re.compile(r"(\d{1,2})([A-Z])")
BETWEEN = re.compile(r"[\s,、;.。]+")
Item = Mapping[str, Any]
"""An item of a frozen paper: type, and where it has them options, left, right, units."""


class PaperState(StrEnum):
    """How far the answers of one sheet are."""

    OPEN = "open"  # 等第一人录入
    ENTERED = "entered"  # 等第二人录入
    DIFFERENT = "different"  # 两次录入不同
    SETTLED = "settled"  # 已计分


class Unreadable(Invalid):
    """422: what was typed is no answer to this kind of item."""

    code = "paper_unreadable"
    message = "第 %(position)s 题读不懂“%(typed)s”。请照题目旁的写法再填。"


class SecondTypist(NotAllowed):
    """403: the second version is worth nothing from the same person."""

    code = "second_typist"
    message = "第一遍是您录入的，请另一位工作人员录第二遍。"


class AlreadyTyped(Conflict):
    """409: both versions are there, or everything is settled."""

    code = "already_typed"
    message = "这份答题纸的两遍录入已经完成。请刷新页面。"


class NotDifferent(Conflict):
    """409: settling needs two versions."""

    code = "not_different"
    message = "这份答题纸没有等待裁定的不同。请刷新页面。"


class Unsettled(Invalid):
    """422: each difference gets an answer from the sheet."""

    code = "paper_unsettled"
    message = "还有 %(count)s 处不同没有裁定。请对照答题纸逐处选定。"


def letter(index: int) -> str:
    """The letter of the `index`-th choice as printed, from 0."""
    return chr(ord("A") + index)


def read(item: Item, typed: str) -> Any:
    """The answer's value for what was typed; None for nothing. Raises Unreadable."""
    kind = ItemType(item["type"])
    if kind is ItemType.SHORT_ANSWER:
        return typed.strip() or None
    plain = unicodedata.normalize("NFKC", typed).strip().upper()
    if not plain:
        return None
    try:
        return _READERS[kind](item, plain)
    except (KeyError, ValueError, IndexError) as problem:
        raise Unreadable(position=item["position"], typed=typed.strip()[:40]) from problem


def show(item: Item, value: Any) -> str:
    """The value as it would be typed: what two people compare."""
    if value is None:
        return ""
    match ItemType(item["type"]):
        case ItemType.SINGLE:
            return _letters(item, "options", [value])
        case ItemType.MULTIPLE | ItemType.ORDERING:
            return _letters(item, "options", value)
        case ItemType.TRUE_FALSE:
            return "对" if value else "错"
        case ItemType.MATCHING:
            left = [one["id"] for one in item["left"]]
            pairs = sorted((left.index(one), other) for one, other in value.items())
            return " ".join(f"{n + 1}{_letters(item, 'right', [other])}" for n, other in pairs)
        case ItemType.NUMERIC:
            unit = value.get("unit")
            of_unit = f" {letter(item['units'].index(unit))}" if unit else ""
            return f"{value['number']}{of_unit}"
        case _:
            return str(value)


def differences(
    paper: Sequence[Item], one: Mapping[str, Any], other: Mapping[str, Any]
) -> list[Item]:
    """The items of the paper whose two versions are not the same, in order."""
    return [item for item in paper if one.get(item["item"]) != other.get(item["item"])]


def state_of(versions: Sequence[Mapping[str, Any]], *, settled: bool) -> PaperState:
    """How far a sheet is, by the versions typed so far."""
    if settled:
        return PaperState.SETTLED
    return (PaperState.OPEN, PaperState.ENTERED, PaperState.DIFFERENT)[min(len(versions), 2)]


def _letters(item: Item, side: str, ids: Sequence[str]) -> str:
    order = [one["id"] for one in item[side]]
    return "".join(letter(order.index(one)) for one in ids)


def _choice(item: Item, side: str, typed: str) -> str:
    index = ord(typed) - ord("A")
    if index < 0:
        raise ValueError(typed)
    found: str = item[side][index]["id"]
    return found


def _several(item: Item, typed: str) -> list[str]:
    found = [_choice(item, "options", one) for one in BETWEEN.sub("", typed)]
    if len(set(found)) < len(found):
        raise ValueError(typed)
    return found


def _single(item: Item, typed: str) -> str:
    (one,) = list(BETWEEN.sub("", typed))
    return _choice(item, "options", one)


def _multiple(item: Item, typed: str) -> list[str]:
    chosen = set(_several(item, typed))
    return [one["id"] for one in item["options"] if one["id"] in chosen]


def _true_false(_item: Item, typed: str) -> bool:
    if typed in TRUE:
        return True
    if typed in FALSE:
        return False
    raise ValueError(typed)


def _matching(item: Item, typed: str) -> dict[str, str]:
    plain = BETWEEN.sub("", typed)
    pairs = PAIR.findall(plain)
    if "".join(map("".join, pairs)) != plain:
        raise ValueError(typed)
    found: dict[str, str] = {}
    for number, other in pairs:
        if int(number) < 1:
            raise ValueError(typed)
        left = item["left"][int(number) - 1]["id"]
        if left in found:
            raise ValueError(typed)
        found[left] = _choice(item, "right", other)
    return found


def _numeric(item: Item, typed: str) -> dict[str, str]:
    number, _, unit = typed.partition(" ")
    plain = number.replace(",", "")
    if not unit:
        return {"number": plain}
    if len(unit.strip()) != 1:
        raise ValueError(typed)
    index = ord(unit.strip()) - ord("A")
    if index < 0:
        raise ValueError(typed)
    return {"number": plain, "unit": item["units"][index]}


_READERS = {
    ItemType.SINGLE: _single,
    ItemType.MULTIPLE: _multiple,
    ItemType.TRUE_FALSE: _true_false,
    ItemType.ORDERING: _several,
    ItemType.MATCHING: _matching,
    ItemType.NUMERIC: _numeric,
}

"""How one field stands in one cell: as text to read, and back as its YAML file has it."""

import json
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

LEVELS = {"初级": "J", "中级": "I", "高级": "S"}
POOLS = {"考试题": "exam", "练习题": "practice"}
COGNITIVE = {
    "记忆": "remember",
    "理解": "understand",
    "应用": "apply",
    "分析": "analyse",
    "评价": "evaluate",
    "创造": "create",
}
MADE_BY = {"人": "person", "程序": "program"}
TRUTH = {"对": True, "错": False}
DEEPEST = 4
"""How deep an answer that a reader gave may be nested."""
_TRUE, _FALSE = {"对", "正确", "是", "TRUE", "√"}, {"错", "错误", "否", "FALSE", "×"}
_RANGE = re.compile(r"(\S+)\s*(?:到|至|~|～)\s*(\S+?)\s*[，,]?\s*每\s*(\S+)")
_CHECK = re.compile(r"(.+?)\s+(\d{4}-\d{2}-\d{2})\s+(.+)")
_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")


@dataclass(frozen=True)
class Codec:
    """Both ways between a field and its cell; `read` raises ValueError with a Chinese reason."""

    show: Callable[[Any], str]
    read: Callable[[str], Any]


def words(known: Mapping[str, Any]) -> Codec:
    """One of a few Chinese words for one of a few values."""
    back = {value: word for word, value in known.items()}

    def read(text: str) -> Any:
        if text not in known:
            raise ValueError(f"只能填 {'、'.join(known)}")
        return known[text]

    return Codec(lambda value: back[value], read)


def _whole(text: str) -> int:
    if not re.fullmatch(r"\d{1,6}", text):
        raise ValueError("须是整数")
    return int(text)


def _share(text: str) -> str:
    plain = re.fullmatch(r"(\d{0,3}(?:\.\d{1,20})?)%?", text)
    number = Decimal(plain[1] or "-1") if plain else Decimal(-1)
    number /= 100 if text.endswith("%") else 1
    if not 0 <= number <= 1:
        raise ValueError("须在 0 到 1 之间")
    return format(number, "f")


def _day(text: str) -> str:
    found = _DAY.fullmatch(text)
    with suppress(ValueError):
        if found:
            return date(*map(int, found.groups())).isoformat()
    raise ValueError("须是日期，例如 2026-11-22")


def _truth(text: str) -> bool:
    if text.upper() not in _TRUE | _FALSE:
        raise ValueError("只能填 对、错")
    return text.upper() in _TRUE


def _area(text: str) -> str:
    if not re.fullmatch(r"[A-K](\s.*)?", text):
        raise ValueError("须从下拉列表里选，以字母 A 到 K 开头")
    return text[0]


def _list(text: str) -> list[str]:
    """By lines where there are several, else by commas: a unit may hold anything but those."""
    parts = text.split("\n") if "\n" in text else re.split(r"[、；;]", text)
    return [part.strip() for part in parts if part.strip()]


def _show_list(values: list[str]) -> str:
    apart = any(re.search(r"[、；;]", value) for value in values)
    return ("\n" if apart else "、").join(values)


def _show_params(params: Mapping[str, Any]) -> str:
    lines = []
    for name, given in params.items():
        if isinstance(given, Mapping):
            lines.append(f"{name} = {given['from']} 到 {given['to']} 每 {given['step']}")
        else:
            lines.append(f"{name} = {'、'.join(given)}")
    return "\n".join(lines)


def _params(text: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for line in filter(None, map(str.strip, text.split("\n"))):
        name, sign, rest = re.sub(r"[＝：:]", "=", line, count=1).partition("=")
        if not sign or not rest.strip() or name.strip() in found:
            raise ValueError(f"“{line}”读不出来")
        span = _RANGE.fullmatch(rest.strip())
        named = {"from": span[1], "to": span[2], "step": span[3]} if span else _list(rest)
        found[name.strip()] = named
    return found


def _show_checks(checks: list[Mapping[str, Any]]) -> str:
    return "\n".join(
        f"{one['reader']} {one['on']} {json.dumps(one['answer'], ensure_ascii=False)}"
        for one in checks
    )


def _checks(text: str) -> list[dict[str, Any]]:
    found = []
    for line in filter(None, map(str.strip, text.split("\n"))):
        parts = _CHECK.fullmatch(line)
        if parts is None:
            raise ValueError(f"“{line}”读不出来")
        found.append({"reader": parts[1], "on": parts[2], "answer": _answer(parts[3])})
    return found


def _answer(text: str) -> Any:
    """What a reader answered: JSON where it is some that can be stored, else the words."""
    try:
        answer = json.loads(text)
        json.dumps(answer, ensure_ascii=False, allow_nan=False).encode()
    except (ValueError, RecursionError):
        return text
    return answer if _depth(text) <= DEEPEST and "\\u0000" not in text else text


def _depth(text: str) -> int:
    """At most how deep brackets stand in each other."""
    deepest = depth = 0
    for sign in text:
        depth += (sign in "[{") - (sign in "]}")
        deepest = max(deepest, depth)
    return deepest


TEXT = Codec(str, str)
WHOLE = Codec(str, _whole)
SHARE = Codec(lambda value: format(Decimal(str(value)).normalize(), "f"), _share)
DAY = Codec(str, _day)
TRUTH_WORD = Codec(lambda value: "对" if value else "错", _truth)
AREA = Codec(str, _area)
CODES = Codec("、".join, lambda text: re.split(r"[、，,；;\s]+", text))
LIST = Codec(_show_list, _list)
LINES = Codec("\n".join, lambda text: [line.strip() for line in text.split("\n") if line.strip()])
PARAMS = Codec(_show_params, _params)
CHECKS = Codec(_show_checks, _checks)

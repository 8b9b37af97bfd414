"""One cell of a filled form: its value in its kind, or the reason why it is none."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from examsite.domain.typed_number import parse_number
from examsite.handbook.sheets.problems import LONGEST_SHOWN, N_
from examsite.handbook.sheets.shapes import NUMERIC, Entry, Kind
from examsite.handbook.sheets.validation import FIRST_DAY, LAST_DAY, LONGEST, MOST, bounds

ORIGIN = datetime(1899, 12, 30)
"""Day zero of spreadsheets, for every day since March 1900."""
DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
CLOCK = re.compile(r"(\d{1,2})\s*[:：]\s*(\d{2})(?:\s*[:：]\s*(\d{2}))?")
RETURNS = re.compile("_x000[dD]_")
"""How some programs write a carriage return inside a text."""


class Wrong(Exception):
    """The cell's value cannot be taken."""

    def __init__(self, reason: str, **params: object):
        self.reason, self.params = reason, {key: str(value) for key, value in params.items()}
        super().__init__(reason)


def read_value(entry: Entry, value: Any, data_type: str) -> Any:
    """The value, or None for an empty cell; raises Wrong.

    Numbers are int or Decimal, dates and times are Python's, texts are trimmed.
    """
    if data_type == "f":
        raise Wrong(N_("这里只填数值或文字，不能填公式。从别处复制时请选「只粘贴数值」。"))
    if data_type == "e":
        raise Wrong(N_("这里是一个错误值 %(value)s，请改成数值或清空。"), value=_short(value))
    if isinstance(value, str):
        value = _clean(value)
    if value is None or value == "":
        return None
    return READERS[entry.kind](entry, value)


def _short(value: Any) -> str:
    text = " ".join(str(value).split())
    return text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 1] + "…"


def _clean(text: str) -> str:
    text = (
        RETURNS.sub("", text).replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ").strip()
    )
    if any(unicodedata.category(one) in {"Cc", "Cs", "Co"} and one != "\n" for one in text):
        raise Wrong(N_("有看不见的控制字符，请删掉后重新输入。"))
    return text


def _text(entry: Entry, value: Any) -> str:
    if isinstance(value, bool):
        raise Wrong(N_("须是文字，这里是“%(value)s”。"), value=_short(value))
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = str(value)
    most = LONGEST[Kind.LONG if entry.kind is Kind.LONG else Kind.TEXT]
    if len(text) > most:
        raise Wrong(N_("最多 %(most)s 个字，这里有 %(count)s 个。"), most=most, count=len(text))
    return text


def _choice(entry: Entry, value: Any) -> str:
    text = _text(entry, value)
    if text not in entry.choices:
        listed = "、".join(entry.choices)
        raise Wrong(
            N_("只能从下拉列表里选：%(choices)s。这里是“%(value)s”。"),
            choices=listed,
            value=_short(text),
        )
    return text


def _number(entry: Entry, value: Any) -> Decimal | int:
    exact = _exact(value)
    if exact is None:
        raise Wrong(N_("须是数字，这里是“%(value)s”。"), value=_short(value))
    if entry.kind is Kind.INTEGER and exact != int(exact):
        raise Wrong(N_("须是整数，这里是 %(value)s。"), value=_short(value))
    _in_range(entry, exact, value)
    return int(exact) if entry.kind is Kind.INTEGER else exact


def _exact(value: Any) -> Decimal | None:
    """The number as it was typed: 0.1 is 0.1, `3.5%` is 0.035; None for anything else."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        number = Decimal(repr(value))
        return number if number.is_finite() else None
    if not isinstance(value, str):
        return None
    percent = value.endswith(("%", "％"))
    typed = parse_number(value[:-1] if percent else value)
    if typed is None:
        return None
    typed /= 100 if percent else Fraction(1)
    return Decimal(typed.numerator) / Decimal(typed.denominator)


def _in_range(entry: Entry, exact: Decimal, value: Any) -> None:
    low, high = bounds(entry)
    if Decimal(repr(low)) <= exact <= Decimal(repr(high)):
        return
    if entry.kind is Kind.PERCENT:
        told = {
            "low": f"{low * 100:g}%",
            "high": f"{high * 100:g}%",
            "value": f"{float(exact) * 100:.6g}%",
        }
    else:
        told = {"low": f"{low:,.15g}", "high": f"{high:,.15g}", "value": _short(value)}
    if high == MOST and exact < Decimal(repr(low)):
        raise Wrong(N_("不能小于 %(low)s，这里是 %(value)s。"), **told)
    raise Wrong(N_("须在 %(low)s 到 %(high)s 之间，这里是 %(value)s。"), **told)


def _moment_of(value: Any) -> datetime | None:
    """Date and time of whatever a program left in the cell."""
    if isinstance(value, datetime):
        return value.replace(tzinfo=None)
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day)
    if isinstance(value, int | float) and not isinstance(value, bool):
        if not FIRST_DAY <= value < LAST_DAY + 1:
            return None
        return ORIGIN + timedelta(seconds=round(value * 86_400))
    day, clock = (
        (one.search(value) for one in (DAY, CLOCK)) if isinstance(value, str) else (None, None)
    )
    if day is None:
        return None
    rest = value[: day.start()] + value[day.end() :]
    clock = CLOCK.fullmatch(rest.strip())
    if clock is None and rest.strip():
        return None
    try:
        parts = [int(one or 0) for one in (*day.groups(), *(clock.groups() if clock else ()))]
        return datetime(*parts)  # type: ignore[arg-type]
    except ValueError:
        return None


def _date(_entry: Entry, value: Any) -> date:
    found = _moment_of(value)
    if found is None or not 2020 <= found.year <= 2099:
        raise Wrong(N_("须是日期，例如 2026-11-25，这里是“%(value)s”。"), value=_short(value))
    return found.date()


def _moment(_entry: Entry, value: Any) -> datetime:
    found = _moment_of(value)
    if found is None or not 2020 <= found.year <= 2099:
        raise Wrong(
            N_("须是日期和时刻，例如 2026-11-25 20:00，这里是“%(value)s”。"), value=_short(value)
        )
    return found


def _time(_entry: Entry, value: Any) -> time:
    found = _time_of(value)
    if found is None:
        raise Wrong(N_("须是时刻，例如 20:05，这里是“%(value)s”。"), value=_short(value))
    return found


def _time_of(value: Any) -> time | None:
    if isinstance(value, time):
        return value.replace(microsecond=0, tzinfo=None)
    if isinstance(value, timedelta):
        value = value.total_seconds() / 86_400
    if isinstance(value, int | float) and not isinstance(value, bool):
        seconds = round(value * 86_400) if 0 <= value < 1 else -1
        return (
            time(seconds // 3600, seconds % 3600 // 60, seconds % 60)
            if 0 <= seconds < 86_400
            else None
        )
    clock = CLOCK.fullmatch(value) if isinstance(value, str) else None
    if clock is None:
        return None
    hour, minute, second = (int(one or 0) for one in clock.groups())
    return time(hour, minute, second) if hour < 24 and minute < 60 and second < 60 else None


READERS: dict[Kind, Callable[[Entry, Any], Any]] = {
    Kind.TEXT: _text,
    Kind.LONG: _text,
    Kind.CHOICE: _choice,
    Kind.DATE: _date,
    Kind.MOMENT: _moment,
    Kind.TIME: _time,
    **dict.fromkeys(NUMERIC, _number),
}

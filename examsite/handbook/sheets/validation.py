"""What a cell accepts while it is being typed: drop-downs, ranges, and what is told otherwise."""

from typing import Any

from examsite.handbook.sheets.shapes import NUMERIC, Entry, Kind
from examsite.kit.lazy import lazy

validation = lazy("openpyxl.worksheet.datavalidation")

MOST = 1_000_000_000_000
LONGEST = {Kind.TEXT: 200, Kind.LONG: 2_000}
"""Characters that a text cell takes."""
FIRST_DAY, LAST_DAY = 43_831, 73_050
"""2020-01-01 and 2099-12-31 as spreadsheets count days."""


def bounds(entry: Entry) -> tuple[float, float]:
    """The least and the most a number cell takes."""
    top = 1 if entry.kind is Kind.PERCENT else MOST
    low = entry.low if entry.low is not None else 0
    return low, entry.high if entry.high is not None else top


def range_words(entry: Entry) -> str:
    """The range as people are told it."""
    low, high = bounds(entry)
    if entry.kind is Kind.PERCENT:
        return f"须在 {low * 100:g}% 到 {high * 100:g}% 之间"
    whole = "须是整数，" if entry.kind is Kind.INTEGER else "须是数字，"
    if high == MOST:
        return f"{whole}不小于 {low:g}"
    return f"{whole}在 {low:g} 到 {high:g} 之间"


def rule_for(entry: Entry) -> Any:
    """The cell's data validation."""
    asked, told = _asked(entry)
    rule = validation.DataValidation(
        allow_blank=True, showErrorMessage=True, errorTitle=entry.label[:30], error=told, **asked
    )
    if entry.note:
        rule.showInputMessage, rule.promptTitle = True, entry.label[:30]
        rule.prompt = entry.note[:250]
    return rule


def _asked(entry: Entry) -> tuple[dict[str, Any], str]:
    if entry.kind is Kind.CHOICE:
        told = "请从下拉列表里选：" + "、".join(entry.choices)
        return {"type": "list", "formula1": f'"{",".join(entry.choices)}"'}, told[:250]
    if entry.kind in NUMERIC:
        low, high = bounds(entry)
        kind = "whole" if entry.kind is Kind.INTEGER else "decimal"
        return _between(kind, f"{low:.15g}", f"{high:.15g}"), f"{range_words(entry)}。"
    if entry.kind in {Kind.DATE, Kind.MOMENT}:
        wanted = "2026-11-25" if entry.kind is Kind.DATE else "2026-11-25 20:00"
        kind = "date" if entry.kind is Kind.DATE else "decimal"
        return _between(kind, str(FIRST_DAY), str(LAST_DAY)), f"请填日期，例如 {wanted}。"
    if entry.kind is Kind.TIME:
        return _between("time", "0", "0.999988425925926"), "请填时刻，例如 20:05。"
    most = LONGEST[Kind.LONG if entry.kind is Kind.LONG else Kind.TEXT]
    return _between("textLength", "0", str(most)), f"最多 {most} 个字。"


def _between(kind: str, low: str, high: str) -> dict[str, Any]:
    return {"type": kind, "operator": "between", "formula1": low, "formula2": high}

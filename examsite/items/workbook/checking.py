"""An item that was read against every rule of its file, each fault told at its cell."""

import re
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from examsite.items.files import ITEM, ItemShape
from examsite.items.workbook.layouts import CODE
from examsite.items.workbook.reading import Draft
from examsite.items.workbook.rows import Path, Row
from examsite.kit.content_files import UNION_TAGS, words_of

FIELDS = {
    "id", "stem", "options", "left", "right", "key", "rationales", "unit", "units", "abs", "rel",
    "tolerance", "solve", "rounding", "params", "where", "length", "guide", "anchors", "laws",
    "enemies", "material", "parts", "level", "area",
}  # fmt: skip
WORDS = {
    "length：写成 [最少字数, 最多字数]": "length：最少字数须小于最多字数，最多 4,000",
    "parts：小题 id 有重复": "parts：小题号有重复",
    "有重复的 id": "有重复的字母",
    "有不在选项里的 id": "有这一行没有的选项",
    "，加引号": "",
    "加引号的": "",
    "须是 key、一个数字": "须是一个数字",
    "：键“": "：“",
    "from、to、step 不成": "起、止、步长不成",
    "按 solve 算": "按算式算",
    "没有 params": "没有写变体参数",
}
"""Words about files that say nothing to those who fill a sheet in, and what is said instead."""
SAYS_WHAT_TO_DO = ("须", "请", "至少", "不能小于", "不能大于")
LIMITS = {"ge": "不能小于", "le": "不能大于", "gt": "须大于", "lt": "须小于"}


def check_draft(draft: Draft, code: str) -> ItemShape | None:
    """The item in its shape under this code, or None with every fault noted at its row."""
    try:
        shape: ItemShape = ITEM.validate_python({"id": code, **draft.entry})
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            _note(draft, detail)
        if not draft.rejected:
            draft.row.wrong(CODE, "这一行读不出来")
        return None
    return None if draft.rejected else shape


def _note(draft: Draft, detail: ErrorDetails) -> None:
    path, row = _path(detail), draft.row
    if path[:1] == ("parts",) and len(path) > 1 and isinstance(path[1], int):
        row, path = draft.parts[path[1]], path[2:]
    told = _told(detail)
    named, colon, rest = told.partition("：")
    names = [name for name in named.split("、") if name in FIELDS]
    if detail["type"] == "value_error" and colon and names:
        told, path = rest, (*path, names[0])
    if path and row.is_root_wrong(path[0]):
        return
    head = row.head_of(path, told) or row.head_of(path[-1:], told)
    if row.fills.get(head) and not any(sign in told for sign in SAYS_WHAT_TO_DO):
        told = f"{told}。这一格填：{row.fills[head]}"
    row.wrong(head or _any_head(row), told)


def _path(detail: ErrorDetails) -> Path:
    """The field; pydantic names the chosen branch of a union too, which nobody wrote."""
    named: list[Any] = []
    for part in detail["loc"]:
        branch = str(part) in UNION_TAGS or str(part).startswith(("literal[", "list[", "Range"))
        if not branch:
            named.append(part)
    return tuple(named)


def _told(detail: ErrorDetails) -> str:
    limits = {
        LIMITS[name]: value for name, value in detail.get("ctx", {}).items() if name in LIMITS
    }
    if limits:
        return "，".join(f"{words} {value}" for words, value in limits.items())
    told = words_of(detail)
    for words, instead in WORDS.items():
        told = told.replace(words, instead)
    return re.sub(r"^([a-z、]+)：$", r"\1", told)


def _any_head(row: Row) -> str:
    return CODE if CODE in row.refs else next(iter(row.refs), "")

"""What a workbook would do to the bank: each item numbered, checked and compared, nothing written."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from math import prod
from pathlib import Path

from examsite.domain.terms import Pool
from examsite.domain.typed_number import parse_number
from examsite.items.families import MOST
from examsite.items.files import (
    FIRST_PRACTICE,
    ItemFile,
    ItemShape,
    TestletItem,
    check_references,
)
from examsite.items.policies import may_change
from examsite.items.queries.bank import Current, list_areas, list_current, list_passage_keys
from examsite.items.services.storing import differs, key_columns, version_columns
from examsite.items.workbook.checking import check_draft
from examsite.items.workbook.layouts import CODE, TITLES
from examsite.items.workbook.reading import Draft, Reading, read_items
from examsite.items.workbook.rows import Entry, Rejected, Row
from examsite.kit.access import Viewer
from examsite.kit.content_files import Faults
from examsite.kit.drawing import relabelled
from examsite.kit.markup import diagrams
from examsite.kit.spreadsheet import Sheet

LAST = {Pool.EXAM: FIRST_PRACTICE - 1, Pool.PRACTICE: 999}
FIRST = {Pool.EXAM: 1, Pool.PRACTICE: FIRST_PRACTICE}
STAND_IN = "J-A-000"
"""The code under which an item is checked that cannot be given one."""
MOST_COMBINATIONS = 50_000
"""Combinations of numbers that the families of one workbook may be searched in."""
_CODE = re.compile(r"[JIS]-[A-K]-\d{3}")
_NEW = re.compile(r"新\S*")


@dataclass(frozen=True)
class Planned:
    """An item that would be written. `base` is the version and key it would follow, if any."""

    file: ItemFile
    row: Row
    base: tuple[int, int] | None = None


@dataclass
class Plan:
    """What would be written, how many items are as they stand, and what cannot be taken."""

    added: list[Planned] = field(default_factory=list)
    changed: list[Planned] = field(default_factory=list)
    same: int = 0
    rejected: list[Rejected] = field(default_factory=list)


class _Bank:
    """The bank as it stands, as this person sees it."""

    def __init__(self, by: Viewer):
        self.by = by
        self.current = list_current()
        self.areas = {area.letter for area in list_areas()}
        self.passages = list_passage_keys()

    @cached_property
    def figures(self) -> dict[str, str]:
        """The diagrams of items in use or of this person's own, by name."""
        found: dict[str, str] = {}
        for one in self.current.values():
            if one.item.shipped or may_change(one.item, self.by.id):
                found |= one.version.content.get("figures", {})
        return found


def plan_import(sheets: Iterable[Sheet], *, by: Viewer, today: date) -> Plan:
    """Read, number, check and compare; NotTheTemplate when no sheet is for items."""
    reading, bank = read_items(sheets, today), _Bank(by)
    codes = _number(reading.drafts, bank)
    checked = _check(reading, codes, bank)
    plan = Plan()
    for draft, file in checked:
        _compare(plan, draft, file, bank)
    told = {*reading.rejected, *(each for draft in reading.drafts for each in draft.rejected)}
    plan.rejected = sorted(told, key=_place)
    return plan


def _place(one: Rejected) -> tuple[int, str, int, int, str]:
    """Sheets as they stand in the template, rows and cells in order."""
    sheets = list(TITLES.values())
    sheet = sheets.index(one.sheet) if one.sheet in sheets else len(sheets)
    return sheet, one.sheet, one.row, len(one.cell), one.cell


def _number(drafts: list[Draft], bank: _Bank) -> dict[int, str]:
    """The code of each draft by its place; items without one get the next free of their kind."""
    named = Counter(draft.label for draft in drafts if draft.label)
    used = {*bank.current, *named}
    codes, by_label = {}, {}
    for at, draft in enumerate(drafts):
        if named[draft.label] > 1:
            draft.row.wrong(
                CODE, f"“{draft.label}”在这个文件里写了 {named[draft.label]} 次，请改成不同的"
            )
        code = draft.label
        if not code or _NEW.fullmatch(code):
            code = _next(draft, used)
            used.add(code)
        codes[at] = by_label[draft.label] = code
    by_label.pop("", None)
    for draft in drafts:
        draft.entry["enemies"] = [by_label.get(one, one) for one in draft.entry["enemies"]]
    return codes


def _next(draft: Draft, used: set[str]) -> str:
    """After the highest number used; when that is the last, the lowest that is free."""
    level, area, pool = draft.entry.get("level"), draft.entry.get("area"), draft.pool
    if not level or not area or pool is None:
        return STAND_IN
    taken = {int(code[-3:]) for code in used if re.fullmatch(rf"{level}-{area}-\d{{3}}", code)}
    numbers = range(FIRST[pool], LAST[pool] + 1)
    after = max([0, *taken.intersection(numbers)]) + 1
    free = after if after in numbers else min(set(numbers) - taken, default=0)
    if not free:
        draft.row.wrong(CODE, "这个级别、知识域、题池的流水号已经用完")
    return f"{level}-{area}-{free:03d}" if free else STAND_IN


def _check(reading: Reading, codes: dict[int, str], bank: _Bank) -> list[tuple[Draft, ItemFile]]:
    """Every item that keeps all rules. One that names a rejected item is rejected with it."""
    found: list[tuple[Draft, ItemFile]] = []
    searched = 0
    for at, draft in enumerate(reading.drafts):
        searched += sum(map(_combinations, _answers(draft.entry)))
        if searched > MOST_COMBINATIONS:
            draft.row.wrong(CODE, "这个文件里变体题的组合太多。请分成几个文件")
            continue
        shape = check_draft(draft, codes[at])
        if shape is not None and draft.pool is not None:
            file = ItemFile(Path(draft.row.sheet), draft.pool, shape, _figures(draft, shape, bank))
            _check_place(draft, file)
            found.append((draft, file))
    count = -1
    while count != len(found):
        count = len(found)
        named = {*bank.current, *(file.code for _, file in found)}
        for draft, file in found:
            _note_references(draft, file, bank, named)
        found = [pair for pair in found if not pair[0].rejected]
    return found


def _answers(entry: Entry) -> list[Entry]:
    return list(entry["parts"]) if "parts" in entry else [entry]


def _combinations(entry: Entry) -> int:
    """How many combinations of numbers a family is searched in."""
    params = entry.get("params") or {}
    return min(MOST, prod(map(_size, params.values()))) if params else 0


def _size(numbers: list[str] | dict[str, str]) -> int:
    if isinstance(numbers, list):
        return len(numbers)
    start, end, step = (parse_number(numbers[name]) for name in ("from", "to", "step"))
    if start is None or end is None or not step or step < 0 or end < start:
        return 1
    return min(MOST, int((end - start) / step) + 1)


def _figures(draft: Draft, shape: ItemShape, bank: _Bank) -> dict[str, str]:
    """The diagrams that shared material shows: only those the bank has, in these words."""
    found: dict[str, str] = {}
    if not isinstance(shape, TestletItem):
        return found
    known = bank.current.get(shape.id)
    own = known.version.content.get("figures", {}) if known else {}
    head = draft.row.head_of(("material",))
    for name, label in diagrams(shape.material):
        svg = own.get(name) or bank.figures.get(name)
        if svg is None:
            draft.row.wrong(head, f"题库里没有图 {name}。请先把图交给管理员放进题库")
        elif not label:
            draft.row.wrong(head, f"图 {name} 的方括号里须写明图里画了什么")
        else:
            found[name] = relabelled(svg, label)
    return found


def _check_place(draft: Draft, file: ItemFile) -> None:
    """The id tells level, area and pool."""
    shape = file.shape
    if not shape.id.startswith(f"{shape.level}-{shape.area}-"):
        draft.row.wrong(CODE, f"题号须以 {shape.level}-{shape.area}- 开头，与级别、知识域一致")
    if int(shape.id[-3:]) not in range(FIRST[file.pool], LAST[file.pool] + 1):
        words = f"考试题的流水号是 001–{LAST[Pool.EXAM]}，练习题是 {FIRST_PRACTICE}–999"
        draft.row.wrong(CODE, f"题号与题池不一致：{words}")


def _note_references(draft: Draft, file: ItemFile, bank: _Bank, named: set[str]) -> None:
    faults = Faults(Path())
    check_references(file, bank.areas, bank.passages, named, faults)
    for problem in faults.problems:
        draft.row.wrong(draft.row.head_of((problem.field,)), problem.reason)


def _compare(plan: Plan, draft: Draft, file: ItemFile, bank: _Bank) -> None:
    """New, changed, the same, or not to be changed here."""
    known = bank.current.get(file.code)
    if known is None:
        plan.added.append(Planned(file, draft.row))
        return
    reason = _refusal(known, file, bank.by)
    same = not differs(known.version, version_columns(file))
    if same and not differs(known.key, key_columns(file)):
        plan.same += 1
    elif reason is not None:
        draft.row.wrong(CODE, reason)
    else:
        base = (known.version.number, known.key.number)
        plan.changed.append(Planned(file, draft.row, base))


def _refusal(known: Current, file: ItemFile, by: Viewer) -> str | None:
    """Why this id cannot be changed by this import, if it cannot."""
    instead = "请清空题号，作为新题导入"
    if known.item.type is not file.type:
        return f"这个题号是另一种题型，题型不能改。{instead}"
    if known.item.shipped:
        return f"这是随附题库的题，不能在这里改。{instead}"
    if known.item.author_id is None:
        return f"这道题由题库文件维护，不能在这里改。{instead}，或请管理员改文件"
    if not may_change(known.item, by.id):
        return f"这个题号已被使用。{instead}"
    return None

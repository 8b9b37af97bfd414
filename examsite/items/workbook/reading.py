"""A workbook's sheets into items as their YAML files would have them, row by row."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from examsite.domain.terms import ItemType, Pool
from examsite.items.workbook.layouts import (
    ASIDE,
    CODE,
    EXAMPLE,
    LAYOUTS,
    PART_ID,
    TESTLET,
    TITLES,
    Layout,
)
from examsite.items.workbook.rows import Entry, Rejected, Row, get_at, put_at
from examsite.kit.spreadsheet import BadWorkbook, Sheet, filled_rows

FEWEST_PARTS, MOST_PARTS = 2, 9
ORDER = "小题顺序"
IDS = {"选项编号", "左编号", "右编号"}
"""Columns that a sheet has only when ids are unusual."""
_NUMBERED = re.compile(r"\d+|[A-Z]")
_LETTER = re.compile(r"[A-Z]+")


class NotTheTemplate(BadWorkbook):
    """422: a workbook, but none of its sheets is for items."""

    code = "not_the_template"
    message = "这个工作簿里没有一张题型表（单选、多选……）。请下载模板，把题目填在里面。"


@dataclass
class Draft:
    """An item as read. `label` is what stands as its code: an id, 新1, or nothing."""

    type: ItemType
    entry: Entry
    pool: Pool | None
    label: str
    row: Row
    parts: list[Row] = field(default_factory=list)

    @property
    def rejected(self) -> list[Rejected]:
        """Everything that is wrong with its rows."""
        return [each for row in (self.row, *self.parts) for each in row.rejected]


@dataclass
class Reading:
    """What a workbook holds: its items, and what is wrong with sheets or stray rows."""

    drafts: list[Draft] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)


def read_items(sheets: Iterable[Sheet], today: date) -> Reading:
    """Every item of the workbook; `today` is the day of items that name none.

    Raises NotTheTemplate when no sheet is one of the template's.
    """
    kinds = {title: kind for kind, title in TITLES.items()}
    found, parts, known = Reading(), [], False
    for sheet in sheets:
        if sheet.title in kinds:
            known = True
            for row in _rows(sheet, LAYOUTS[kinds[sheet.title]], found):
                if row.cells.get(TESTLET):
                    parts.append((kinds[sheet.title], row))
                else:
                    found.drafts.append(_item(row, LAYOUTS[kinds[sheet.title]], today))
        elif sheet.title not in ASIDE and sheet.rows:
            reason = "不认识的工作表，里面的内容没有读。请把题目放进模板的题型表，或删掉这张表。"
            found.rejected.append(Rejected(sheet.title, 0, "", reason))
    if not known:
        raise NotTheTemplate
    _join(parts, found)
    return found


def _rows(sheet: Sheet, layout: Layout, found: Reading) -> list[Row]:
    """The rows that hold items; none when the heads are not right."""
    heads: dict[int, str] = {}
    fills = {column.head: column.fill for column in layout.columns([])}
    for number, cell in sheet.rows.get(1, {}).items():
        head = cell.text.rstrip("*＊ ").strip()
        if head in heads.values():
            found.rejected.append(
                Rejected(sheet.title, 1, head, "表头写了两次。请删掉多出来的一列。", cell.ref)
            )
        heads[number] = head
    needed = [column.head for column in layout.columns([]) if column.needed]
    missing = [head for head in needed if head not in heads.values()]
    rows = list(filled_rows(sheet))
    if missing and rows:
        reason = "缺少这一列。请用下载的模板，不要改表头。"
        found.rejected += [Rejected(sheet.title, 1, head, reason) for head in missing]
        return []
    refs = {
        heads[number]: letter[0]
        for number, cell in sheet.rows.get(1, {}).items()
        if (letter := _LETTER.match(cell.ref))
    }
    made = []
    for number, cells in rows:
        named = {heads.get(at, cell.ref): cell for at, cell in cells.items()}
        row = Row(sheet.title, number, named, refs, fills)
        if not any(row.text(head).startswith(EXAMPLE) for head in (CODE, TESTLET)):
            row.asked.clear()
            made.append(row)
    return made


def _item(row: Row, layout: Layout, today: date) -> Draft:
    entry: Entry = {"type": layout.type.value}
    for block in (*layout.around, *layout.asked):
        block.take(row, entry)
    _refuse_unread(row, layout)
    if not row.cells.get("编写日期"):
        put_at(entry, ("provenance", "made_on"), today.isoformat())
    entry.setdefault("enemies", [])
    if get_at(entry, ("provenance", "checks")) is None:
        put_at(entry, ("provenance", "checks"), [])
    pool = entry.pop("pool", None)
    return Draft(layout.type, entry, Pool(pool) if pool else None, entry.pop("id", ""), row)


def _refuse_unread(row: Row, layout: Layout) -> None:
    """What stands in a cell that nothing reads would be lost: say so."""
    around = {column.head for block in layout.around for column in block.columns([])}
    known = {_shape(column.head) for column in layout.columns([])} | IDS
    for head in sorted(set(row.cells) - row.asked):
        if row.cells.get(TESTLET) and head in around:
            row.wrong(head, "小题的这一格留空，以题组那一行为准")
        elif head in {field.column.head for field in layout.as_part}:
            row.wrong(head, f"只有题组的小题才填。不是小题就清空，是小题就填「{TESTLET}」")
        elif _shape(head) in known:
            row.wrong(head, "这一列没有读：前面缺了编号连着的列。请照模板排列")
        else:
            row.wrong(head, "不认识的列。请照模板的表头，或清空这一列")


def _shape(head: str) -> str:
    return _NUMBERED.sub("#", head)


def _join(parts: list[tuple[ItemType, Row]], found: Reading) -> None:
    """Put the parts into their testlets; a part without one is told as such."""
    testlets = {
        draft.label: draft
        for draft in reversed(found.drafts)
        if draft.type is ItemType.TESTLET and draft.label
    }
    for kind, row in parts:
        layout, entry = LAYOUTS[kind], {"type": kind.value}
        for block in (*layout.asked, *layout.as_part):
            block.take(row, entry)
        _refuse_unread(row, layout)
        for each in layout.as_part:
            if not row.cells.get(each.column.head):
                row.wrong(each.column.head, f"必须填写。这一格填：{each.column.fill}")
        owner = testlets.get(str(entry.pop(TESTLET, "")))
        if owner is None:
            row.wrong(TESTLET, "「题组」表里没有这个题号。请照抄题组那一行的题号，新题组写新1、新2")
            found.rejected += row.rejected
            continue
        owner.parts.append(row)
        owner.entry.setdefault("parts", []).append(entry)
    for draft in found.drafts:
        if draft.type is ItemType.TESTLET:
            _order(draft)


def _order(draft: Draft) -> None:
    """The parts in their order, each under an id of its own."""
    row, wanted = draft.row, draft.entry.pop("order", [])
    pairs = list(zip(draft.entry.get("parts", []), draft.parts, strict=True))
    ids = [str(entry.get("id", "")) for entry, _ in pairs]
    if not FEWEST_PARTS <= len(pairs) <= MOST_PARTS:
        reason = f"题组须有二到九道小题，现有 {len(pairs)} 道。小题写在各题型的表里"
        row.wrong(CODE, reason)
    for at, (_, part) in enumerate(pairs):
        if ids[at] and ids[at] in ids[:at]:
            part.wrong(PART_ID, "同一个题组里有两道小题用这个编号，请改成不同的")
    if wanted and sorted(wanted) != sorted(ids):
        row.wrong(ORDER, f"须正好列出这个题组的小题：{'、'.join(sorted(ids)) or '没有'}")
        wanted = []
    by = {name: at for at, name in enumerate(wanted or sorted(ids))}
    pairs.sort(key=lambda pair: by.get(str(pair[0].get("id", "")), 0))
    draft.entry["parts"] = [entry for entry, _ in pairs]
    draft.parts = [part for _, part in pairs]

"""The bank's files into the database: new versions where something changed, never a change
of a version that stands."""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from examsite.domain.actions import Action
from examsite.domain.terms import ItemState
from examsite.items.files import AreaLine, BankFiles, ItemFile, read_bank
from examsite.items.models import Area, Item
from examsite.items.queries.bank import Current, list_areas, list_current, list_passage_keys
from examsite.items.services.storing import (
    Origin,
    add_items,
    add_versions,
    differs,
    key_columns,
    key_row,
    next_versions,
    version_columns,
)
from examsite.kit.content_files import Faults
from examsite.kit.db import Transaction, write

REASON = "同步题库文件"


@dataclass
class BankReport:
    """What a sync did, by ids of items; `keys` had only their key or rationales changed."""

    areas: list[str] = field(default_factory=list)
    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    retired: list[str] = field(default_factory=list)
    returned: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return any(vars(self).values())


@dataclass
class _Plan:
    """What has to be written, decided before anything is."""

    report: BankReport = field(default_factory=BankReport)
    areas: list[AreaLine] = field(default_factory=list)
    added: list[ItemFile] = field(default_factory=list)
    versions: list[tuple[Current, ItemFile]] = field(default_factory=list)
    keys: list[tuple[Current, ItemFile]] = field(default_factory=list)
    retired: list[Item] = field(default_factory=list)
    returned: list[Item] = field(default_factory=list)


def sync_bank(folder: Path, now: datetime, *, shipped: bool = True) -> BankReport:
    """Store what differs from the files; raises ContentRefused and stores nothing on any fault.

    Items cite passages of the book as it is in the database: sync the handbook first. Shipped
    items become live at once, for demonstration and practice (rulings 7); an installation's
    own (`shipped` False) stay drafts until its people approve them, each version anew. What
    forms hold is never touched: versions are only ever added.
    """
    bank = read_bank(folder, passages=list_passage_keys())
    stored = list_current()
    _refuse_moved(bank, stored, shipped=shipped)
    plan = _plan(bank, stored, shipped=shipped)
    if plan.report:
        with write(Action.BANK_SYNCED, by=None, now=now) as tx:
            _carry_out(tx, plan, shipped=shipped)
            tx.note(**vars(plan.report))
    return plan.report


def _refuse_moved(bank: BankFiles, stored: dict[str, Current], *, shipped: bool) -> None:
    """The type is part of what an id means: forms rely on it. (So is the pool, by its number.)"""
    faults = Faults(bank.folder)
    for file in bank.items:
        known = stored.get(file.code)
        if known is None:
            continue
        if not _belongs(known.item, shipped=shipped):
            faults.add(file.path, file.code, "id", "题号已被另一个题库使用，请另用新题号")
        if known.item.type is not file.type:
            faults.add(file.path, file.code, "type", "题型不能改，请退役这一题并另用新题号")
    faults.refuse_if_any()


def _belongs(item: Item, *, shipped: bool) -> bool:
    """Whether an item comes from the files of this bank; what authors import has no file."""
    return item.shipped is shipped and item.author_id is None


def _plan(bank: BankFiles, stored: dict[str, Current], *, shipped: bool) -> _Plan:
    plan, known_areas = _Plan(), {area.letter: area for area in list_areas()}
    for line in bank.areas:
        area = known_areas.get(line.area)
        if area is None or (area.title, area.title_en) != (line.title, line.title_en):
            plan.areas.append(line)
            plan.report.areas.append(line.area)
    for file in bank.items:
        _plan_item(plan, file, stored.get(file.code))
    here = {file.code for file in bank.items}
    for code, known in stored.items():
        gone = code not in here and _belongs(known.item, shipped=shipped)
        if gone and known.item.state is not ItemState.RETIRED:
            plan.retired.append(known.item)
            plan.report.retired.append(code)
    return plan


def _plan_item(plan: _Plan, file: ItemFile, known: Current | None) -> None:
    if known is None:
        plan.added.append(file)
        plan.report.added.append(file.code)
        return
    if known.item.state is ItemState.RETIRED:
        plan.returned.append(known.item)
        plan.report.returned.append(file.code)
    if differs(known.version, version_columns(file)):
        plan.versions.append((known, file))
        plan.report.changed.append(file.code)
    elif differs(known.key, columns := key_columns(file)) and not _overruled(known, columns):
        plan.keys.append((known, file))
        plan.report.keys.append(file.code)


def _overruled(known: Current, columns: dict[str, Any]) -> bool:
    """Whether a regrade decided otherwise about exactly the key that the file still has."""
    return bool(known.key.overrules == columns["content_hash"])


def _state(*, shipped: bool) -> ItemState:
    """Shipped items may be drawn at once; an installation's own are drafts for its two people."""
    return ItemState.LIVE if shipped else ItemState.DRAFT


def _carry_out(tx: Transaction, plan: _Plan, *, shipped: bool) -> None:
    for line in plan.areas:
        tx.session.merge(Area(letter=line.area, title=line.title, title_en=line.title_en))
    tx.session.flush()
    for item in plan.retired:
        item.state = ItemState.RETIRED
    changed = [] if shipped else [known.item for known, _ in plan.versions + plan.keys]
    for item in [*plan.returned, *changed]:  # what two people approved was something else
        item.state = _state(shipped=shipped)
    origin = Origin(state=_state(shipped=shipped), shipped=shipped)
    new = add_items(tx, plan.added, origin)
    add_versions(tx, [*new, *next_versions(plan.versions)], REASON)
    for known, file in plan.keys:
        tx.add(key_row(tx, known.version, known.key.number + 1, file, REASON))

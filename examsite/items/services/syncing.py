"""The bank's files into the database: new versions where something changed, never a change
of a version that stands."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from examsite.domain.actions import Action
from examsite.domain.canonical import sha256_hex
from examsite.domain.terms import Cognitive, ItemState, Level
from examsite.items.files import AreaLine, BankFiles, ItemFile, read_bank
from examsite.items.models import Area, Item, ItemVersion, KeyVersion
from examsite.items.queries import Current, list_areas, list_current, list_passage_keys
from examsite.kit.content_files import Faults, plain
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
    own (`shipped` False) stay drafts until its people approve them. What forms hold is never
    touched: versions are only ever added.
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
        if known.item.shipped is not shipped:
            faults.add(file.path, file.code, "id", "题号已被另一个题库使用，请另用新题号")
        if known.item.type is not file.type:
            faults.add(file.path, file.code, "type", "题型不能改，请退役这一题并另用新题号")
    faults.refuse_if_any()


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
        gone = code not in here and known.item.shipped is shipped
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
    if any(getattr(known.version, name) != value for name, value in _version(file).items()):
        plan.versions.append((known, file))
        plan.report.changed.append(file.code)
    elif any(getattr(known.key, name) != value for name, value in _key(file).items()):
        plan.keys.append((known, file))
        plan.report.keys.append(file.code)


def _version(file: ItemFile) -> dict[str, Any]:
    """The columns of an item version that come from its file."""
    shape, content = file.shape, plain(file.content())
    return {
        "content": content,
        "passage": shape.passage,
        "cognitive": Cognitive(shape.cognitive),
        "difficulty": shape.difficulty.quantize(Decimal("0.001")),
        "seconds": shape.seconds,
        "enemies": list(shape.enemies),
        "laws": [
            {name: value for name, value in plain(law.model_dump()).items() if value is not None}
            for law in shape.laws
        ],
        "provenance": plain(shape.provenance.model_dump()),
        "content_hash": sha256_hex([file.type.value, content]),
    }


def _key(file: ItemFile) -> dict[str, Any]:
    """The columns of a key version that come from its file."""
    key, rationales = plain(file.shape.answer_key()), dict(file.shape.rationales)
    return {
        "key": key,
        "rationales": rationales,
        "content_hash": sha256_hex([key, rationales]),
    }


def _state(*, shipped: bool) -> ItemState:
    """Shipped items may be drawn at once; an installation's own are drafts for its two people."""
    return ItemState.LIVE if shipped else ItemState.DRAFT


def _carry_out(tx: Transaction, plan: _Plan, *, shipped: bool) -> None:
    for line in plan.areas:
        tx.session.merge(Area(letter=line.area, title=line.title, title_en=line.title_en))
    tx.session.flush()
    for item in plan.retired:
        item.state = ItemState.RETIRED
    for item in plan.returned:
        item.state = _state(shipped=shipped)
    _add_versions(tx, [*_new_items(tx, plan.added, shipped=shipped), *_next(plan.versions)])
    for known, file in plan.keys:
        number = known.key.number + 1
        tx.add(_key_row(tx, known.version, number, file))


def _new_items(
    tx: Transaction, files: Iterable[ItemFile], *, shipped: bool
) -> list[tuple[Item, int, ItemFile]]:
    rows = [
        (
            Item(
                code=file.code,
                level=Level(file.shape.level),
                area=file.shape.area,
                type=file.type,
                pool=file.pool,
                state=_state(shipped=shipped),
                shipped=shipped,
            ),
            1,
            file,
        )
        for file in files
    ]
    tx.add_all([item for item, _, _ in rows])
    return rows


def _next(changed: list[tuple[Current, ItemFile]]) -> list[tuple[Item, int, ItemFile]]:
    return [(known.item, known.version.number + 1, file) for known, file in changed]


def _add_versions(tx: Transaction, rows: list[tuple[Item, int, ItemFile]]) -> None:
    """Each version with the first version of its key."""
    made = [
        (ItemVersion(item_id=item.id, number=number, created_at=tx.now, **_version(file)), file)
        for item, number, file in rows
    ]
    tx.add_all([version for version, _ in made])
    tx.add_all([_key_row(tx, version, 1, file) for version, file in made])


def _key_row(tx: Transaction, version: ItemVersion, number: int, file: ItemFile) -> KeyVersion:
    return KeyVersion(
        item_version_id=version.id,
        number=number,
        reason=REASON,
        created_at=tx.now,
        **_key(file),
    )

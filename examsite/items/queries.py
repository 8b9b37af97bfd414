"""Reads of the bank: its present versions, lists for authors, one item with its key."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import TypeVarTuple

from sqlalchemy import ColumnElement, Select, column, exists, func, select, table
from sqlalchemy.orm import aliased

from examsite.domain.errors import NotFound
from examsite.domain.terms import ItemState, ItemType
from examsite.items.models import Area, Item, ItemVersion, KeyVersion
from examsite.kit.db import db

Columns = TypeVarTuple("Columns")
PER_PAGE = 50
PASSAGES = table(
    "passage", column("key"), column("title"), column("chapter_id"), column("retired_at")
)
CHAPTERS = table("chapter", column("id"), column("slug"), column("number"))
"""The handbook's tables by name: rooms of one floor do not import each other."""


@dataclass(frozen=True)
class Current:
    """An item with its newest version and that version's newest key."""

    item: Item
    version: ItemVersion
    key: KeyVersion


@dataclass(frozen=True)
class ItemFilter:
    """What an author looks for; None means all."""

    area: str | None = None
    type: ItemType | None = None
    state: ItemState | None = None
    page: int = 1


@dataclass(frozen=True)
class ItemLine:
    """An item in the authors' list."""

    item: Item
    version: ItemVersion


@dataclass(frozen=True)
class ItemPage:
    """One page of the authors' list."""

    lines: list[ItemLine]
    total: int
    page: int

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // PER_PAGE))


@dataclass(frozen=True)
class CitedPassage:
    """The place in the handbook an item rests on."""

    key: str
    title: str
    slug: str


def _newest_version() -> ColumnElement[bool]:
    later = aliased(ItemVersion)
    return ~exists().where(later.item_id == ItemVersion.item_id, later.number > ItemVersion.number)


def _newest_key() -> ColumnElement[bool]:
    later = aliased(KeyVersion)
    return ~exists().where(
        later.item_version_id == KeyVersion.item_version_id, later.number > KeyVersion.number
    )


def _current() -> Select[Item, ItemVersion, KeyVersion]:
    return (
        select(Item, ItemVersion, KeyVersion)
        .join(ItemVersion, ItemVersion.item_id == Item.id)
        .join(KeyVersion, KeyVersion.item_version_id == ItemVersion.id)
        .where(_newest_version(), _newest_key())
    )


def list_current(codes: Collection[str] | None = None) -> dict[str, Current]:
    """Every item by its id, with newest version and key; one statement. Staff and program only."""
    rows = _current() if codes is None else _current().where(Item.code.in_(list(codes)))
    return {row[0].code: Current(*row) for row in db.session.execute(rows)}


def list_areas() -> list[Area]:
    """The knowledge areas, A to K."""
    return list(db.session.scalars(select(Area).order_by(Area.letter)))


def list_passage_keys() -> set[str]:
    """Ids of the handbook's passages that stand."""
    standing = select(PASSAGES.c.key).where(PASSAGES.c.retired_at.is_(None))
    return set(db.session.scalars(standing))


def find_cited(key: str) -> CitedPassage | None:
    """Where a passage stands, or None when it has been retired."""
    row = db.session.execute(
        select(PASSAGES.c.key, PASSAGES.c.title, CHAPTERS.c.slug)
        .join(CHAPTERS, CHAPTERS.c.id == PASSAGES.c.chapter_id)
        .where(PASSAGES.c.key == key, PASSAGES.c.retired_at.is_(None))
    ).one_or_none()
    return None if row is None else CitedPassage(*row)


def _matching(rows: Select[*Columns], wanted: ItemFilter) -> Select[*Columns]:
    for asked, column_ in (
        (wanted.area, Item.area),
        (wanted.type, Item.type),
        (wanted.state, Item.state),
    ):
        if asked is not None:
            rows = rows.where(column_ == asked)
    return rows


def list_items(wanted: ItemFilter) -> ItemPage:
    """A page of items in order of ids, with their newest version; two statements."""
    total = db.session.scalar(_matching(select(func.count(Item.id)), wanted)) or 0
    page = min(max(wanted.page, 1), max(1, -(-total // PER_PAGE)))
    rows = db.session.execute(
        _matching(select(Item, ItemVersion), wanted)
        .join(ItemVersion, ItemVersion.item_id == Item.id)
        .where(_newest_version())
        .order_by(Item.code)
        .limit(PER_PAGE)
        .offset((page - 1) * PER_PAGE)
    )
    return ItemPage([ItemLine(*row) for row in rows], total, page)


def get_current(public_id: str) -> Current:
    """One item with its key, for those who write items; NotFound when there is none."""
    row = db.session.execute(_current().where(Item.public_id == public_id)).one_or_none()
    if row is None:
        raise NotFound
    return Current(*row)


def count_versions(item: Item) -> int:
    """How many versions an item has had."""
    versions = select(func.count(ItemVersion.id)).where(ItemVersion.item_id == item.id)
    return db.session.scalar(versions) or 0

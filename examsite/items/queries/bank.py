"""Reads of the bank as the program needs it: present versions, what is published, what is cited."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, column, exists, func, select, table
from sqlalchemy.orm import aliased

from examsite.items.models import Area, Item, ItemVersion, KeyVersion
from examsite.kit.db import db

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
class CitedPassage:
    """The place in the handbook an item rests on."""

    key: str
    title: str
    slug: str


@dataclass(frozen=True)
class Published:
    """A version of an item that came with the program: its id, its hash, what it shows."""

    code: str
    content_hash: str
    content: dict[str, object]


def newest_version() -> ColumnElement[bool]:
    """Of an item's versions only the newest."""
    later = aliased(ItemVersion)
    return ~exists().where(later.item_id == ItemVersion.item_id, later.number > ItemVersion.number)


def newest_key() -> ColumnElement[bool]:
    """Of a version's keys only the newest."""
    later = aliased(KeyVersion)
    return ~exists().where(
        later.item_version_id == KeyVersion.item_version_id, later.number > KeyVersion.number
    )


def current_rows() -> Select[Item, ItemVersion, KeyVersion]:
    """Every item with its newest version and that version's newest key, to be narrowed down."""
    return (
        select(Item, ItemVersion, KeyVersion)
        .join(ItemVersion, ItemVersion.item_id == Item.id)
        .join(KeyVersion, KeyVersion.item_version_id == ItemVersion.id)
        .where(newest_version(), newest_key())
    )


def list_current(codes: Collection[str] | None = None) -> dict[str, Current]:
    """Every item by its id, with newest version and key; one statement. Staff and program only."""
    rows = current_rows() if codes is None else current_rows().where(Item.code.in_(list(codes)))
    return {row[0].code: Current(*row) for row in db.session.execute(rows)}


def list_published() -> list[Published]:
    """Every version of every item that came with the program; all of it counts as published."""
    rows = (
        select(Item.code, ItemVersion.content_hash, ItemVersion.content)
        .join(ItemVersion, ItemVersion.item_id == Item.id)
        .where(Item.shipped)
        .order_by(Item.code, ItemVersion.number)
    )
    return [Published(*row) for row in db.session.execute(rows)]


def list_areas() -> list[Area]:
    """The knowledge areas, A to K."""
    return list(db.session.scalars(select(Area).order_by(Area.letter)))


def list_passage_keys() -> set[str]:
    """Ids of the handbook's passages that stand."""
    standing = select(PASSAGES.c.key).where(PASSAGES.c.retired_at.is_(None))
    return set(db.session.scalars(standing))


def list_passages() -> list[tuple[str, str]]:
    """Ids of the passages that stand with their titles, in the order of the book's ids."""
    rows = (
        select(PASSAGES.c.key, PASSAGES.c.title)
        .where(PASSAGES.c.retired_at.is_(None))
        .order_by(PASSAGES.c.key)
    )
    return [(key, title) for key, title in db.session.execute(rows)]


def find_cited(key: str) -> CitedPassage | None:
    """Where a passage stands, or None when it has been retired."""
    row = db.session.execute(
        select(PASSAGES.c.key, PASSAGES.c.title, CHAPTERS.c.slug)
        .join(CHAPTERS, CHAPTERS.c.id == PASSAGES.c.chapter_id)
        .where(PASSAGES.c.key == key, PASSAGES.c.retired_at.is_(None))
    ).one_or_none()
    return None if row is None else CitedPassage(*row)


def count_versions(item: Item) -> int:
    """How many versions an item has had."""
    versions = select(func.count(ItemVersion.id)).where(ItemVersion.item_id == item.id)
    return db.session.scalar(versions) or 0

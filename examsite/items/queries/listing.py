"""Reads for those who write and review items: what each may see, lists, one item."""

from dataclasses import dataclass
from typing import TypeVarTuple

from sqlalchemy import ColumnElement, Select, func, or_, select, true

from examsite.domain.errors import NotFound
from examsite.domain.permissions import Permission
from examsite.domain.terms import ItemState, ItemType, Level
from examsite.items.models import Item, ItemVersion
from examsite.items.policies import SEEN_BY_ALL
from examsite.items.queries.bank import Current, current_rows, newest_version
from examsite.kit.access import Viewer
from examsite.kit.db import db

Columns = TypeVarTuple("Columns")
PER_PAGE = 50


@dataclass(frozen=True)
class ItemFilter:
    """What an author looks for; None means all."""

    area: str | None = None
    type: ItemType | None = None
    state: ItemState | None = None
    level: Level | None = None
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


def _matching(rows: Select[*Columns], wanted: ItemFilter) -> Select[*Columns]:
    for asked, column_ in (
        (wanted.area, Item.area),
        (wanted.type, Item.type),
        (wanted.state, Item.state),
        (wanted.level, Item.level),
    ):
        if asked is not None:
            rows = rows.where(column_ == asked)
    return rows


def _visible_to(viewer: Viewer) -> ColumnElement[bool]:
    """Reviewers see every item; authors those that are or were in use, and their own."""
    if viewer.may(Permission.REVIEW_ITEMS):
        return true()
    return or_(Item.state.in_(SEEN_BY_ALL), Item.author_id == viewer.id)


def list_items(wanted: ItemFilter, *, visible_to: Viewer) -> ItemPage:
    """A page of items in order of ids, with their newest version; two statements."""
    seen = _visible_to(visible_to)
    total = db.session.scalar(_matching(select(func.count(Item.id)), wanted).where(seen)) or 0
    page = min(max(wanted.page, 1), max(1, -(-total // PER_PAGE)))
    rows = db.session.execute(
        _matching(select(Item, ItemVersion), wanted)
        .where(seen)
        .join(ItemVersion, ItemVersion.item_id == Item.id)
        .where(newest_version())
        .order_by(Item.code)
        .limit(PER_PAGE)
        .offset((page - 1) * PER_PAGE)
    )
    return ItemPage([ItemLine(*row) for row in rows], total, page)


def list_wanted(wanted: ItemFilter, *, visible_to: Viewer) -> list[Current]:
    """All items of a list, every page of it, with their keys in order of ids; one statement."""
    rows = _matching(current_rows(), wanted).where(_visible_to(visible_to)).order_by(Item.code)
    return [Current(*row) for row in db.session.execute(rows)]


def get_current(public_id: str, *, visible_to: Viewer) -> Current:
    """One item with its key, for those who write items; NotFound to who may not see it."""
    found = current_rows().where(Item.public_id == public_id, _visible_to(visible_to))
    row = db.session.execute(found).one_or_none()
    if row is None:
        raise NotFound
    return Current(*row)

"""Reads that describe the bank as a whole: how many items, where they come from, who read them."""

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import select

from examsite.domain.terms import ItemState, Level, Pool
from examsite.items.models import Item, ItemVersion
from examsite.items.queries.bank import newest_version
from examsite.kit.db import db

_Place = tuple[Level, Pool, bool]


@dataclass(frozen=True)
class Holding:
    """The items in use of one level, pool and origin, counted.

    `shipped` ones came with the program; `by_person` were written by people, the others by a
    program; `read` have been answered blind by a reader as they now stand.
    """

    level: Level
    pool: Pool
    shipped: bool
    items: int
    by_person: int
    read: int


def list_holdings() -> list[Holding]:
    """What the bank holds, in the order of levels; one statement."""
    rows = db.session.execute(
        select(Item.level, Item.pool, Item.shipped, ItemVersion.provenance)
        .join(ItemVersion, ItemVersion.item_id == Item.id)
        .where(newest_version(), Item.state == ItemState.LIVE)
    )
    items, by_person, read = Counter[_Place](), Counter[_Place](), Counter[_Place]()
    for level, pool, shipped, provenance in rows:
        place = (level, pool, shipped)
        items[place] += 1
        by_person[place] += provenance.get("made_by") == "person"
        read[place] += bool(provenance.get("checks"))
    order = list(Level)
    places = sorted(items, key=lambda place: (not place[2], order.index(place[0]), place[1]))
    return [Holding(*place, items[place], by_person[place], read[place]) for place in places]

"""An item's places on a form: what the candidate sees, what an answer may name, the way back.

Everything a candidate can tell apart is this form's own: the order of choices, the ids of items
and choices, the numbers of a family. A testlet takes one place for each of its parts.
"""

import random
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from examsite.domain.terms import Cognitive, ItemType
from examsite.items.families import filled
from examsite.items.models import Item, ItemVersion
from examsite.kit.chance import CROCKFORD

POINT = 100
"""Hundredths in a point."""


@dataclass(frozen=True)
class Drawable:
    """An item as assembly sees it."""

    id: str
    item_type: ItemType
    area: str
    cognitive: Cognitive
    difficulty: Decimal
    enemies: tuple[str, ...]
    family: str | None
    item: Item
    version: ItemVersion


@dataclass(frozen=True)
class Place:
    """One place on a form. `points` in hundredths; `part` of a testlet or empty; `variant` the
    numbers of a family."""

    drawn: Drawable
    public_id: str
    points: int
    shown: dict[str, Any]
    shape: dict[str, Any]
    option_ids: dict[str, str]
    part: str = ""
    variant: dict[str, str] = field(default_factory=dict)


def drawable(item: Item, version: ItemVersion) -> Drawable:
    """The newest version of an item, for assembly."""
    return Drawable(
        id=item.code,
        item_type=item.type,
        area=item.area,
        cognitive=version.cognitive,
        difficulty=version.difficulty,
        enemies=tuple(version.enemies),
        family=item.code if version.content.get("variants") else None,
        item=item,
        version=version,
    )


def fits(drawn: Drawable, points: int) -> bool:
    """Whether the parts of a testlet add up to what the blueprint gives its type."""
    parts = drawn.version.content.get("parts", [])
    return not parts or sum(part["points"] for part in parts) == points


def places(drawn: Drawable, worth: int, chance: random.Random) -> list[Place]:
    """The item's places, in order; `worth` of the whole item in hundredths."""
    content = drawn.version.content
    if drawn.item_type is not ItemType.TESTLET:
        return [_place(drawn, content, drawn.item_type, worth, chance)]
    shared = {"group": _opaque(chance, set(), 8), "intro": content["stem"]}
    shared["material"] = content["material"]
    if content.get("figures"):
        shared["figures"] = content["figures"]
    return [
        _place(drawn, part, ItemType(part["type"]), part["points"] * POINT, chance, shared)
        for part in content["parts"]
    ]


def _place(
    drawn: Drawable,
    content: dict[str, Any],
    kind: ItemType,
    points: int,
    chance: random.Random,
    shared: dict[str, Any] | None = None,
) -> Place:
    ids: dict[str, str] = {}
    public_id = _opaque(chance, set(), 8)
    variant = chance.choice(content["variants"]) if content.get("variants") else {}
    shown: dict[str, Any] = {
        "item": public_id,
        "type": kind.value,
        "stem": filled(content["stem"], variant) if variant else content["stem"],
        "points": points,
        **(shared or {}),
    }
    shape: dict[str, Any] = {"type": kind.value}
    for side in ("options", "left", "right"):
        if content.get(side):
            shown[side] = _relabel(content[side], chance, ids, shuffle=side != "left")
            shape[side] = [choice["id"] for choice in shown[side]]
    if content.get("units"):
        shown["units"] = shape["units"] = list(content["units"])
    if content.get("length"):
        shown["length"] = content["length"]
    part = content["id"] if shared else ""
    return Place(drawn, public_id, points, shown, shape, ids, part, variant)


def _opaque(chance: random.Random, used: set[str], length: int) -> str:
    while True:
        made = "".join(chance.choice(CROCKFORD) for _ in range(length))
        if made not in used:
            used.add(made)
            return made


def _relabel(
    side: dict[str, str], chance: random.Random, ids: dict[str, str], *, shuffle: bool = True
) -> list[dict[str, str]]:
    """One list of choices in an order of this form's own, under ids of this form's own."""
    order = list(side)
    if shuffle:
        chance.shuffle(order)
    used = set(ids)
    shown = []
    for original in order:
        opaque = _opaque(chance, used, 5)
        ids[opaque] = original
        shown.append({"id": opaque, "text": side[original]})
    return shown

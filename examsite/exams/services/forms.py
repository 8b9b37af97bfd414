"""Assembling a form by blueprint and seed, freezing it, releasing it."""

import random
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from examsite.domain.actions import Action
from examsite.domain.blueprint import ExamBlueprint as Rules
from examsite.domain.blueprint import cells, read_blueprint
from examsite.domain.canonical import canonical, sha256_hex
from examsite.domain.certification import require_second_person
from examsite.domain.errors import Conflict
from examsite.domain.form_check import contributions, deviations
from examsite.domain.terms import Cognitive, ItemType, Level, Pool
from examsite.exams.models import ExamForm, FormItem
from examsite.exams.queries import get_newest_blueprint, list_drawable
from examsite.items.models import Item, ItemVersion
from examsite.kit.chance import CROCKFORD
from examsite.kit.db import Actor, write
from examsite.kit.lazy import lazy

assembly = lazy("examsite.psychometrics.assembly")


class AlreadyReleased(Conflict):
    """409: a released form never changes."""

    code = "form_already_released"
    message = "这份试卷已经发布，不能再改。"


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


def _drawable(item: Item, version: ItemVersion) -> Drawable:
    return Drawable(
        id=item.code,
        item_type=item.type,
        area=item.area,
        cognitive=version.cognitive,
        difficulty=version.difficulty,
        enemies=tuple(version.enemies),
        family=item.code if version.content.get("params") else None,
        item=item,
        version=version,
    )


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


def _place(drawn: Drawable, position: int, points: int, chance: random.Random) -> dict[str, Any]:
    """What the candidate sees of one item, what an answer may name, and the way back."""
    content = drawn.version.content
    ids: dict[str, str] = {}
    public_id = _opaque(chance, set(), 8)
    shown: dict[str, Any] = {
        "item": public_id,
        "position": position,
        "type": drawn.item_type.value,
        "stem": content["stem"],
        "points": points,
    }
    shape: dict[str, Any] = {"type": drawn.item_type.value}
    if content.get("material"):
        shown["material"] = content["material"]
    for side in ("options", "left", "right"):
        if content.get(side):
            shown[side] = _relabel(content[side], chance, ids, shuffle=side != "left")
            shape[side] = [choice["id"] for choice in shown[side]]
    if content.get("units"):
        shown["units"] = shape["units"] = list(content["units"])
    return {"public_id": public_id, "shown": shown, "shape": shape, "option_ids": ids}


def _in_order(drawn: list[Drawable], chance: random.Random) -> list[Drawable]:
    """By type as candidates expect, in a seeded order within each type."""
    kinds = list(ItemType)
    shuffled = sorted(drawn, key=lambda one: one.id)
    chance.shuffle(shuffled)
    return sorted(shuffled, key=lambda one: kinds.index(one.item_type))


def _proof(drawn: list[Drawable], rules: Rules) -> dict[str, Any]:
    """Every line of the blueprint with what the form has; recomputable from the form."""
    got: dict[tuple[str, str], int] = {}
    for one in drawn:
        for key, amount in contributions(rules, one).items():
            got[key] = got.get(key, 0) + amount
    return {
        "cells": [
            [cell.kind, cell.name, cell.wanted, cell.slack, got.get((cell.kind, cell.name), 0)]
            for cell in cells(rules)
        ],
        "deviations": [list(one) for one in deviations(drawn, rules)],
    }


def assemble_form(level: Level, *, seed: int, by: Actor | None, now: datetime) -> ExamForm:
    """Draw and freeze a form of a level; the seed and the bank rebuild it exactly.

    Raises ShortCells naming exactly which line of the blueprint the bank cannot fill.
    """
    blueprint = get_newest_blueprint(level)
    rules = read_blueprint(blueprint.rules)
    bank = {one.id: one for one in (_drawable(*pair) for pair in list_drawable(level))}
    selection = assembly.assemble(list(bank.values()), rules, seed)
    drawn = [bank[code] for code in selection.items]
    worth = {kind: quota.points * 100 for kind, quota in rules.types.items()}
    return store_form(
        drawn,
        worth=worth,
        level=level,
        blueprint_id=blueprint.id,
        seed=seed,
        proof=_proof(drawn, rules),
        by=by,
        now=now,
    )


def store_form(
    drawn: list[Drawable],
    *,
    worth: dict[ItemType, int],
    level: Level,
    blueprint_id: int,
    seed: int,
    proof: dict[str, Any],
    by: Actor | None,
    now: datetime,
) -> ExamForm:
    """Freeze the drawn items as a form: places, opaque ids and the paper, serialised once."""
    chance = random.Random(seed)
    ordered = _in_order(drawn, chance)
    places = [
        _place(one, position, worth[one.item_type], chance)
        for position, one in enumerate(ordered, start=1)
    ]
    paper = canonical([place["shown"] for place in places]).decode()
    with write(Action.FORM_ASSEMBLED, by=by, now=now) as tx:
        form = tx.add(
            ExamForm(
                level=level,
                pool=Pool.EXAM,
                blueprint_id=blueprint_id,
                seed=seed,
                proof=proof,
                paper=paper,
                content_hash=sha256_hex([paper, [one.version.content_hash for one in ordered]]),
                created_at=now,
                made_by_id=by.id if by else None,
            )
        )
        tx.about = form
        tx.add_all(
            [
                FormItem(
                    public_id=place["public_id"],
                    form_id=form.id,
                    item_id=one.item.id,
                    pool=Pool.EXAM,
                    position=position,
                    item_version_id=one.version.id,
                    points=worth[one.item_type],
                    option_ids=place["option_ids"],
                    shape=place["shape"],
                )
                for position, (one, place) in enumerate(zip(ordered, places, strict=True), start=1)
            ]
        )
    return form


def release_form(form: ExamForm, *, by: Actor | None, two_people: bool, now: datetime) -> ExamForm:
    """Let sittings use the form; where two people are asked for, not by who assembled it."""
    with write(Action.FORM_RELEASED, by=by, now=now, about=form) as tx:
        tx.lock(form)
        if form.released_at is not None:
            raise AlreadyReleased
        if two_people:
            require_second_person(str(form.made_by_id), str(by.id if by else None))
        form.released_at = now
    return form

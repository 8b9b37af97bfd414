"""Assembling a form by blueprint and seed, freezing it, releasing it."""

import random
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from examsite.domain.actions import Action
from examsite.domain.blueprint import ExamBlueprint as Rules
from examsite.domain.blueprint import cells, read_blueprint
from examsite.domain.canonical import canonical, sha256_hex
from examsite.domain.certification import require_second_person
from examsite.domain.errors import Conflict
from examsite.domain.form_check import contributions, deviations
from examsite.domain.terms import ItemType, Level, Pool
from examsite.exams.models import Entry, ExamBlueprint, ExamForm, FormItem, Sitting
from examsite.exams.queries import get_newest_blueprint, list_drawable, list_form_items
from examsite.exams.services.placing import POINT, Drawable, Place, drawable, fits, places
from examsite.items.lint_shipped import Again, asked, published
from examsite.items.models import ItemVersion
from examsite.items.queries.bank import list_published
from examsite.kit import chance
from examsite.kit.db import Actor, write
from examsite.kit.lazy import lazy
from examsite.kit.site import settings

assembly = lazy("examsite.psychometrics.assembly")


class AlreadyReleased(Conflict):
    """409: a released form never changes."""

    code = "form_already_released"
    message = "这份试卷已经发布，不能再改。"


class PublishedItems(Conflict):
    """409: questions that everybody can read decide about nobody's certificate (rulings 6)."""

    code = "published_items"
    message = (
        "这份试卷里有 %(count)s 题已随软件公开，不能用于认证考试：%(items)s。"
        "请用本机构自己的题重新组卷。"
    )


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


def assemble_form(
    level: Level,
    *,
    seed: int,
    by: Actor | None,
    now: datetime,
    blueprint: ExamBlueprint | None = None,
) -> ExamForm:
    """Draw and freeze a form of a level by its newest blueprint, or by the one given; the seed
    and the bank rebuild it exactly.

    Raises ShortCells naming exactly which line of the blueprint the bank cannot fill.
    """
    blueprint = blueprint or get_newest_blueprint(level)
    rules = read_blueprint(blueprint.rules)
    bank = {
        one.id: one
        for one in (drawable(*pair) for pair in list_drawable(level))
        if fits(one, rules.points_of(one.item_type))
    }
    if settings().production:
        for again in _published([one.version for one in bank.values()]):
            del bank[again.code]
    selection = assembly.assemble(list(bank.values()), rules, seed)
    drawn = [bank[code] for code in selection.items]
    worth = {kind: quota.points * POINT for kind, quota in rules.types.items()}
    return store_form(
        drawn,
        worth=worth,
        level=level,
        blueprint_id=blueprint.id,
        seed=seed,
        proof={**_proof(drawn, rules), "solver": {"status": "feasible", "gap": selection.gap}},
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
    pool: Pool = Pool.EXAM,
) -> ExamForm:
    """Freeze the drawn items, all of one pool, as a form: places, opaque ids and the paper,
    serialised once."""
    chance = random.Random(seed)
    ordered = _in_order(drawn, chance)
    placed = [place for one in ordered for place in places(one, worth[one.item_type], chance)]
    numbered = list(enumerate(placed, start=1))
    paper = canonical([place.shown | {"position": at} for at, place in numbered]).decode()
    with write(Action.FORM_ASSEMBLED, by=by, now=now) as tx:
        form = tx.add(
            ExamForm(
                level=level,
                pool=pool,
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
        tx.add_all([_form_item(form, at, place) for at, place in numbered])
    return form


def _form_item(form: ExamForm, position: int, place: Place) -> FormItem:
    return FormItem(
        public_id=place.public_id,
        form_id=form.id,
        item_id=place.drawn.item.id,
        pool=form.pool,
        position=position,
        item_version_id=place.drawn.version.id,
        part=place.part,
        variant=place.variant,
        points=place.points,
        option_ids=place.option_ids,
        shape=place.shape,
    )


def _published(versions: Iterable[ItemVersion]) -> list[Again]:
    """Those whose item stands in the shipped bank already, or nearly."""
    ours = [asked(one.item.code, one.content_hash, one.content) for one in versions]
    shipped = [asked(one.code, one.content_hash, one.content) for one in list_published()]
    return published(ours, shipped)


def _refuse_published(form: ExamForm) -> None:
    """In production every form may certify: which sitting it is for is not known yet."""
    versions = {place.item_version_id: place.version for place in list_form_items(form)}
    found = _published(versions.values())
    if found:
        named = "、".join(f"{one.code}（{one.shipped}）" for one in found)
        raise PublishedItems(count=len(found), items=named)


def release_form(form: ExamForm, *, by: Actor | None, two_people: bool, now: datetime) -> ExamForm:
    """Let sittings use the form; where two people are asked for, not by who assembled it.

    In production raises PublishedItems, naming them, when a question is in the shipped bank.
    """
    if settings().production:
        _refuse_published(form)
    with write(Action.FORM_RELEASED, by=by, now=now, about=form) as tx:
        tx.lock(form)
        if form.released_at is not None:
            raise AlreadyReleased
        if two_people:
            require_second_person(str(form.made_by_id), str(by.id if by else None))
        form.released_at = now
    return form


def draw_for(sitting: Sitting, entry: Entry, *, now: datetime) -> ExamForm:
    """Draw a form for one candidate by the blueprint of the sitting's form, and freeze it on the
    seat. Who closed the roster answers for it; the sitting's own form was checked by two people.

    A form drawn by somebody who was faster stays unused.
    """
    seed = chance.new_seed()
    made = assemble_form(
        sitting.level, seed=seed, by=None, now=now, blueprint=sitting.form.blueprint
    )
    with write(Action.FORM_DRAWN, by=None, now=now, about=sitting) as tx:
        tx.lock(entry)
        if entry.form_id is None:
            entry.form_id, made.released_at = made.id, now
    return made

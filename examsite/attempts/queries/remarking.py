"""Reads for marking again: the places of a form, every key they have had, answers in bulk."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from examsite.attempts.models import ResponseEvent
from examsite.attempts.queries.answers import ACCEPTED
from examsite.domain.terms import ItemType
from examsite.exams.models import FormItem
from examsite.items.models import Item, KeyVersion
from examsite.kit.db import db

Keys = dict[tuple[int, int], dict[str, Any]]
"""(item version, number of the key) -> the whole key."""


@dataclass(frozen=True)
class FormPlace:
    """An item's place on a form as marking needs it, without a key."""

    id: int
    item: str
    area: str
    type: ItemType
    points: int
    option_ids: dict[str, str]
    part: str
    variant: dict[str, str]
    item_version_id: int


def list_form_places(form_id: int) -> list[FormPlace]:
    """Every place of a form, in order."""
    rows = db.session.execute(
        select(
            FormItem.id,
            FormItem.public_id,
            Item.area,
            FormItem.shape,
            FormItem.points,
            FormItem.option_ids,
            FormItem.part,
            FormItem.variant,
            FormItem.item_version_id,
        )
        .join(Item, Item.id == FormItem.item_id)
        .where(FormItem.form_id == form_id)
        .order_by(FormItem.position)
    )
    return [
        FormPlace(
            row.id,
            row.public_id,
            row.area,
            ItemType(row.shape["type"]),
            row.points,
            row.option_ids,
            row.part,
            row.variant,
            row.item_version_id,
        )
        for row in rows
    ]


def list_keys(form_id: int) -> Keys:
    """Every key version of the items of a form."""
    versions = select(FormItem.item_version_id).where(FormItem.form_id == form_id)
    rows = select(KeyVersion.item_version_id, KeyVersion.number, KeyVersion.key).where(
        KeyVersion.item_version_id.in_(versions)
    )
    return {(version, number): key for version, number, key in db.session.execute(rows)}


def list_answers_to(
    attempt_ids: Collection[int], form_item_id: int | None = None
) -> dict[tuple[int, int], str]:
    """(attempt, form item) -> the newest accepted answer as stored text; absent where none."""
    rows = (
        select(ResponseEvent.attempt_id, ResponseEvent.form_item_id, ResponseEvent.value)
        .where(ResponseEvent.attempt_id.in_(attempt_ids), ResponseEvent.verdict == ACCEPTED)
        .order_by(
            ResponseEvent.attempt_id,
            ResponseEvent.form_item_id,
            ResponseEvent.epoch,
            ResponseEvent.seq,
        )
    )
    if form_item_id is not None:
        rows = rows.where(ResponseEvent.form_item_id == form_item_id)
    return {(attempt, item): value for attempt, item, value in db.session.execute(rows)}

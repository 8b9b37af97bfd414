"""The current answers of an attempt, and what marking needs: the only read that holds a key."""

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, func, select

from examsite.attempts.models import Attempt, ResponseEvent
from examsite.domain.arithmetic import evaluate, rounded
from examsite.domain.terms import ItemType
from examsite.exams.models import FormItem
from examsite.items.families import numbers
from examsite.items.models import Item, KeyVersion
from examsite.kit.db import db

ACCEPTED = "accept"


def _latest(attempt_id: int) -> Any:
    """The newest accepted event of each item of an attempt, numbered 1."""
    number = func.row_number().over(
        partition_by=ResponseEvent.form_item_id,
        order_by=(ResponseEvent.epoch.desc(), ResponseEvent.seq.desc()),
    )
    return (
        select(
            ResponseEvent.form_item_id,
            ResponseEvent.epoch,
            ResponseEvent.seq,
            ResponseEvent.value,
            ResponseEvent.digest,
            number.label("place"),
        )
        .where(ResponseEvent.attempt_id == attempt_id, ResponseEvent.verdict == ACCEPTED)
        .subquery()
    )


def list_answers(attempt_id: int) -> dict[str, dict[str, Any]]:
    """Item -> {value, seq}: the current answers, one statement."""
    latest = _latest(attempt_id)
    rows = db.session.execute(
        select(FormItem.public_id, latest.c.value, latest.c.seq, latest.c.epoch)
        .join(latest, and_(latest.c.form_item_id == FormItem.id, latest.c.place == 1))
        .order_by(FormItem.position)
    )
    return {
        row.public_id: {"value": json.loads(row.value), "seq": row.seq, "epoch": row.epoch}
        for row in rows
    }


@dataclass(frozen=True)
class Marked:
    """One item of an attempt as marking needs it: the only read that holds a key."""

    item: str
    area: str
    type: ItemType
    points: int
    option_ids: dict[str, str]
    key: dict[str, Any]
    key_version: int
    answer: Any
    epoch: int | None
    seq: int | None
    digest: str | None
    events: int


def list_for_marking(attempt: Attempt) -> list[Marked]:
    """Every item of the attempt's form with its newest key and the current answer."""
    latest = _latest(attempt.id)
    newest_key = (
        select(func.max(KeyVersion.number))
        .where(KeyVersion.item_version_id == FormItem.item_version_id)
        .correlate(FormItem)
        .scalar_subquery()
    )
    events = (
        select(func.count())
        .select_from(ResponseEvent)
        .where(ResponseEvent.attempt_id == attempt.id)
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(
            FormItem.public_id,
            Item.area,
            FormItem.shape,
            FormItem.part,
            FormItem.variant,
            FormItem.points,
            FormItem.option_ids,
            KeyVersion.key,
            KeyVersion.number.label("key_version"),
            latest.c.value,
            latest.c.epoch,
            latest.c.seq,
            latest.c.digest,
            events.label("events"),
        )
        .join(Item, Item.id == FormItem.item_id)
        .join(
            KeyVersion,
            and_(
                KeyVersion.item_version_id == FormItem.item_version_id,
                KeyVersion.number == newest_key,
            ),
        )
        .outerjoin(latest, and_(latest.c.form_item_id == FormItem.id, latest.c.place == 1))
        .where(FormItem.form_id == attempt.form_id)
        .order_by(FormItem.position)
    )
    return [
        Marked(
            item=row.public_id,
            area=row.area,
            type=ItemType(row.shape["type"]),
            points=row.points,
            option_ids=row.option_ids,
            key=key_at(row.key, row.part, row.variant),
            key_version=row.key_version,
            answer=None if row.value is None else json.loads(row.value),
            epoch=row.epoch,
            seq=row.seq,
            digest=row.digest,
            events=row.events,
        )
        for row in rows
    ]


def key_at(whole: dict[str, Any], part: str, variant: dict[str, str]) -> dict[str, Any]:
    """The key of a place on a form: its part of a testlet's, its variant's of a family's."""
    key: dict[str, Any] = whole["parts"][part] if part else whole
    if variant:
        solved = rounded(evaluate(key["solve"], numbers(variant)), key["rounding"])
        return key | {"key": str(solved)}
    return key

"""The current answers of an attempt, and what marking needs: the only read that holds a key."""

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    Integer,
    ScalarSelect,
    Select,
    Text,
    and_,
    bindparam,
    cast,
    func,
    select,
)
from sqlalchemy.orm import aliased

from examsite.attempts.models import Attempt, ResponseEvent
from examsite.domain.arithmetic import evaluate, rounded
from examsite.domain.terms import ItemType
from examsite.exams.models import FormItem
from examsite.items.families import numbers
from examsite.items.models import Item, KeyVersion
from examsite.kit.db import db

ACCEPTED = "accept"
ATTEMPT: BindParameter[int] = bindparam("attempt", type_=Integer)


def _newest() -> ScalarSelect[int]:
    """The newest accepted event of an item of the attempt.

    One step into the index for each item. Numbering all events and keeping the first lets
    PostgreSQL number them again for every item, which it does before it has statistics.
    """
    event = aliased(ResponseEvent)
    return (
        select(event.id)
        .where(
            event.attempt_id == ATTEMPT,
            event.form_item_id == FormItem.id,
            event.verdict == ACCEPTED,
        )
        .order_by(event.epoch.desc(), event.seq.desc())
        .limit(1)
        .correlate(FormItem)
        .scalar_subquery()
    )


def _answers() -> Select[str, str, int, int]:
    return (
        select(FormItem.public_id, ResponseEvent.value, ResponseEvent.seq, ResponseEvent.epoch)
        .join(Attempt, Attempt.form_id == FormItem.form_id)
        .join(ResponseEvent, ResponseEvent.id == _newest())
        .where(Attempt.id == ATTEMPT)
        .order_by(FormItem.position)
    )


def _for_marking() -> Select[Any]:
    newest_key = (
        select(func.max(KeyVersion.number))
        .where(KeyVersion.item_version_id == FormItem.item_version_id)
        .correlate(FormItem)
        .scalar_subquery()
    )
    events = (
        select(func.count())
        .select_from(ResponseEvent)
        .where(ResponseEvent.attempt_id == ATTEMPT)
        .scalar_subquery()
    )
    return (
        select(
            FormItem.public_id,
            Item.area,
            FormItem.shape["type"].as_string().label("type"),
            FormItem.points,
            cast(FormItem.option_ids, Text).label("option_ids"),
            cast(KeyVersion.key, Text).label("key"),
            FormItem.part,
            cast(FormItem.variant, Text).label("variant"),
            KeyVersion.number,
            ResponseEvent.value,
            ResponseEvent.epoch,
            ResponseEvent.seq,
            ResponseEvent.digest,
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
        .outerjoin(ResponseEvent, ResponseEvent.id == _newest())
        .where(FormItem.form_id == bindparam("form"))
        .order_by(FormItem.position)
    )


ANSWERS, FOR_MARKING = _answers(), _for_marking()
"""Put together once: doing it again for every hand-in costs more than running them."""


def list_answers(attempt_id: int) -> dict[str, dict[str, Any]]:
    """Item -> {value, seq}: the current answers, one statement."""
    return {
        item: {"value": json.loads(value), "seq": seq, "epoch": epoch}
        for item, value, seq, epoch in db.session.execute(ANSWERS, {"attempt": attempt_id})
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
    asked = {"attempt": attempt.id, "form": attempt.form_id}
    return [_marked(*row) for row in db.session.execute(FOR_MARKING, asked)]


def _marked(
    item: str,
    area: str,
    kind: str,
    points: int,
    option_ids: str,
    key: str,
    part: str,
    variant: str,
    key_version: int,
    value: str | None,
    *rest: Any,
) -> Marked:
    answer = None if value is None else json.loads(value)
    told = _read(option_ids), _key(key, part, variant), key_version, answer
    return Marked(item, area, ItemType(kind), points, *told, *rest)


@lru_cache(maxsize=2048)
def _read(text: str) -> Any:
    """What frozen forms and keys say, read once for all who hand the same form in; read only."""
    return json.loads(text)


@lru_cache(maxsize=2048)
def _key(whole: str, part: str, variant: str) -> dict[str, Any]:
    return key_at(json.loads(whole), part, json.loads(variant))


def key_at(whole: dict[str, Any], part: str, variant: dict[str, str]) -> dict[str, Any]:
    """The key of a place on a form: its part of a testlet's, its variant's of a family's."""
    key: dict[str, Any] = whole["parts"][part] if part else whole
    if variant:
        solved = rounded(evaluate(key["solve"], numbers(variant)), key["rounding"])
        return key | {"key": str(solved)}
    return key

"""Saving one answer: the hot path. Acknowledged only after the commit is durable.

What nearly always happens, a newer answer to an open attempt, takes two statements on the
driver: read and judge, then add the row on condition that nothing has changed since. Whatever
else arrives is judged again with the attempt held, kept as evidence, and answered for.
"""

import json
from datetime import datetime, timedelta
from typing import Any, NamedTuple, cast

from sqlalchemy import Table, insert
from sqlalchemy.exc import IntegrityError

from examsite.attempts.models import ResponseEvent
from examsite.attempts.queries.saving import keep_answer, save_facts, save_facts_held
from examsite.attempts.services.late import open_case
from examsite.domain.actions import Action
from examsite.domain.attempt import (
    REFUSALS,
    Mark,
    StaleSave,
    Verdict,
    answer_digest,
    judge_save,
)
from examsite.domain.canonical import canonical
from examsite.domain.errors import Invalid, NotFound, Refusal
from examsite.domain.exam_time import deadline_seen
from examsite.domain.responses import Choices, check_value
from examsite.domain.terms import ItemType
from examsite.kit import driver
from examsite.kit.access import Viewer
from examsite.kit.db import append

LARGEST_SEQ = 2**53 - 1
KEEP_EVENT = insert(cast(Table, ResponseEvent.__table__)).inline()  # its id is not asked back


class BadSave(Invalid):
    """422: the request lacks `seq` or carries something that is no whole number."""

    code = "bad_save"
    message = "保存的请求不完整，请刷新页面后继续作答。"


class Saved(NamedTuple):
    """The acknowledgement of one save."""

    epoch: int
    seq: int
    digest: str
    saved_at: datetime
    deadline: datetime


class Judged(NamedTuple):
    """One save held against what is stored: what the database said, the answer, the verdict."""

    facts: Any
    incoming: Mark
    verdict: Verdict

    @property
    def saved(self) -> Saved:
        """What is acknowledged."""
        facts = self.facts
        due = deadline_seen(facts.deadline, facts.paused_at, facts.now)
        return Saved(*self.incoming, facts.now, due)

    def event(self, body: dict[str, Any]) -> dict[str, Any]:
        """The row that keeps it."""
        return {
            "attempt_id": self.facts.attempt_id,
            "form_item_id": self.facts.form_item_id,
            "epoch": self.incoming.epoch,
            "seq": self.incoming.seq,
            "value": canonical(body["value"]).decode(),
            "digest": self.incoming.digest,
            "client_ms": _milliseconds(body.get("client_ms")),
            "at": self.facts.now,
        }


def save(attempt: str, item: str, body: dict[str, Any], *, by: Viewer, now: datetime) -> Saved:
    """Save one answer. `body` is the request: value, seq, and optionally epoch and client_ms.

    Stale, late and foreign-device values are kept as evidence and then refused with the
    family's status. NotFound for anybody but the candidate, BadSave and BadValue for what
    cannot be an answer.
    """
    if "value" not in body:
        raise BadSave
    _whole(body.get("seq"), 1)
    found = driver.rows(save_facts, attempt=attempt, item=item, user=by.id, now=now)
    judged = _judge(found[0] if found else None, attempt, item, body)
    if judged.verdict is Verdict.ACCEPT and _keep(judged, body):
        return judged.saved
    return _save_held(attempt, item, body, by=by, now=now)


def _keep(judged: Judged, body: dict[str, Any]) -> bool:
    facts = judged.facts
    read = {"device_epoch": facts.device_epoch, "deadline": facts.deadline}
    return driver.insert(keep_answer, **judged.event(body), **read) == 1


def _save_held(
    attempt: str, item: str, body: dict[str, Any], *, by: Viewer, now: datetime
) -> Saved:
    """Judge with the attempt held, keep whatever is new, then acknowledge or refuse."""
    asked = {"attempt": attempt, "item": item, "user": by.id, "now": now}
    try:
        judged = _judge_and_store(asked, body, by=by, now=now)
    except IntegrityError:  # the same (epoch, seq) was committed in between: look again
        judged = _judge_and_store(asked, body, by=by, now=now)
    if judged.verdict in REFUSALS:
        raise _refusal(judged)
    return judged.saved


def _judge_and_store(
    asked: dict[str, Any], body: dict[str, Any], *, by: Viewer, now: datetime
) -> Judged:
    with append(Action.ANSWER_SAVED, by=by, now=now) as tx:
        facts = tx.connection.execute(save_facts_held(tx.connection.dialect), asked).first()
        judged = _judge(facts, asked["attempt"], asked["item"], body)
        if judged.verdict is not Verdict.REPEAT:
            event = judged.event(body) | {"verdict": judged.verdict.value}
            tx.connection.execute(KEEP_EVENT, event)
        if judged.verdict is Verdict.CLOSED:
            open_case(tx, judged.facts.attempt_id)
    return judged


def _judge(facts: Any, attempt: str, item: str, body: dict[str, Any]) -> Judged:
    if facts is None:
        raise NotFound
    value, seq = body["value"], body["seq"]
    epoch = _whole(body.get("epoch", facts.device_epoch), 0)
    check_value(ItemType(facts.shape["type"]), value, _offered(facts.shape))
    incoming = Mark(epoch, seq, answer_digest(attempt, item, epoch, seq, value))
    verdict = judge_save(
        state=facts.state,
        due=facts.deadline,
        grace=timedelta(seconds=facts.grace_seconds),
        now=facts.now,
        stored=None if facts.seq is None else Mark(facts.epoch, facts.seq, facts.digest),
        device_epoch=facts.device_epoch,
        incoming=incoming,
    )
    return Judged(facts, incoming, verdict)


def _whole(value: Any, least: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= LARGEST_SEQ:
        raise BadSave
    return value


def _offered(shape: dict[str, Any]) -> Choices:
    names = ("options", "left", "right", "units")
    return Choices(**{name: shape.get(name, ()) for name in names})


def _milliseconds(claimed: Any) -> int | None:
    """What the page says of its own clock: kept as evidence, never used."""
    if isinstance(claimed, bool) or not isinstance(claimed, int):
        return None
    return claimed if abs(claimed) <= LARGEST_SEQ else None


def _refusal(judged: Judged) -> Refusal:
    """The refusal of a kept value; a stale one tells what is stored instead."""
    refusal, facts = REFUSALS[judged.verdict], judged.facts
    if refusal is StaleSave:
        stored = {"value": json.loads(facts.value), "seq": facts.seq, "epoch": facts.epoch}
        return StaleSave(stored=stored)
    return refusal()

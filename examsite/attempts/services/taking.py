"""Starting or resuming an attempt, and saving one answer: the hot path."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any, cast

from sqlalchemy import Table, insert
from sqlalchemy.exc import IntegrityError

from examsite.attempts.models import Attempt, ResponseEvent
from examsite.attempts.queries import Seat, find_attempt_of, save_statement
from examsite.domain.actions import Action
from examsite.domain.attempt import (
    REFUSALS,
    Mark,
    StaleSave,
    Verdict,
    answer_digest,
    judge_save,
    state_seen,
)
from examsite.domain.canonical import canonical
from examsite.domain.errors import Conflict, Invalid, NotFound, Refusal
from examsite.domain.exam_time import TimeInputs, deadline
from examsite.domain.responses import Choices, check_value
from examsite.domain.terms import AttemptState, ItemType
from examsite.kit.access import Viewer
from examsite.kit.clock import is_database_clock
from examsite.kit.db import append, write

LARGEST_SEQ = 2**53 - 1
KEEP_EVENT = insert(cast(Table, ResponseEvent.__table__)).inline()  # its id is not asked back


class NotOpenYet(Conflict):
    """409: the window has not begun."""

    code = "not_open_yet"
    message = "考试还没有开始。请在开放时间之后再进入，本页会显示倒计时。"


class WindowOver(Conflict):
    """409: the window has ended and this person had not started."""

    code = "window_over"
    message = "考试的开放时段已经结束，不能再开始。如有特殊情况请联系考务。"


class BadSave(Invalid):
    """422: the request lacks `seq` or carries something that is no whole number."""

    code = "bad_save"
    message = "保存的请求不完整，请刷新页面后继续作答。"


@dataclass(frozen=True)
class Started:
    """An attempt as start answers it."""

    attempt: Attempt
    first: bool


def _inputs(seat: Seat, now: datetime) -> TimeInputs:
    return TimeInputs(
        started_at=now,
        seconds=seat.sitting.seconds,
        factor=Fraction(seat.entry.factor_percent, 100),
        extra=seat.entry.extra_seconds,
        window_end=seat.sitting.closes_at,
    )


def start(seat: Seat, *, device: str, by: Viewer, now: datetime) -> Started:
    """Begin the attempt, or take it up again; another device raises the epoch.

    Raises NotOpenYet before and WindowOver after the window for who has not begun. Two
    simultaneous starts make one attempt: the database has one per candidate and sitting.
    """
    found = find_attempt_of(seat.sitting.id, by.id)
    if found is not None:
        return Started(_resume(found, device=device, by=by, now=now), first=False)
    if now < seat.sitting.opens_at:
        raise NotOpenYet
    if now >= seat.sitting.closes_at:
        raise WindowOver
    try:
        return Started(_begin(seat, device=device, by=by, now=now), first=True)
    except IntegrityError:  # another request of the same person was first
        found = find_attempt_of(seat.sitting.id, by.id)
        assert found is not None
        return Started(found, first=False)


def _begin(seat: Seat, *, device: str, by: Viewer, now: datetime) -> Attempt:
    """One row: the deadline with everything it was made of."""
    sitting, entry = seat.sitting, seat.entry
    with write(Action.ATTEMPT_STARTED, by=by, now=now) as tx:
        attempt = Attempt(
            sitting_id=sitting.id,
            user_id=by.id,
            form_id=sitting.form_id,
            scheme_id=sitting.scheme_id,
            state=AttemptState.IN_PROGRESS,
            epoch=1,
            device=device,
            started_at=now,
            limit_seconds=sitting.seconds,
            factor_percent=entry.factor_percent,
            extra_seconds=entry.extra_seconds,
            window_end=sitting.closes_at,
            grace_seconds=sitting.grace_seconds,
            deadline=deadline(_inputs(seat, now)),
        )
        tx.about = tx.add(attempt)
    return attempt


def _resume(attempt: Attempt, *, device: str, by: Viewer, now: datetime) -> Attempt:
    if not device or device == attempt.device or attempt.state is not AttemptState.IN_PROGRESS:
        return attempt
    with write(Action.ATTEMPT_TAKEN_OVER, by=by, now=now, about=attempt) as tx:
        tx.lock(attempt)
        attempt.epoch += 1
        attempt.device = device
    return attempt


def state_of(attempt: Attempt, now: datetime) -> AttemptState:
    """The state a reader sees now: closed once its time is over, swept or not."""
    grace = timedelta(seconds=attempt.grace_seconds)
    return state_seen(attempt.state, attempt.deadline, grace, now)


@dataclass(frozen=True)
class Saved:
    """The acknowledgement of one save."""

    epoch: int
    seq: int
    digest: str
    saved_at: datetime
    deadline: datetime


def _whole(value: Any, least: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= LARGEST_SEQ:
        raise BadSave
    return value


def _offered(shape: dict[str, Any]) -> Choices:
    names = ("options", "left", "right", "units")
    return Choices(**{name: shape.get(name, ()) for name in names})


def save(attempt: str, item: str, body: dict[str, Any], *, by: Viewer, now: datetime) -> Saved:
    """Save one answer, acknowledged only after the commit is durable: two statements.

    `body` is the request: value, seq, and optionally epoch and client_ms. Stale, late and
    foreign-device values are kept as evidence and then refused with the family's status.
    """
    if "value" not in body:
        raise BadSave
    _whole(body.get("seq"), 1)
    try:
        row, incoming, verdict = _judge_and_store(attempt, item, body, by=by, now=now)
    except IntegrityError:  # the same (epoch, seq) was committed in between: look again
        row, incoming, verdict = _judge_and_store(attempt, item, body, by=by, now=now)
    if verdict in REFUSALS:
        raise _refusal(verdict, row)
    return Saved(incoming.epoch, incoming.seq, incoming.digest, row.now, row.deadline)


def _judge_and_store(
    attempt: str, item: str, body: dict[str, Any], *, by: Viewer, now: datetime
) -> tuple[Any, Mark, Verdict]:
    value, client_ms = body["value"], body.get("client_ms")
    with append(Action.ATTEMPT_STARTED, by=by, now=now) as tx:
        clock_of = is_database_clock(tx.connection.dialect)
        row = tx.connection.execute(
            save_statement(database_clock=clock_of),
            {"attempt": attempt, "user": by.id, "item": item, "now": now},
        ).first()
        if row is None:
            raise NotFound
        epoch = _whole(body.get("epoch", row.device_epoch), 0)
        check_value(ItemType(row.shape["type"]), value, _offered(row.shape))
        digest = answer_digest(attempt, item, epoch, body["seq"], value)
        incoming = Mark(epoch, body["seq"], digest)
        verdict = judge_save(
            state=row.state,
            due=row.deadline,
            grace=timedelta(seconds=row.grace_seconds),
            now=row.now,
            stored=None if row.seq is None else Mark(row.epoch, row.seq, row.digest),
            device_epoch=row.device_epoch,
            incoming=incoming,
        )
        if verdict is not Verdict.REPEAT:
            event = {
                "attempt_id": row.attempt_id,
                "form_item_id": row.form_item_id,
                "epoch": epoch,
                "seq": incoming.seq,
                "value": canonical(value).decode(),
                "digest": digest,
                "verdict": verdict.value,
                "client_ms": _milliseconds(client_ms),
                "at": row.now,
            }
            tx.connection.execute(KEEP_EVENT, event)
    return row, incoming, verdict


def _milliseconds(claimed: Any) -> int | None:
    """What the page says of its own clock: kept as evidence, never used."""
    if isinstance(claimed, bool) or not isinstance(claimed, int):
        return None
    return claimed if abs(claimed) <= LARGEST_SEQ else None


def _refusal(verdict: Verdict, row: Any) -> Refusal:
    """The refusal of a kept value; a stale one tells what is stored instead."""
    refusal = REFUSALS[verdict]
    if refusal is StaleSave:
        stored = {"value": json.loads(row.value), "seq": row.seq, "epoch": row.epoch}
        return StaleSave(stored=stored)
    return refusal()

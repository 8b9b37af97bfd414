"""One attempt (作答): its states, and what becomes of an answer that arrives.

Sources: wire.md (save answers), rulings 13, exam-day.md R7-R9. The deadline is `exam_time`'s.
"""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, NamedTuple

from examsite.domain.canonical import sha256_hex
from examsite.domain.errors import Conflict, Gone, Invalid, Refusal
from examsite.domain.terms import AttemptState

DEFAULT_GRACE = timedelta(seconds=10)


class AttemptClosed(Gone):
    """410: handed in, closed at the deadline, or voided; the late value is kept as evidence."""

    code = "closed"
    message = "作答已经结束，这次改动没有计入；迟到的内容已留存备查。"


class StaleSave(Conflict):
    """409: a newer answer is stored; the late value is kept as evidence."""

    code = "stale"
    message = "服务器上已有更新的答案，以较新的为准。"


class SeqReused(Conflict):
    """409: the same number came twice with different values; the second is kept as evidence."""

    code = "seq_reused"
    message = "同一次保存收到了两个不同的答案，已保留先到的一个。"


class TakenOver(Conflict):
    """409: another device has taken the seat."""

    code = "taken_over"
    message = "这场考试已在另一台设备上继续，本页不再保存。"


class BadEpoch(Invalid):
    """422: the page claims an epoch or a number the server never gave out."""

    code = "bad_epoch"
    message = "保存的序号不对，请刷新页面后继续作答。"


class IllegalMove(Conflict):
    """409: the attempt is in a state from which this cannot be done."""

    code = "illegal_move"
    message = "作答的状态已经改变，请刷新后再试。"


def state_seen(state: AttemptState, due: datetime, grace: timedelta, now: datetime) -> AttemptState:
    """The state a reader sees: closing is lazy, it does not wait for the sweeper."""
    if state is AttemptState.IN_PROGRESS and now > due + grace:
        return AttemptState.CLOSED_BY_DEADLINE
    return state


def require_open(state: AttemptState, due: datetime, grace: timedelta, now: datetime) -> None:
    """Raise AttemptClosed unless an answer or a hand-in arriving `now` still counts."""
    if state_seen(state, due, grace, now) is not AttemptState.IN_PROGRESS:
        raise AttemptClosed


class Verdict(StrEnum):
    """What becomes of one arriving answer."""

    ACCEPT = "accept"  # store it, 200
    REPEAT = "repeat"  # already stored, 200, nothing new
    STALE = "stale"
    SEQ_REUSED = "seq_reused"
    TAKEN_OVER = "taken_over"
    CLOSED = "closed"


class Mark(NamedTuple):
    """Where an answer stands in the order of saves of one item, and the digest of it."""

    epoch: int
    seq: int
    digest: str


def judge_save(
    *,
    state: AttemptState,
    due: datetime,
    grace: timedelta,
    now: datetime,
    stored: Mark | None,
    device_epoch: int,
    incoming: Mark,
) -> Verdict:
    """Decide one save. `now` is the server's time of arrival; `device_epoch` the attempt's epoch.

    Asked in this order: closed, taken over, then the order (epoch, seq) against what is stored.
    Every verdict but ACCEPT and REPEAT keeps the value as evidence. Raises BadEpoch for an
    epoch above the one given out or a number below 1.
    """
    if incoming.epoch > device_epoch or incoming.epoch < 0 or incoming.seq < 1:
        raise BadEpoch
    if state_seen(state, due, grace, now) is not AttemptState.IN_PROGRESS:
        return Verdict.CLOSED
    if incoming.epoch < device_epoch:
        return Verdict.TAKEN_OVER
    if stored is None or incoming[:2] > stored[:2]:
        return Verdict.ACCEPT
    if incoming[:2] < stored[:2]:
        return Verdict.STALE
    return Verdict.REPEAT if incoming.digest == stored.digest else Verdict.SEQ_REUSED


def answer_digest(attempt: str, item: str, epoch: int, seq: int, value: Any) -> str:
    """Hex SHA-256 of canonical [attempt, item, epoch, seq, value]; NotCanonical if it has none."""
    return sha256_hex([attempt, item, epoch, seq, value])


def require_move(now: AttemptState, to: AttemptState) -> None:
    """Raise IllegalMove unless TRANSITIONS allows going from `now` to `to`."""
    if to not in TRANSITIONS[now]:
        raise IllegalMove(state=now.value, wanted=to.value)


REFUSALS: dict[Verdict, type[Refusal]] = {
    Verdict.STALE: StaleSave,
    Verdict.SEQ_REUSED: SeqReused,
    Verdict.TAKEN_OVER: TakenOver,
    Verdict.CLOSED: AttemptClosed,
}

TRANSITIONS: dict[AttemptState, frozenset[AttemptState]] = {
    AttemptState.IN_PROGRESS: frozenset(
        {AttemptState.HANDED_IN, AttemptState.CLOSED_BY_DEADLINE, AttemptState.VOIDED}
    ),
    AttemptState.HANDED_IN: frozenset({AttemptState.IN_PROGRESS, AttemptState.VOIDED}),
    AttemptState.CLOSED_BY_DEADLINE: frozenset({AttemptState.IN_PROGRESS, AttemptState.VOIDED}),
    AttemptState.VOIDED: frozenset(),
}

"""Handing in: by the candidate, or by the server when the time is over. Marked in the same act.

Marking closed items takes a fraction of a millisecond, so it does not wait for a job; what
people mark later does not hold the receipt up.
"""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from examsite.attempts.models import Attempt, ScoreVersion
from examsite.attempts.queries.answers import Marked, list_for_marking
from examsite.attempts.queries.attempts import find_newest_score, list_overdue, own_attempt
from examsite.attempts.services.marking import mark_all
from examsite.domain.actions import Action
from examsite.domain.attempt import require_move, state_seen
from examsite.domain.canonical import sha256_hex
from examsite.domain.errors import NotFound
from examsite.domain.knowledge import stored_profile
from examsite.domain.scoring import RULE_VERSION
from examsite.domain.terms import AttemptState
from examsite.kit.chance import public_id
from examsite.kit.clock import rfc3339
from examsite.kit.db import Actor, Transaction, db, write
from examsite.kit.receipts import sign

MACHINE = "machine"


def answers_hash(items: list[Marked]) -> str:
    """SHA-256 of canonical [[item, epoch, seq, digest], ...] of everything answered, by item."""
    return sha256_hex(
        sorted([one.item, one.epoch, one.seq, one.digest] for one in items if one.seq is not None)
    )


def _receipt(items: list[Marked], at: datetime, keys: Path) -> dict[str, Any]:
    return sign(
        keys,
        {
            "code": public_id(16),
            "at": rfc3339(at),
            "events": items[0].events if items else 0,
            "answers_sha256": answers_hash(items),
        },
    )


class _NothingToDo(Exception):
    """The attempt was closed before: leave without a journal line."""


def hand_in(public_id: str, *, by: Actor, now: datetime, keys: Path) -> Attempt:
    """Close the candidate's attempt and give the signed receipt; again: the same one.

    When its time is over it is closed as of the deadline, with what was acknowledged. The
    row is read under lock inside the write, which saves a statement on the busiest minute
    of an exam. NotFound for anybody but the candidate.
    """
    attempt: Attempt | None = None
    try:
        with write(Action.ATTEMPT_HANDED_IN, by=by, now=now) as tx:
            attempt = tx.session.scalar(own_attempt(public_id, by.id).with_for_update())
            if attempt is None:
                raise NotFound
            tx.about = attempt
            to, at = _how(attempt, now)
            finish(tx, attempt, to, at=at, keys=keys)
    except _NothingToDo:
        assert attempt is not None
    return attempt


def _how(attempt: Attempt, now: datetime) -> tuple[AttemptState, datetime]:
    """The state the attempt goes to, and the instant it counts as handed in."""
    if attempt.state is not AttemptState.IN_PROGRESS:
        raise _NothingToDo
    grace = timedelta(seconds=attempt.grace_seconds)
    seen = state_seen(attempt.state, attempt.deadline, grace, now)
    if seen is AttemptState.CLOSED_BY_DEADLINE:
        return seen, attempt.deadline
    return AttemptState.HANDED_IN, now


def close(attempt: Attempt, *, now: datetime, keys: Path) -> bool:
    """The server hands in at the deadline what it has acknowledged; whether it had to."""
    try:
        with write(Action.ATTEMPT_CLOSED, by=None, now=now, about=attempt) as tx:
            to, at = _how(tx.lock(attempt), now)
            if to is not AttemptState.CLOSED_BY_DEADLINE:
                raise _NothingToDo
            finish(tx, attempt, to, at=at, keys=keys)
    except _NothingToDo:
        return False
    return True


def finish(
    tx: Transaction, attempt: Attempt, to: AttemptState, *, at: datetime, keys: Path
) -> None:
    """Read what was acknowledged, mark it, store state, receipt and score: the row is held."""
    number = _next_number(attempt)
    require_move(attempt.state, to)
    items = list_for_marking(attempt)
    marks, areas = mark_all(items)
    attempt.state, attempt.submitted_at = to, at
    attempt.receipt = _receipt(items, at, keys)
    tx.add(
        ScoreVersion(
            attempt_id=attempt.id,
            number=number,
            method=MACHINE,
            rule_version=RULE_VERSION,
            total=sum(area.earned for area in areas.values()),
            marks=marks,
            areas=stored_profile(areas),
            at=tx.now,
        )
    )


def _next_number(attempt: Attempt) -> int:
    """1, or one more for an attempt that was handed in before and taken up again."""
    before = find_newest_score(attempt.id) if attempt.receipt else None
    return before.number + 1 if before else 1


def close_overdue(*, now: datetime, keys: Path) -> int:
    """Close every attempt whose time and grace are over; safe to run at any time, twice too."""
    closed = sum(close(attempt, now=now, keys=keys) for attempt in list_overdue(now))
    db.session.rollback()
    return closed

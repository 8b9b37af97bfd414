"""Doubts about attempts: a candidate's own, those staff may see, and what they rest on."""

from collections.abc import Collection

from sqlalchemy import Select, func, select
from sqlalchemy.orm import contains_eager, joinedload

from examsite.attempts.models import Attempt
from examsite.domain.errors import NotFound
from examsite.domain.flags import FlagState, Spread, spread
from examsite.domain.invigilation import SignalKind
from examsite.exams.models import Sitting
from examsite.exams.queries import is_watched_by
from examsite.invigilation.models import Flag, Signal
from examsite.kit.access import Viewer
from examsite.kit.db import db

_WITH_ATTEMPT = contains_eager(Flag.attempt).contains_eager(Attempt.sitting)


def _flags() -> Select[Flag]:
    rows = select(Flag).join(Flag.attempt).join(Attempt.sitting)
    return rows.options(_WITH_ATTEMPT, joinedload(Flag.raised_by), joinedload(Flag.decided_by))


def get_own_flag(public_id: str, *, visible_to: Viewer) -> Flag:
    """The candidate's own, or NotFound."""
    rows = _flags().where(Flag.public_id == public_id, Attempt.user_id == visible_to.id)
    return _one(rows)


def get_flag(public_id: str, *, visible_to: Viewer) -> Flag:
    """One about an attempt of a sitting this person watches, or NotFound."""
    rows = _flags().where(Flag.public_id == public_id, is_watched_by(visible_to))
    return _one(rows)


def _one(rows: Select[Flag]) -> Flag:
    found = db.session.scalar(rows)
    if found is None:
        raise NotFound
    return found


def list_flags(attempt_id: int) -> list[Flag]:
    """Everything that was doubted about an attempt, the newest first."""
    rows = select(Flag).where(Flag.attempt_id == attempt_id).order_by(Flag.id.desc())
    return list(db.session.scalars(rows))


def find_open_flag(attempt_id: int) -> Flag | None:
    """The doubt about an attempt that is not settled."""
    rows = select(Flag).where(Flag.attempt_id == attempt_id, Flag.state != FlagState.DECIDED)
    return db.session.scalar(rows)


def list_own_open(user_id: int) -> list[Flag]:
    """A candidate's doubts that are not settled."""
    rows = _flags().where(Attempt.user_id == user_id, Flag.state != FlagState.DECIDED)
    return list(db.session.scalars(rows.order_by(Flag.id)))


def list_open_flags(*, visible_to: Viewer, limit: int) -> list[Flag]:
    """Doubts not settled in sittings this person watches, the longest waiting first."""
    rows = _flags().where(Flag.state != FlagState.DECIDED, is_watched_by(visible_to))
    return list(db.session.scalars(rows.order_by(Flag.reply_due, Flag.id).limit(limit)))


def count_signals_by_kind(attempt_id: int) -> dict[SignalKind, int]:
    """How often each kind of signal came from an attempt."""
    rows = select(Signal.kind, func.count()).where(Signal.attempt_id == attempt_id)
    found = db.session.execute(rows.group_by(Signal.kind))
    return {row[0]: row[1] for row in found}


def read_spreads(sitting: Sitting, kinds: Collection[SignalKind]) -> dict[SignalKind, Spread]:
    """How often each kind came from the people of a sitting; two statements."""
    taking = db.session.scalar(
        select(func.count(Attempt.id)).where(Attempt.sitting_id == sitting.id)
    )
    rows = (
        select(Signal.kind, func.count())
        .where(Signal.sitting_id == sitting.id, Signal.kind.in_(kinds))
        .group_by(Signal.kind, Signal.attempt_id)
    )
    counts: dict[SignalKind, list[int]] = {kind: [] for kind in kinds}
    for kind, count in db.session.execute(rows):
        counts[kind].append(count)
    return {kind: spread(found, taking or 0) for kind, found in counts.items()}

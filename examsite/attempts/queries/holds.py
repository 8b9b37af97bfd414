"""What keeps results from being released: reads of holds."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, select

from examsite.attempts.models import Attempt, AttemptHold
from examsite.domain.terms import HoldKind
from examsite.kit.db import db


def is_held() -> ColumnElement[bool]:
    """An attempt about which something is not settled: for statements on `Attempt`."""
    rows = select(AttemptHold.id).where(AttemptHold.attempt_id == Attempt.id)
    return rows.where(AttemptHold.until.is_(None)).exists()


def list_holds(attempt_ids: Collection[int]) -> dict[int, list[HoldKind]]:
    """What is not settled about each of these attempts; those without are absent."""
    rows = (
        select(AttemptHold.attempt_id, AttemptHold.kind)
        .where(AttemptHold.attempt_id.in_(attempt_ids), AttemptHold.until.is_(None))
        .order_by(AttemptHold.id)
    )
    found: dict[int, list[HoldKind]] = {}
    for attempt_id, kind in db.session.execute(rows):
        found.setdefault(attempt_id, []).append(kind)
    return found


def find_hold(attempt_id: int, kind: HoldKind) -> AttemptHold | None:
    """The hold of this kind that is on, if any."""
    rows = select(AttemptHold).where(
        AttemptHold.attempt_id == attempt_id,
        AttemptHold.kind == kind,
        AttemptHold.until.is_(None),
    )
    return db.session.scalar(rows.limit(1))

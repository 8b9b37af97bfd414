"""Signals are kept for 180 days, long enough for an appeal, and then deleted."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select

from examsite.domain.actions import Action
from examsite.invigilation.models import Signal
from examsite.kit.db import db, write

KEPT = timedelta(days=181)
"""A day more than the database insists on, whatever its clock says."""


def forget_signals(*, now: datetime) -> int:
    """Delete signals past their time; how many there were."""
    oldest = db.session.scalar(select(Signal.at).order_by(Signal.id).limit(1))
    if oldest is None or oldest >= now - KEPT:
        return 0
    with write(Action.SIGNALS_FORGOTTEN, by=None, now=now) as tx:
        gone: int = tx.execute(delete(Signal).where(Signal.at < now - KEPT)).rowcount
        tx.note(signals=gone)
    return gone

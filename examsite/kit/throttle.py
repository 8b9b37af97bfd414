"""Counting failures in the database, so that every worker sees the same count.

Keys are stored as digests: a table of who failed where would be personal data.
"""

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from examsite.domain.errors import TryLater
from examsite.kit.db import Model, Transaction

KEEP = timedelta(days=1)


class ThrottleEvent(Model):
    """One failure of one kind by one asker or against one target."""

    __tablename__ = "throttle_event"
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(index=True)
    key: Mapped[str] = mapped_column(index=True)
    at: Mapped[datetime] = mapped_column(index=True)


class TooMany(TryLater):
    """429: too many failures of this kind lately."""

    code = "too_many_tries"
    message = "尝试次数过多，请 %(minutes)s 分钟后再试。"


def require_room(
    session: Session, kind: str, keys: dict[str, int], *, window: timedelta, now: datetime
) -> None:
    """Refuse when any key has reached its allowance of `kind` within the window.

    `keys` maps each key (an address, an account, a certificate number) to its allowance.
    """
    allowed = {_stored(key): allowance for key, allowance in keys.items()}
    rows = (
        select(ThrottleEvent.key, func.count())
        .where(ThrottleEvent.kind == kind, ThrottleEvent.key.in_(list(allowed)))
        .where(ThrottleEvent.at > now - window)
        .group_by(ThrottleEvent.key)
    )
    for key, count in session.execute(rows):
        if count >= allowed[key]:
            seconds = int(window.total_seconds())
            raise TooMany(minutes=max(1, seconds // 60), seconds=seconds)


def count_failure(tx: Transaction, kind: str, keys: list[str]) -> None:
    """Record one failure under each key; old ones are dropped on the way."""
    tx.add_all([ThrottleEvent(kind=kind, key=_stored(key), at=tx.now) for key in keys])
    tx.execute(delete(ThrottleEvent).where(ThrottleEvent.at < tx.now - KEEP))


def clear(tx: Transaction, kind: str, key: str) -> None:
    """Forget the failures under a key after a success."""
    tx.execute(
        delete(ThrottleEvent).where(ThrottleEvent.kind == kind, ThrottleEvent.key == _stored(key))
    )


def _stored(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()

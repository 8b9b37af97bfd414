"""The one clock. Routes and jobs ask once per request and pass the instant down."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import current_app
from sqlalchemy import ColumnElement, func, literal
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import Session

from examsite.kit.types import UTCDateTime

STEP_TOLERANCE = timedelta(seconds=2)
"""A jump of the wall clock beyond this is a fault; deadlines then go on by monotonic time."""

FOLLOWED = timedelta(seconds=1)
"""A difference to the database's clock beyond this is followed."""

_fixed: ContextVar[datetime | None] = ContextVar("fixed_instant", default=None)


class SteadyClock:
    """Wall time that refuses to jump: small drift is followed, a step is not. Where the database
    has told its time, that is the time."""

    def __init__(self) -> None:
        self._wall = datetime.now(UTC)
        self._monotonic = time.monotonic()
        self.stepped = False
        self.ahead = timedelta(0)
        """How far the database's clock is ahead of this machine's, if that is worth following."""

    def now(self) -> datetime:
        """The database's time as far as it is known, else this machine's."""
        return self._steady() + self.ahead

    def follow(self, there: datetime) -> None:
        """Another clock decides and says `there`; a difference of a moment is left alone."""
        ahead = there - self._steady()
        self.ahead = ahead if abs(ahead) > FOLLOWED else timedelta(0)

    def _steady(self) -> datetime:
        """Wall time, or monotonic time since the last good reading once the wall has stepped."""
        wall, monotonic = datetime.now(UTC), time.monotonic()
        expected = self._wall + timedelta(seconds=monotonic - self._monotonic)
        self.stepped = abs(wall - expected) > STEP_TOLERANCE
        if self.stepped:
            return expected
        self._wall, self._monotonic = wall, monotonic
        return wall


steady = SteadyClock()


def now() -> datetime:
    """The present instant, UTC, with time zone."""
    return _fixed.get() or steady.now()


@contextmanager
def fixed(at: datetime) -> Iterator[None]:
    """Hold the clock still, for demonstration data and tests."""
    token = _fixed.set(at)
    try:
        yield
    finally:
        _fixed.reset(token)


def is_database_clock(dialect: Dialect) -> bool:
    """Whether deadlines are held against PostgreSQL's own clock: several web servers agree."""
    return dialect.name == "postgresql" and bool(current_app.config["DATABASE_CLOCK"])


def sql_now(session: Session, at: datetime) -> ColumnElement[Any]:
    """The instant against which deadlines are compared, as an SQL expression.

    PostgreSQL's own clock where that is switched on, otherwise the instant `at` as a bound
    parameter.
    """
    if is_database_clock(session.get_bind().dialect):
        return func.clock_timestamp(type_=UTCDateTime())
    return literal(at, UTCDateTime())


def local(at: datetime, zone: str = "Asia/Shanghai") -> datetime:
    """The instant in the zone in which people read it."""
    return at.astimezone(ZoneInfo(zone))


def local_date(at: datetime, zone: str = "Asia/Shanghai") -> date:
    """The calendar date of the instant where people live; validity counts in these."""
    return local(at, zone).date()


def rfc3339(at: datetime) -> str:
    """UTC with milliseconds and Z, as on the wire."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"

"""The working-day calendar: what comes with the program, and what officers have recorded."""

import re
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from examsite.accounts.models import CalendarYear
from examsite.domain.dates import WorkingCalendar
from examsite.domain.errors import NotFound
from examsite.domain.holidays import (
    FIRST_YEAR,
    LAST_YEAR,
    SHIPPED,
    Arrangement,
    working_calendar,
)
from examsite.kit.clock import local_date
from examsite.kit.db import db

DECEMBER = 12
"""From then on next year is missed: its notice is out, and terms begin to reach over."""


@dataclass(frozen=True)
class Year:
    """A year as it counts now: its arrangement, and the records of it, the newest first."""

    year: int
    arrangement: Arrangement | None
    records: list[CalendarYear]

    @property
    def number(self) -> int:
        """How often the year has been recorded."""
        return len(self.records)


def _arrangement(row: CalendarYear) -> Arrangement:
    off, on = (frozenset(map(date.fromisoformat, days)) for days in (row.days_off, row.workdays))
    return Arrangement(row.year, off, on, row.source)


def get_working_calendar() -> WorkingCalendar:
    """Shipped and recorded years as one calendar; of a year, the newest record. One statement."""
    rows = db.session.scalars(select(CalendarYear).order_by(CalendarYear.number))
    return working_calendar([*SHIPPED, *map(_arrangement, rows)])


def list_years(now: datetime) -> list[Year]:
    """Every known year and the two around now, the newest first; two statements."""
    this = local_date(now).year
    rows = list(
        db.session.scalars(
            select(CalendarYear)
            .options(joinedload(CalendarYear.recorded_by))
            .order_by(CalendarYear.number.desc())
        )
    )
    known = {one.year: one for one in SHIPPED}
    found = []
    for year in sorted({this, this + 1, *known, *(row.year for row in rows)}, reverse=True):
        records = [row for row in rows if row.year == year]
        chosen = _arrangement(records[0]) if records else known.get(year)
        found.append(Year(year, chosen, records))
    return found


def read_year(text: str) -> int:
    """The year of an address; NotFound for what is none, or none that anybody needs."""
    if not re.fullmatch(r"[0-9]{4}", text) or not FIRST_YEAR <= int(text) <= LAST_YEAR:
        raise NotFound
    return int(text)


def get_year(year: int, now: datetime) -> Year:
    """One year, known or not."""
    found = [one for one in list_years(now) if one.year == year]
    return found[0] if found else Year(year, None, [])


def list_missing_years(now: datetime) -> tuple[int, ...]:
    """Years that should be known by now and are not: this one, from December also the next.

    One statement, none where what comes with the program is enough.
    """
    today = local_date(now)
    last = date(today.year + (today.month >= DECEMBER), 12, 31)
    if working_calendar(SHIPPED).covers(today, last):
        return ()
    return get_working_calendar().unknown(today, last)

"""Calendar rules (日期): months, ages, validity, working days. All dates are Asia/Shanghai.

Sources: rulings 12 and 13. Validity is inclusive: 24 months from 2026-12-08 end on 2028-12-07.
"""

from calendar import monthrange
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta, timezone

CHINA_TIME = timezone(timedelta(hours=8), "Asia/Shanghai")  # no summer time since 1991
ONE_DAY = timedelta(days=1)


def add_months(day: date, months: int) -> date:
    """The corresponding day `months` later (or earlier), or that month's last day."""
    index = day.year * 12 + day.month - 1 + months
    year, month = index // 12, index % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def last_valid_day(first: date, months: int) -> date:
    """The last day of a period of `months` calendar months that begins on `first`.

    The day before the corresponding day; where that month has no corresponding day, and
    always for a period begun on a 31st, the month's last day (rulings 13).
    """
    if months < 1:
        raise ValueError("a validity is at least one month")
    there = add_months(first, months)
    if there.day != first.day or first.day == 31:
        return there
    return there - ONE_DAY


def age_on(birth: date, day: date) -> int:
    """Full years of age; who was born on 29 February has the birthday on 1 March otherwise."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def birthday(birth: date, years: int) -> date:
    """The day on which `years` full years of age are reached."""
    there = add_months(birth, 12 * years)
    return there if there.day == birth.day else there + ONE_DAY


def is_working_day(day: date, holidays: Collection[date], workdays: Collection[date]) -> bool:
    """Monday to Friday except `holidays`, and the make-up `workdays` (调休上班) of a weekend."""
    return day in workdays or (day.weekday() < 5 and day not in holidays)


def add_working_days(
    start: date, count: int, holidays: Collection[date] = (), workdays: Collection[date] = ()
) -> date:
    """The last day of a term of `count` working days that begins the day after `start`."""
    day = start
    while count > 0:
        day += ONE_DAY
        count -= is_working_day(day, holidays, workdays)
    return day


@dataclass(frozen=True)
class Term:
    """A term in working days: its last day, and the years of it whose arrangement is unknown."""

    last: date
    unknown: tuple[int, ...]
    """Counted Monday to Friday in these; whoever shows the day says so."""


@dataclass(frozen=True)
class WorkingCalendar:
    """Days off, make-up workdays, and the years whose arrangement (放假安排) is known."""

    holidays: frozenset[date]
    workdays: frozenset[date]
    years: frozenset[int]

    def is_working_day(self, day: date) -> bool:
        """Whether people work on the day; Monday to Friday in a year that is not known."""
        return is_working_day(day, self.holidays, self.workdays)

    def add(self, start: date, count: int) -> date:
        """The last day of a term of `count` working days that begins the day after `start`."""
        return add_working_days(start, count, self.holidays, self.workdays)

    def unknown(self, first: date, last: date) -> tuple[int, ...]:
        """The years from `first` to `last` whose arrangement is not known, in order."""
        return tuple(year for year in range(first.year, last.year + 1) if year not in self.years)

    def covers(self, first: date, last: date) -> bool:
        """Whether the arrangement of every year from `first` to `last` is known."""
        return not self.unknown(first, last)

    def term(self, start: date, count: int) -> Term:
        """The term of `count` working days that begins the day after `start`."""
        last = self.add(start, count)
        return Term(last, self.unknown(start + ONE_DAY, last))

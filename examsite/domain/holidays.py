"""Yearly arrangements of days off (放假安排): the shipped ones, and what a recorded one must be.

The State Council's General Office announces each year in the autumn before. A year that is not
here is recorded by an officer; nothing is guessed.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from examsite.domain.dates import ONE_DAY, WorkingCalendar
from examsite.domain.errors import Invalid

FIRST_YEAR, LAST_YEAR = 2020, 2100
MOST_DAYS = 60
"""Days off of a year; a longer list is a slip."""


class UnreadableDays(Invalid):
    """422: a line that is no day."""

    code = "unreadable_days"
    message = "看不懂「%(line)s」。每行写一天或一段，例如 2027-01-01 或 2027-02-05 至 2027-02-12。"


class DayOfAnotherYear(Invalid):
    """422: a day outside the year and the last week before it."""

    code = "day_of_another_year"
    message = "%(day)s 不在 %(year)s 年（元旦假期可从上年 12 月 25 日起）。请核对年份。"


class NoDaysOff(Invalid):
    """422: no year is without days off, and none has so many."""

    code = "no_days_off"
    message = "放假日须为 1 至 60 天。请照通知逐行填写。"


class NotAWeekend(Invalid):
    """422: one makes up on a Saturday or Sunday."""

    code = "not_a_weekend"
    message = "%(day)s 不是周六或周日，不会是调休上班的日子。请核对。"


class OffAndOn(Invalid):
    """422: the same day twice."""

    code = "off_and_on"
    message = "%(day)s 既写成放假，又写成上班。请只留一处。"


@dataclass(frozen=True)
class Arrangement:
    """Days off and make-up workdays of one year, and where that is written."""

    year: int
    days_off: frozenset[date]
    workdays: frozenset[date]
    source: str


def _span(first: date, last: date) -> list[date]:
    return [first + ONE_DAY * n for n in range((last - first).days + 1)]


_LINE = re.compile(r"(\d{4}-\d{1,2}-\d{1,2})(?:\s*(?:至|到|~|～|—|–)\s*(\d{4}-\d{1,2}-\d{1,2}))?")


def _day(text: str) -> date:
    return date(*map(int, text.split("-")))


def read_days(text: str) -> frozenset[date]:
    """The days of a text with one day, or one span of days, a line. Raises UnreadableDays."""
    found: set[date] = set()
    for line in filter(None, map(str.strip, text.splitlines())):
        match = _LINE.fullmatch(line)
        try:
            first, last = (_day(match[1]), _day(match[2] or match[1])) if match else (None, None)
        except ValueError:
            first = last = None
        if first is None or last is None or not 0 <= (last - first).days < MOST_DAYS:
            raise UnreadableDays(line=line[:40])
        found.update(_span(first, last))
    return frozenset(found)


def write_days(days: Iterable[date]) -> str:
    """The same as text for a form, following days as a span."""
    spans: list[list[date]] = []
    for day in sorted(days):
        if spans and day == spans[-1][1] + ONE_DAY:
            spans[-1][1] = day
        else:
            spans.append([day, day])
    return "\n".join(f"{a}" if a == b else f"{a} 至 {b}" for a, b in spans)


def require_arrangement(one: Arrangement) -> None:
    """Raise DayOfAnotherYear, NoDaysOff, NotAWeekend or OffAndOn."""
    for day in sorted(one.days_off | one.workdays):
        if day.year != one.year and not date(one.year - 1, 12, 25) <= day < date(one.year, 1, 1):
            raise DayOfAnotherYear(day=day.isoformat(), year=one.year)
    if not 1 <= len(one.days_off) <= MOST_DAYS:
        raise NoDaysOff
    for day in sorted(one.workdays):
        if day in one.days_off:
            raise OffAndOn(day=day.isoformat())
        if day.weekday() < 5:
            raise NotAWeekend(day=day.isoformat())


def working_calendar(arrangements: Iterable[Arrangement]) -> WorkingCalendar:
    """One calendar of all; of two arrangements for a year the later in the list counts."""
    chosen = {one.year: one for one in arrangements}.values()
    return WorkingCalendar(
        frozenset(day for one in chosen for day in one.days_off),
        frozenset(day for one in chosen for day in one.workdays),
        frozenset(one.year for one in chosen),
    )


SHIPPED = (
    Arrangement(
        2026,
        read_days(
            """2026-01-01 至 2026-01-03
            2026-02-15 至 2026-02-23
            2026-04-04 至 2026-04-06
            2026-05-01 至 2026-05-05
            2026-06-19 至 2026-06-21
            2026-09-25 至 2026-09-27
            2026-10-01 至 2026-10-07"""
        ),
        read_days(
            """2026-01-04
            2026-02-14
            2026-02-28
            2026-05-09
            2026-09-20
            2026-10-10"""
        ),
        "国务院办公厅关于 2026 年部分节假日安排的通知（新华社 2025-11-04）",
    ),
)
"""Arrangements that come with the program."""

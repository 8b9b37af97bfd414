"""The working-day calendar: the shipped year, terms over holidays, years nobody knows."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from examsite.domain.holidays import (
    SHIPPED,
    Arrangement,
    DayOfAnotherYear,
    NoDaysOff,
    NotAWeekend,
    OffAndOn,
    UnreadableDays,
    read_days,
    require_arrangement,
    working_calendar,
    write_days,
)

D = date.fromisoformat
CALENDAR = working_calendar(SHIPPED)


@pytest.mark.parametrize(
    ("start", "count", "last"),
    [
        ("2026-02-13", 1, "2026-02-14"),  # the Saturday before Spring Festival is worked
        ("2026-02-13", 5, "2026-02-27"),  # 14 Feb, then 24 to 27 Feb
        ("2026-02-13", 6, "2026-02-28"),  # and the Saturday after
        ("2026-02-13", 15, "2026-03-12"),
        ("2026-09-18", 1, "2026-09-20"),  # a Sunday made up for
        ("2026-09-24", 3, "2026-09-30"),  # over Mid-Autumn
        ("2026-09-30", 3, "2026-10-10"),  # over National Day: 8, 9, Saturday 10 October
        ("2026-09-30", 15, "2026-10-27"),
        ("2026-01-01", 1, "2026-01-04"),
        ("2026-04-30", 4, "2026-05-09"),
    ],
)
def test_terms_over_the_holidays_of_2026(start, count, last):
    term = CALENDAR.term(D(start), count)
    assert (term.last, term.unknown) == (D(last), ())


@pytest.mark.parametrize("one", SHIPPED, ids=lambda one: str(one.year))
def test_what_is_shipped_is_an_arrangement(one):
    require_arrangement(one)
    assert (len(one.days_off), len(one.workdays)) == (33, 6)
    assert one.source


def test_a_year_nobody_knows_counts_monday_to_friday_and_says_so():
    term = CALENDAR.term(D("2026-12-24"), 10)
    assert (term.last, term.unknown) == (D("2027-01-07"), (2027,))
    assert not CALENDAR.covers(D("2026-12-31"), D("2027-01-01"))
    assert CALENDAR.covers(D("2026-01-01"), D("2026-12-31"))
    assert CALENDAR.term(D("2026-12-31"), 1).unknown == (2027,)
    assert CALENDAR.term(D("2025-12-31"), 1).unknown == ()  # the term begins on 1 January


def test_the_later_arrangement_of_a_year_counts():
    corrected = Arrangement(2026, read_days("2026-03-02"), frozenset(), "更正")
    calendar = working_calendar([*SHIPPED, corrected])
    assert not calendar.is_working_day(D("2026-03-02"))
    assert calendar.is_working_day(D("2026-10-01"))


@given(st.dates(date(2025, 1, 1), date(2027, 12, 31)), st.integers(1, 80))
def test_a_term_holds_exactly_its_working_days(start, count):
    last = CALENDAR.add(start, count)
    days = [start + timedelta(days=n) for n in range(1, (last - start).days + 1)]
    assert sum(map(CALENDAR.is_working_day, days)) == count
    assert CALENDAR.is_working_day(last)


@given(st.frozensets(st.dates(date(2027, 1, 1), date(2027, 3, 31)), max_size=40))
def test_days_survive_being_written(days):
    assert read_days(write_days(days)) == days


def test_spans_are_written_as_spans():
    days = read_days(" 2027-2-5至2027-02-06\n\n2027-02-09 ")
    assert write_days(days) == "2027-02-05 至 2027-02-06\n2027-02-09"


@pytest.mark.parametrize(
    "text",
    ["元旦", "2027-02-30", "2027-02-05 至", "2027-02-06 至 2027-02-05", "2027-01-01 至 2027-12-31"],
)
def test_unreadable_days(text):
    with pytest.raises(UnreadableDays):
        read_days(text)


@pytest.mark.parametrize(
    ("off", "on", "refusal"),
    [
        ("2027-02-05", "2027-02-14", None),
        ("2026-12-31 至 2027-01-02", "", None),
        ("2026-12-24", "", DayOfAnotherYear),
        ("2027-02-05", "2028-01-02", DayOfAnotherYear),
        ("", "2027-02-14", NoDaysOff),
        ("2027-01-01 至 2027-02-28\n2027-03-01 至 2027-03-03", "", NoDaysOff),
        ("2027-02-05", "2027-02-15", NotAWeekend),
        ("2027-02-06", "2027-02-06", OffAndOn),
    ],
)
def test_what_an_arrangement_must_be(off, on, refusal):
    one = Arrangement(2027, read_days(off), read_days(on), "通知")
    if refusal is None:
        assert require_arrangement(one) is None
        return
    with pytest.raises(refusal):
        require_arrangement(one)

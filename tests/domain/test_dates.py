"""Months, ages, validity, working days."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from examsite.domain.dates import (
    add_months,
    add_working_days,
    age_on,
    birthday,
    is_working_day,
    last_valid_day,
)

D = date.fromisoformat


@pytest.mark.parametrize(
    ("day", "months", "there"),
    [
        ("2026-11-26", 12, "2027-11-26"),
        ("2026-08-31", 6, "2027-02-28"),
        ("2027-08-31", 6, "2028-02-29"),
        ("2026-12-31", 1, "2027-01-31"),
        ("2026-01-31", -2, "2025-11-30"),
        ("2028-02-29", 12, "2029-02-28"),
    ],
)
def test_add_months(day, months, there):
    assert add_months(D(day), months) == D(there)


@pytest.mark.parametrize(
    ("first", "months", "last"),
    [
        ("2026-12-08", 24, "2028-12-07"),
        ("2026-12-01", 24, "2028-11-30"),
        ("2026-01-01", 36, "2028-12-31"),
        ("2026-08-31", 24, "2028-08-31"),  # from the 31st: the month's last day
        ("2026-08-31", 6, "2027-02-28"),
        ("2026-03-31", 1, "2026-04-30"),
        ("2028-02-29", 24, "2030-02-28"),  # no corresponding day
        ("2028-02-29", 48, "2032-02-28"),
        ("2026-11-30", 24, "2028-11-29"),
        ("2026-11-30", 3, "2027-02-28"),
    ],
)
def test_validity(first, months, last):
    assert last_valid_day(D(first), months) == D(last)


def test_no_validity_is_a_bug():
    with pytest.raises(ValueError, match="at least one"):
        last_valid_day(D("2026-12-08"), 0)


DAYS = st.dates(date(2020, 1, 1), date(2060, 12, 31))


@given(DAYS, st.integers(1, 60))
def test_the_next_period_begins_within_a_day_of_the_end(first, months):
    last = last_valid_day(first, months)
    corresponding = add_months(first, months)
    assert corresponding - timedelta(days=1) <= last <= corresponding
    if first.day <= 28:
        assert last + timedelta(days=1) == corresponding


@pytest.mark.parametrize(
    ("birth", "day", "age"),
    [
        ("2010-11-26", "2026-11-25", 15),
        ("2010-11-26", "2026-11-26", 16),
        ("2008-02-29", "2026-02-28", 17),
        ("2008-02-29", "2026-03-01", 18),
    ],
)
def test_age(birth, day, age):
    assert age_on(D(birth), D(day)) == age


@given(DAYS, st.integers(1, 20))
def test_the_birthday_is_the_first_day_of_that_age(birth, years):
    day = birthday(birth, years)
    assert age_on(birth, day) == years
    assert age_on(birth, day - timedelta(days=1)) == years - 1


SPRING = {D("2027-02-05") + timedelta(days=n) for n in range(8)}
MAKE_UP = {D("2027-02-14")}


def test_working_days():
    assert is_working_day(D("2027-02-04"), SPRING, MAKE_UP)
    assert not is_working_day(D("2027-02-05"), SPRING, MAKE_UP)
    assert is_working_day(D("2027-02-14"), SPRING, MAKE_UP)  # a Sunday made up for
    assert not is_working_day(D("2027-02-13"), SPRING, MAKE_UP)
    assert add_working_days(D("2027-02-04"), 3, SPRING, MAKE_UP) == D("2027-02-16")
    assert add_working_days(D("2027-02-04"), 3) == D("2027-02-09")
    assert add_working_days(D("2027-02-04"), 0) == D("2027-02-04")

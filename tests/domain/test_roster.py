"""Rosters: numbers that betray typing errors, seats, forms dealt so that neighbours differ."""

import itertools
import random
from collections import Counter
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from examsite.domain.roster import (
    BadAdmissionNumber,
    admission_number,
    check_digit,
    deal,
    next_form,
    next_seat,
    read_admission_number,
    read_entry_code,
    seats,
    show_admission_number,
)

DAY = date(2026, 11, 29)
seeds = st.integers(0, 2**52)


def test_the_check_digit_is_that_of_the_standard():
    assert check_digit("629104150021") == "3"  # the example of GS1's general specifications


@given(seeds)
def test_a_number_is_read_back_however_it_is_typed(seed):
    number = admission_number(DAY, random.Random(seed))
    assert number.startswith("261129")
    shown = show_admission_number(number)
    wide = shown.translate({ord(str(n)): chr(0xFF10 + n) for n in range(10)})
    for typed in (number, shown, f"  {shown} ", wide, " ".join(number)):
        assert read_admission_number(typed) == number


@given(seeds, st.integers(0, 12), st.integers(1, 9))
def test_every_single_wrong_digit_is_noticed(seed, at, more):
    number = admission_number(DAY, random.Random(seed))
    wrong = number[:at] + str((int(number[at]) + more) % 10) + number[at + 1 :]
    with pytest.raises(BadAdmissionNumber):
        read_admission_number(wrong)


@pytest.mark.parametrize(
    "typed", ["", "26112904381", "2611290438170000", "26112904381a5", "二六一一二九零四三八一七五"]
)
def test_what_is_no_number_is_refused(typed):
    with pytest.raises(BadAdmissionNumber):
        read_admission_number(typed)


@pytest.mark.parametrize(
    ("count", "first", "last"), [(1, "001", "001"), (30, "001", "030"), (1200, "0001", "1200")]
)
def test_seats_are_numbered_alike(count, first, last):
    made = seats(count)
    assert (made[0], made[-1], len(set(made))) == (first, last, count)
    assert next_seat(made) == f"{count + 1:0{len(first)}d}"


def test_the_first_seat_of_an_empty_room():
    assert next_seat([]) == "001"


@given(st.integers(2, 6), st.integers(0, 200), seeds)
def test_forms_are_balanced_and_neighbours_differ(forms, count, seed):
    dealt = deal(range(forms), count, seed)
    used = Counter(dealt)
    assert len(dealt) == count
    assert max(used.values(), default=0) - min(used.values(), default=0) <= 1
    assert all(one != other for one, other in itertools.pairwise(dealt))
    assert dealt == deal(range(forms), count, seed)


@given(st.integers(1, 5), st.integers(0, 40), seeds)
def test_who_comes_late_gets_a_form_used_least(forms, count, seed):
    before = deal(range(forms), count, seed)
    late = next_form(range(forms), before)
    assert before.count(late) == min(before.count(one) for one in range(forms))
    if forms > 1 and before and len({before.count(one) for one in range(forms)}) == 1:
        assert late != before[-1]


def test_there_must_be_something_to_deal():
    with pytest.raises(ValueError, match="nothing"):
        deal([], 3, 1)


@pytest.mark.parametrize(
    ("typed", "read"), [("7k2m-90ab", "7K2M90AB"), ("oIl ", "011"), ("ＡＢ１２", "AB12")]
)
def test_codes_forgive_how_they_are_typed(typed, read):
    assert read_entry_code(typed) == read

"""Rosters: when they close, seats, admission numbers, who gets which parallel form.

Source: exam-day rules on the frozen roster; numbers and seats say nothing about the order in
which people enrolled.
"""

import random
import re
import unicodedata
from collections.abc import Sequence
from datetime import date, timedelta
from typing import TypeVar

from examsite.domain.errors import Invalid

WAITING_OPENS = timedelta(minutes=30)
"""How long before the window the waiting room opens; a roster that is dealt is closed by then."""
SLACK = timedelta(minutes=15)
"""What a window should leave for who starts late, beyond the longest time on the roster."""
CANDIDATES_WATCHED = 15
NUMBER_DIGITS = 13
_SEPARATORS = re.compile(r"[\s\-\u2010-\u2015_.]+")
_CHECK_WEIGHTS = (3, 1)
_LOOKALIKE = str.maketrans("OIL", "011")

Dealt = TypeVar("Dealt")


class BadAdmissionNumber(Invalid):
    """422: not an admission number, or mistyped: the check digit does not fit."""

    code = "bad_admission_number"
    message = "准考证号有误，请对照准考证核对。"


def seats(count: int) -> list[str]:
    """The seats of a room of `count` people: 001, 002, …; as many digits as the last needs."""
    width = max(3, len(str(count)))
    return [f"{number:0{width}d}" for number in range(1, count + 1)]


def deal(forms: Sequence[Dealt], count: int, seed: int) -> list[Dealt]:
    """Which form each of `count` seats gets: balanced within one, neighbours never alike
    where there are two forms or more. ValueError without a form."""
    if not forms:
        raise ValueError("nothing to deal")
    order = list(forms)
    random.Random(seed).shuffle(order)
    return [order[at % len(order)] for at in range(count)]


def invigilators_advised(candidates: int, *, remote: bool) -> int:
    """How many people should watch: one for fifteen candidates begun, in a place at least two.
    A template (assessment.md 1.4): a hint for the officer, never a refusal."""
    return max(-(-candidates // CANDIDATES_WATCHED), 1 if remote else 2)


def next_seat(given: Sequence[str]) -> str:
    """The seat after those given, written as they are."""
    width = max([3, *map(len, given)])
    return f"{max([0, *map(int, given)]) + 1:0{width}d}"


def next_form(forms: Sequence[Dealt], given: Sequence[Dealt | None]) -> Dealt:
    """Which form somebody gets who comes after `given`, in order of seats: one of those used
    least, and not the last one's where there is a choice. ValueError without a form."""
    last = given[-1] if given else None
    return min(forms, key=lambda one: (list(given).count(one), one == last))


def check_digit(digits: str) -> str:
    """The check digit of EAN (GS1 General Specifications 7.9): it catches every single wrong
    digit and most swaps of neighbours."""
    total = sum(int(one) * _CHECK_WEIGHTS[at % 2] for at, one in enumerate(reversed(digits)))
    return str(-total % 10)


def admission_number(day: date, chance: random.Random) -> str:
    """Six digits of the day, six of chance, one to check: 13 digits, told as 6-6-1."""
    body = f"{day:%y%m%d}{chance.randrange(10**6):06d}"
    return body + check_digit(body)


def read_admission_number(typed: str) -> str:
    """The number as stored, from what a person typed: full width, blanks and dashes forgiven.

    Raises BadAdmissionNumber.
    """
    digits = _SEPARATORS.sub("", unicodedata.normalize("NFKC", typed))
    if len(digits) != NUMBER_DIGITS or not (digits.isascii() and digits.isdecimal()):
        raise BadAdmissionNumber
    if check_digit(digits[:-1]) != digits[-1]:
        raise BadAdmissionNumber
    return digits


def show_admission_number(number: str) -> str:
    """As it is printed: 261129-043817-5."""
    return f"{number[:6]}-{number[6:12]}-{number[12:]}"


def read_entry_code(typed: str) -> str:
    """A one-time code as it was made, from what a person typed: case, blanks and lookalikes
    forgiven. What is no code stays none."""
    code = _SEPARATORS.sub("", unicodedata.normalize("NFKC", typed)).upper()
    return code[:64].translate(_LOOKALIKE)

"""The next step of a candidate, from plain facts."""

from datetime import date, timedelta

import pytest

from examsite.domain.terms import Level, Outcome
from examsite.home.policies import Next, Part, Seat, Slot, Way, current, next_step
from tests.cast import NOW

HOUR = timedelta(hours=1)
PASSED, FAILED = Part("r", 8000, Outcome.PASS), Part("r", 6000, Outcome.FAIL)


def seat(opens, **facts):
    return Seat("s", "初级知识考试", NOW + opens, NOW + opens + 2 * HOUR, **facts)


@pytest.mark.parametrize(
    ("facts", "kind"),
    [
        ({}, Next.ENROL),
        ({"passages": 9}, Next.READ),
        ({"passages": 9, "read": 1}, Next.ENROL),
        ({"passages": 9, "knowledge": FAILED}, Next.ENROL),
        ({"seats": [seat(HOUR)]}, Next.SIT_LATER),
        ({"seats": [seat(-HOUR)]}, Next.SIT_NOW),
        ({"seats": [seat(-3 * HOUR)]}, Next.ENROL),
        ({"seats": [seat(-HOUR, attempt="a", finished=True)]}, Next.AWAIT_RESULT),
        (
            {
                "seats": [seat(-5 * HOUR, attempt="a", finished=True, released=True), seat(HOUR)],
                "knowledge": FAILED,
            },
            Next.SIT_LATER,
        ),
        ({"knowledge": PASSED}, Next.BOOK_PRACTICAL),
        ({"knowledge": PASSED, "slots": [Slot("t", "v", NOW + HOUR)]}, Next.PRACTICAL_AHEAD),
        ({"knowledge": PASSED, "slots": [Slot("t", "v", NOW - HOUR)]}, Next.AWAIT_PRACTICAL),
        (
            {"knowledge": PASSED, "practical": FAILED, "slots": [Slot("t", "v", NOW, True)]},
            Next.BOOK_PRACTICAL,
        ),
        ({"knowledge": PASSED, "practical": PASSED}, Next.AWAIT_DECISION),
        ({"knowledge": PASSED, "practical": PASSED, "decided": True}, Next.AWAIT_CERTIFICATE),
        ({"knowledge": PASSED, "practical": PASSED, "decided": False}, Next.REFUSED),
        ({"certified_until": date(2028, 11, 22)}, Next.CERTIFIED),
    ],
)
def test_the_next_step(facts, kind):
    assert next_step(Way(Level.JUNIOR, **facts), NOW).kind is kind


def test_the_current_level_is_the_lowest_without_a_certificate():
    held = date(2028, 11, 22)
    junior, middle, senior = (Way(level) for level in Level)
    assert current([junior, middle, senior]).level is Level.JUNIOR
    done = [Way(level, certified_until=held) for level in Level]
    assert current([done[0], middle, senior]).level is Level.INTERMEDIATE
    assert current(done).level is Level.SENIOR

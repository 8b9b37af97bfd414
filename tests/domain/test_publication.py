"""Publication: the window in days, and who may be awarded on which of them."""

from dataclasses import dataclass
from datetime import date

import pytest

from examsite.domain.dates import WorkingCalendar
from examsite.domain.publication import (
    BadPublicationDays,
    KeptBack,
    PublicationState,
    StillPublished,
    require_awardable,
    require_days,
    state_on,
)

UNTIL = date(2026, 12, 4)
CALENDAR = WorkingCalendar(frozenset(), frozenset(), frozenset({2026}))


@dataclass(frozen=True)
class Window:
    until: date = UNTIL
    is_withdrawn: bool = False


@dataclass(frozen=True)
class Place:
    window: Window = Window()
    is_kept_back: bool = False


@pytest.mark.parametrize(
    ("window", "today", "state"),
    [
        (Window(), UNTIL, PublicationState.RUNNING),
        (Window(), date(2026, 12, 5), PublicationState.OVER),
        (Window(is_withdrawn=True), UNTIL, PublicationState.WITHDRAWN),
    ],
)
def test_state(window, today, state):
    assert state_on(window, today) is state


def test_five_working_days_from_a_friday_end_on_the_next_friday():
    assert CALENDAR.add(date(2026, 11, 27), 5) == UNTIL


@pytest.mark.parametrize(
    ("places", "today", "refusal"),
    [
        ([], UNTIL, None),
        ([Place()], UNTIL, StillPublished),
        ([Place()], date(2026, 12, 5), None),
        ([Place(is_kept_back=True)], UNTIL, KeptBack),
        ([Place(is_kept_back=True)], date(2026, 12, 5), KeptBack),
        ([Place(Window(is_withdrawn=True), is_kept_back=True)], UNTIL, None),
        ([Place(Window(is_withdrawn=True)), Place()], UNTIL, StillPublished),
    ],
)
def test_who_may_be_awarded(places, today, refusal):
    if refusal is None:
        require_awardable(places, today)
        return
    with pytest.raises(refusal):
        require_awardable(places, today)


def test_the_sentence_names_the_last_day_and_the_first_possible_one():
    with pytest.raises(StillPublished) as refused:
        require_awardable([Place()], UNTIL)
    assert refused.value.params == {"until": "2026-12-04", "first": "2026-12-05"}


@pytest.mark.parametrize(("days", "good"), [(0, False), (1, True), (30, True), (31, False)])
def test_days(days, good):
    if good:
        assert require_days(days) == days
        return
    with pytest.raises(BadPublicationDays):
        require_days(days)

"""The life of an appeal: every state with every step, terms, hands off one's own case."""

from datetime import date
from itertools import product

import pytest

from examsite.domain.appeal import (
    OPEN,
    TRANSITIONS,
    AppealKind,
    AppealMoved,
    AppealState,
    AppealStep,
    AppealTooLate,
    OwnAppeal,
    TookPart,
    WouldLower,
    after,
    require_in_time,
    require_raise,
    require_uninvolved,
)


@pytest.mark.parametrize(("kind", "state", "step"), [*product(AppealKind, AppealState, AppealStep)])
def test_every_step_from_every_state(kind, state, step):
    barred = {
        (AppealKind.RECOUNT, AppealState.RECEIVED, AppealStep.ASSIGN),
        (AppealKind.REVIEW, AppealState.RECEIVED, AppealStep.CHECK),
    }
    if (state, step) in TRANSITIONS and (kind, state, step) not in barred:
        assert after(kind, state, step) is TRANSITIONS[state, step]
        assert state in OPEN
        return
    with pytest.raises(AppealMoved):
        after(kind, state, step)


def test_from_the_beginning_every_end_is_reached():
    reached = {AppealState.RECEIVED}
    for _ in AppealState:
        reached |= {to for (state, _step), to in TRANSITIONS.items() if state in reached}
    assert reached == set(AppealState)


def test_the_last_day_counts():
    assert require_in_time(date(2026, 12, 14), date(2026, 12, 14)) is None
    with pytest.raises(AppealTooLate) as refused:
        require_in_time(date(2026, 12, 14), date(2026, 12, 15))
    assert refused.value.params == {"day": "2026-12-14"}


def test_whoever_took_part_keeps_out():
    assert require_uninvolved(1, 2, {3}) is None
    with pytest.raises(OwnAppeal):
        require_uninvolved(2, 2, set())
    with pytest.raises(TookPart):
        require_uninvolved(3, 2, {3})


@pytest.mark.parametrize(("total", "refused"), [(7100, False), (7000, True), (6900, True)])
def test_an_appeal_only_raises(total, refused):
    if not refused:
        assert require_raise(total, 7000) is None
        return
    with pytest.raises(WouldLower):
        require_raise(total, 7000)

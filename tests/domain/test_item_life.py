"""The life of an item: where each act begins and leads, and that two people stand behind it."""

import pytest

from examsite.domain.item_life import (
    TRANSITIONS,
    NoteNeeded,
    NotInThisState,
    OwnItem,
    ReviewAct,
    SecondReviewerNeeded,
    next_state,
    possible,
    require_note,
    require_reviewer,
)
from examsite.domain.terms import ItemState

APPROVE, USE, BACK = ReviewAct.APPROVE, ReviewAct.PUT_TO_USE, ReviewAct.SEND_BACK
D, R, A, L, X = (
    ItemState.DRAFT,
    ItemState.REVIEW,
    ItemState.APPROVED,
    ItemState.LIVE,
    ItemState.RETIRED,
)
TABLE = {
    D: {APPROVE: A, BACK: D},
    R: {APPROVE: A, BACK: D},
    A: {USE: L, BACK: D},
    L: {BACK: D},
    X: {},
}


def test_it_works():
    assert next_state(next_state(ItemState.DRAFT, APPROVE), USE) is ItemState.LIVE


@pytest.mark.parametrize("state", ItemState)
@pytest.mark.parametrize("act", ReviewAct)
def test_every_act_in_every_state(state, act):
    wanted = TABLE[state].get(act)
    if wanted is None:
        with pytest.raises(NotInThisState):
            next_state(state, act)
    else:
        assert next_state(state, act) is wanted
    assert (act in possible(state)) is (wanted is not None)


def test_only_putting_an_approved_item_to_use_makes_it_live():
    live = [pair for pair, after in TRANSITIONS.items() if after is ItemState.LIVE]
    assert live == [(ItemState.APPROVED, USE)]


@pytest.mark.parametrize("act", ReviewAct)
def test_nobody_reviews_his_own(act):
    with pytest.raises(OwnItem):
        require_reviewer(act, reviewer=1, author=1, approver=None)
    require_reviewer(act, reviewer=2, author=1, approver=2)


def test_without_an_author_two_reviewers_stand_behind_it():
    with pytest.raises(SecondReviewerNeeded):
        require_reviewer(USE, reviewer=2, author=None, approver=2)
    require_reviewer(USE, reviewer=3, author=None, approver=2)
    require_reviewer(USE, reviewer=3, author=None, approver=None)
    require_reviewer(BACK, reviewer=2, author=None, approver=2)


@pytest.mark.parametrize("note", ["", "  \n"])
def test_sending_back_says_why(note):
    with pytest.raises(NoteNeeded):
        require_note(BACK, note)
    require_note(APPROVE, note)
    require_note(BACK, "第二个选项也对。")

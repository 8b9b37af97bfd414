"""The life of an item (题目的一生): written, approved by another person, put to use, sent back.

Source: rulings 7. Items of an installation reach forms only through two people.
"""

from enum import StrEnum

from examsite.domain.errors import Conflict, Invalid, NotAllowed
from examsite.domain.terms import ItemState


class ReviewAct(StrEnum):
    """What a reviewer does."""

    APPROVE = "approve"  # 通过
    PUT_TO_USE = "put_to_use"  # 启用
    SEND_BACK = "send_back"  # 退回


class OwnItem(NotAllowed):
    """403: nobody reviews what he wrote."""

    code = "own_item"
    message = "这是您自己编写的题，须由另一位审题人审。"


class SecondReviewerNeeded(NotAllowed):
    """403: no author is known, so the two people are two reviewers."""

    code = "second_reviewer_needed"
    message = "这道题没有记录命题人，通过它的人不能再启用它，须由另一位审题人启用。"


class NotInThisState(Conflict):
    """409: the item is not where this act begins."""

    code = "item_not_in_this_state"
    message = "这道题现在的状态不能这样办，请刷新页面看它的状态。"


class NoteNeeded(Invalid):
    """422: whoever sends an item back says why."""

    code = "review_note_needed"
    message = "退回时请写明理由，命题人要据此修改。"


def next_state(state: ItemState, act: ReviewAct) -> ItemState:
    """The state after an act; NotInThisState when it does not begin there."""
    try:
        return TRANSITIONS[state, act]
    except KeyError:
        raise NotInThisState from None


def require_reviewer(
    act: ReviewAct, *, reviewer: int, author: int | None, approver: int | None
) -> None:
    """Two different people stand behind an item in use: its author, or else its approver, and
    who acts now. Raises OwnItem or SecondReviewerNeeded."""
    if reviewer == author:
        raise OwnItem
    if author is None and act is ReviewAct.PUT_TO_USE and reviewer == approver:
        raise SecondReviewerNeeded


def require_note(act: ReviewAct, note: str) -> None:
    """Raise NoteNeeded when an item is sent back without a word."""
    if act is ReviewAct.SEND_BACK and not note.strip():
        raise NoteNeeded


def possible(state: ItemState) -> frozenset[ReviewAct]:
    """What can be done with an item in this state."""
    return frozenset(act for begins, act in TRANSITIONS if begins is state)


TRANSITIONS = {
    (ItemState.DRAFT, ReviewAct.APPROVE): ItemState.APPROVED,
    (ItemState.DRAFT, ReviewAct.SEND_BACK): ItemState.DRAFT,
    (ItemState.REVIEW, ReviewAct.APPROVE): ItemState.APPROVED,
    (ItemState.REVIEW, ReviewAct.SEND_BACK): ItemState.DRAFT,
    (ItemState.APPROVED, ReviewAct.PUT_TO_USE): ItemState.LIVE,
    (ItemState.APPROVED, ReviewAct.SEND_BACK): ItemState.DRAFT,
    (ItemState.LIVE, ReviewAct.SEND_BACK): ItemState.DRAFT,
}
"""(state, act) -> state. A change of the item itself begins again at DRAFT."""

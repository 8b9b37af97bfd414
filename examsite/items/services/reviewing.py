"""Reviewing: an item of the installation is approved, put to use or sent back by another person."""

from datetime import datetime

from examsite.domain.actions import Action
from examsite.domain.errors import Conflict
from examsite.domain.item_life import (
    NotInThisState,
    ReviewAct,
    next_state,
    require_note,
    require_reviewer,
)
from examsite.items.models import ItemReview
from examsite.items.queries.bank import Current, list_current
from examsite.items.queries.reviews import find_approver
from examsite.kit.access import Viewer
from examsite.kit.db import Transaction, write


class ItemChanged(Conflict):
    """409: there is a newer version than the reviewer has read."""

    code = "item_changed"
    message = "这道题刚有了新版本，请刷新页面，看过新版本再办。"


def mark_of(current: Current) -> str:
    """How an item stands, so that it can be told whether a reviewer has read what stands now."""
    return f"{current.version.number}.{current.key.number}"


def approve(current: Current, *, seen: str, by: Viewer, now: datetime) -> None:
    """The item is right as `seen` (see mark_of). Raises OwnItem, NotInThisState, ItemChanged."""
    with write(Action.ITEM_APPROVED, by=by, now=now, about=current.item) as tx:
        _act(tx, current, ReviewAct.APPROVE, seen, by)


def put_to_use(current: Current, *, seen: str, by: Viewer, now: datetime) -> None:
    """Forms may draw it from now on. Also raises SecondReviewerNeeded."""
    with write(Action.ITEM_PUT_TO_USE, by=by, now=now, about=current.item) as tx:
        _act(tx, current, ReviewAct.PUT_TO_USE, seen, by)


def send_back(current: Current, *, note: str, seen: str, by: Viewer, now: datetime) -> None:
    """The author has to change it; the note says what. Also raises NoteNeeded."""
    require_note(ReviewAct.SEND_BACK, note)
    with write(Action.ITEM_SENT_BACK, by=by, now=now, about=current.item) as tx:
        _act(tx, current, ReviewAct.SEND_BACK, seen, by, note.strip())


def _act(
    tx: Transaction, read: Current, act: ReviewAct, seen: str, by: Viewer, note: str = ""
) -> None:
    """Decide under the item's lock, on the item as the reviewer has read it."""
    item = tx.lock(read.item)
    if item.shipped:
        raise NotInThisState
    stands = list_current([item.code])[item.code]
    if mark_of(stands) != seen:
        raise ItemChanged
    approver = find_approver(stands.key)
    require_reviewer(act, reviewer=by.id, author=item.author_id, approver=approver)
    item.state = next_state(item.state, act)
    tx.add(
        ItemReview(
            item_id=item.id,
            key_version_id=stands.key.id,
            act=act,
            note=note,
            by_id=by.id,
            at=tx.now,
        )
    )

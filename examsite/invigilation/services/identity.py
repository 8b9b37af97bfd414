"""Who sits there: an invigilator has seen the document at the seat, or takes that back.

Without it the attempt of a certifying sitting counts as practice (`exams.queries.is_identified`).
A check is made before the start, at the latest while the candidate still writes; never afterwards,
when nobody can say any more who wrote.
"""

from datetime import datetime

from examsite.attempts.queries.attempts import find_attempt_of
from examsite.attempts.services.taking import state_of
from examsite.domain.actions import Action
from examsite.domain.errors import Conflict, NotAllowed
from examsite.domain.identity import DocumentType
from examsite.domain.invigilation import reason_of
from examsite.domain.terms import AttemptState
from examsite.exams.models import Entry
from examsite.exams.services.entry_codes import issue_entry_codes
from examsite.kit.access import Viewer
from examsite.kit.db import write


class OwnSeat(NotAllowed):
    """403: nobody vouches for themselves."""

    code = "own_seat"
    message = "不能给自己核验身份，请由另一位监考办理。"


class SeatOver(Conflict):
    """409: the candidate does not sit there any more."""

    code = "seat_over"
    message = "这位考生已经交卷或考次已经结束，不能再改身份核验。"


class AlreadyChecked(Conflict):
    """409: somebody was faster."""

    code = "already_checked"
    message = "这个座位的身份已经核验过。要更正请先撤回。"


def _require_seated(entry: Entry, by: Viewer, now: datetime) -> None:
    if entry.user_id == by.id:
        raise OwnSeat
    attempt = find_attempt_of(entry.sitting_id, entry.user_id)
    if attempt is None:
        if now >= entry.sitting.closes_at:
            raise SeatOver
    elif state_of(attempt, now) is not AttemptState.IN_PROGRESS:
        raise SeatOver


def check(entry: Entry, document: DocumentType, *, by: Viewer, now: datetime) -> Entry:
    """Record that the candidate's document was seen at the seat: who, which kind, when.

    The journal notes when it happened after the start. Raises OwnSeat, SeatOver, AlreadyChecked.
    """
    _require_seated(entry, by, now)
    with write(Action.IDENTITY_CHECKED, by=by, now=now, about=entry.sitting) as tx:
        tx.lock(entry)
        if entry.identity_checked_at is not None:
            raise AlreadyChecked
        entry.identity_checked_at, entry.identity_checked_by_id = now, by.id
        entry.identity_document = document.value
        started = find_attempt_of(entry.sitting_id, entry.user_id) is not None
        tx.note(user=entry.user_id, after_start=started)
    return entry


def take_back(entry: Entry, *, reason: str, by: Viewer, now: datetime) -> Entry:
    """The check was a mistake. Raises OwnSeat, SeatOver, and what `reason_of` does."""
    said = reason_of(reason)
    _require_seated(entry, by, now)
    with write(Action.IDENTITY_CHECK_UNDONE, by=by, now=now, about=entry.sitting, why=said) as tx:
        tx.lock(entry)
        entry.identity_checked_at = entry.identity_checked_by_id = entry.identity_document = None
        tx.note(user=entry.user_id)
    return entry


def reissue_code(entry: Entry, *, reason: str, by: Viewer, now: datetime) -> str:
    """A new one-time entry code for whoever has shown the document; told once.

    Raises OwnSeat, SeatOver, NoSeatYet, and what `reason_of` does.
    """
    said = reason_of(reason)
    _require_seated(entry, by, now)
    return issue_entry_codes(entry.sitting, [entry], by=by, now=now, why=said)[entry.id]

"""What two people do to an attempt: void it, take it up again, give it more than ten minutes."""

from datetime import datetime, timedelta
from typing import Any

from examsite.accounts.models import Proposal
from examsite.accounts.services import proposals
from examsite.accounts.services.proposals import Act, Asked, Details, Overtaken
from examsite.attempts.models import Attempt
from examsite.attempts.queries.attempts import get_any_attempt, list_time_events
from examsite.attempts.services.time import (
    LONGEST,
    BadExtension,
    deadline_of,
    end_pause,
    extension,
    may_get_time,
    time_event,
)
from examsite.domain.actions import Action
from examsite.domain.exam_time import reopening
from examsite.domain.invigilation import (
    IncidentKind,
    NobodyWriting,
    OwnAttempt,
    TooMuchBack,
    needs_second_person,
    reason_of,
    require_reopenable,
    require_voidable,
)
from examsite.domain.terms import AttemptState, TimeEventKind
from examsite.invigilation.queries.seat import ACTS, get_ledger
from examsite.invigilation.services.late_answers import LATE
from examsite.invigilation.services.running import Seats, add_time, record
from examsite.kit.access import Viewer
from examsite.kit.db import Transaction, write
from examsite.results.queries.reports import find_result_of

VOID_ACT, REOPEN_ACT, GIVE_ACT, _LATE = ACTS


def void(attempt: Attempt, *, reason: str, by: Viewer, now: datetime) -> Asked:
    """Ask a second person to void an attempt: it is no result, and its candidate sees why."""
    return _ask(VOID, attempt, {}, reason, by=by, now=now)


def reopen(attempt: Attempt, seconds: int, *, reason: str, by: Viewer, now: datetime) -> Asked:
    """Ask a second person to take up an attempt that the deadline or an error closed."""
    return _ask(REOPEN, attempt, {"seconds": seconds}, reason, by=by, now=now)


def give(
    attempt: Attempt, seconds: int, *, back: bool, reason: str, by: Viewer, now: datetime
) -> Asked:
    """Give one attempt time: at once up to ten minutes in all, beyond with a second person.

    `back`: it is time lost without contact, and cannot be more than was lost.
    """
    if not 0 < seconds <= LONGEST:
        raise BadExtension
    details = {"seconds": seconds, "back": back}
    if needs_second_person(given_to(attempt), seconds):
        return _ask(GIVE, attempt, details, reason, by=by, now=now)
    said = reason_of(reason)
    _check_giving(attempt, details, by, now)
    with write(Action.ATTEMPT_TIME_CHANGED, by=by, now=now, about=attempt, why=said) as tx:
        tx.lock(attempt)
        if needs_second_person(given_to(attempt), seconds):
            raise Overtaken  # somebody gave time meanwhile; asked again, it becomes a proposal
        return Asked(done=_give(tx, attempt, details, None, said))


def given_to(attempt: Attempt) -> int:
    """Seconds given to one attempt so far, pauses left out."""
    events = list_time_events(attempt.id)
    return sum(one.seconds for one in events if one.kind is TimeEventKind.EXTEND)


def _ask(
    act: Act, attempt: Attempt, details: Details, reason: str, *, by: Viewer, now: datetime
) -> Asked:
    return proposals.ask(act, attempt, details, reason=reason_of(reason), by=by, now=now)


def approve(proposal: Proposal, *, by: Viewer, now: datetime) -> Any:
    """The second person's yes."""
    return proposals.approve(ACT_OF[proposal.act], proposal, by=by, now=now)


def decline(proposal: Proposal, *, note: str, by: Viewer, now: datetime) -> Proposal:
    """The second person's no, or the first one's second thought."""
    return proposals.turn_down(proposal, note=reason_of(note), by=by, now=now)


def _released(attempt: Attempt) -> bool:
    return find_result_of(attempt.id) is not None


def _refuse_own(attempt: Attempt, by: Viewer) -> None:
    if attempt.user_id == by.id:
        raise OwnAttempt


def _check_voiding(attempt: Attempt, _details: Details, by: Viewer, _now: datetime) -> None:
    _refuse_own(attempt, by)
    require_voidable(attempt.state, released=_released(attempt))


def _void(tx: Transaction, attempt: Attempt, _details: Details, _ready: None, why: str) -> Attempt:
    require_voidable(attempt.state, released=_released(attempt))
    attempt.state = AttemptState.VOIDED
    attempt.closing_note, attempt.paused_at = why, None
    attempt.submitted_at = attempt.submitted_at or tx.now
    record(tx, Seats(attempt.sitting, attempt), IncidentKind.VOIDED, why)
    return attempt


def _check_reopening(attempt: Attempt, details: Details, by: Viewer, _now: datetime) -> None:
    _refuse_own(attempt, by)
    if not 0 <= details["seconds"] <= LONGEST:
        raise BadExtension
    _require_reopenable(attempt, details["seconds"])


def _require_reopenable(attempt: Attempt, seconds: int) -> None:
    closed_at = attempt.submitted_at
    left = attempt.deadline - closed_at if closed_at else timedelta(0)
    require_reopenable(
        attempt.state,
        by_staff=bool(attempt.closing_note),
        released=_released(attempt),
        left=left,
        seconds=seconds,
    )


def _reopen(tx: Transaction, attempt: Attempt, details: Details, _ready: None, why: str) -> Attempt:
    """The clock stood from the closing until now; everything acknowledged is still there."""
    _require_reopenable(attempt, details["seconds"])
    assert attempt.submitted_at is not None
    assert tx.by is not None
    forgotten = end_pause(attempt, attempt.submitted_at, reason=why, by=tx.by)
    events = [
        time_event(attempt, one.kind, one.seconds, why, by=tx.by, at=one.at)
        for one in reopening(attempt.submitted_at, tx.now, details["seconds"])
    ]
    attempt.state = AttemptState.IN_PROGRESS
    attempt.closing_note, attempt.submitted_at = None, None
    add_time(tx, [attempt], [*filter(None, [forgotten]), *events])
    seats = Seats(attempt.sitting, attempt)
    record(tx, seats, IncidentKind.REOPENED, why, details["seconds"])
    return attempt


def _check_giving(attempt: Attempt, details: Details, by: Viewer, now: datetime) -> None:
    _refuse_own(attempt, by)
    _require_giving(attempt, details, now)


def _require_giving(attempt: Attempt, details: Details, now: datetime) -> None:
    if not may_get_time(attempt, now):
        raise NobodyWriting
    if details["back"] and details["seconds"] > get_ledger(attempt, now).owed:
        raise TooMuchBack


def _give(tx: Transaction, attempt: Attempt, details: Details, _ready: None, why: str) -> Attempt:
    assert tx.by is not None
    _require_giving(attempt, details, tx.now)
    seconds, back = details["seconds"], details["back"]
    tx.add(extension(attempt, seconds, why, by=tx.by, at=tx.now))
    attempt.deadline = deadline_of(attempt, list_time_events(attempt.id))
    kind = IncidentKind.GIVEN_BACK if back else IncidentKind.EXTENDED
    record(tx, Seats(attempt.sitting, attempt), kind, why, seconds)
    return attempt


def _state_void(attempt: Attempt) -> Details:
    return {"released": _released(attempt), "voided": attempt.state is AttemptState.VOIDED}


def _state_reopen(attempt: Attempt) -> Details:
    return {"state": attempt.state.value, "closed": str(attempt.submitted_at)}


def _state_give(attempt: Attempt) -> Details:
    return {"given": given_to(attempt)}


VOID = Act(
    name=VOID_ACT,
    action=Action.ATTEMPT_VOIDED,
    find=get_any_attempt,
    state=_state_void,
    prepare=_check_voiding,
    apply=_void,
)
REOPEN = Act(
    name=REOPEN_ACT,
    action=Action.ATTEMPT_REOPENED,
    find=get_any_attempt,
    state=_state_reopen,
    prepare=_check_reopening,
    apply=_reopen,
)
GIVE = Act(
    name=GIVE_ACT,
    action=Action.ATTEMPT_TIME_CHANGED,
    find=get_any_attempt,
    state=_state_give,
    prepare=_check_giving,
    apply=_give,
)
ACT_OF = {act.name: act for act in (VOID, REOPEN, GIVE, LATE)}

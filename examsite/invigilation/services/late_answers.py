"""Two people decide whether answers that came late count."""

import json
from datetime import datetime

from examsite.accounts.services import proposals
from examsite.accounts.services.proposals import Act, Asked, Details
from examsite.attempts.models import Attempt, LateCase
from examsite.attempts.queries.attempts import get_any_attempt
from examsite.attempts.queries.late import find_late_case, list_late
from examsite.attempts.services.holding import settle_hold
from examsite.attempts.services.taking_in import FINISHED, take_in
from examsite.domain.actions import Action
from examsite.domain.invigilation import AfterRelease, OwnAttempt, reason_of
from examsite.domain.late_answers import LateSettled, LateState, NothingLate
from examsite.domain.terms import HoldKind
from examsite.invigilation.queries.seat import LATE_ACT
from examsite.kit.access import Viewer
from examsite.kit.db import Transaction
from examsite.kit.site import settings
from examsite.results.queries.reports import find_result_of


def decide(attempt: Attempt, *, accept: bool, reason: str, by: Viewer, now: datetime) -> Asked:
    """Ask a second person to let the late answers count, or not; the candidate reads the reason.

    Raises OwnAttempt, LateSettled, NothingLate, AfterRelease, WordsNeeded.
    """
    said, details = reason_of(reason), {"accept": accept}
    return proposals.ask(LATE, attempt, details, reason=said, by=by, now=now)


def _open_case(attempt: Attempt) -> LateCase:
    case = find_late_case(attempt.id)
    if case is None or attempt.state not in FINISHED:
        raise NothingLate
    if case.state is not LateState.OPEN:
        raise LateSettled
    if find_result_of(attempt.id) is not None:
        raise AfterRelease
    return case


def _check(attempt: Attempt, _details: Details, by: Viewer, _now: datetime) -> None:
    if attempt.user_id == by.id:
        raise OwnAttempt
    _open_case(attempt)


def _apply(tx: Transaction, attempt: Attempt, details: Details, _ready: None, why: str) -> LateCase:
    case, late = _open_case(attempt), list_late(attempt.id)
    if details["accept"]:
        if not late:
            raise NothingLate
        values = {one.item: json.loads(one.value) for one in late}
        take_in(tx, attempt, values, settings().keys_folder)
    case.state = LateState.ACCEPTED if details["accept"] else LateState.REFUSED
    case.reason, case.settled_at = why, tx.now
    settle_hold(tx, attempt, HoldKind.LATE_ANSWERS)
    return case


def _state(attempt: Attempt) -> Details:
    """What the first person saw: another late value, or one that counts by now, is another case."""
    return {"late": [one.event_id for one in list_late(attempt.id)]}


LATE = Act(
    name=LATE_ACT,
    action=Action.LATE_ANSWERS_DECIDED,
    find=get_any_attempt,
    state=_state,
    prepare=_check,
    apply=_apply,
)

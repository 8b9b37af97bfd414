"""A value arrives after the attempt was closed: kept as evidence, and a case is opened."""

from sqlalchemy.orm import joinedload

from examsite.accounts.queries_calendar import get_working_calendar
from examsite.attempts.models import Attempt, LateCase
from examsite.attempts.queries.late import find_late_case, list_late
from examsite.attempts.services.holding import hold
from examsite.domain.late_answers import ANSWER_DAYS, LateState, opens_case
from examsite.domain.terms import HoldKind, SittingKind
from examsite.kit.clock import local_date
from examsite.kit.db import Transaction


def open_case(tx: Transaction, attempt_id: int) -> LateCase | None:
    """Open the case of an attempt whose row the transaction holds, where what came late says
    something new; None where there is one, or nothing to decide."""
    attempt = tx.session.get_one(
        Attempt, attempt_id, options=[joinedload(Attempt.sitting)], populate_existing=True
    )
    exam = attempt.sitting.kind is SittingKind.EXAM
    if not exam or not opens_case(attempt.state, by_staff=bool(attempt.closing_note)):
        return None
    if find_late_case(attempt_id) is not None or not list_late(attempt_id):
        return None
    hold(tx, attempt, HoldKind.LATE_ANSWERS)
    return tx.add(
        LateCase(
            attempt_id=attempt_id,
            state=LateState.OPEN,
            opened_at=tx.now,
            due=get_working_calendar().add(local_date(tx.now), ANSWER_DAYS),
            reason="",
        )
    )

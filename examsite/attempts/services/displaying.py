"""The first time a candidate's page shows the paper: a slow one is given back."""

from datetime import datetime

from examsite.attempts.models import Attempt
from examsite.attempts.queries.attempts import get_attempt, list_time_events
from examsite.attempts.services.time import deadline_of, may_get_time
from examsite.domain.actions import Action
from examsite.domain.exam_time import start_credit
from examsite.kit.access import Viewer
from examsite.kit.db import write


def displayed(attempt: str, *, by: Viewer, now: datetime) -> Attempt:
    """Note the first display of the viewer's own attempt and move the deadline by the credit.

    Told again, or when the attempt is over, it changes nothing. Raises NotFound to others.
    """
    found = get_attempt(attempt, visible_to=by.id)
    if not _is_first(found, now):
        return found
    with write(Action.ATTEMPT_DISPLAYED, by=by, now=now, about=found) as tx:
        tx.lock(found)
        if _is_first(found, now):
            found.displayed_at = now
            found.start_credit_seconds = start_credit(found.started_at, now)
            found.deadline = deadline_of(found, list_time_events(found.id))
    return found


def _is_first(attempt: Attempt, now: datetime) -> bool:
    return attempt.displayed_at is None and may_get_time(attempt, now)

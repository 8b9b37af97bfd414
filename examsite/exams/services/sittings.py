"""Entering candidates on the roster of a sitting that is still open."""

from datetime import datetime
from typing import Any

from examsite.domain.accommodation import NO_MEASURE, Measure, require_measure
from examsite.domain.actions import Action
from examsite.domain.errors import Conflict
from examsite.domain.waiting import PLEDGE
from examsite.exams.models import Entry, Sitting
from examsite.exams.queries import find_entry
from examsite.kit.access import Viewer
from examsite.kit.db import write


class RosterClosed(Conflict):
    """409: the window is over."""

    code = "roster_closed"
    message = "这个考次已经结束，不能再列入考生。"


class RosterFrozen(Conflict):
    """409: seats are given."""

    code = "roster_frozen"
    message = "名单已经收好，座位、准考证号与试卷都已定下。确有必要，请考务写明理由补录。"


class AlreadyEntered(Conflict):
    """409: once per person and sitting."""

    code = "already_entered"
    message = "这位考生已经在名单里。"


class PledgeTaken(Conflict):
    """409: once is enough."""

    code = "pledge_taken"
    message = "您已经作过考试承诺。"


def take_pledge(entry: Entry, *, by: Viewer, now: datetime) -> Entry:
    """The candidate takes the pledge whose words the waiting room shows. Raises PledgeTaken."""
    with write(Action.PLEDGE_TAKEN, by=by, now=now, about=entry.sitting) as tx:
        tx.lock(entry)
        if entry.pledged_at is not None:
            raise PledgeTaken
        entry.pledged_at, entry.pledge = now, PLEDGE
    return entry


def require_open_roster(sitting: Sitting, now: datetime) -> None:
    """Raise RosterClosed when the sitting is over, RosterFrozen when seats are given."""
    if now >= sitting.closes_at:
        raise RosterClosed
    if sitting.roster_closed_at is not None:
        raise RosterFrozen


def enter(
    sitting: Sitting,
    *,
    user_id: int,
    verdict: dict[str, Any],
    by: Viewer,
    now: datetime,
    measure: Measure = NO_MEASURE,
) -> Entry:
    """Put a candidate on the roster with the verdict of the eligibility rule.

    Raises BadMeasure, RosterClosed, RosterFrozen, AlreadyEntered.
    """
    require_measure(measure)
    require_open_roster(sitting, now)
    with write(Action.CANDIDATE_ENTERED, by=by, now=now, about=sitting) as tx:
        tx.lock(sitting)
        require_open_roster(sitting, now)
        if find_entry(sitting.id, user_id) is not None:
            raise AlreadyEntered
        return tx.add(
            Entry(
                sitting_id=sitting.id,
                user_id=user_id,
                factor_percent=measure.factor_percent,
                extra_seconds=measure.extra_seconds,
                verdict=verdict,
                entered_at=now,
            )
        )

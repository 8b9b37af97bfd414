"""Releasing by rule: an officer says when, and answers for it; the sweep releases when it is due.

A rule releases what the officer could release by hand at that instant, all of a sitting or
nothing: the window is over and every answer is marked. What stands in the way is kept on the rule
for people to read.
"""

from datetime import date, datetime

from examsite.attempts.models import Attempt
from examsite.domain.actions import Action
from examsite.domain.errors import Invalid, Refusal
from examsite.exams.models import Sitting
from examsite.kit.access import Viewer
from examsite.kit.clock import local_date
from examsite.kit.db import write
from examsite.results.models import ReleaseRule
from examsite.results.queries.release_rules import find_rule, list_due_rules
from examsite.results.queries.waiting import get_finished_sitting, list_scored_attempts
from examsite.results.services.releasing import release


class ReleaseDayPast(Invalid):
    """422: a rule looks ahead."""

    code = "release_day_past"
    message = "发布日期不能早于今天。要现在发布，请直接点发布。"


def set_rule(sitting: Sitting, on: date | None, *, by: Viewer, now: datetime) -> ReleaseRule:
    """Release by itself: as soon as everything is marked, or then but not before a day.

    Replaces the rule before. Raises ReleaseDayPast.
    """
    if on is not None and on < local_date(now):
        raise ReleaseDayPast
    with write(Action.RELEASE_RULE_SET, by=by, now=now, about=sitting) as tx:
        rule = find_rule(sitting.id)
        if rule is None:
            rule = tx.add(
                ReleaseRule(
                    sitting_id=sitting.id, on_date=on, set_by_id=by.id, set_at=now, problem=""
                )
            )
        else:
            tx.lock(rule)
            rule.on_date, rule.set_by_id, rule.set_at, rule.problem = on, by.id, now, ""
        tx.note(on_date=on.isoformat() if on else None)
    return rule


def drop_rule(sitting: Sitting, *, by: Viewer, now: datetime) -> None:
    """Release by hand again; without a rule nothing changes."""
    rule = find_rule(sitting.id)
    if rule is None:
        return
    with write(Action.RELEASE_RULE_SET, by=by, now=now, about=sitting) as tx:
        tx.note(by_hand=True)
        tx.remove(rule)


def release_due(now: datetime) -> int:
    """Release what rules let go now, in the name of who set them; how many results."""
    return sum(_carry_out(rule, now) for rule in list_due_rules(now))


def _carry_out(rule: ReleaseRule, now: datetime) -> int:
    ready = _ready(rule)
    if not ready:
        return 0
    try:
        return len(release(ready, by=rule.set_by, now=now))
    except Refusal as refusal:
        if rule.problem != refusal.code:
            _note(rule, refusal.code, now)
        return 0


def _ready(rule: ReleaseRule) -> list[Attempt]:
    """What is still to be released, or nothing while anything waits to be marked."""
    lines = list_scored_attempts(get_finished_sitting(rule.sitting.public_id))
    open_ = [one for one in lines if one.result is None]
    return [one.attempt for one in open_] if all(one.ready for one in open_) else []


def _note(rule: ReleaseRule, problem: str, now: datetime) -> None:
    with write(Action.RELEASE_RULE_FAILED, by=None, now=now, about=rule.sitting) as tx:
        tx.lock(rule)
        rule.problem = problem

"""Releasing: from marked attempts and combined practical scores to results people may see."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from examsite.attempts.models import Attempt, ScoreVersion
from examsite.attempts.queries.holds import list_holds
from examsite.domain.actions import Action
from examsite.domain.errors import Conflict, NotAllowed
from examsite.domain.terms import Outcome
from examsite.kit.clock import local_date
from examsite.kit.db import Actor, Transaction, write
from examsite.kit.site import settings
from examsite.practicals.models import Booking, PracticalScore
from examsite.results.models import Result
from examsite.results.policies import decide_score, is_provisional, reasons_for
from examsite.results.queries.scores import (
    ATTEMPT_RULES,
    BOOKING_RULES,
    FINISHED,
    has_newer_evidence,
    list_adjusters,
    list_examiners,
    newest_practical_scores,
    newest_scores,
)

FRESH = {"populate_existing": True}
"""Rows already loaded are read again under the lock."""


class NotMarked(Conflict):
    """409: there is no final score yet."""

    code = "not_marked"
    message = "还有没评完的答卷或没有结论的实战成绩，不能发布。请先完成评分。"


class AlreadyReleased(Conflict):
    """409: each part of each candidate is released once."""

    code = "already_released"
    message = "成绩已经发布过。要更正，请提出更正并由另一位考务批准。"


class StillHeld(Conflict):
    """409: something about an attempt is not settled."""

    code = "still_held"
    message = (
        "有 %(count)s 份答卷还有没了结的事（答题纸录入、迟到的作答或存疑记录），办完才能发布。"
    )


class NothingToRelease(Conflict):
    """409: no row was named."""

    code = "nothing_to_release"
    message = "没有等待发布的成绩。"


class ScorerCannotRelease(NotAllowed):
    """403: whoever scored does not release."""

    code = "scorer_cannot_release"
    message = "这批成绩里有您评过或调整过的，请由另一位考务发布。"


class CutIsProvisional(NotAllowed):
    """403: a certifying result needs a cut with a recorded panel decision."""

    code = "cut_is_provisional"
    message = "及格线还是暂定，没有标准设定的记录；正式环境不能据此发布认证成绩。"


def release(rows: Sequence[Attempt | Booking], *, by: Actor, now: datetime) -> list[Result]:
    """Make the results of attempts and bookings visible to their candidates, all or none.

    Raises NothingToRelease, AlreadyReleased, NotMarked, StillHeld, ScorerCannotRelease,
    CutIsProvisional.
    """
    if not rows:
        raise NothingToRelease
    attempts = [row.id for row in rows if isinstance(row, Attempt)]
    bookings = [row.id for row in rows if isinstance(row, Booking)]
    with write(Action.RESULT_RELEASED, by=by, now=now) as tx:
        made = [*_knowledge(tx, by, attempts), *_practical(tx, by, bookings)]
        tx.add_all(made)
        tx.about = made[0]
        tx.note(released=len(made), passed=sum(row.outcome is Outcome.PASS for row in made))
    return made


def _refuse_released(tx: Transaction, column: Any, ids: Sequence[int]) -> None:
    if tx.session.scalar(select(Result.id).where(column.in_(ids)).limit(1)) is not None:
        raise AlreadyReleased


def _refuse_provisional(cuts: Iterable[dict[str, Any]]) -> None:
    if settings().production and any(is_provisional(cut) for cut in cuts):
        raise CutIsProvisional


def _knowledge(tx: Transaction, by: Actor, ids: Sequence[int]) -> list[Result]:
    if not ids:
        return []
    rows = select(Attempt).where(Attempt.id.in_(ids)).order_by(Attempt.id)
    held = rows.with_for_update(of=Attempt)
    attempts = list(tx.session.scalars(held.options(*ATTEMPT_RULES).execution_options(**FRESH)))
    _refuse_released(tx, Result.attempt_id, ids)
    scores = newest_scores(ids)
    unfinished = len(scores) < len(ids) or any(row.state not in FINISHED for row in attempts)
    if unfinished or any(score.waiting for score in scores.values()):
        raise NotMarked
    if open_ := list_holds(ids):
        raise StillHeld(count=len(open_))
    own = any(row.user_id == by.id for row in attempts)
    if own or (settings().needs_two_people and by.id in list_adjusters(ids)):
        raise ScorerCannotRelease
    certifying = [row for row in attempts if row.sitting.certifying]
    _refuse_provisional(row.sitting.form.blueprint.rules["cut"] for row in certifying)
    return [_knowledge_result(row, scores[row.id], by, tx.now) for row in attempts]


def _knowledge_result(attempt: Attempt, score: ScoreVersion, by: Actor, now: datetime) -> Result:
    rules = attempt.sitting.form.blueprint.rules
    decision = decide_score(score.total, score.areas, rules, score.voided)
    return Result(
        user_id=attempt.user_id,
        level=attempt.sitting.level,
        attempt_id=attempt.id,
        score_version_id=score.id,
        total=score.total,
        outcome=Outcome.PASS if decision.passed else Outcome.FAIL,
        reasons=reasons_for(decision),
        taken_on=taken_on(attempt),
        released_at=now,
        released_by_id=by.id,
    )


def taken_on(attempt: Attempt) -> date:
    """The calendar date of an attempt: the day it began."""
    return local_date(attempt.started_at)


def _practical(tx: Transaction, by: Actor, ids: Sequence[int]) -> list[Result]:
    if not ids:
        return []
    rows = select(Booking).where(Booking.id.in_(ids)).order_by(Booking.id)
    held = rows.with_for_update(of=Booking)
    bookings = list(tx.session.scalars(held.options(*BOOKING_RULES).execution_options(**FRESH)))
    _refuse_released(tx, Result.booking_id, ids)
    scores = newest_practical_scores(ids)
    if len(scores) < len(ids) or any(row.outcome is Outcome.WITHHELD for row in scores.values()):
        raise NotMarked
    if has_newer_evidence(scores):
        raise NotMarked
    own = any(row.candidate_id == by.id for row in bookings)
    if own or by.id in list_examiners(ids):
        raise ScorerCannotRelease
    _refuse_provisional(row.session.scheme.rules["practical"]["cut"] for row in bookings)
    return [_practical_result(row, scores[row.id], by, tx.now) for row in bookings]


def _practical_result(booking: Booking, score: PracticalScore, by: Actor, now: datetime) -> Result:
    return Result(
        user_id=booking.candidate_id,
        level=booking.session.level,
        booking_id=booking.id,
        practical_score_id=score.id,
        total=score.total,
        outcome=score.outcome,
        reasons=[{"code": str(code)} for code in score.steps.get("reasons", [])],
        taken_on=local_date(booking.slot_at),
        released_at=now,
        released_by_id=by.id,
    )

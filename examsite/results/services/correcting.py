"""Correcting a score: before release an adjustment, after release an act of two officers."""

from datetime import datetime

from sqlalchemy import select

from examsite.accounts.models import Proposal
from examsite.accounts.services import proposals
from examsite.accounts.services.proposals import Act, Details
from examsite.attempts.models import Attempt, ScoreVersion
from examsite.attempts.queries.attempts import find_newest_score
from examsite.domain.actions import Action
from examsite.domain.errors import Conflict, Invalid, NotAllowed
from examsite.domain.terms import Outcome
from examsite.kit.access import Viewer
from examsite.kit.db import Transaction, db, write
from examsite.results.models import Result
from examsite.results.policies import decide_score, full_marks, reasons_for
from examsite.results.queries.corrections import SCORE_CORRECTION
from examsite.results.queries.reports import find_result_of
from examsite.results.queries.scores import ATTEMPT_RULES
from examsite.results.services.releasing import AlreadyReleased, NotMarked

ADJUSTMENT = "adjustment"
LONGEST_REASON = 2000


class ReasonMissing(Invalid):
    """422: a correction without a reason."""

    code = "reason_missing"
    message = "请写明更正的理由。"


class PointsOutOfRange(Invalid):
    """422: below nothing or above full marks."""

    code = "points_out_of_range"
    message = "更正后的总分须在 0 与满分 %(most)s 之间（百分之一分）。"


class OwnScore(NotAllowed):
    """403: nobody corrects their own score."""

    code = "own_score"
    message = "不能更正自己的成绩，也不能批准对自己成绩的更正。"


class NotReleased(Conflict):
    """409: a score that nobody has seen is adjusted, not corrected."""

    code = "not_released"
    message = "这份成绩还没有发布，请直接调整。"


def _check(attempt: Attempt, reason: str, by: Viewer) -> str:
    said = reason.strip()
    if not said or len(said) > LONGEST_REASON:
        raise ReasonMissing
    if attempt.user_id == by.id:
        raise OwnScore
    return said


def _in_force(attempt: Attempt, total: int) -> ScoreVersion:
    score = find_newest_score(attempt.id)
    if score is None or score.waiting:
        raise NotMarked
    most = full_marks(score.areas)
    if not 0 <= total <= most:
        raise PointsOutOfRange(most=most)
    return score


def _add_version(
    tx: Transaction, attempt: Attempt, score: ScoreVersion, total: int, reason: str
) -> ScoreVersion:
    """The next version: another total, the items' marks as they were."""
    assert tx.by is not None, "scores are corrected by people"
    return tx.add(
        ScoreVersion(
            attempt_id=attempt.id,
            number=score.number + 1,
            method=ADJUSTMENT,
            rule_version=score.rule_version,
            total=total,
            marks=score.marks,
            areas=score.areas,
            reason=reason,
            by_id=tx.by.id,
            at=tx.now,
        )
    )


def adjust(attempt: Attempt, total: int, *, reason: str, by: Viewer, now: datetime) -> ScoreVersion:
    """Set the total of a marked attempt that is not released, in hundredths.

    Raises ReasonMissing, OwnScore, NotMarked, PointsOutOfRange, AlreadyReleased.
    """
    said = _check(attempt, reason, by)
    with write(Action.SCORE_CORRECTED, by=by, now=now, about=attempt, why=said) as tx:
        tx.lock(attempt)
        if find_result_of(attempt.id) is not None:
            raise AlreadyReleased
        score = _in_force(attempt, total)
        return _add_version(tx, attempt, score, total, said)


def propose_correction(
    attempt: Attempt, total: int, *, reason: str, by: Viewer, now: datetime
) -> Proposal:
    """Ask a second officer to set another total on a released score; nothing changes yet."""
    said = _check(attempt, reason, by)
    return proposals.propose(CORRECTION, attempt, {"total": total}, reason=said, by=by, now=now)


def refuse_correction(proposal: Proposal, *, note: str, by: Viewer, now: datetime) -> Proposal:
    """The second officer disagrees, or the proposer takes it back; the score stays."""
    said = note.strip()
    if not said:
        raise ReasonMissing
    return proposals.turn_down(proposal, note=said, by=by, now=now)


def _find(public_id: str) -> Attempt:
    rows = select(Attempt).where(Attempt.public_id == public_id).options(*ATTEMPT_RULES)
    return db.session.scalars(rows).one()


def _state(attempt: Attempt) -> Details:
    score = find_newest_score(attempt.id)
    return {"score": score.number if score else 0}


def _prepare(attempt: Attempt, details: Details, by: Viewer, _now: datetime) -> None:
    if attempt.user_id == by.id:
        raise OwnScore
    _in_force(attempt, details["total"])


def _apply(tx: Transaction, attempt: Attempt, details: Details, _ready: None, why: str) -> Result:
    """A new score version, and the result follows it."""
    result = tx.about = find_result_of(attempt.id)
    if result is None:
        raise NotReleased
    tx.lock(result)
    score = _in_force(attempt, details["total"])
    made = _add_version(tx, attempt, score, details["total"], why)
    rules = attempt.sitting.form.blueprint.rules
    decision = decide_score(made.total, made.areas, rules, made.voided)
    result.score_version_id = made.id
    result.total = made.total
    result.outcome = Outcome.PASS if decision.passed else Outcome.FAIL
    result.reasons = reasons_for(decision)
    return result


CORRECTION = Act(
    name=SCORE_CORRECTION,
    action=Action.SCORE_CORRECTED,
    find=_find,
    state=_state,
    prepare=_prepare,
    apply=_apply,
)

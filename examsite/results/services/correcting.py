"""Correcting a score: before release an adjustment, after release an act of two officers."""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from examsite.accounts.models import Proposal
from examsite.attempts.models import Attempt, ScoreVersion
from examsite.attempts.queries.attempts import find_newest_score
from examsite.domain.actions import Action
from examsite.domain.canonical import sha256_hex
from examsite.domain.certification import require_second_person
from examsite.domain.errors import Conflict, Invalid, NotAllowed
from examsite.domain.terms import Outcome, ProposalState
from examsite.kit.access import Viewer
from examsite.kit.db import Transaction, write
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


class CorrectionPending(Conflict):
    """409: one correction at a time."""

    code = "correction_pending"
    message = "这份成绩已有一项更正在等待批准，请先处理它。"


class CorrectionSettled(Conflict):
    """409: the proposal was settled, or the score has changed since."""

    code = "correction_settled"
    message = "这项更正已经处理过，或分数在提出之后又变了。请重新核对。"


def _check(attempt: Attempt, reason: str, by: Viewer) -> str:
    said = reason.strip()
    if not said or len(said) > LONGEST_REASON:
        raise ReasonMissing
    if attempt.user_id == by.id:
        raise OwnScore
    return said


def _in_force(attempt: Attempt, total: int) -> ScoreVersion:
    score = find_newest_score(attempt.id)
    if score is None:
        raise NotMarked
    most = full_marks(score.areas)
    if not 0 <= total <= most:
        raise PointsOutOfRange(most=most)
    return score


def _add_version(
    tx: Transaction, attempt: Attempt, score: ScoreVersion, total: int, reason: str, by: Viewer
) -> ScoreVersion:
    """The next version: another total, the items' marks as they were."""
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
            by_id=by.id,
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
        return _add_version(tx, attempt, score, total, said, by)


def propose_correction(
    attempt: Attempt, total: int, *, reason: str, by: Viewer, now: datetime
) -> Proposal:
    """Ask a second officer to set another total on a released score; nothing changes yet."""
    said = _check(attempt, reason, by)
    with write(Action.PROPOSAL_MADE, by=by, now=now, about=attempt, why=said) as tx:
        tx.lock(attempt)
        if _pending_of(tx, attempt) is not None:
            raise CorrectionPending
        score = _in_force(attempt, total)
        payload = {"attempt": attempt.public_id, "score": score.number, "total": total}
        tx.note(score=score.number, total=total)
        return tx.add(
            Proposal(
                act=SCORE_CORRECTION,
                subject_type="attempt",
                subject_id=attempt.public_id,
                payload=payload,
                payload_hash=sha256_hex(payload),
                reason=said,
                state=ProposalState.PENDING,
                proposed_by_id=by.id,
                proposed_at=now,
            )
        )


def _pending_of(tx: Transaction, attempt: Attempt) -> Proposal | None:
    return tx.session.scalars(
        select(Proposal).where(
            Proposal.act == SCORE_CORRECTION,
            Proposal.subject_id == attempt.public_id,
            Proposal.state == ProposalState.PENDING,
        )
    ).first()


def approve_correction(proposal: Proposal, *, by: Viewer, now: datetime) -> Result:
    """The second officer agrees: a new score version, and the result follows it.

    Raises SecondPersonNeeded, OwnScore, CorrectionSettled.
    """
    with write(Action.SCORE_CORRECTED, by=by, now=now, why=proposal.reason) as tx:
        attempt = _open(tx, proposal, by)
        require_second_person(str(proposal.proposed_by_id), str(by.id))
        result = tx.about = find_result_of(attempt.id)
        score = find_newest_score(attempt.id)
        payload: dict[str, Any] = proposal.payload
        if result is None or score is None or score.number != payload["score"]:
            raise CorrectionSettled
        tx.lock(result)
        made = _add_version(tx, attempt, score, payload["total"], proposal.reason, by)
        _follow(result, made, attempt)
        _settle(proposal, ProposalState.APPROVED, by, now)
        tx.note(proposal=proposal.public_id)
    return result


def _open(tx: Transaction, proposal: Proposal, by: Viewer) -> Attempt:
    tx.lock(proposal)
    intact = proposal.payload_hash == sha256_hex(proposal.payload)
    if proposal.state is not ProposalState.PENDING or not intact:
        raise CorrectionSettled
    attempt = tx.session.scalars(
        select(Attempt)
        .where(Attempt.public_id == proposal.subject_id)
        .options(*ATTEMPT_RULES)
        .with_for_update(of=Attempt)
    ).one()
    if attempt.user_id == by.id:
        raise OwnScore
    return attempt


def _follow(result: Result, score: ScoreVersion, attempt: Attempt) -> None:
    rules = attempt.sitting.form.blueprint.rules
    decision = decide_score(score.total, score.areas, rules)
    result.score_version_id = score.id
    result.total = score.total
    result.outcome = Outcome.PASS if decision.passed else Outcome.FAIL
    result.reasons = reasons_for(decision)


def refuse_correction(proposal: Proposal, *, note: str, by: Viewer, now: datetime) -> Proposal:
    """The second officer disagrees, or the proposer takes it back; the score stays."""
    said = note.strip()
    if not said:
        raise ReasonMissing
    with write(Action.PROPOSAL_SETTLED, by=by, now=now, about=proposal, why=said) as tx:
        _open(tx, proposal, by)
        own = proposal.proposed_by_id == by.id
        state = ProposalState.WITHDRAWN if own else ProposalState.REFUSED
        _settle(proposal, state, by, now)
        proposal.note = said
    return proposal


def _settle(proposal: Proposal, state: ProposalState, by: Viewer, now: datetime) -> None:
    proposal.state, proposal.settled_by_id, proposal.settled_at = state, by.id, now

"""A candidate asks for a second look at a score, or takes that back."""

from datetime import datetime

from sqlalchemy import select

from examsite.attempts.queries.attempts import find_newest_score
from examsite.domain.actions import Action
from examsite.domain.appeal import (
    AppealKind,
    AppealState,
    AppealStep,
    AppealTwice,
    NothingToReview,
    after,
    require_in_time,
)
from examsite.domain.errors import Invalid, NotFound
from examsite.kit.access import Viewer
from examsite.kit.clock import local_date
from examsite.kit.db import Transaction, write
from examsite.kit.site import settings
from examsite.results.models import Appeal, Result
from examsite.results.queries.appeals import answered_in, filing_term

LONGEST_TEXT = 2000


class AppealReasonMissing(Invalid):
    """422: an appeal or a decision without a word."""

    code = "appeal_reason_missing"
    message = "请写明理由（最多 2000 字）。"


def said(text: str) -> str:
    """The text without blank ends. Raises AppealReasonMissing."""
    found = text.strip()
    if not found or len(found) > LONGEST_TEXT:
        raise AppealReasonMissing
    return found


def file_appeal(
    result: Result, kind: AppealKind, *, reason: str, by: Viewer, now: datetime
) -> Appeal:
    """Ask for a recount or a review of one's own released knowledge score.

    Raises NotFound for others' results, AppealReasonMissing, AppealTooLate, AppealTwice,
    NothingToReview.
    """
    attempt, text = result.attempt, said(reason)
    if result.user_id != by.id or attempt is None:
        raise NotFound
    require_in_time(filing_term(result, settings().appeal_days).last, local_date(now))
    with write(Action.APPEAL_FILED, by=by, now=now) as tx:
        tx.lock(result)
        if _asked(tx, result, kind):
            raise AppealTwice
        score = find_newest_score(attempt.id)
        if score is None:
            raise NotFound
        if kind is AppealKind.REVIEW and not answered_in(attempt, score):
            raise NothingToReview
        made = tx.about = tx.add(
            Appeal(
                result_id=result.id,
                user_id=by.id,
                kind=kind,
                state=AppealState.RECEIVED,
                reason=text,
                score_version_id=score.id,
                filed_at=now,
                answer_days=settings().appeal_answer_days,
            )
        )
        return made


def _asked(tx: Transaction, result: Result, kind: AppealKind) -> bool:
    rows = select(Appeal.id).where(Appeal.result_id == result.id, Appeal.kind == kind)
    return tx.session.scalar(rows) is not None


def withdraw(appeal: Appeal, *, by: Viewer, now: datetime) -> Appeal:
    """Take one's appeal back before it has been checked. Raises AppealMoved."""
    if appeal.user_id != by.id:
        raise NotFound
    with write(Action.APPEAL_WITHDRAWN, by=by, now=now, about=appeal) as tx:
        tx.lock(appeal)
        appeal.state = after(appeal.kind, appeal.state, AppealStep.WITHDRAW)
    return appeal

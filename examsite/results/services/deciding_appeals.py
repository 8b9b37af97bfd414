"""Officers and fresh markers work on appeals; a change of score goes through two officers."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from examsite.accounts.models import Proposal, User
from examsite.accounts.policies import reach
from examsite.attempts.models import Attempt
from examsite.domain.actions import Action
from examsite.domain.answer_marking import given_points
from examsite.domain.appeal import (
    AppealStep,
    OwnAppeal,
    after,
    require_raise,
    require_uninvolved,
)
from examsite.domain.errors import NotAllowed, NotFound
from examsite.domain.terms import ProposalState
from examsite.kit.access import Viewer
from examsite.kit.db import Transaction, write
from examsite.kit.mail import Composed, compose, post
from examsite.kit.site import settings
from examsite.results.models import Appeal, AppealMark
from examsite.results.queries.appeals import answered_in, get_case
from examsite.results.services.appealing import said
from examsite.results.services.correcting import propose_correction
from examsite.results.services.recomputing import recompute
from examsite.short_answers.queries.fresh import list_fresh_markers
from examsite.short_answers.queries.marks import list_markers

LONGEST_NOTE = 1000


class NotFresh(NotAllowed):
    """403: the marker took part before, or has to do with the candidate."""

    code = "not_fresh"
    message = "这位不能复评：评过这份作答、与考生同一机构，或申报过回避。请另选一位。"


def _attempt(appeal: Appeal) -> Attempt:
    assert appeal.result.attempt is not None, "only knowledge results are appealed against"
    return appeal.result.attempt


def _require_uninvolved(appeal: Appeal, by: Viewer) -> None:
    markers = list_markers([_attempt(appeal).id])
    require_uninvolved(by.id, appeal.user_id, markers | {appeal.marker_id or 0})


def assign(appeal: Appeal, marker: User, *, by: Viewer, now: datetime) -> Appeal:
    """Give the answers to somebody who took no part; again, to somebody else.

    Raises OwnAppeal, NotFresh, AppealMoved.
    """
    if appeal.user_id == by.id:
        raise OwnAppeal
    with write(Action.APPEAL_ASSIGNED, by=by, now=now, about=appeal) as tx:
        tx.lock(appeal)
        appeal.state = after(appeal.kind, appeal.state, AppealStep.ASSIGN)
        if marker.id not in {one.id for one in list_fresh_markers(_attempt(appeal))}:
            raise NotFresh
        appeal.marker_id, appeal.assigned_at = marker.id, now
    return appeal


def recount(appeal: Appeal, *, by: Viewer, now: datetime) -> Appeal:
    """Compute the score again from the stored answers and keep what differs.

    Raises OwnAppeal, TookPart, AppealMoved.
    """
    found = recompute(only=[_attempt(appeal).id])  # lets every row go
    appeal = get_case(appeal.public_id).appeal
    _require_uninvolved(appeal, by)
    with write(Action.APPEAL_RECOUNTED, by=by, now=now, about=appeal) as tx:
        tx.lock(appeal)
        appeal.state = after(appeal.kind, appeal.state, AppealStep.CHECK)
        appeal.differences = [one.what for one in found.differences]
    return appeal


def give_marks(
    appeal: Appeal,
    given: Mapping[int, tuple[Sequence[int | None], str]],
    *,
    by: Viewer,
    now: datetime,
) -> Appeal:
    """The fresh marker's marks of every answer: form item -> lines of the guide, note.

    Raises NotFound for anybody else, BadMarks, AppealMoved.
    """
    with write(Action.APPEAL_MARKED, by=by, now=now, about=appeal) as tx:
        tx.lock(appeal)
        if appeal.marker_id != by.id:
            raise NotFound
        appeal.state = after(appeal.kind, appeal.state, AppealStep.CHECK)
        for one in answered_in(_attempt(appeal), appeal.score_version):
            lines, note = given.get(one.question.id, ((), ""))
            tx.add(
                AppealMark(
                    appeal_id=appeal.id,
                    form_item_id=one.question.id,
                    key_version_id=one.question.key_version_id,
                    lines=list(lines),
                    points=given_points(lines, one.question.worth),
                    note=note.strip()[:LONGEST_NOTE],
                    at=now,
                )
            )
    return appeal


def uphold(appeal: Appeal, *, reason: str, by: Viewer, now: datetime) -> Appeal:
    """The score stays; the candidate is told why. Raises OwnAppeal, TookPart, AppealMoved."""
    text, told = said(reason), _told(appeal)
    _require_uninvolved(appeal, by)
    with write(Action.APPEAL_DECIDED, by=by, now=now, about=appeal) as tx:
        tx.lock(appeal)
        appeal.state = after(appeal.kind, appeal.state, AppealStep.UPHOLD)
        appeal.decision, appeal.decided_by_id, appeal.decided_at = text, by.id, now
        _tell(tx, told)
    return appeal


def propose_change(
    appeal: Appeal, total: int, *, reason: str, by: Viewer, now: datetime
) -> Proposal:
    """Ask a second officer for another total; the appeal waits for the answer.

    Raises OwnAppeal, TookPart, WouldLower, AppealMoved and what `propose_correction` does.
    """
    text = said(reason)
    _require_uninvolved(appeal, by)
    require_raise(total, appeal.result.total)
    after(appeal.kind, appeal.state, AppealStep.PROPOSE)  # again below, under the lock
    proposal = propose_correction(_attempt(appeal), total, reason=text, by=by, now=now)
    with write(Action.APPEAL_CORRECTING, by=by, now=now, about=appeal) as tx:
        tx.lock(appeal)
        appeal.state = after(appeal.kind, appeal.state, AppealStep.PROPOSE)
        appeal.proposal_id, appeal.decision, appeal.decided_by_id = proposal.id, text, by.id
    return proposal


def settle(appeal: Appeal, *, by: Viewer, now: datetime) -> Appeal:
    """After the second officer's word: answered, or back to be decided. Raises AppealMoved."""
    appeal = get_case(appeal.public_id).appeal
    state = appeal.proposal.state if appeal.proposal else ProposalState.PENDING
    if state is ProposalState.APPROVED:
        told = _told(appeal)
        with write(Action.APPEAL_DECIDED, by=by, now=now, about=appeal) as tx:
            tx.lock(appeal)
            appeal.state = after(appeal.kind, appeal.state, AppealStep.CORRECT)
            appeal.decided_at = now
            _tell(tx, told)
    elif state is not ProposalState.PENDING:
        with write(Action.APPEAL_CORRECTING, by=by, now=now, about=appeal) as tx:
            tx.lock(appeal)
            appeal.state = after(appeal.kind, appeal.state, AppealStep.TURN_DOWN)
            appeal.proposal_id, appeal.decision, appeal.decided_by_id = None, "", None
    return appeal


def _told(appeal: Appeal) -> Composed | None:
    """The message, without score or reasons in it; None for whoever cannot be reached."""
    contact = reach(appeal.user)
    if contact is None:
        return None
    address = f"{settings().base_url}/results/{appeal.result.public_id}/appeal"
    return compose("appeal_decided", contact, locale=appeal.user.locale, address=address)


def _tell(tx: Transaction, told: Composed | None) -> None:
    if told is not None:
        post(tx, told)

"""Proposed corrections of released scores."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from examsite.accounts.models import Proposal, User
from examsite.attempts.models import Attempt
from examsite.domain.errors import NotFound
from examsite.domain.terms import ProposalState
from examsite.kit.db import db
from examsite.results.models import Result

SCORE_CORRECTION = "score.correct"
"""The act of the proposals that change a released score."""


@dataclass(frozen=True)
class Correction:
    """A proposed correction of a released score, as its approval page shows it."""

    proposal: Proposal
    attempt: Attempt
    result: Result
    user: User


def list_corrections() -> list[Correction]:
    """Corrections that wait for a second officer, oldest first; a bounded number of statements."""
    rows = (
        select(Proposal, Attempt, Result, User)
        .join(Attempt, Attempt.public_id == Proposal.subject_id)
        .join(Result, Result.attempt_id == Attempt.id)
        .join(User, User.id == Attempt.user_id)
        .where(Proposal.act == SCORE_CORRECTION, Proposal.state == ProposalState.PENDING)
        .options(joinedload(Proposal.proposed_by), selectinload(Attempt.sitting))
        .order_by(Proposal.id)
    )
    return [Correction(*row) for row in db.session.execute(rows)]


def list_open_corrections(attempt_ids: Iterable[int]) -> list[str]:
    """Public ids of corrections of these attempts that are not settled."""
    rows = (
        select(Proposal.public_id)
        .join(Attempt, Attempt.public_id == Proposal.subject_id)
        .where(Proposal.act == SCORE_CORRECTION, Proposal.state == ProposalState.PENDING)
        .where(Attempt.id.in_(list(attempt_ids)))
    )
    return list(db.session.scalars(rows))


def get_correction(public_id: str) -> Proposal:
    """A proposed correction, or NotFound."""
    rows = select(Proposal).where(Proposal.public_id == public_id, Proposal.act == SCORE_CORRECTION)
    found = db.session.scalar(rows)
    if found is None:
        raise NotFound
    return found

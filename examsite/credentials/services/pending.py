"""What waits for its second person: every act of this room, with what it is about."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from examsite.accounts.models import Proposal, User
from examsite.accounts.queries import list_pending_proposals
from examsite.accounts.services import proposals
from examsite.credentials.models import Credential
from examsite.credentials.services.awarding import AWARD
from examsite.credentials.services.status import ACTS
from examsite.domain.errors import NotFound
from examsite.domain.terms import Level
from examsite.kit.access import Viewer
from examsite.kit.db import db
from examsite.results.models import Decision

BY_NAME = {act.name: act for act in (AWARD, *ACTS.values())}


@dataclass(frozen=True)
class Waiting:
    """A proposal with the person, level and number it concerns, and who proposed it."""

    proposal: Proposal
    holder: str
    level: Level
    number: str
    proposer: str


def list_waiting(subject_id: str = "") -> list[Waiting]:
    """Proposals of this room, oldest first; of one subject when it is given."""
    rows = [each for each in list_pending_proposals() if each.act in BY_NAME]
    rows = [each for each in rows if subject_id in ("", each.subject_id)]
    ids = [each.subject_id for each in rows]
    about: dict[str, tuple[str, Level, str]] = {
        public_id: (name, level, number)
        for public_id, name, level, number in db.session.execute(
            select(
                Credential.public_id, Credential.name, Credential.level, Credential.number
            ).where(Credential.public_id.in_(ids))
        )
    }
    decided = (
        select(Decision.public_id, User.name, Decision.level)
        .join(User, User.id == Decision.user_id)
        .where(Decision.public_id.in_(ids))
    )
    for public_id, name, level in db.session.execute(decided):
        about[public_id] = (name, level, "")
    people = select(User.id, User.name).where(User.id.in_([each.proposed_by_id for each in rows]))
    names = {row.id: row.name for row in db.session.execute(people)}
    return [Waiting(each, *about[each.subject_id], names[each.proposed_by_id]) for each in rows]


def approve(proposal: Proposal, *, by: Viewer, now: datetime) -> Any:
    """The second person's yes to any act of this room."""
    act = BY_NAME.get(proposal.act)
    if act is None:
        raise NotFound
    return proposals.approve(act, proposal, by=by, now=now)

"""What whoever checks documents at the door needs: seats, legal names, masked numbers."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import joinedload

from examsite.accounts.models import User
from examsite.attempts.models import Attempt
from examsite.attempts.services.taking import state_of
from examsite.domain.errors import NotFound
from examsite.domain.terms import AttemptState
from examsite.enrolment.models import LegalIdentity
from examsite.enrolment.queries.applications import masked
from examsite.exams.models import Entry, Sitting
from examsite.exams.queries import is_watched_by
from examsite.kit.access import Viewer
from examsite.kit.db import db


@dataclass(frozen=True)
class DoorSeat:
    """A seat of a sitting with who is to sit there; `attempt` once they have started."""

    entry: Entry
    user: User
    identity: LegalIdentity | None
    attempt: Attempt | None
    checked_by: User | None

    @property
    def masked_number(self) -> str:
        """The document number as it may be shown."""
        return masked(self.identity, self.user.public_id)

    def over(self, now: datetime) -> bool:
        """Whether nobody sits there any more, so that nothing can be checked."""
        if self.attempt is None:
            return now >= self.entry.sitting.closes_at
        return state_of(self.attempt, now) is not AttemptState.IN_PROGRESS


def list_door(sitting: Sitting, *, identities: bool = False) -> list[DoorSeat]:
    """Every seat, in order of seats, with the identities recorded where asked for; one statement,
    or two."""
    rows = (
        select(Entry, User, Attempt)
        .join(User, User.id == Entry.user_id)
        .outerjoin(
            Attempt, and_(Attempt.sitting_id == Entry.sitting_id, Attempt.user_id == User.id)
        )
        .where(Entry.sitting_id == sitting.id)
        .options(joinedload(Entry.sitting))
        .order_by(Entry.seat, Entry.id)
    )
    recorded = _identities(sitting) if identities else {}
    return [
        DoorSeat(entry, user, recorded.get(user.id), attempt, None)
        for entry, user, attempt in db.session.execute(rows)
    ]


def _identities(sitting: Sitting) -> dict[int, LegalIdentity]:
    rows = (
        select(LegalIdentity)
        .join(Entry, Entry.user_id == LegalIdentity.user_id)
        .where(Entry.sitting_id == sitting.id)
    )
    return {one.user_id: one for one in db.session.scalars(rows)}


def get_door_seat(sitting: str, user: str, *, visible_to: Viewer) -> DoorSeat:
    """One seat with the identity recorded at enrolment, or NotFound: for its invigilators,
    and for the person who is to sit there."""
    rows = (
        select(Entry, User, LegalIdentity, Attempt)
        .join(Sitting, Sitting.id == Entry.sitting_id)
        .join(User, User.id == Entry.user_id)
        .outerjoin(LegalIdentity, LegalIdentity.user_id == User.id)
        .outerjoin(
            Attempt, and_(Attempt.sitting_id == Entry.sitting_id, Attempt.user_id == User.id)
        )
        .where(Sitting.public_id == sitting, User.public_id == user)
        .where(or_(is_watched_by(visible_to), User.id == visible_to.id))
        .options(joinedload(Entry.sitting))
    )
    row = db.session.execute(rows).first()
    if row is None:
        raise NotFound
    entry = row[0]
    checker = (
        db.session.get(User, entry.identity_checked_by_id) if entry.identity_checked_by_id else None
    )
    return DoorSeat(*row, checker)

"""Practical scores, for the rooms above."""

from dataclasses import dataclass

from sqlalchemy import Select, select

from examsite.domain.errors import NotFound
from examsite.domain.terms import Level
from examsite.kit.db import db
from examsite.practicals.models import Booking, PracticalScore, PracticalSession
from examsite.practicals.policies import CaseState
from examsite.practicals.queries.cases import load_cases
from examsite.practicals.queries.sessions import whole_bookings


@dataclass(frozen=True)
class ScoredBooking:
    """A booking (candidate, session, scheme and rubric loaded) with its score in force."""

    booking: Booking
    score: PracticalScore


def find_latest_score(booking: Booking) -> PracticalScore | None:
    """The newest combined score of a booking, or None."""
    rows = select(PracticalScore).where(PracticalScore.booking_id == booking.id)
    return db.session.scalars(rows.order_by(PracticalScore.number.desc()).limit(1)).first()


def get_score(public_id: str) -> PracticalScore:
    """The score with this public id, or NotFound."""
    found = db.session.scalar(select(PracticalScore).where(PracticalScore.public_id == public_id))
    if found is None:
        raise NotFound
    return found


def list_ready_bookings(level: Level | None = None) -> list[ScoredBooking]:
    """Bookings whose newest score rests on everything recorded: ready for a decision. Oldest
    first; a fixed number of statements."""
    scored = select(PracticalScore.booking_id)
    rows = whole_bookings().where(Booking.id.in_(scored)).order_by(Booking.slot_at, Booking.id)
    if level is not None:
        rows = rows.join(Booking.session).where(PracticalSession.level == level)
    return _in_force(rows)


def list_scores_of(user_id: int, level: Level) -> list[ScoredBooking]:
    """A candidate's combined scores at a level, newest first, the newest of each booking."""
    of_level = PracticalSession.level == level
    rows = whole_bookings().join(Booking.session).where(Booking.candidate_id == user_id, of_level)
    return _in_force(rows.order_by(Booking.slot_at.desc()))


def _in_force(rows: Select[Booking]) -> list[ScoredBooking]:
    views = load_cases(list(db.session.scalars(rows)))
    return [
        ScoredBooking(view.booking, view.score)
        for view in views
        if view.score is not None and view.state is CaseState.SCORED
    ]

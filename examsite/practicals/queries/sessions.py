"""Sessions and bookings: the officer's list, one session, a candidate's own places."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from examsite.domain.errors import Conflict, NotFound
from examsite.domain.terms import Level
from examsite.exams.models import SchemeVersion
from examsite.exams.queries import get_newest_scheme
from examsite.kit.access import Viewer
from examsite.kit.db import db
from examsite.practicals.models import Booking, PracticalSession, RubricVersion

RECENT = timedelta(days=90)


class NoRubric(Conflict):
    """409: no rubric of the level has been adopted yet."""

    code = "no_rubric"
    message = "这个级别还没有采用评分标准：请先运行 examsite sync。"


@dataclass(frozen=True)
class SessionRow:
    """A session in the officer's list."""

    session: PracticalSession
    booked: int


def get_newest_rules(level: Level) -> tuple[SchemeVersion, RubricVersion]:
    """The scheme and rubric a new session of the level goes by; NoRubric or NotFound."""
    rows = select(RubricVersion).where(RubricVersion.level == level)
    rubric = db.session.scalars(rows.order_by(RubricVersion.id.desc()).limit(1)).first()
    if rubric is None:
        raise NoRubric
    return get_newest_scheme(level), rubric


def list_sessions(now: datetime, *, limit: int = 200) -> list[SessionRow]:
    """Coming sessions and those of the last 90 days, the latest first; one statement."""
    booked = (
        select(func.count(Booking.id))
        .where(Booking.session_id == PracticalSession.id)
        .correlate(PracticalSession)
        .scalar_subquery()
    )
    rows = (
        select(PracticalSession, booked)
        .where(PracticalSession.ends_at >= now - RECENT)
        .order_by(PracticalSession.starts_at.desc(), PracticalSession.id.desc())
        .limit(limit)
    )
    return [SessionRow(session, count) for session, count in db.session.execute(rows)]


def get_session(public_id: str) -> PracticalSession:
    """The session with its scheme and rubric, or NotFound."""
    found = db.session.scalar(
        select(PracticalSession)
        .where(PracticalSession.public_id == public_id)
        .options(joinedload(PracticalSession.scheme), joinedload(PracticalSession.rubric))
    )
    if found is None:
        raise NotFound
    return found


def whole_bookings() -> Select[Booking]:
    """Bookings with candidate, session, scheme and rubric in one statement."""
    to_session = joinedload(Booking.session)
    return select(Booking).options(
        joinedload(Booking.candidate),
        to_session.joinedload(PracticalSession.scheme),
        to_session.joinedload(PracticalSession.rubric),
    )


def list_bookings(session: PracticalSession) -> list[Booking]:
    """Everybody booked in a session, by number."""
    rows = whole_bookings().where(Booking.session_id == session.id)
    return list(db.session.scalars(rows.order_by(Booking.number)))


def get_booking(public_id: str) -> Booking:
    """The booking with everything it points to, or NotFound."""
    found = db.session.scalar(whole_bookings().where(Booking.public_id == public_id))
    if found is None:
        raise NotFound
    return found


def get_booking_by_id(booking_id: int) -> Booking:
    """The same by internal id, for rooms that hold a foreign key."""
    found = db.session.scalar(whole_bookings().where(Booking.id == booking_id))
    if found is None:
        raise NotFound
    return found


def list_own_bookings(viewer: Viewer) -> list[Booking]:
    """The viewer's own places, the next first."""
    rows = whole_bookings().where(Booking.candidate_id == viewer.id)
    return list(db.session.scalars(rows.order_by(Booking.slot_at.desc())))

"""Scheduling: a session, a candidate's place in it, an examiner's seat."""

from datetime import datetime

from sqlalchemy import func, select

from examsite.accounts.models import User
from examsite.accounts.queries import list_roles
from examsite.domain.actions import Action
from examsite.domain.errors import Conflict, Invalid
from examsite.domain.level_rules import read_practical
from examsite.domain.sheet_content import read_rubric
from examsite.domain.terms import Level, Role, SheetPart
from examsite.kit.db import Actor, Transaction, write
from examsite.practicals.models import (
    Assignment,
    Booking,
    PracticalSession,
    RubricVersion,
    ScoreSheet,
)
from examsite.practicals.queries.cases import load_case
from examsite.practicals.queries.examiners import weigh
from examsite.practicals.queries.sessions import get_newest_rules


class BadWindow(Invalid):
    """422: the session ends before it starts, or the slot lies outside it."""

    code = "bad_window"
    message = "时间不对：结束要晚于开始，考生的时间要在场次之内。"


class RubricDoesNotFit(Conflict):
    """409: dimensions or weights of rubric and scheme differ."""

    code = "rubric_does_not_fit"
    message = "级别规则与评分标准的维度或权重不一致，不能安排场次。"


class SimulationNotAllowed(Invalid):
    """422: the level asks for a real live session."""

    code = "simulation_not_allowed"
    message = "这个级别不接受仿真场次。"


class NotACandidate(Invalid):
    """422: the person cannot sit exams."""

    code = "not_a_candidate"
    message = "没有找到这名考生，或这个账号不是考生。"


class AlreadyBooked(Conflict):
    """409: the candidate has a place in this session."""

    code = "already_booked"
    message = "这名考生已经在本场名单里。"


class SeatNotOpen(Conflict):
    """409: the seat is taken, or a further examiner is not called for."""

    code = "seat_not_open"
    message = "这个席位已经有人，或现在不需要再指派考评员。"


def schedule(
    *,
    title: str,
    level: Level,
    venue: str,
    starts_at: datetime,
    ends_at: datetime,
    simulation: bool,
    by: Actor,
    now: datetime,
) -> PracticalSession:
    """A new session under the level's newest scheme and rubric."""
    scheme, rubric = get_newest_rules(level)
    if ends_at <= starts_at:
        raise BadWindow
    if simulation and not scheme.rules["practical"].get("simulation_allowed", False):
        raise SimulationNotAllowed
    _require_fit(scheme.rules, rubric)
    with write(Action.PRACTICAL_SCHEDULED, by=by, now=now) as tx:
        session = tx.add(
            PracticalSession(
                title=title,
                level=level,
                scheme_id=scheme.id,
                rubric_id=rubric.id,
                venue=venue,
                starts_at=starts_at,
                ends_at=ends_at,
                simulation=simulation,
                created_at=now,
            )
        )
        tx.about = session
    return session


def _require_fit(rules: dict[str, object], rubric: RubricVersion) -> None:
    """One level, one set of dimensions with one set of weights."""
    if dict(read_practical(rules).dimensions) != dict(read_rubric(rubric.content).weights):
        raise RubricDoesNotFit


def book(
    session: PracticalSession, candidate: User, *, slot_at: datetime, by: Actor, now: datetime
) -> Booking:
    """A place for a candidate, with the next number of the session."""
    if Role.CANDIDATE not in list_roles(candidate) or candidate.closed_at is not None:
        raise NotACandidate
    with write(Action.PRACTICAL_BOOKED, by=by, now=now) as tx:
        tx.lock(session)
        if not session.starts_at <= slot_at < session.ends_at:
            raise BadWindow
        if _is_booked(tx, session, candidate):
            raise AlreadyBooked
        newest = select(func.max(Booking.number)).where(Booking.session_id == session.id)
        booking = tx.add(
            Booking(
                session_id=session.id,
                candidate_id=candidate.id,
                number=(tx.execute(newest).scalar() or 0) + 1,
                slot_at=slot_at,
                booked_at=now,
            )
        )
        tx.about = booking
    return booking


def _is_booked(tx: Transaction, session: PracticalSession, candidate: User) -> bool:
    rows = select(Booking.id).where(
        Booking.session_id == session.id, Booking.candidate_id == candidate.id
    )
    return tx.execute(rows).first() is not None


def assign(booking: Booking, examiner: User, *, seat: int, by: Actor, now: datetime) -> Assignment:
    """Seat an examiner and open his first sheet. Refuses whom the policy refuses, a taken seat,
    and a seat beyond the first ones while nothing calls for another examiner."""
    holders = [examiner.id] if Role.EXAMINER in list_roles(examiner) else []
    with write(Action.EXAMINER_ASSIGNED, by=by, now=now, about=booking) as tx:
        session = booking.session  # kept: lock() forgets what a row points to
        tx.lock(booking)
        refusal = weigh(booking, [examiner], holders)[0].why_not
        if refusal is not None:
            raise refusal
        view = load_case(booking)
        taken = {one.assignment.seat for one in view.seats}
        if seat in taken or not 1 <= seat <= view.needed:
            raise SeatNotOpen
        tx.note(session=session.public_id)
        assignment = _seat(tx, booking, examiner, seat)
        tx.add(ScoreSheet(assignment_id=assignment.id, part=SheetPart.PROCESS, opened_at=tx.now))
    return assignment


def _seat(tx: Transaction, booking: Booking, examiner: User, seat: int) -> Assignment:
    """The new row; somebody who once left this candidate is refused by his declaration."""
    return tx.add(
        Assignment(booking_id=booking.id, examiner_id=examiner.id, seat=seat, assigned_at=tx.now)
    )

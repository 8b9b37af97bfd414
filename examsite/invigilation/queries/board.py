"""The board: everybody on a roster with state, answers, contact; a fixed number of statements."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, case, func, select

from examsite.accounts.models import User
from examsite.attempts.models import Attempt, ResponseEvent
from examsite.attempts.queries.answers import ACCEPTED
from examsite.domain.attempt import state_seen
from examsite.domain.exam_time import deadline_seen, is_paused
from examsite.domain.invigilation import SeatState, SignalKind, seat_state
from examsite.domain.terms import AttemptState
from examsite.exams.models import Entry, Sitting
from examsite.invigilation.models import Announcement, Contact, Incident, Signal
from examsite.kit.db import db
from examsite.kit.types import UTCDateTime

CLEARED = ("null", "[]", "{}", '""')
"""Stored values that say nothing: an answer that was taken back."""
RECENT = 30
"""How many of the newest events stand beside the seats."""


@dataclass(frozen=True)
class Seat:
    """One person of a roster. `number` is the place on the roster, from 1; `heard` the newest
    announcement the page has; `changes` how often another device took over."""

    number: int
    name: str
    username: str
    attempt: str
    state: SeatState
    answered: int
    contact: datetime | None
    deadline: datetime | None
    changes: int
    heard: int


def board_version(sitting: Sitting, now: datetime) -> str:
    """Changes with whatever the board shows; one statement that reads no answer.

    Saves of other sittings change it too, which costs a refresh and never hides one.
    """
    writing = Attempt.state == AttemptState.IN_PROGRESS
    over = and_(writing, Attempt.deadline < now)
    mine = Attempt.sitting_id == sitting.id
    states = [func.sum(case((Attempt.state == one, 1), else_=0)) for one in AttemptState]

    def newest(table: Any) -> Any:
        rows = select(func.max(table.id)).where(table.sitting_id == sitting.id)
        return rows.scalar_subquery()

    contact = (
        select(func.max(Contact.at, type_=UTCDateTime()))
        .join(Attempt, Attempt.id == Contact.attempt_id)
        .where(mine)
        .scalar_subquery()
    )
    rows = select(
        *states,
        func.sum(Attempt.epoch),
        func.max(Attempt.deadline, type_=UTCDateTime()),
        func.sum(case((over, 1), else_=0)),
        select(func.max(ResponseEvent.id)).scalar_subquery(),
        contact,
        *(newest(table) for table in (Incident, Signal, Announcement, Entry)),
    ).where(mine)
    found = db.session.execute(rows).one()
    opened = now >= sitting.opens_at
    return hashlib.sha256(repr((*found, opened)).encode()).hexdigest()[:20]


def list_seats(sitting: Sitting, now: datetime) -> list[Seat]:
    """Everybody entered, in order of the roster; two statements.

    The answers are counted apart: joined to the seats, PostgreSQL without statistics of a fresh
    sitting scanned them once for every seat (500 seats: 18 s instead of 0.2 s).
    """
    saves = _saves(sitting.id)
    seen = (
        select(Incident.attempt_id, func.max(Incident.at, type_=UTCDateTime()).label("at"))
        .where(Incident.sitting_id == sitting.id, Incident.attempt_id.is_not(None))
        .group_by(Incident.attempt_id)
        .subquery()
    )
    last = func.max(case((Signal.stands_out, Signal.at)), type_=UTCDateTime())
    changes = func.sum(case((Signal.kind == SignalKind.SECOND_DEVICE, 1), else_=0))
    told = (
        select(Signal.attempt_id, changes.label("changes"), last.label("at"))
        .where(Signal.sitting_id == sitting.id)
        .group_by(Signal.attempt_id)
        .subquery()
    )
    rows = (
        select(
            User.name,
            User.username,
            Attempt,
            Contact.at.label("contact_at"),
            Contact.heard,
            told.c.changes,
            told.c.at.label("told_at"),
            seen.c.at.label("seen_at"),
        )
        .select_from(Entry)
        .join(User, User.id == Entry.user_id)
        .outerjoin(
            Attempt, and_(Attempt.sitting_id == Entry.sitting_id, Attempt.user_id == User.id)
        )
        .outerjoin(Contact, Contact.attempt_id == Attempt.id)
        .outerjoin(told, told.c.attempt_id == Attempt.id)
        .outerjoin(seen, seen.c.attempt_id == Attempt.id)
        .where(Entry.sitting_id == sitting.id)
        .order_by(Entry.id)
    )
    opened = now >= sitting.opens_at
    found = db.session.execute(rows)
    return [_seat(number, row, saves, opened, now) for number, row in enumerate(found, 1)]


class _Saves(NamedTuple):
    """Of one attempt: items with an answer that was not cleared, and the newest acceptance."""

    answered: int
    at: datetime | None


NO_SAVES = _Saves(0, None)


def _saves(sitting_id: int) -> dict[int, _Saves]:
    """The saves of a sitting by attempt."""
    mine = select(Attempt.id).where(Attempt.sitting_id == sitting_id)
    last = (
        select(ResponseEvent.attempt_id, func.max(ResponseEvent.id).label("id"))
        .where(ResponseEvent.attempt_id.in_(mine), ResponseEvent.verdict == ACCEPTED)
        .group_by(ResponseEvent.attempt_id, ResponseEvent.form_item_id)
        .subquery()
    )
    filled = case((ResponseEvent.value.in_(CLEARED), 0), else_=1)
    rows = (
        select(
            ResponseEvent.attempt_id,
            func.sum(filled),
            func.max(ResponseEvent.at, type_=UTCDateTime()),
        )
        .join(last, last.c.id == ResponseEvent.id)
        .group_by(ResponseEvent.attempt_id)
    )
    return {row[0]: _Saves(row[1], row[2]) for row in db.session.execute(rows)}


def _seat(number: int, row: Any, saves: Mapping[int, _Saves], opened: bool, now: datetime) -> Seat:
    attempt: Attempt | None = row.Attempt
    saved = saves.get(attempt.id, NO_SAVES) if attempt else NO_SAVES
    contact = _contact(row, saved)
    check = row.told_at is not None and (row.seen_at is None or row.seen_at < row.told_at)
    return Seat(
        number=number,
        name=row.name,
        username=row.username,
        attempt=attempt.public_id if attempt else "",
        state=seat_state(
            _state(attempt, now),
            paused=attempt is not None and is_paused(attempt.paused_at, now),
            silent=now - contact if contact else timedelta(0),
            check=check,
            open_=opened,
        ),
        answered=saved.answered,
        contact=contact,
        deadline=deadline_seen(attempt.deadline, attempt.paused_at, now) if attempt else None,
        changes=row.changes or 0,
        heard=row.heard or 0,
    )


def _state(attempt: Attempt | None, now: datetime) -> AttemptState | None:
    if attempt is None:
        return None
    grace = timedelta(seconds=attempt.grace_seconds)
    return state_seen(attempt.state, attempt.deadline, grace, now)


def _contact(row: Any, saved: _Saves) -> datetime | None:
    """The newest instant at which the server answered this attempt's page."""
    if row.Attempt is None:
        return None
    known = (row.Attempt.started_at, saved.at, row.contact_at)
    newest: datetime = max(at for at in known if at is not None)
    return newest


@dataclass(frozen=True)
class BoardEvent:
    """A line beside the seats: an invigilator's record, or a signal that stands out."""

    at: datetime
    attempt: str
    name: str
    row: Incident | Signal


def list_events(sitting_id: int) -> list[BoardEvent]:
    """The newest records and outstanding signals of a sitting, the newest first; two statements."""
    incidents = _with_seat(Incident).where(Incident.sitting_id == sitting_id)
    signals = _with_seat(Signal).where(Signal.sitting_id == sitting_id, Signal.stands_out)
    found = [
        BoardEvent(row.at, attempt or "", name or "", row)
        for rows in (incidents, signals)
        for row, attempt, name in db.session.execute(rows)
    ]
    return sorted(found, key=lambda one: one.at, reverse=True)[:RECENT]


def _with_seat(table: Any) -> Select[Any]:
    """The newest rows of a table with the attempt they are about, if any, and its candidate."""
    return (
        select(table, Attempt.public_id, User.name)
        .outerjoin(Attempt, Attempt.id == table.attempt_id)
        .outerjoin(User, User.id == Attempt.user_id)
        .order_by(table.id.desc())
        .limit(RECENT)
    )

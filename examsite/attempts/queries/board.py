"""What an invigilator sees of a sitting."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, func, select

from examsite.accounts.models import User
from examsite.attempts.models import Attempt, ResponseEvent
from examsite.attempts.queries.answers import ACCEPTED
from examsite.domain.attempt import state_seen
from examsite.exams.models import Entry
from examsite.kit.db import db
from examsite.kit.types import UTCDateTime


@dataclass(frozen=True)
class BoardSeat:
    """One person of a roster on the invigilator's board."""

    name: str
    username: str
    state: str
    attempt: str
    deadline: datetime | None
    answered: int
    last_save: datetime | None


def list_board(sitting_id: int, now: datetime) -> list[BoardSeat]:
    """Everybody entered for a sitting with state, items answered and last save: one statement."""
    saves = (
        select(
            ResponseEvent.attempt_id,
            func.count(func.distinct(ResponseEvent.form_item_id)).label("answered"),
            func.max(ResponseEvent.at, type_=UTCDateTime()).label("last_save"),
        )
        .where(ResponseEvent.verdict == ACCEPTED)
        .group_by(ResponseEvent.attempt_id)
        .subquery()
    )
    rows = db.session.execute(
        select(User.name, User.username, Attempt, saves.c.answered, saves.c.last_save)
        .select_from(Entry)
        .join(User, User.id == Entry.user_id)
        .outerjoin(
            Attempt, and_(Attempt.sitting_id == Entry.sitting_id, Attempt.user_id == User.id)
        )
        .outerjoin(saves, saves.c.attempt_id == Attempt.id)
        .where(Entry.sitting_id == sitting_id)
        .order_by(Entry.id)
    )
    return [_board_seat(row, now) for row in rows]


def _board_seat(row: Any, now: datetime) -> BoardSeat:
    attempt: Attempt | None = row.Attempt
    if attempt is None:
        return BoardSeat(row.name, row.username, "absent", "", None, 0, None)
    grace = timedelta(seconds=attempt.grace_seconds)
    return BoardSeat(
        name=row.name,
        username=row.username,
        state=state_seen(attempt.state, attempt.deadline, grace, now).value,
        attempt=attempt.public_id,
        deadline=attempt.deadline,
        answered=row.answered or 0,
        last_save=row.last_save,
    )

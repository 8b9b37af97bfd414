"""Reads for reports."""

from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import func, select

from examsite.accounts.models import User
from examsite.attempts.models import Attempt
from examsite.domain.names import mask
from examsite.domain.terms import Level, Outcome
from examsite.exams.models import Sitting
from examsite.kit.db import db
from examsite.practicals.models import Booking, PracticalSession
from examsite.results.models import Result


class ResultLine(NamedTuple):
    """One released result as it leaves the house: the name masked, the person by opaque id."""

    result: str
    candidate: str
    name: str
    level: Level
    part: str
    title: str
    taken_on: date
    total: int
    outcome: Outcome
    released_at: datetime


def list_result_lines(level: Level | None = None) -> list[ResultLine]:
    """Every released result in order of release; one statement."""
    rows = (
        select(Result, User, func.coalesce(Sitting.title, PracticalSession.title))
        .join(User, User.id == Result.user_id)
        .outerjoin(Attempt, Attempt.id == Result.attempt_id)
        .outerjoin(Sitting, Sitting.id == Attempt.sitting_id)
        .outerjoin(Booking, Booking.id == Result.booking_id)
        .outerjoin(PracticalSession, PracticalSession.id == Booking.session_id)
        .order_by(Result.id)
    )
    if level is not None:
        rows = rows.where(Result.level == level)
    return [
        ResultLine(
            result=result.public_id,
            candidate=user.public_id,
            name=mask(user.name),
            level=result.level,
            part="knowledge" if result.attempt_id is not None else "practical",
            title=title,
            taken_on=result.taken_on,
            total=result.total,
            outcome=result.outcome,
            released_at=result.released_at,
        )
        for result, user, title in db.session.execute(rows)
    ]


class LevelCount(NamedTuple):
    """How many results of a level were released, and how many passed."""

    level: Level
    knowledge: int
    knowledge_passed: int
    practical: int
    practical_passed: int


def count_results() -> list[LevelCount]:
    """Released results by level; one statement."""
    exam, passed = Result.attempt_id.is_not(None), Result.outcome == Outcome.PASS
    rows = select(
        Result.level,
        func.count().filter(exam),
        func.count().filter(exam, passed),
        func.count().filter(~exam),
        func.count().filter(~exam, passed),
    ).group_by(Result.level)
    found = {row[0]: LevelCount(*row) for row in db.session.execute(rows)}
    return [found.get(level, LevelCount(level, 0, 0, 0, 0)) for level in Level]

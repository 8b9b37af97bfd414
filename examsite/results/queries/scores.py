"""Scores in force, and who made them."""

from collections.abc import Mapping, Sequence

from sqlalchemy import ColumnElement, Subquery, and_, func, select
from sqlalchemy.orm import InstrumentedAttribute, defer, selectinload

from examsite.attempts.models import Attempt, ScoreVersion
from examsite.domain.terms import AttemptState
from examsite.exams.models import ExamForm, Sitting
from examsite.kit.db import db
from examsite.kit.types import UTCDateTime
from examsite.practicals.models import (
    Assignment,
    Booking,
    BusinessResult,
    PracticalScore,
    PracticalSession,
    ScoreSheet,
)
from examsite.short_answers.queries.marks import list_markers

FINISHED = (AttemptState.HANDED_IN, AttemptState.CLOSED_BY_DEADLINE)
ATTEMPT_RULES = (
    selectinload(Attempt.sitting)
    .selectinload(Sitting.form)
    .options(defer(ExamForm.paper), selectinload(ExamForm.blueprint)),
    selectinload(Attempt.sitting).selectinload(Sitting.scheme),
)
BOOKING_RULES = (selectinload(Booking.session).selectinload(PracticalSession.scheme),)
"""What an attempt's or a booking's decision reads, without the paper itself."""


def newest_of(owner: InstrumentedAttribute[int], number: InstrumentedAttribute[int]) -> Subquery:
    """The highest number of each owner's versions, to join with."""
    return select(owner, func.max(number).label("number")).group_by(owner).subquery()


def newest_scores(attempt_ids: Sequence[int]) -> dict[int, ScoreVersion]:
    """Attempt -> the score in force; attempts without one are absent."""
    newest = newest_of(ScoreVersion.attempt_id, ScoreVersion.number)
    rows = (
        select(ScoreVersion)
        .join(newest, is_newest(newest))
        .where(ScoreVersion.attempt_id.in_(attempt_ids))
    )
    return {row.attempt_id: row for row in db.session.scalars(rows)}


def is_newest(newest: Subquery) -> ColumnElement[bool]:
    """The score version is the one in force."""
    return and_(
        ScoreVersion.attempt_id == newest.c.attempt_id, ScoreVersion.number == newest.c.number
    )


def newest_practical_scores(booking_ids: Sequence[int]) -> dict[int, PracticalScore]:
    """Booking -> the combined score in force; bookings without one are absent."""
    newest = newest_of(PracticalScore.booking_id, PracticalScore.number)
    rows = (
        select(PracticalScore)
        .join(newest, is_newest_practical(newest))
        .where(PracticalScore.booking_id.in_(booking_ids))
    )
    return {row.booking_id: row for row in db.session.scalars(rows)}


def has_newer_evidence(scores: Mapping[int, PracticalScore]) -> bool:
    """Whether a business result or a sheet came after the combination it should rest on."""
    sheets = select(
        Assignment.booking_id, func.max(ScoreSheet.opened_at, type_=UTCDateTime())
    ).join(ScoreSheet, ScoreSheet.assignment_id == Assignment.id)
    sheets = sheets.where(Assignment.withdrawn_at.is_(None)).group_by(Assignment.booking_id)
    business = select(BusinessResult.booking_id, func.max(BusinessResult.at, type_=UTCDateTime()))
    business = business.group_by(BusinessResult.booking_id)
    for column, rows in (
        (Assignment.booking_id, sheets),
        (BusinessResult.booking_id, business),
    ):
        for booking_id, at in db.session.execute(rows.where(column.in_(list(scores)))):
            if at > scores[booking_id].at:
                return True
    return False


def is_newest_practical(newest: Subquery) -> ColumnElement[bool]:
    """The combined practical score is the one in force."""
    return and_(
        PracticalScore.booking_id == newest.c.booking_id,
        PracticalScore.number == newest.c.number,
    )


def list_adjusters(attempt_ids: Sequence[int]) -> frozenset[int]:
    """People who made or changed a score of these attempts by hand, or marked their answers."""
    rows = select(ScoreVersion.by_id).where(
        ScoreVersion.attempt_id.in_(attempt_ids), ScoreVersion.by_id.is_not(None)
    )
    changed = frozenset(person for person in db.session.scalars(rows) if person is not None)
    return changed | list_markers(attempt_ids)


def list_examiners(booking_ids: Sequence[int]) -> frozenset[int]:
    """People assigned to score these bookings."""
    rows = select(Assignment.examiner_id).where(Assignment.booking_id.in_(booking_ids))
    return frozenset(db.session.scalars(rows))

"""Seats, attempts, time given and scores: who sees which."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import contains_eager, joinedload

from examsite.attempts.models import Attempt, ScoreVersion, TimeEvent
from examsite.domain.blueprint import Tool, read_tools
from examsite.domain.errors import NotFound
from examsite.domain.terms import AttemptState, SittingKind
from examsite.exams.models import Entry, ExamBlueprint, ExamForm, Sitting
from examsite.exams.queries import is_watched_by, require_reach
from examsite.kit.access import Viewer
from examsite.kit.db import db


@dataclass(frozen=True)
class Seat:
    """What starting needs: the sitting, the person's place on its roster, the frozen paper."""

    sitting: Sitting
    entry: Entry
    paper: str
    content_hash: str
    """Of the frozen paper."""


def get_seat(sitting: str, *, visible_to: Viewer) -> Seat:
    """The viewer's seat in a sitting; NotFound for whoever is not on the roster, or signed in for
    another sitting alone."""
    require_reach(visible_to, sitting)
    row = db.session.execute(
        select(Sitting, Entry, ExamForm.paper, ExamForm.content_hash)
        .join(Entry, Entry.sitting_id == Sitting.id)
        .join(ExamForm, ExamForm.id == func.coalesce(Entry.form_id, Sitting.form_id))
        .where(Sitting.public_id == sitting, Entry.user_id == visible_to.id)
    ).first()
    if row is None:
        raise NotFound("您不在这场考试的名单里，或考次不存在。请核对后联系考务。")
    return Seat(*row)


def find_attempt_of(sitting_id: int, user_id: int) -> Attempt | None:
    """A person's attempt in a sitting."""
    return db.session.scalar(
        select(Attempt).where(Attempt.sitting_id == sitting_id, Attempt.user_id == user_id)
    )


def own_attempt(public_id: str, user_id: int) -> Select[Attempt]:
    """The statement that finds a candidate's own attempt."""
    return select(Attempt).where(Attempt.public_id == public_id, Attempt.user_id == user_id)


def get_attempt(public_id: str, *, visible_to: int) -> Attempt:
    """The viewer's own attempt; NotFound to anybody else."""
    attempt = db.session.scalar(
        own_attempt(public_id, visible_to).options(joinedload(Attempt.sitting))
    )
    if attempt is None:
        raise NotFound
    return attempt


def list_tools(attempt: Attempt) -> tuple[Tool, ...]:
    """What the blueprint of the attempt's form allows beside the paper; one statement."""
    rows = select(ExamBlueprint.rules).join(ExamForm, ExamForm.blueprint_id == ExamBlueprint.id)
    return read_tools(db.session.scalars(rows.where(ExamForm.id == attempt.form_id)).one())


def get_any_attempt(public_id: str) -> Attempt:
    """An attempt for staff, its sitting loaded; NotFound if there is none."""
    attempt = db.session.scalar(
        select(Attempt).where(Attempt.public_id == public_id).options(joinedload(Attempt.sitting))
    )
    if attempt is None:
        raise NotFound
    return attempt


def get_watched_attempt(public_id: str, *, visible_to: Viewer) -> Attempt:
    """An attempt of a sitting the viewer watches over, the sitting loaded, or NotFound."""
    attempt = db.session.scalar(
        select(Attempt)
        .join(Sitting, Sitting.id == Attempt.sitting_id)
        .where(Attempt.public_id == public_id, is_watched_by(visible_to))
        .options(contains_eager(Attempt.sitting))
    )
    if attempt is None:
        raise NotFound
    return attempt


def list_overdue(now: datetime, limit: int = 200) -> list[Attempt]:
    """Attempts still open although their time is over: for the sweep."""
    rows = (
        select(Attempt)
        .where(Attempt.state == AttemptState.IN_PROGRESS, Attempt.deadline < now)
        .options(joinedload(Attempt.sitting))
        .order_by(Attempt.deadline)
    )
    return list(db.session.scalars(rows.limit(limit)))


def list_time_events(attempt_id: int) -> list[TimeEvent]:
    """Time given to an attempt, in order."""
    rows = select(TimeEvent).where(TimeEvent.attempt_id == attempt_id).order_by(TimeEvent.id)
    return list(db.session.scalars(rows))


def list_time_events_of(attempt_ids: Iterable[int]) -> dict[int, list[TimeEvent]]:
    """Time given to these attempts, in order; one statement."""
    found: dict[int, list[TimeEvent]] = {one: [] for one in attempt_ids}
    rows = select(TimeEvent).where(TimeEvent.attempt_id.in_(found)).order_by(TimeEvent.id)
    for event in db.session.scalars(rows):
        found[event.attempt_id].append(event)
    return found


def find_newest_score(attempt_id: int) -> ScoreVersion | None:
    """The score in force of an attempt."""
    rows = (
        select(ScoreVersion)
        .where(ScoreVersion.attempt_id == attempt_id)
        .order_by(ScoreVersion.number.desc())
    )
    return db.session.scalars(rows.limit(1)).first()


def list_attempts(sitting_id: int) -> list[Attempt]:
    """Everybody who has started in a sitting."""
    rows = select(Attempt).where(Attempt.sitting_id == sitting_id).order_by(Attempt.id)
    return list(db.session.scalars(rows))


def list_own_attempts(user_id: int) -> list[Attempt]:
    """A person's attempts at exams, the newest first."""
    rows = (
        select(Attempt)
        .join(Sitting, Sitting.id == Attempt.sitting_id)
        .where(Attempt.user_id == user_id, Sitting.kind == SittingKind.EXAM)
        .options(joinedload(Attempt.sitting))
        .order_by(Attempt.id.desc())
    )
    return list(db.session.scalars(rows))


def list_tryouts(user_id: int, since: datetime) -> list[Attempt]:
    """A person's tries of their machine that began after an instant, the newest first."""
    rows = (
        select(Attempt)
        .join(Sitting, Sitting.id == Attempt.sitting_id)
        .where(Attempt.user_id == user_id, Sitting.kind == SittingKind.TRYOUT)
        .where(Attempt.started_at > since)
        .order_by(Attempt.id.desc())
    )
    return list(db.session.scalars(rows))


def is_taking(user_id: int) -> bool:
    """Whether a person has an attempt that is neither handed in nor closed."""
    mine = Attempt.user_id == user_id, Attempt.state == AttemptState.IN_PROGRESS
    return db.session.scalar(select(Attempt.id).where(*mine).limit(1)) is not None

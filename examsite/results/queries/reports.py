"""Released results, and the handbook passages they lead to."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Select, and_, select
from sqlalchemy.orm import defer, joinedload, selectinload

from examsite.attempts.models import Attempt, ScoreVersion
from examsite.domain.errors import NotFound
from examsite.domain.permissions import Permission
from examsite.domain.regrade import is_void
from examsite.exams.models import ExamForm, FormItem, Sitting
from examsite.exams.queries import find_entry
from examsite.handbook.models import Chapter, Passage
from examsite.items.models import Area, Item, ItemVersion
from examsite.kit.access import Viewer
from examsite.kit.db import db
from examsite.practicals.models import Booking, PracticalSession
from examsite.results.models import RegradeLine, RegradeRun, RegradeStep, Result
from examsite.results.policies import (
    REGRADED,
    AreaLine,
    area_lines,
    cut_for,
    full_marks,
    is_provisional,
    profile_of,
)


def _visible(rows: Select[Any], viewer: Viewer) -> Select[Any]:
    if viewer.may(Permission.RUN_CERTIFICATION):
        return rows
    return rows.where(Result.user_id == viewer.id)


_REPORT = (
    selectinload(Result.score_version),
    selectinload(Result.attempt)
    .selectinload(Attempt.sitting)
    .selectinload(Sitting.form)
    .options(defer(ExamForm.paper), selectinload(ExamForm.blueprint)),
    selectinload(Result.attempt).selectinload(Attempt.sitting).selectinload(Sitting.scheme),
    selectinload(Result.practical_score),
    selectinload(Result.booking)
    .selectinload(Booking.session)
    .selectinload(PracticalSession.scheme),
)


def _one(rows: Select[Any]) -> Result:
    found: Result | None = db.session.scalar(rows.options(*_REPORT))
    if found is None:
        raise NotFound
    return found


def get_result(public_id: str, *, visible_to: Viewer) -> Result:
    """A released result, loaded for its page: the candidate's own, or any for officers."""
    rows = _visible(select(Result).where(Result.public_id == public_id), visible_to)
    return _one(rows)


def get_result_of_attempt(attempt: str, *, visible_to: Viewer) -> Result:
    """The released result of an attempt; NotFound before release and to strangers."""
    rows = select(Result).join(Attempt, Attempt.id == Result.attempt_id)
    rows = _visible(rows.where(Attempt.public_id == attempt), visible_to)
    return _one(rows)


def find_result_of(attempt_id: int) -> Result | None:
    """The released result of an attempt, if there is one."""
    return db.session.scalar(select(Result).where(Result.attempt_id == attempt_id))


def list_own_results(user_id: int) -> list[Result]:
    """A person's released results, the newest first."""
    rows = select(Result).where(Result.user_id == user_id).order_by(Result.id.desc())
    loaded = rows.options(
        joinedload(Result.attempt).joinedload(Attempt.sitting),
        joinedload(Result.booking).joinedload(Booking.session),
    )
    return list(db.session.scalars(loaded))


def list_areas() -> dict[str, Area]:
    """The knowledge areas by letter."""
    return {area.letter: area for area in db.session.scalars(select(Area))}


@dataclass(frozen=True)
class Reread:
    """A handbook passage on which points were lost, in hundredths."""

    passage: Passage
    chapter: Chapter
    area: str
    lost: int


def list_passages_to_reread(result: Result, limit: int = 8) -> list[Reread]:
    """The passages behind what was lost, worst first; never an item, two statements."""
    if result.attempt is None or result.score_version is None:
        return []
    places = db.session.execute(
        select(FormItem.public_id, FormItem.points, ItemVersion.passage, Item.area)
        .join(ItemVersion, ItemVersion.id == FormItem.item_version_id)
        .join(Item, Item.id == FormItem.item_id)
        .where(FormItem.form_id == result.attempt.form_id)
    )
    marks = result.score_version.marks
    lost: dict[tuple[str, str], int] = {}
    for place in places:
        mark = marks.get(place.public_id, [place.points])
        earned = mark[0]
        if earned < place.points and not is_void(mark):
            key = (place.passage, place.area)
            lost[key] = lost.get(key, 0) + place.points - earned
    rows = db.session.execute(
        select(Passage, Chapter)
        .join(Chapter, Chapter.id == Passage.chapter_id)
        .where(Passage.key.in_({key for key, _area in lost}), Passage.retired_at.is_(None))
    )
    known = {passage.key: (passage, chapter) for passage, chapter in rows}
    found = [
        Reread(*known[key], area, points) for (key, area), points in lost.items() if key in known
    ]
    return sorted(found, key=lambda one: (-one.lost, one.passage.id))[:limit]


@dataclass(frozen=True)
class Regraded:
    """The last regrade of a score: when and why, and the score before it."""

    at: datetime
    reason: str
    total: int
    most: int


def find_regrade(score: ScoreVersion) -> Regraded | None:
    """What a regraded score was before; None for any other score, and where nothing changed."""
    if score.method != REGRADED:
        return None
    rows = (
        select(RegradeStep.at, RegradeRun.reason, RegradeLine.total, RegradeLine.most)
        .join(RegradeRun, RegradeRun.id == RegradeStep.run_id)
        .join(
            RegradeLine,
            and_(
                RegradeLine.run_id == RegradeStep.run_id,
                RegradeLine.attempt_id == RegradeStep.attempt_id,
            ),
        )
        .where(RegradeStep.score_version_id == score.id)
    )
    row = db.session.execute(rows).one_or_none()
    changed = row is not None and (row.total, row.most) != (score.total, full_marks(score.areas))
    return Regraded(*row) if row is not None and changed else None


@dataclass(frozen=True)
class KnowledgeReport:
    """What the page of a knowledge result shows besides the result: no item, no key."""

    most: int
    cut: int
    provisional: bool
    areas: list[AreaLine]
    titles: dict[str, Area]
    reread: list[Reread]
    wait_days: list[int]
    corrected: bool
    regraded: Regraded | None
    voided: int
    practice: bool
    """Nobody has seen who sat there: the result feeds no decision."""

    @property
    def has_minimums(self) -> bool:
        """Whether any area has a minimum."""
        return any(line.minimum is not None for line in self.areas)


def read_report(result: Result) -> KnowledgeReport:
    """The report of a knowledge result loaded by `get_result`."""
    assert result.attempt is not None and result.score_version is not None
    sitting, score = result.attempt.sitting, result.score_version
    cut = sitting.form.blueprint.rules["cut"]
    return KnowledgeReport(
        most=full_marks(score.areas),
        cut=cut_for(score.areas, sitting.form.blueprint.rules, score.voided),
        provisional=is_provisional(cut),
        areas=area_lines(score.total, score.areas, sitting.form.blueprint.rules),
        titles=list_areas(),
        reread=list_passages_to_reread(result),
        wait_days=list(sitting.scheme.rules.get("retake_wait_days", [])),
        corrected=sum(line.earned for line in profile_of(score.areas).values()) != score.total
        if score.method == REGRADED
        else score.corrected,
        regraded=find_regrade(score),
        voided=score.voided,
        practice=sitting.certifying and not _was_identified(result.attempt),
    )


def _was_identified(attempt: Attempt) -> bool:
    entry = find_entry(attempt.sitting_id, attempt.user_id)
    return entry is not None and entry.identity_checked_at is not None


def retake_from(result: Result, report: KnowledgeReport) -> date | None:
    """The first day after the shortest wait; the enrolment page knows the person's own."""
    if not report.wait_days:
        return None
    return result.taken_on + timedelta(days=report.wait_days[0])

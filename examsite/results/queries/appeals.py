"""Appeals: what a candidate may still ask, what officers decide on, what a fresh marker sees."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import defer, joinedload, selectinload

from examsite.accounts.queries_calendar import get_working_calendar
from examsite.attempts.models import Attempt, ScoreVersion
from examsite.attempts.queries.attempts import find_newest_score
from examsite.domain.answer_marking import POINT, on_form
from examsite.domain.appeal import OPEN, AppealKind, AppealState
from examsite.domain.dates import Term, WorkingCalendar
from examsite.domain.errors import NotFound
from examsite.exams.models import ExamForm, Sitting
from examsite.kit.access import Viewer
from examsite.kit.clock import local_date
from examsite.kit.db import db
from examsite.results.models import Appeal, AppealMark, Result
from examsite.results.policies import full_marks
from examsite.short_answers.queries.fresh import Answered, list_answered_questions

_LOADED = (
    joinedload(Appeal.user),
    joinedload(Appeal.marker),
    joinedload(Appeal.decided_by),
    joinedload(Appeal.score_version),
    joinedload(Appeal.proposal),
    joinedload(Appeal.result)
    .joinedload(Result.attempt)
    .joinedload(Attempt.sitting)
    .joinedload(Sitting.form)
    .options(defer(ExamForm.paper), selectinload(ExamForm.blueprint)),
)


@dataclass(frozen=True)
class Case:
    """An appeal with the day its answer is due."""

    appeal: Appeal
    due: Term

    @property
    def is_open(self) -> bool:
        """Whether no answer has been given."""
        return self.appeal.state in OPEN


def _case(appeal: Appeal, calendar: WorkingCalendar) -> Case:
    return Case(appeal, calendar.term(local_date(appeal.filed_at), appeal.answer_days))


@dataclass(frozen=True)
class Standing:
    """What can still be done about a result, and what has been asked."""

    until: Term
    in_time: bool
    cases: list[Case]
    kinds: list[AppealKind]
    """Kinds that can still be asked for."""


def filing_term(result: Result, days: int) -> Term:
    """The term within which this result can be appealed against."""
    return get_working_calendar().term(local_date(result.released_at), days)


def read_standing(result: Result, days: int, now: datetime) -> Standing:
    """A knowledge result loaded by `get_result`, for its candidate; a few statements."""
    assert result.attempt is not None and result.score_version is not None
    calendar = get_working_calendar()
    until = calendar.term(local_date(result.released_at), days)
    rows = select(Appeal).where(Appeal.result_id == result.id).order_by(Appeal.id)
    cases = [_case(one, calendar) for one in db.session.scalars(rows.options(*_LOADED))]
    in_time = local_date(now) <= until.last
    asked = {one.appeal.kind for one in cases}
    kinds = [kind for kind in AppealKind if kind not in asked] if in_time else []
    if AppealKind.REVIEW in kinds and not answered_in(result.attempt, result.score_version):
        kinds.remove(AppealKind.REVIEW)
    return Standing(until, in_time, cases, kinds)


def answered_in(attempt: Attempt, score: ScoreVersion) -> list[Answered]:
    """What people marked in the attempt."""
    return list_answered_questions(attempt, score)


def _one(rows: Select[Appeal]) -> Case:
    found = db.session.scalar(rows.options(*_LOADED).execution_options(populate_existing=True))
    if found is None:
        raise NotFound
    return _case(found, get_working_calendar())


def get_case(public_id: str) -> Case:
    """An appeal for officers, or NotFound."""
    return _one(select(Appeal).where(Appeal.public_id == public_id))


def get_own_appeal(public_id: str, *, visible_to: Viewer) -> Appeal:
    """One of the candidate's own appeals."""
    rows = select(Appeal).where(Appeal.public_id == public_id, Appeal.user_id == visible_to.id)
    return _one(rows).appeal


def get_case_to_mark(public_id: str, *, visible_to: Viewer) -> Case:
    """An appeal whose answers lie with this marker now."""
    return _one(
        select(Appeal).where(
            Appeal.public_id == public_id,
            Appeal.marker_id == visible_to.id,
            Appeal.state == AppealState.MARKING,
        )
    )


def list_cases(*, open_only: bool = False, most: int = 200) -> list[Case]:
    """Appeals for officers: open ones by the day they are due, then the latest answered."""
    rows = select(Appeal).options(*_LOADED).order_by(Appeal.id.desc()).limit(most)
    if open_only:
        rows = rows.where(Appeal.state.in_(OPEN))
    calendar = get_working_calendar()
    cases = [_case(one, calendar) for one in db.session.scalars(rows)]
    waiting = sorted((one for one in cases if one.is_open), key=lambda one: one.due.last)
    return waiting + [one for one in cases if not one.is_open]


def list_own_cases(user_id: int) -> list[Case]:
    """A person's appeals, the newest first; one statement, two where there are any."""
    rows = (
        select(Appeal)
        .where(Appeal.user_id == user_id)
        .options(joinedload(Appeal.result).joinedload(Result.attempt).joinedload(Attempt.sitting))
        .order_by(Appeal.id.desc())
    )
    found = list(db.session.scalars(rows))
    if not found:
        return []
    calendar = get_working_calendar()
    return [_case(one, calendar) for one in found]


def list_to_decide() -> list[Appeal]:
    """Appeals in which the next step is an officer's, oldest first."""
    waits = AppealState.RECEIVED, AppealState.CHECKED
    rows = select(Appeal).where(Appeal.state.in_(waits)).order_by(Appeal.filed_at)
    return list(db.session.scalars(rows))


def list_to_mark(viewer: Viewer) -> list[Appeal]:
    """Appeals whose answers this person is to mark afresh."""
    rows = select(Appeal).where(Appeal.marker_id == viewer.id, Appeal.state == AppealState.MARKING)
    return list(db.session.scalars(rows.order_by(Appeal.id)))


def find_appeal_of_proposal(proposal_id: int) -> Appeal | None:
    """The appeal whose correction this proposal is."""
    return db.session.scalar(select(Appeal).where(Appeal.proposal_id == proposal_id))


def list_marks(appeal_id: int) -> list[AppealMark]:
    """What the fresh marker gave."""
    rows = select(AppealMark).where(AppealMark.appeal_id == appeal_id).order_by(AppealMark.id)
    return list(db.session.scalars(rows))


@dataclass(frozen=True)
class Compared:
    """One answer, before and by the fresh marker; hundredths of the form."""

    answered: Answered
    mark: AppealMark
    before: int
    after: int


def compare_marks(appeal: Appeal) -> list[Compared]:
    """Answer by answer: what it counted, what it would count by the fresh marker."""
    attempt = appeal.result.attempt
    assert attempt is not None
    score = find_newest_score(attempt.id) or appeal.score_version
    answered = {one.question.id: one for one in answered_in(attempt, score)}
    found = []
    for mark in list_marks(appeal.id):
        one = answered.get(mark.form_item_id)
        if one is not None:
            after = on_form(mark.points * POINT, one.question.worth, one.question.points)
            found.append(Compared(one, mark, score.marks[one.question.item][0] or 0, after))
    return found


def suggested_total(appeal: Appeal, compared: Sequence[Compared]) -> int:
    """The present total with the fresh marks in the place of the old, within full marks."""
    total = appeal.result.total + sum(one.after - one.before for one in compared)
    return max(0, min(total, full_marks(appeal.score_version.areas)))

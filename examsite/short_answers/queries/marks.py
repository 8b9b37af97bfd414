"""Marks that were given, and who may not give any to whom."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import select

from examsite.attempts.models import Attempt
from examsite.kit.db import db
from examsite.practicals.models import ConflictDeclaration
from examsite.practicals.policies import Examiner, Person, why_not
from examsite.practicals.queries.examiners import organisations_on
from examsite.short_answers.models import AnswerMark, MarkingQueue
from examsite.short_answers.queries.waiting import Open, Question


@dataclass(frozen=True)
class Given:
    """A marker's word on one answer or check, as it stands now, with its first revision."""

    mark: AnswerMark
    first: AnswerMark
    marker_id: int
    sitting_id: int
    question_id: int
    stale: bool = False
    """The answer was handed in again after this mark: it says nothing of the answer now."""


def list_given(
    *,
    question_ids: Collection[int] | None = None,
    sitting_id: int | None = None,
    queue_id: int | None = None,
    attempt_id: int | None = None,
    attempt_ids: Collection[int] | None = None,
) -> list[Given]:
    """Marks in the order in which they were first given; one statement."""
    rows = (
        select(AnswerMark, MarkingQueue, Attempt.submitted_at)
        .join(MarkingQueue, MarkingQueue.id == AnswerMark.queue_id)
        .outerjoin(Attempt, Attempt.id == AnswerMark.attempt_id)
        .order_by(AnswerMark.id)
    )
    wanted = (
        (MarkingQueue.sitting_id, sitting_id),
        (MarkingQueue.id, queue_id),
        (AnswerMark.attempt_id, attempt_id),
    )
    for column, value in wanted:
        if value is not None:
            rows = rows.where(column == value)
    if question_ids is not None:
        rows = rows.where(MarkingQueue.form_item_id.in_(question_ids))
    if attempt_ids is not None:
        rows = rows.where(AnswerMark.attempt_id.in_(attempt_ids))
    found: dict[tuple[int, int], Given] = {}
    for mark, queue, handed_in in db.session.execute(rows):
        place = (mark.queue_id, mark.number)
        first = found[place].first if place in found else mark
        stale = handed_in is not None and first.at < handed_in
        of = (queue.marker_id, queue.sitting_id, queue.form_item_id)
        found[place] = Given(mark, first, *of, stale=stale)
    return list(found.values())


Marks = dict[tuple[int, int], list[Given]]


def by_answer(given: Iterable[Given], questions: dict[int, Question]) -> Marks:
    """(attempt, question) -> marks of the answer as it is now by the question's newest guide;
    checks are left out."""
    found: Marks = defaultdict(list)
    for one in given:
        question = questions.get(one.question_id)
        current = question and one.mark.key_version_id == question.key_version_id
        if one.mark.attempt_id is not None and current and not one.stale:
            found[one.mark.attempt_id, one.question_id].append(one)
    return found


def points_of(marks: Iterable[Given]) -> list[int]:
    """The points of these marks, in order."""
    return [one.mark.points for one in marks]


def not_for(marker_id: int, answers: Collection[Open]) -> frozenset[int]:
    """Attempts among these that the marker may not see: one's own, those of people of the same
    organisation on the day, and where a conflict is declared. One statement a day."""
    declared = list(
        db.session.scalars(
            select(ConflictDeclaration).where(ConflictDeclaration.examiner_id == marker_id)
        )
    )
    by_day: dict[object, list[Open]] = defaultdict(list)
    for one in answers:
        by_day[one.day].append(one)
    barred = set()
    for answered in by_day.values():
        people = {one.user_id for one in answered}
        belongs = organisations_on({marker_id, *people}, answered[0].day)
        facts = Examiner(
            user_id=marker_id,
            organisations=belongs[marker_id],
            declared_people=frozenset(one.candidate_id for one in declared if one.candidate_id),
            declared_organisations=frozenset(
                one.organisation_id for one in declared if one.organisation_id
            ),
        )
        barred |= {
            one.attempt_id
            for one in answered
            if why_not(facts, Person(one.user_id, belongs[one.user_id])) is not None
        }
    return frozenset(barred)


def list_markers(attempt_ids: Collection[int]) -> frozenset[int]:
    """People who have marked answers of these attempts."""
    rows = (
        select(MarkingQueue.marker_id)
        .join(AnswerMark, AnswerMark.queue_id == MarkingQueue.id)
        .where(AnswerMark.attempt_id.in_(attempt_ids))
    )
    return frozenset(db.session.scalars(rows))

"""A second look at one attempt's short answers: who may take it, and what there is to mark."""

from dataclasses import dataclass

from sqlalchemy import select

from examsite.accounts.models import User
from examsite.accounts.queries import list_people
from examsite.attempts.models import Attempt, ScoreVersion
from examsite.attempts.queries.answers import list_answers
from examsite.domain.regrade import is_void
from examsite.domain.terms import Role
from examsite.kit.clock import local_date
from examsite.kit.db import db
from examsite.practicals.models import ConflictDeclaration
from examsite.practicals.policies import Examiner, Person, why_not
from examsite.practicals.queries.examiners import organisations_on
from examsite.short_answers.queries.marks import list_markers
from examsite.short_answers.queries.waiting import Question, list_questions


def list_fresh_markers(attempt: Attempt) -> list[User]:
    """Examiners who have marked nothing of the attempt and have nothing to do with the candidate:
    not the same organisation, no declared conflict. A handful of statements."""
    people, first = list_people(Role.EXAMINER), list_markers([attempt.id])
    ids = {one.id for one in people}
    belongs = organisations_on({*ids, attempt.user_id}, local_date(attempt.started_at))
    declared = list(
        db.session.scalars(
            select(ConflictDeclaration).where(ConflictDeclaration.examiner_id.in_(ids))
        )
    )
    candidate = Person(attempt.user_id, belongs[attempt.user_id])

    def facts(user: User) -> Examiner:
        own = [one for one in declared if one.examiner_id == user.id]
        return Examiner(
            user_id=user.id,
            organisations=belongs[user.id],
            declared_people=frozenset(one.candidate_id for one in own if one.candidate_id),
            declared_organisations=frozenset(
                one.organisation_id for one in own if one.organisation_id
            ),
        )

    return [
        user for user in people if user.id not in first and why_not(facts(user), candidate) is None
    ]


@dataclass(frozen=True)
class Answered:
    """A short question of the attempt with what was written."""

    question: Question
    text: str


def list_answered_questions(attempt: Attempt, score: ScoreVersion) -> list[Answered]:
    """The short questions that were answered and count, in the order of the form."""
    written = list_answers(attempt.id)
    return [
        Answered(one, str(written[one.item]["value"]))
        for one in list_questions([attempt.form_id]).values()
        if one.item in written
        and str(written[one.item]["value"] or "").strip()
        and one.item in score.marks
        and not is_void(score.marks[one.item])
    ]

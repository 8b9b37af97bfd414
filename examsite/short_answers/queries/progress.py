"""The officer's view: how far the marking of a sitting is, where markers differ or drift."""

from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import select

from examsite.accounts.models import User
from examsite.domain.answer_marking import combine, drifted, needs_third
from examsite.exams.models import Sitting
from examsite.exams.queries import list_form_ids
from examsite.kit.db import db
from examsite.short_answers.queries.marks import Given, by_answer, list_given, points_of
from examsite.short_answers.queries.waiting import (
    Question,
    list_answered,
    list_open,
    list_questions,
)


@dataclass(frozen=True)
class Check:
    """An anchor that came as a check: its points and what the marker first gave."""

    anchor: int
    given: int

    @property
    def missed(self) -> bool:
        """Whether it was missed by so much that the marker was told."""
        return drifted(self.given, self.anchor)


@dataclass(frozen=True)
class Marker:
    """One marker at one question: how many answers, which checks, and (points, note) where
    something was noted on an answer."""

    user: User
    marked: int
    checks: list[Check]
    notes: list[tuple[int, str]]

    @property
    def missed(self) -> int:
        """How many checks were missed by much."""
        return sum(check.missed for check in self.checks)


@dataclass(frozen=True)
class Progress:
    """One question of a sitting, in answers: how often they were marked, what came of it."""

    question: Question
    answers: int
    untouched: int
    once: int
    twice: int
    third: int
    gaps: int
    settled: int
    markers: list[Marker]

    @property
    def waiting_for_third(self) -> int:
        """Two marks too far apart, and nobody has given the third."""
        return self.gaps - self.third


def _markers(given: list[Given], people: dict[int, User]) -> list[Marker]:
    found: dict[int, list[Given]] = defaultdict(list)
    for one in given:
        found[one.marker_id].append(one)
    return [
        Marker(
            user=people[marker_id],
            marked=sum(one.mark.attempt_id is not None for one in own),
            checks=[
                Check(one.mark.anchor, one.first.points)
                for one in own
                if one.mark.anchor is not None
            ],
            notes=[
                (one.mark.points, one.mark.note)
                for one in own
                if one.mark.note and one.mark.anchor is None
            ],
        )
        for marker_id, own in sorted(found.items(), key=lambda pair: people[pair[0]].username)
    ]


def list_progress(sitting: Sitting) -> list[Progress]:
    """Every short question of the sitting in order; five statements."""
    questions = list_questions(list_form_ids(sitting))
    answered = list_answered(sitting.id, questions)
    given = list_given(sitting_id=sitting.id)
    ids = {one.marker_id for one in given}
    people = {user.id: user for user in db.session.scalars(select(User).where(User.id.in_(ids)))}
    marks = by_answer(given, questions)
    lines = []
    for question in questions.values():
        points = [
            points_of(marks.get((attempt, question.id), [])) for attempt in answered[question.id]
        ]
        lines.append(
            Progress(
                question=question,
                answers=len(points),
                untouched=sum(not one for one in points),
                once=sum(len(one) == 1 for one in points),
                twice=sum(len(one) == 2 for one in points),
                third=sum(len(one) > 2 for one in points),
                gaps=sum(needs_third(one) for one in points),
                settled=sum(combine(one) is not None for one in points),
                markers=_markers([g for g in given if g.question_id == question.id], people),
            )
        )
    return lines


@dataclass(frozen=True)
class Waiting:
    """A sitting with the number of its answers that wait for people."""

    sitting: Sitting
    answers: int


def list_waiting() -> list[Waiting]:
    """Sittings in which answers wait, the oldest first; three statements at most."""
    counts: dict[int, int] = defaultdict(int)
    for one in list_open(list_questions()):
        counts[one.sitting_id] += 1
    if not counts:
        return []
    rows = select(Sitting).where(Sitting.id.in_(counts)).order_by(Sitting.closes_at, Sitting.id)
    return [Waiting(sitting, counts[sitting.id]) for sitting in db.session.scalars(rows)]

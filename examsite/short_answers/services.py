"""Marking short answers: a queue is opened, marks are given, the last one makes a new score."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from examsite.attempts.models import Attempt, ScoreVersion
from examsite.attempts.queries.attempts import find_newest_score
from examsite.attempts.queries.remarking import list_form_places
from examsite.domain.actions import Action
from examsite.domain.answer_marking import ANSWER_RULE, combine, drifted, given_points, on_form
from examsite.domain.knowledge import stored_profile
from examsite.domain.regrade import Place, profile_of, sum_marks, total_of
from examsite.kit.access import Viewer
from examsite.kit.chance import new_seed
from examsite.kit.db import Transaction, write
from examsite.short_answers.models import AnswerMark, MarkingQueue
from examsite.short_answers.policies import (
    AlreadyMarked,
    AnswerSettled,
    MarkFixed,
    NothingMarked,
    NothingToMark,
)
from examsite.short_answers.queries.marks import by_answer, list_given, points_of
from examsite.short_answers.queries.queues import Desk, Line, find_queue, load_desk
from examsite.short_answers.queries.waiting import list_questions

HUMAN = "human"
LONGEST_NOTE = 1000


@dataclass(frozen=True)
class Saved:
    """What came of a mark: `missed` is the anchor's points when a check was missed by much."""

    mark: AnswerMark
    missed: int | None = None
    completed: bool = False


def open_queue(line: Line, *, by: Viewer, now: datetime) -> MarkingQueue:
    """The marker's queue of one question of one sitting; the seed is drawn once and kept.

    Raises NothingToMark when nothing waits for this person.
    """
    if line.queue is not None:
        return line.queue
    if not line.waiting:
        raise NothingToMark
    with write(Action.MARKING_OPENED, by=by, now=now) as tx:
        tx.lock(line.sitting)
        queue = find_queue(line.sitting.id, line.question.id, by.id)
        if queue is None:
            queue = tx.add(
                MarkingQueue(
                    sitting_id=line.sitting.id,
                    form_item_id=line.question.id,
                    marker_id=by.id,
                    seed=new_seed(),
                    size=line.waiting,
                    opened_at=now,
                )
            )
        tx.about = queue
    return queue


def give(
    queue: MarkingQueue,
    token: str,
    lines: Sequence[int | None],
    *,
    note: str,
    by: Viewer,
    now: datetime,
) -> Saved:
    """Mark what the page called `token`, line by line of the guide.

    Raises BadMarks, AlreadyMarked, AnswerSettled when others were faster or the answer has left.
    """
    with write(Action.ANSWER_MARKED, by=by, now=now, about=queue) as tx:
        desk = _hold(tx, queue)
        offer = desk.offered(token)
        if offer is None:
            raise AlreadyMarked if desk.has_given(token) else AnswerSettled
        attempt = offer.answer.attempt_id if offer.answer else None
        if attempt is not None:
            _hold_attempt(tx, attempt)
            desk = load_desk(queue)  # another marker may have been here while we waited
            if desk.offered(token) is None:
                raise AnswerSettled
        mark = _add(tx, desk, lines, note, attempt=attempt, anchor=offer.anchor)
        if offer.anchor is not None:
            missed = offer.anchor if drifted(mark.points, offer.anchor) else None
            return Saved(mark, missed=missed)
        return Saved(mark, completed=_complete(tx, attempt))


def amend(
    queue: MarkingQueue, lines: Sequence[int | None], *, note: str, by: Viewer, now: datetime
) -> Saved:
    """Another word on what was marked last, while nobody else has marked it.

    Raises BadMarks, NothingMarked, MarkFixed.
    """
    with write(Action.ANSWER_MARKED, by=by, now=now, about=queue) as tx:
        desk = _hold(tx, queue)
        last = desk.last()
        if last is None or last.given is None:
            raise NothingMarked
        before = last.given.mark
        if before.attempt_id is not None:
            _hold_attempt(tx, before.attempt_id)
            desk = load_desk(queue)
        if desk.is_fixed(last.given):
            raise MarkFixed
        mark = _add(
            tx,
            desk,
            lines,
            note,
            attempt=before.attempt_id,
            anchor=before.anchor,
            number=before.number,
            revision=before.revision + 1,
        )
    return Saved(mark)


def _hold(tx: Transaction, queue: MarkingQueue) -> Desk:
    """One marker's own saves come one after the other."""
    return load_desk(tx.lock(queue))


def _hold_attempt(tx: Transaction, attempt_id: int) -> Attempt:
    return tx.lock(tx.session.get_one(Attempt, attempt_id))


def _add(
    tx: Transaction,
    desk: Desk,
    lines: Sequence[int | None],
    note: str,
    *,
    attempt: int | None,
    anchor: int | None,
    number: int | None = None,
    revision: int = 1,
) -> AnswerMark:
    points = given_points(lines, desk.question.worth)
    return tx.add(
        AnswerMark(
            queue_id=desk.queue.id,
            number=number or desk.done + 1,
            revision=revision,
            attempt_id=attempt,
            anchor=anchor,
            key_version_id=desk.question.key_version_id,
            lines=list(lines),
            points=points,
            note=note.strip()[:LONGEST_NOTE],
            at=tx.now,
        )
    )


def _complete(tx: Transaction, attempt_id: int | None) -> bool:
    """A new score of the attempt if nothing of it waits any more; the attempt is held."""
    attempt = tx.session.get_one(Attempt, attempt_id)
    score = find_newest_score(attempt.id)
    if score is None or not score.waiting:
        return False
    questions = list_questions([attempt.form_id])
    given = by_answer(list_given(attempt_id=attempt.id), questions)
    marks = dict(score.marks)
    for question in questions.values():
        if question.item not in score.waiting:
            continue
        settled = combine(points_of(given.get((attempt.id, question.id), [])))
        if settled is None:
            return False
        points = on_form(settled, question.worth, question.points)
        marks[question.item] = [points, question.key_version]
    tx.add(_score(tx, attempt, score, marks))
    return True


def _score(
    tx: Transaction, attempt: Attempt, before: ScoreVersion, marks: dict[str, list[Any]]
) -> ScoreVersion:
    """The next version: people's marks filled in, areas and total by the rule of all scores.

    What a regrade took out or added before stays so.
    """
    places = {one.item: Place(one.area, one.points) for one in list_form_places(attempt.form_id)}
    areas = profile_of(marks, places)
    bonus = before.total - sum_marks(before.marks)
    return ScoreVersion(
        attempt_id=attempt.id,
        number=before.number + 1,
        method=HUMAN,
        rule_version=f"{before.rule_version}+{ANSWER_RULE}",
        total=total_of(areas, bonus),
        marks=marks,
        areas=stored_profile(areas),
        at=tx.now,
    )

"""One marker's queues: what is left, what comes next. Nothing here says whose an answer is."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from examsite.domain.answer_marking import (
    combine,
    count_characters,
    held_back,
    in_order,
    left,
    next_check,
    opaque,
)
from examsite.domain.errors import NotFound
from examsite.exams.models import Sitting
from examsite.kit.access import Viewer
from examsite.kit.db import db
from examsite.short_answers.models import AnswerMark, MarkingQueue
from examsite.short_answers.queries.marks import (
    Given,
    Marks,
    by_answer,
    list_given,
    not_for,
    points_of,
)
from examsite.short_answers.queries.waiting import (
    Open,
    Question,
    list_open,
    list_questions,
    text_of,
)


@dataclass(frozen=True)
class Offer:
    """What lies before a marker: an answer, or an anchor that looks like one.

    `token` is all the page knows of it; `answer` None: a check worth `anchor` points.
    """

    token: str
    number: int
    text: str
    answer: Open | None = None
    anchor: int | None = None
    given: Given | None = None

    @property
    def characters(self) -> int:
        """The length of the text as the exam page counted it."""
        return count_characters(self.text)


@dataclass(frozen=True)
class Desk:
    """A queue with what decides what comes next: the answers this marker may mark, in no order,
    and what he has given."""

    queue: MarkingQueue
    question: Question
    answers: list[Open]
    given: list[Given]
    marks: Marks

    @property
    def done(self) -> int:
        """How many places of the queue are marked, checks among them."""
        return max((one.mark.number for one in self.given), default=0)

    @property
    def left(self) -> int:
        """How many are still to come."""
        return left(self.queue, self.question.anchors, **self._counts())

    @property
    def samples(self) -> dict[int, str]:
        """Anchors to be shown beside the guide, most points first: not those that are checks."""
        held = held_back(self.queue, self.question.anchors)
        shown = sorted(set(self.question.anchors) - set(held), reverse=True)
        return {points: self.question.anchors[points] for points in shown}

    def _counts(self) -> dict[str, int]:
        checked = sum(one.mark.anchor is not None for one in self.given)
        return {"done": self.done, "open_answers": len(self.answers), "checked": checked}

    def next(self) -> Offer | None:
        """What comes next, or None: the queue is done as things stand."""
        anchor = next_check(self.queue, self.question.anchors, **self._counts())
        if anchor is not None:
            return self._check(anchor, self.done + 1)
        by_id = {str(one.attempt_id): one for one in self.answers}
        first = next(iter(in_order(self.queue, by_id)), None)
        return None if first is None else self._answer(by_id[first], self.done + 1)

    def offered(self, token: str) -> Offer | None:
        """What the page called by this token, if it may still be marked."""
        coming = self.next()
        if coming is not None and coming.token == token:
            return coming
        found = [one for one in self.answers if self._token(one.attempt_id) == token]
        return self._answer(found[0], self.done + 1) if found else None

    def has_given(self, token: str) -> bool:
        """Whether the marker has marked what the page called by this token."""
        return any(self._token_of(one) == token for one in self.given)

    def last(self) -> Offer | None:
        """What was marked last, with what was given; None before the first mark."""
        one = max(self.given, key=lambda each: each.mark.number, default=None)
        if one is None:
            return None
        text = self._text(one)
        token, number = self._token_of(one), one.mark.number
        return Offer(token, number, text, anchor=one.mark.anchor, given=one)

    def is_fixed(self, one: Given) -> bool:
        """Whether the marker's word can no longer be changed: another one has marked too, the
        answer has left, or the guide is another."""
        if one.mark.key_version_id != self.question.key_version_id:
            return True
        if one.mark.attempt_id is None:
            return False
        return len(self.marks.get((one.mark.attempt_id, self.question.id), [])) != 1

    def _text(self, one: Given) -> str:
        if one.mark.anchor is not None:
            return self.question.anchors.get(one.mark.anchor, "")
        assert one.mark.attempt_id is not None, "a mark is of an answer or of a check"
        return text_of(one.mark.attempt_id, self.question)

    def _check(self, anchor: int, number: int) -> Offer:
        token = opaque(self.queue, f"check:{number}")
        return Offer(token, number, self.question.anchors[anchor], anchor=anchor)

    def _answer(self, one: Open, number: int) -> Offer:
        text = text_of(one.attempt_id, self.question)
        return Offer(self._token(one.attempt_id), number, text, answer=one)

    def _token(self, attempt_id: int) -> str:
        return opaque(self.queue, f"answer:{attempt_id}")

    def _token_of(self, one: Given) -> str:
        if one.mark.attempt_id is None:
            return opaque(self.queue, f"check:{one.mark.number}")
        return self._token(one.mark.attempt_id)


def may_mark(
    marker_id: int, answers: Iterable[Open], marks: Marks, barred: frozenset[int]
) -> list[Open]:
    """The answers among these that still need a mark which this person may give."""
    found = []
    for one in answers:
        given = marks.get((one.attempt_id, one.question_id), [])
        mine = any(each.marker_id == marker_id for each in given)
        if one.attempt_id not in barred and not mine and combine(points_of(given)) is None:
            found.append(one)
    return found


def get_queue(public_id: str, *, visible_to: Viewer) -> MarkingQueue:
    """One of the viewer's own queues, its sitting loaded; NotFound for everybody else."""
    rows = (
        select(MarkingQueue)
        .where(MarkingQueue.public_id == public_id, MarkingQueue.marker_id == visible_to.id)
        .options(joinedload(MarkingQueue.sitting))
    )
    found = db.session.scalar(rows)
    if found is None:
        raise NotFound
    return found


def find_queue(sitting_id: int, question_id: int, marker_id: int) -> MarkingQueue | None:
    """A marker's queue of one question of one sitting."""
    rows = select(MarkingQueue).where(
        MarkingQueue.sitting_id == sitting_id,
        MarkingQueue.form_item_id == question_id,
        MarkingQueue.marker_id == marker_id,
    )
    return db.session.scalar(rows)


def load_desk(queue: MarkingQueue) -> Desk:
    """The queue as it stands; a handful of statements whatever its length."""
    questions = list_questions(question_id=queue.form_item_id)
    question = questions[queue.form_item_id]
    answers = list_open(questions, [queue.sitting_id])
    given = list_given(question_ids=[queue.form_item_id], sitting_id=queue.sitting_id)
    marks = by_answer(given, questions)
    marker = queue.marker_id
    offered = may_mark(marker, answers, marks, not_for(marker, answers))
    own = [one for one in given if one.mark.queue_id == queue.id]
    return Desk(queue, question, offered, own, marks)


@dataclass(frozen=True)
class Line:
    """One question of one sitting in a marker's list; `queue` None: not begun. `waiting` answers,
    `left` with the checks among them (while not begun: about so many)."""

    sitting: Sitting
    question: Question
    queue: MarkingQueue | None
    waiting: int
    left: int
    done: int


def list_lines(viewer: Viewer) -> list[Line]:
    """Every question in which something waits for this person, oldest sitting first."""
    questions = list_questions()
    if not questions:
        return []
    answers, begun = list_open(questions), _list_begun(viewer.id)
    unchecked = {place for place, (_, checked) in begun.items() if checked == 0}
    wanted = {one.question_id for one in answers} | {question_id for _, question_id in unchecked}
    if not wanted:
        return []
    given = list_given(question_ids=wanted)
    marks = by_answer(given, questions)
    mine = may_mark(viewer.id, answers, marks, not_for(viewer.id, answers))
    places = unchecked | {(one.sitting_id, one.question_id) for one in mine}
    sittings = _sittings({sitting_id for sitting_id, _ in places})
    lines = []
    for place in sorted(places, key=lambda one: (sittings[one[0]].closes_at, one)):
        open_here = [one for one in mine if (one.sitting_id, one.question_id) == place]
        queue = begun[place][0] if place in begun else None
        own = [one for one in given if queue and one.mark.queue_id == queue.id]
        question = questions[place[1]]
        waiting = len(open_here)
        desk = Desk(queue or MarkingQueue(seed=0, size=waiting), question, open_here, own, marks)
        lines.append(Line(sittings[place[0]], question, queue, waiting, desk.left, desk.done))
    return [line for line in lines if line.left]


def _sittings(ids: set[int]) -> dict[int, Sitting]:
    return {one.id: one for one in db.session.scalars(select(Sitting).where(Sitting.id.in_(ids)))}


def _list_begun(marker_id: int) -> dict[tuple[int, int], tuple[MarkingQueue, int | None]]:
    """(sitting, question) -> the marker's queue and how many checks it has had; None: no mark."""
    rows = (
        select(MarkingQueue, func.count(AnswerMark.id), func.count(AnswerMark.anchor))
        .outerjoin(AnswerMark, AnswerMark.queue_id == MarkingQueue.id)
        .where(MarkingQueue.marker_id == marker_id)
        .group_by(MarkingQueue.id)
    )
    return {
        (queue.sitting_id, queue.form_item_id): (queue, checks if given else None)
        for queue, given, checks in db.session.execute(rows)
    }


def get_line(viewer: Viewer, sitting: str, item: str) -> Line:
    """One line of the marker's list, or NotFound."""
    for line in list_lines(viewer):
        if (line.sitting.public_id, line.question.item) == (sitting, item):
            return line
    raise NotFound

"""The answers that wait for people: an answer to a short question whose mark is still open.

Whatever leaves by another way (an attempt that is voided, a mark set otherwise) is not here, nor
what is held: an answer may still be replaced by the one on paper.
"""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, Text, and_, cast, select
from sqlalchemy.orm import aliased, joinedload

from examsite.attempts.models import Attempt, ScoreVersion
from examsite.attempts.queries.answers import list_answers
from examsite.attempts.queries.holds import is_held
from examsite.domain.terms import AttemptState
from examsite.exams.models import FormItem
from examsite.exams.queries import is_short_answer
from examsite.items.models import KeyVersion
from examsite.kit.clock import local_date
from examsite.kit.db import db

FINISHED = (AttemptState.HANDED_IN, AttemptState.CLOSED_BY_DEADLINE)
OPEN_MARK = "%[null,%"
"""How an open mark looks in a score's marks as they are stored."""


@dataclass(frozen=True)
class Question:
    """A short question's place on a form, with the newest guide and anchors."""

    id: int
    form_id: int
    item: str
    position: int
    points: int
    stem: str
    length: tuple[int, int]
    material: str
    figures: dict[str, str]
    guide: tuple[tuple[int, str], ...]
    anchors: dict[int, str]
    key_version_id: int
    key_version: int

    @property
    def worth(self) -> list[int]:
        """Points of each line of the guide."""
        return [points for points, _ in self.guide]


@dataclass(frozen=True)
class Open:
    """One answer whose mark is open. Whose it is stays with queries and services."""

    attempt_id: int
    attempt: str
    user_id: int
    day: date
    sitting_id: int
    question_id: int


def list_questions(
    form_ids: Collection[int] | None = None, *, question_id: int | None = None
) -> dict[int, Question]:
    """Form item's id -> every short question (of these forms, or only one); one statement."""
    newer = aliased(KeyVersion)
    rows = (
        select(FormItem, KeyVersion)
        .join(KeyVersion, KeyVersion.item_version_id == FormItem.item_version_id)
        .outerjoin(
            newer,
            and_(
                newer.item_version_id == KeyVersion.item_version_id,
                newer.number > KeyVersion.number,
            ),
        )
        .where(is_short_answer(), newer.id.is_(None))
        .options(joinedload(FormItem.version))
        .order_by(FormItem.form_id, FormItem.position)
    )
    if form_ids is not None:
        rows = rows.where(FormItem.form_id.in_(form_ids))
    if question_id is not None:
        rows = rows.where(FormItem.id == question_id)
    return {place.id: _question(place, key) for place, key in db.session.execute(rows)}


def _question(place: FormItem, version: KeyVersion) -> Question:
    content, key = place.version.content, version.key
    material, figures = content.get("material", ""), content.get("figures", {})
    if place.part:
        content = next(part for part in content["parts"] if part["id"] == place.part)
        key = key["parts"][place.part]
    low, high = content["length"]
    return Question(
        id=place.id,
        form_id=place.form_id,
        item=place.public_id,
        position=place.position,
        points=place.points,
        stem=content["stem"],
        length=(low, high),
        material=material,
        figures=figures,
        guide=tuple((line["points"], line["text"]) for line in key["guide"]),
        anchors={int(points): text for points, text in key["anchors"].items()},
        key_version_id=version.id,
        key_version=version.number,
    )


def _newest_scores() -> Select[Attempt, ScoreVersion]:
    """Attempts that are finished with the score in force: `where` picks some of them."""
    newer = aliased(ScoreVersion)
    return (
        select(Attempt, ScoreVersion)
        .join(ScoreVersion, ScoreVersion.attempt_id == Attempt.id)
        .outerjoin(
            newer,
            and_(newer.attempt_id == Attempt.id, newer.number > ScoreVersion.number),
        )
        .where(newer.id.is_(None), Attempt.state.in_(FINISHED), ~is_held())
    )


def list_open(
    questions: dict[int, Question], sitting_ids: Collection[int] | None = None
) -> list[Open]:
    """Every open answer to these questions (in these sittings); one statement."""
    if not questions:
        return []
    by_form: dict[int, dict[str, int]] = {}
    for one in questions.values():
        by_form.setdefault(one.form_id, {})[one.item] = one.id
    rows = _newest_scores().where(
        Attempt.form_id.in_(by_form), cast(ScoreVersion.marks, Text).like(OPEN_MARK)
    )
    if sitting_ids is not None:
        rows = rows.where(Attempt.sitting_id.in_(sitting_ids))
    return [
        Open(
            attempt_id=attempt.id,
            attempt=attempt.public_id,
            user_id=attempt.user_id,
            day=local_date(attempt.started_at),
            sitting_id=attempt.sitting_id,
            question_id=by_form[attempt.form_id][item],
        )
        for attempt, score in db.session.execute(rows)
        for item in score.waiting
        if item in by_form[attempt.form_id]
    ]


def count_open_attempts() -> dict[int, int]:
    """Sitting -> attempts of which something waits for people; sittings without are absent."""
    questions = list_questions()
    attempts = {(one.sitting_id, one.attempt_id) for one in list_open(questions)}
    return Counter(sitting_id for sitting_id, _ in attempts)


def list_answered(sitting_id: int, questions: dict[int, Question]) -> dict[int, list[int]]:
    """Question -> the finished attempts of a sitting that had something for people to mark
    there, marked by now or not; one statement."""
    by_item = {one.item: one.id for one in questions.values()}
    rows = (
        select(Attempt.id, ScoreVersion)
        .join(ScoreVersion, ScoreVersion.attempt_id == Attempt.id)
        .where(Attempt.sitting_id == sitting_id, Attempt.state.in_(FINISHED))
        .where(ScoreVersion.method == "machine", cast(ScoreVersion.marks, Text).like(OPEN_MARK))
    )
    found: dict[int, set[int]] = {one.id: set() for one in questions.values()}
    for attempt_id, score in db.session.execute(rows):
        for item in score.waiting:
            if item in by_item:
                found[by_item[item]].add(attempt_id)
    return {question_id: sorted(attempts) for question_id, attempts in found.items()}


def text_of(attempt_id: int, question: Question) -> str:
    """What the candidate wrote."""
    return str(list_answers(attempt_id)[question.item]["value"])

"""Every machine score computed again from stored versions and compared byte for byte.

What people gave is an input: the points of a marking guide, adjustments of a total. Everything
else of a score version follows from the stored answers, the key versions it names, the marks
people had given by then and the score before it. Where an attempt was opened again and handed in anew, the scores before that are history:
their answers have been written over.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select

from examsite.attempts.models import Attempt, ScoreVersion
from examsite.attempts.queries.remarking import (
    FormPlace,
    list_answers_to,
    list_form_places,
    list_keys,
)
from examsite.attempts.services.handing_in import MACHINE
from examsite.attempts.services.remarking import Marker
from examsite.domain.answer_marking import on_form
from examsite.domain.canonical import canonical
from examsite.domain.knowledge import stored_profile
from examsite.domain.regrade import (
    Change,
    Mark,
    Place,
    Score,
    new_mark,
    regraded,
    score_of,
    settle,
    standing,
    sum_marks,
)
from examsite.domain.scoring import RULE_VERSION
from examsite.domain.terms import ItemType, Outcome
from examsite.exams.models import ExamForm, Sitting
from examsite.kit.db import db
from examsite.results.models import RegradeRun, RegradeStep, Result
from examsite.results.policies import REGRADED, decide_score, reasons_for, rules_of
from examsite.results.services.correcting import ADJUSTMENT
from examsite.results.services.regrade_marking import WITH_KEY
from examsite.short_answers.queries.settled import Settled, load_settled
from examsite.short_answers.services import HUMAN

CHUNK = 200


@dataclass(frozen=True)
class Difference:
    """Where a stored score is not what follows from what it was made of."""

    attempt: str
    number: int
    what: str


@dataclass
class Recomputed:
    """What was looked at. `other_rules`: scores made by another version of the marking rules."""

    attempts: int = 0
    scores: int = 0
    results: int = 0
    other_rules: int = 0
    differences: list[Difference] = field(default_factory=list)


class _Form:
    """What computing the scores of one form needs, read once."""

    def __init__(self, form: ExamForm):
        self.blueprint = form.blueprint.rules
        self.rules = rules_of(self.blueprint)
        self.order = list_form_places(form.id)
        self.places = {one.item: Place(one.area, one.points) for one in self.order}
        self.marker = Marker(list_keys(form.id))

    def changed(self, marks: dict[str, Mark], before: ScoreVersion) -> Score:
        """The score of these marks with what people added to the total of the one before."""
        return score_of(marks, self.places, self.rules, before.total - sum_marks(before.marks))


def recompute(sitting: Sitting | None = None, only: Collection[int] | None = None) -> Recomputed:
    """Compute everything again, of one sitting, of some attempts (ids) or of all; nothing is
    written."""
    found, forms = Recomputed(), dict[int, _Form]()
    for attempts in _chunks(sitting, only):
        for attempt in attempts:
            if attempt.form_id not in forms:
                forms[attempt.form_id] = _Form(_form(attempt.form_id))
        _check_chunk(found, forms, attempts)
        db.session.expunge_all()
    return found


def _chunks(sitting: Sitting | None, only: Collection[int] | None) -> Iterator[list[Attempt]]:
    last = 0
    while True:
        rows = select(Attempt).where(Attempt.id > last).order_by(Attempt.id).limit(CHUNK)
        if sitting is not None:
            rows = rows.where(Attempt.sitting_id == sitting.id)
        if only is not None:
            rows = rows.where(Attempt.id.in_(only))
        some = list(db.session.scalars(rows))
        if not some:
            return
        last = some[-1].id
        yield some


def _form(form_id: int) -> ExamForm:
    form = db.session.get_one(ExamForm, form_id)
    db.session.refresh(form, ["blueprint"])
    return form


def _check_chunk(found: Recomputed, forms: dict[int, _Form], attempts: Sequence[Attempt]) -> None:
    ids = [one.id for one in attempts]
    versions: dict[int, list[ScoreVersion]] = {}
    rows = select(ScoreVersion).where(ScoreVersion.attempt_id.in_(ids))
    for score in db.session.scalars(rows.order_by(ScoreVersion.number)):
        versions.setdefault(score.attempt_id, []).append(score)
    results = {
        row.attempt_id: row
        for row in db.session.scalars(select(Result).where(Result.attempt_id.in_(ids)))
    }
    answers, settled, runs = list_answers_to(ids), load_settled(ids), _runs(ids)
    for attempt in attempts:
        form, scores = forms[attempt.form_id], versions.get(attempt.id, [])
        found.attempts += 1
        own = _Own(
            attempt.id, {one.id: answers.get((attempt.id, one.id)) for one in form.order}, settled
        )
        for before, score in _live(scores):
            if score.rule_version.split("+")[0] != RULE_VERSION:
                found.other_rules += 1
                continue
            found.scores += 1
            what = _fault(form, own, before, score, runs.get(score.id))
            if what:
                found.differences.append(Difference(attempt.public_id, score.number, what))
        result = results.get(attempt.id)
        if result is not None:
            found.results += 1
            if not scores or _differs(form, scores[-1], result):
                number = scores[-1].number if scores else 0
                found.differences.append(Difference(attempt.public_id, number, "result"))


def _runs(attempt_ids: Sequence[int]) -> dict[int, RegradeRun]:
    """Score version -> the run that made it."""
    rows = db.session.execute(
        select(RegradeStep.score_version_id, RegradeRun)
        .join(RegradeRun, RegradeRun.id == RegradeStep.run_id)
        .where(RegradeStep.attempt_id.in_(attempt_ids))
    )
    return {row[0]: row[1] for row in rows}


def _live(scores: Sequence[ScoreVersion]) -> Iterator[tuple[ScoreVersion | None, ScoreVersion]]:
    """Each score from the newest hand-in on, with the one before it."""
    first = max((n for n, one in enumerate(scores) if one.method == MACHINE), default=0)
    for n in range(first, len(scores)):
        yield (scores[n - 1] if n > first else None), scores[n]


@dataclass(frozen=True)
class _Own:
    """What one attempt's marks are made of: answers by form item, and what people gave them."""

    attempt_id: int
    answers: dict[int, str | None]
    settled: Settled


def _fault(
    form: _Form,
    own: _Own,
    before: ScoreVersion | None,
    score: ScoreVersion,
    run: RegradeRun | None,
) -> str:
    """What of a score is not as it follows; empty when all is."""
    if set(score.marks) != set(form.places):
        return "items"
    marks = dict[str, Mark]()
    for place in form.order:
        stored = score.marks[place.item]
        if not form.marker.has_key(place, stored[1]):
            return "key"
        marks[place.item] = _mark(form, own, place, before, score)
    if canonical(marks) != canonical(score.marks):
        return "marks"
    if score.method == ADJUSTMENT and before is not None:
        kept = canonical([before.marks, before.areas]) == canonical([score.marks, score.areas])
        return "" if kept else "marks"
    if score.method == HUMAN and before is not None:
        return _compare(form.changed(marks, before), score)
    if score.method != REGRADED:
        return _compare(score_of(marks, form.places, form.rules), score)
    if before is None or run is None:
        return "run"
    made = _replayed(form, own.answers, before, run)
    if canonical(made.marks) != canonical(score.marks):
        return "marks"
    return _compare(made, score)


def _mark(
    form: _Form, own: _Own, place: FormPlace, before: ScoreVersion | None, score: ScoreVersion
) -> Mark:
    """The mark that follows; how the item was treated is taken as stored."""
    stored = score.marks[place.item]
    treated = Change(stored[2]) if len(stored) > 2 else Change.KEY
    earned = None
    if treated is Change.KEY:
        earned = form.marker.earned(place, stored[1], own.answers[place.id])
        if earned is None and place.type is ItemType.SHORT_ANSWER:
            earned = _by_people(form, own, place, before, score)
    return new_mark(treated, earned, stored[1], place.points)


def _by_people(
    form: _Form, own: _Own, place: FormPlace, before: ScoreVersion | None, score: ScoreVersion
) -> int | None:
    """What an answer has by its markers: nothing as long as the machine was alone, then what
    their marks made when the score was completed, and that ever after."""
    number = score.marks[place.item][1]
    if before is None or (score.method == REGRADED and before.marks[place.item][1] != number):
        return None  # by a new guide it waits for people again
    if score.method != HUMAN or before.marks[place.item][0] is not None:
        earned: int | None = before.marks[place.item][0]
        return earned
    points = own.settled.combined(own.attempt_id, place.id, number, score.at)
    if points is None:
        return None
    return on_form(points, form.marker.guide_of(place, number), place.points)


def _replayed(
    form: _Form, answers: dict[int, str | None], before: ScoreVersion, run: RegradeRun
) -> Score:
    """What the run makes of the score before it."""
    place = next(one for one in form.order if one.id == run.form_item_id)
    number, earned = before.marks[place.item][1], None
    if run.change in WITH_KEY:
        number = run.key_number
        earned = form.marker.earned(place, number, answers[place.id])
    stood = standing(before.marks, before.total, form.places, form.rules)
    mark = new_mark(run.change, earned, number, place.points)
    return settle(run.policy, stood, regraded(stood, place.item, mark, form.places, form.rules))


def _compare(made: Score, score: ScoreVersion) -> str:
    """Areas and total, the marks being the same."""
    for what, follows, stored in (
        ("areas", stored_profile(made.areas), score.areas),
        ("total", made.total, score.total),
    ):
        if canonical(follows) != canonical(stored):
            return what
    return ""


def _differs(form: _Form, score: ScoreVersion, result: Result) -> bool:
    """Whether a released result is not what its newest score and the rules make it."""
    decision = decide_score(score.total, score.areas, form.blueprint, score.voided)
    outcome = Outcome.PASS if decision.passed else Outcome.FAIL
    made = [score.id, score.total, outcome.value, reasons_for(decision)]
    stored = [result.score_version_id, result.total, result.outcome.value, result.reasons]
    return bool(canonical(made) != canonical(stored))

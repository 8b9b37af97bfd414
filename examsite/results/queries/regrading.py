"""Regrade runs: what they reach, what they rested on, how far they have come."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, or_, select
from sqlalchemy.orm import defer, joinedload, selectinload

from examsite.accounts.models import Proposal
from examsite.accounts.queries import find_pending_proposal
from examsite.attempts.models import Attempt, ScoreVersion
from examsite.domain.canonical import sha256_hex
from examsite.domain.errors import NotFound
from examsite.domain.regrade import RunState
from examsite.domain.terms import AttemptState, ProposalState
from examsite.exams.models import ExamForm, FormItem, Sitting
from examsite.exams.queries import list_form_ids, uses_form
from examsite.items.models import ItemVersion, KeyVersion
from examsite.kit.db import db
from examsite.results.models import RegradeLine, RegradeNotice, RegradeRun, RegradeStep, Result
from examsite.results.queries.certificates import certified
from examsite.results.queries.scores import FINISHED, is_newest, newest_of

REGRADE = "regrade.approve"
"""The act of the proposals that carry out a run."""


@dataclass(frozen=True)
class Scope:
    """Whose attempts are marked again: one sitting's, or everybody's on a form."""

    form: ExamForm
    sitting: Sitting | None

    @property
    def wanted(self) -> list[ColumnElement[bool]]:
        """The conditions on attempts."""
        found = [Attempt.form_id == self.form.id]
        return found if self.sitting is None else [*found, Attempt.sitting_id == self.sitting.id]


def scope_of(run: RegradeRun) -> Scope:
    """The scope of a run loaded by `get_run`."""
    return Scope(run.form, run.sitting)


def _scored(scope: Scope, *columns: Any) -> Select[Any]:
    newest = newest_of(ScoreVersion.attempt_id, ScoreVersion.number)
    return (
        select(Attempt.id, Attempt.user_id, *columns)
        .outerjoin(newest, newest.c.attempt_id == Attempt.id)
        .outerjoin(ScoreVersion, is_newest(newest))
        .outerjoin(Result, Result.attempt_id == Attempt.id)
        .where(*scope.wanted, Attempt.state.in_(FINISHED))
        .order_by(Attempt.id)
    )


def list_scored(scope: Scope) -> list[Row[int, int, ScoreVersion, int]]:
    """(attempt, user, score in force, result or None) of everybody who has finished."""
    return list(db.session.execute(_scored(scope, ScoreVersion, Result.id)))


def read_basis(scope: Scope, place: FormItem) -> str:
    """A hash of everything a dry run rests on: scores in force, what is released, the item's
    newest key, and how the certificates stand."""
    columns = (ScoreVersion.id, ScoreVersion.total, Result.id, Result.outcome)
    scores = [
        [attempt, user, score, total, result, outcome and outcome.value]
        for attempt, user, score, total, result, outcome in db.session.execute(
            _scored(scope, *columns)
        )
    ]
    key = db.session.scalar(
        select(func.max(KeyVersion.number)).where(
            KeyVersion.item_version_id == place.item_version_id
        )
    )
    rows = certified().where(*scope.wanted).order_by("attempt_id", "credential")
    certificates = [[row.attempt_id, row.credential, row.kind] for row in db.session.execute(rows)]
    return sha256_hex([scores, key, certificates])


def is_open(scope: Scope, now: datetime) -> bool:
    """Whether somebody still writes, or may still begin."""
    writing = select(Attempt.id).where(*scope.wanted, Attempt.state == AttemptState.IN_PROGRESS)
    if db.session.scalar(writing.limit(1)) is not None:
        return True
    ahead = select(Sitting.id).where(uses_form(scope.form.id), Sitting.closes_at > now)
    if scope.sitting is not None:
        ahead = ahead.where(Sitting.id == scope.sitting.id)
    return db.session.scalar(ahead.limit(1)) is not None


def is_in_scope(scope: Scope, user_id: int) -> bool:
    """Whether this person's own attempt would be marked again."""
    rows = select(Attempt.id).where(*scope.wanted, Attempt.user_id == user_id)
    return db.session.scalar(rows.limit(1)) is not None


def is_running(form_id: int) -> bool:
    """Whether a run on this form is being written."""
    rows = select(RegradeRun.id).where(
        RegradeRun.form_id == form_id, RegradeRun.state == RunState.RUNNING
    )
    return db.session.scalar(rows.limit(1)) is not None


_RUN = (
    joinedload(RegradeRun.form).options(defer(ExamForm.paper), joinedload(ExamForm.blueprint)),
    joinedload(RegradeRun.sitting),
    joinedload(RegradeRun.form_item).joinedload(FormItem.version).joinedload(ItemVersion.item),
    joinedload(RegradeRun.made_by),
    joinedload(RegradeRun.approved_by),
)


def get_run(public_id: str) -> RegradeRun:
    """A run with all it needs, or NotFound: for officers."""
    run = db.session.scalar(
        select(RegradeRun).where(RegradeRun.public_id == public_id).options(*_RUN)
    )
    if run is None:
        raise NotFound
    return run


def list_runs(sitting: Sitting) -> list[RegradeRun]:
    """The runs that reach a sitting, the newest first."""
    rows = (
        select(RegradeRun)
        .where(
            RegradeRun.form_id.in_(list_form_ids(sitting)),
            or_(RegradeRun.sitting_id.is_(None), RegradeRun.sitting_id == sitting.id),
        )
        .options(selectinload(RegradeRun.form_item), selectinload(RegradeRun.made_by))
        .order_by(RegradeRun.id.desc())
    )
    return list(db.session.scalars(rows))


def get_place(form: ExamForm, item: str) -> FormItem:
    """A place of a form by the id it has there, with its item; NotFound if there is none."""
    rows = (
        select(FormItem)
        .where(FormItem.form_id == form.id, FormItem.public_id == item)
        .options(joinedload(FormItem.version).joinedload(ItemVersion.item))
    )
    place = db.session.scalar(rows)
    if place is None:
        raise NotFound
    return place


def count_other_forms(place: FormItem) -> int:
    """How many other forms ask this version of the item."""
    rows = select(func.count(func.distinct(FormItem.form_id))).where(
        FormItem.item_version_id == place.item_version_id, FormItem.form_id != place.form_id
    )
    return db.session.scalar(rows) or 0


def find_key(place: FormItem, number: int) -> dict[str, Any] | None:
    """A whole key of a place's item by its number: for officers."""
    rows = select(KeyVersion.key).where(
        KeyVersion.item_version_id == place.item_version_id, KeyVersion.number == number
    )
    return db.session.scalar(rows)


def find_proposal(run: RegradeRun) -> Proposal | None:
    """The proposal that waits for its second person."""
    return find_pending_proposal(REGRADE, run.public_id)


def list_waiting_runs() -> list[RegradeRun]:
    """Runs that wait for a second person, oldest first."""
    rows = (
        select(RegradeRun)
        .join(Proposal, Proposal.subject_id == RegradeRun.public_id)
        .where(Proposal.act == REGRADE, Proposal.state == ProposalState.PENDING)
        .options(
            selectinload(RegradeRun.form_item),
            selectinload(RegradeRun.sitting),
            selectinload(RegradeRun.form),
            selectinload(RegradeRun.made_by),
        )
        .order_by(Proposal.id)
    )
    return list(db.session.scalars(rows))


def count_steps(run: RegradeRun) -> int:
    """How many attempts have been given their new score."""
    rows = select(func.count(RegradeStep.id)).where(RegradeStep.run_id == run.id)
    return db.session.scalar(rows) or 0


def list_to_do(run: RegradeRun, limit: int) -> list[int]:
    """The next attempts of a run that have no new score yet."""
    done = select(RegradeStep.attempt_id).where(RegradeStep.run_id == run.id)
    rows = (
        select(RegradeLine.attempt_id)
        .where(RegradeLine.run_id == run.id, RegradeLine.attempt_id.not_in(done))
        .order_by(RegradeLine.attempt_id)
    )
    return list(db.session.scalars(rows.limit(limit)))


def count_notices(run: RegradeRun) -> tuple[int, int]:
    """How many notices a run drafted, and how many of them have been sent."""
    row = db.session.execute(
        select(func.count(RegradeNotice.id), func.count(RegradeNotice.sent_at)).where(
            RegradeNotice.run_id == run.id
        )
    ).one()
    return row[0], row[1]


def list_unsent(run: RegradeRun, after: int, limit: int) -> list[RegradeNotice]:
    """The next notices that have not been sent, by id."""
    rows = (
        select(RegradeNotice)
        .where(RegradeNotice.run_id == run.id, RegradeNotice.sent_at.is_(None))
        .where(RegradeNotice.id > after)
        .order_by(RegradeNotice.id)
    )
    return list(db.session.scalars(rows.limit(limit)))


def results_of(attempt_ids: Collection[int]) -> dict[int, Result]:
    """Attempt -> its released result, held against other writers."""
    rows = select(Result).where(Result.attempt_id.in_(attempt_ids)).order_by(Result.id)
    held = rows.with_for_update().execution_options(populate_existing=True)
    return {row.attempt_id: row for row in db.session.scalars(held) if row.attempt_id}

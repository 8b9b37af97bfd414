"""Regrade runs: a dry run that is kept, a second person's approval, and giving up.

Nothing of anybody's score changes before the approval; what is approved is exactly what the dry
run showed, or it is refused. The writing is `regrade_writing`.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert

from examsite.accounts.models import Proposal
from examsite.accounts.services import proposals
from examsite.accounts.services.proposals import Act, Details
from examsite.attempts.models import ScoreVersion
from examsite.attempts.queries.remarking import list_answers_to
from examsite.domain.actions import Action
from examsite.domain.errors import Conflict, Invalid
from examsite.domain.regrade import Change, Policy, RunState, movement, require_move
from examsite.domain.terms import ItemType
from examsite.exams.models import FormItem
from examsite.items.services.rekeying import add_next_key, find_newest_key, with_answer
from examsite.kit.access import Viewer
from examsite.kit.db import Transaction, write
from examsite.kit.jobs import enqueue
from examsite.results.models import RegradeLine, RegradeRun
from examsite.results.queries import regrading as reads
from examsite.results.queries.certificates import STANDING
from examsite.results.queries.regrade_lines import list_certificates
from examsite.results.queries.regrading import Scope
from examsite.results.services.correcting import LONGEST_REASON, OwnScore, ReasonMissing
from examsite.results.services.regrade_marking import WITH_KEY, Asked, Regraded, Regrader

WRITE = "results.regrade"
"""The job that carries out an approved run."""
CHUNK = 500
"""Answers are read for so many attempts at once."""


class ScopeOpen(Conflict):
    """409: somebody still writes, or may still begin."""

    code = "regrade_scope_open"
    message = "范围内还有没结束的考次或没交卷的人，结束后才能复算。"


class ScoresIncomplete(Conflict):
    """409: other items wait for people to mark them."""

    code = "regrade_scores_incomplete"
    message = "范围内还有答卷没有评完，评完后才能复算。"


class NothingToRegrade(Conflict):
    """409: nobody has finished."""

    code = "nothing_to_regrade"
    message = "范围内还没有交卷的人，没有可复算的成绩。"


class AnotherRunning(Conflict):
    """409: one run at a time writes on a form."""

    code = "regrade_running"
    message = "这份试卷正在写入另一次复算，完成后再试。"


class RegradeStale(Conflict):
    """409: the dry run is not what would happen now."""

    code = "regrade_stale"
    message = "试算之后成绩、答案或证书有了变化，不能照原样进行。请放弃这次试算，重新试算。"


class ChangeNotPossible(Invalid):
    """422: a program cannot mark this item by another key."""

    code = "change_not_possible"
    message = "这道题由人评分或带参数，不能在这里改答案。可以全体满分或作废。"


@dataclass(frozen=True)
class Wish:
    """What the officer asks for. `answers` in the ids of the item's file, for a key only."""

    change: Change
    policy: Policy
    reason: str
    answers: Sequence[Any] = ()
    unit: str | None = None


def takes_key(place: FormItem) -> bool:
    """Whether another key can be given for this place of a form."""
    return place.shape["type"] != ItemType.SHORT_ANSWER and not place.variant


def draft(scope: Scope, place: FormItem, wish: Wish, *, by: Viewer, now: datetime) -> RegradeRun:
    """Compute and keep what would happen; nobody's score changes.

    Raises ReasonMissing, BadAnswer, ChangeNotPossible, ScopeOpen, AnotherRunning,
    NothingToRegrade, ScoresIncomplete, OwnScore, NothingLeft, RegradeStale.
    """
    said = wish.reason.strip()
    if not said or len(said) > LONGEST_REASON:
        raise ReasonMissing
    _require_quiet(scope, now)
    wanted = _wanted(place, wish)
    basis = reads.read_basis(scope, place)
    regrader, rows = Regrader(scope.form, wanted), reads.list_scored(scope)
    _require_complete(rows, regrader.target.item)
    if by.id in {user for _attempt, user, *_rest in rows}:
        raise OwnScore
    found = _regrade(regrader, rows)
    summary = _summary(rows, found)
    if reads.read_basis(scope, place) != basis:
        raise RegradeStale
    with write(Action.REGRADE_DRAFTED, by=by, now=now, why=said) as tx:
        run = tx.about = tx.add(_run(scope, wanted, said, basis, summary, by, now))
        tx.execute(insert(RegradeLine), [_line(run, *one) for one in found])
    return run


def _require_quiet(scope: Scope, now: datetime) -> None:
    if reads.is_running(scope.form.id):
        raise AnotherRunning
    if reads.is_open(scope, now):
        raise ScopeOpen


def _require_complete(rows: Sequence[Any], item: str) -> None:
    if not rows:
        raise NothingToRegrade
    for _attempt, _user, score, _result in rows:
        if score is None or set(score.waiting) - {item}:
            raise ScoresIncomplete


def _wanted(place: FormItem, wish: Wish) -> Asked:
    """The change with the whole key it needs; a key that already stands is not stored again."""
    newest = find_newest_key(place.item_version_id)
    key, number = None, newest.number
    if wish.change in WITH_KEY:
        if not takes_key(place):
            raise ChangeNotPossible
        instead = wish.change is Change.KEY
        key = with_answer(
            place.version, place.part, newest.key, wish.answers, instead=instead, unit=wish.unit
        )
        key, number = (None, number) if key == newest.key else (key, number + 1)
    return Asked(place.id, wish.change, wish.policy, key, number)


Found = tuple[int, ScoreVersion, Regraded]


def _regrade(regrader: Regrader, rows: Sequence[Any]) -> list[Found]:
    found: list[Found] = []
    for start in range(0, len(rows), CHUNK):
        some = rows[start : start + CHUNK]
        answers = list_answers_to([row[0] for row in some], regrader.target.id)
        for attempt, _user, score, _result in some:
            answer = answers.get((attempt, regrader.target.id))
            found.append((attempt, score, regrader.regrade(score, answer)))
    return found


def _summary(rows: Sequence[Any], found: Sequence[Found]) -> dict[str, int]:
    """Counts for the top of the table. `kept`: those whom never-lower protects."""
    count = Counter[str](attempts=len(found))
    count["released"] = sum(row[3] is not None for row in rows)
    failing = []
    for attempt, _score, one in found:
        moved = movement(one.before, one.after)
        count["up"] += moved > 0
        count["down"] += moved < 0
        count["kept"] += one.after is one.before and one.computed.share < one.before.share
        count["to_pass"] += one.after.passed > one.before.passed
        if one.after.passed < one.before.passed:
            failing.append(attempt)
    count["to_fail"] = len(failing)
    certificates = list_certificates(failing)
    count["certificates"] = sum(one.kind in STANDING for one in certificates.values())
    return dict(count)


def _run(
    scope: Scope,
    wanted: Asked,
    reason: str,
    basis: str,
    summary: dict[str, int],
    by: Viewer,
    now: datetime,
) -> RegradeRun:
    return RegradeRun(
        state=RunState.DRAFT,
        form_id=scope.form.id,
        sitting_id=scope.sitting.id if scope.sitting else None,
        form_item_id=wanted.form_item_id,
        change=wanted.change,
        policy=wanted.policy,
        reason=reason,
        key=wanted.key,
        key_number=wanted.key_number,
        basis=basis,
        summary=summary,
        made_by_id=by.id,
        made_at=now,
    )


def _line(run: RegradeRun, attempt: int, score: ScoreVersion, one: Regraded) -> dict[str, Any]:
    return {
        "run_id": run.id,
        "attempt_id": attempt,
        "score_version_id": score.id,
        "total": score.total,
        "most": one.before.most,
        "passed": one.before.passed,
        "computed_total": one.computed.total,
        "computed_most": one.computed.most,
        "computed_passed": one.computed.passed,
        "after_total": one.after.total,
        "after_most": one.after.most,
        "after_passed": one.after.passed,
        "moved": movement(one.before, one.after),
    }


def propose(run: RegradeRun, *, by: Viewer, now: datetime) -> Proposal:
    """Ask a second officer to let the run be written; nothing changes yet.

    Raises RunMoved, RegradeStale, ScopeOpen, AnotherRunning, OwnScore, AlreadyProposed.
    """
    return proposals.propose(REGRADE, run, {"basis": run.basis}, reason=run.reason, by=by, now=now)


def drop(run: RegradeRun, *, by: Viewer, now: datetime) -> None:
    """Give a dry run up. RunMoved when it has been approved; AlreadyProposed while it waits."""
    with write(Action.REGRADE_DROPPED, by=by, now=now, about=run) as tx:
        tx.lock(run)
        require_move(run.state, RunState.DROPPED)
        if reads.find_proposal(run) is not None:
            raise proposals.AlreadyProposed
        run.state = RunState.DROPPED


def resume(run: RegradeRun, *, by: Viewer, now: datetime) -> None:
    """Ask once more for the writing of a run that has stopped; safe while it goes on."""
    with write(Action.REGRADE_RESUMED, by=by, now=now, about=run) as tx:
        tx.lock(run)
        require_move(run.state, RunState.DONE)
        enqueue(tx, WRITE, {"run": run.public_id})


def _state(run: RegradeRun) -> Details:
    return {"state": run.state.value, "basis": reads.read_basis(reads.scope_of(run), run.form_item)}


def _prepare(run: RegradeRun, details: Details, by: Viewer, now: datetime) -> None:
    require_move(run.state, RunState.RUNNING)
    scope = reads.scope_of(run)
    _require_quiet(scope, now)
    if not details["basis"] == run.basis == reads.read_basis(scope, run.form_item):
        raise RegradeStale
    if reads.is_in_scope(scope, by.id):
        raise OwnScore


def _apply(
    tx: Transaction, run: RegradeRun, _details: Details, _ready: None, why: str
) -> RegradeRun:
    """The key first, then the run is on its way; scores follow in the job."""
    assert tx.by is not None, "runs are approved by people"
    if run.key is not None:
        key = add_next_key(tx, run.form_item.version, run.key, why)
        if key.number != run.key_number:
            raise RegradeStale
    run.state, run.approved_by_id, run.approved_at = RunState.RUNNING, tx.by.id, tx.now
    enqueue(tx, WRITE, {"run": run.public_id})
    return run


REGRADE = Act(
    name=reads.REGRADE,
    action=Action.REGRADE_APPROVED,
    find=reads.get_run,
    state=_state,
    prepare=_prepare,
    apply=_apply,
)

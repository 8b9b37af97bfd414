"""Carrying out an approved run: batches of new score versions, each one transaction.

Stopped at any moment it goes on where it was: what has a step is done, what has none is not. A
score that moved meanwhile (another adjustment) is regraded as it is then.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select

from examsite.attempts.models import Attempt, ScoreVersion
from examsite.attempts.queries.remarking import list_answers_to
from examsite.domain.actions import Action
from examsite.domain.knowledge import stored_profile
from examsite.domain.regrade import RunMoved, RunState, Score, require_move
from examsite.domain.terms import Outcome
from examsite.kit.db import Transaction, write
from examsite.results.models import RegradeNotice, RegradeRun, RegradeStep, Result
from examsite.results.policies import REGRADED, decide_score, full_marks, reasons_for
from examsite.results.queries import regrading as reads
from examsite.results.queries.scores import newest_scores
from examsite.results.services.regrade_marking import Asked, Regrader

BATCH = 200


def regrader_of(run: RegradeRun) -> Regrader:
    """The rule of a run, its key stored by now."""
    asked = Asked(run.form_item_id, run.change, run.policy, None, run.key_number)
    return Regrader(run.form, asked)


def carry_out(run: RegradeRun, *, now: datetime) -> int:
    """Do what is left of an approved run; how many scores were written. Safe to run twice."""
    regrader, written = regrader_of(run), 0
    while run.state is RunState.RUNNING:
        try:
            written += write_batch(run, regrader, now=now)
        except RunMoved:  # another worker has written the last of it
            break
    return written


def write_batch(run: RegradeRun, regrader: Regrader, *, now: datetime, most: int = BATCH) -> int:
    """The next scores of a run, in one transaction; when none are left the run is done."""
    with write(Action.SCORES_REGRADED, by=None, now=now, about=run) as tx:
        tx.lock(run)
        require_move(run.state, RunState.DONE)
        attempts = reads.list_to_do(run, most)
        if attempts:
            _write(tx, run, regrader, attempts)
        if len(attempts) < most:
            run.state, run.done_at = RunState.DONE, now
        tx.note(written=len(attempts))
    return len(attempts)


def _write(tx: Transaction, run: RegradeRun, regrader: Regrader, attempts: Sequence[int]) -> None:
    held = select(Attempt.id).where(Attempt.id.in_(attempts)).order_by(Attempt.id)
    tx.execute(held.with_for_update())
    scores = newest_scores(attempts)
    answers = list_answers_to(attempts, regrader.target.id)
    made = []
    for attempt in attempts:
        answer = answers.get((attempt, regrader.target.id))
        found = regrader.regrade(scores[attempt], answer)
        made.append(_version(tx, run, scores[attempt], found.after))
    tx.add_all(made)
    tx.add_all(
        [
            RegradeStep(
                run_id=run.id, attempt_id=one.attempt_id, score_version_id=one.id, at=tx.now
            )
            for one in made
        ]
    )
    _follow(tx, run, scores, {one.attempt_id: one for one in made})


def _version(tx: Transaction, run: RegradeRun, before: ScoreVersion, after: Score) -> ScoreVersion:
    return ScoreVersion(
        attempt_id=before.attempt_id,
        number=before.number + 1,
        method=REGRADED,
        rule_version=before.rule_version,
        total=after.total,
        marks={item: list(mark) for item, mark in after.marks.items()},
        areas=stored_profile(after.areas),
        reason=f"{run.public_id} {run.reason}",
        at=tx.now,
    )


def _follow(
    tx: Transaction,
    run: RegradeRun,
    before: Mapping[int, ScoreVersion],
    made: Mapping[int, ScoreVersion],
) -> None:
    """Released results follow their scores; whoever's changes has a notice drafted with it."""
    rules, notices = run.form.blueprint.rules, []
    for attempt, result in reads.results_of(made).items():
        score = made[attempt]
        decision = decide_score(score.total, score.areas, rules, score.voided)
        outcome = Outcome.PASS if decision.passed else Outcome.FAIL
        had = result.total, full_marks(before[attempt].areas), result.outcome
        if had != (score.total, full_marks(score.areas), outcome):
            notices.append(_notice(tx, run, result))
        result.score_version_id, result.total = score.id, score.total
        result.outcome, result.reasons = outcome, reasons_for(decision)
    tx.add_all(notices)


def _notice(tx: Transaction, run: RegradeRun, result: Result) -> RegradeNotice:
    return RegradeNotice(
        run_id=run.id,
        result_id=result.id,
        before_total=result.total,
        before_outcome=result.outcome,
        drafted_at=tx.now,
    )

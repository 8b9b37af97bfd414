"""What waits for release, by sitting and practical session: for officers."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import defer, joinedload

from examsite.accounts.models import User
from examsite.attempts.models import Attempt, ScoreVersion
from examsite.attempts.queries.holds import is_held
from examsite.domain.errors import NotFound
from examsite.domain.terms import Outcome, SittingKind
from examsite.exams.models import ExamForm, Sitting
from examsite.kit.db import db
from examsite.practicals.models import Booking, PracticalScore, PracticalSession
from examsite.results.models import Result
from examsite.results.policies import cut_for, decide_score, is_provisional, rules_of
from examsite.results.queries.scores import (
    ATTEMPT_RULES,
    FINISHED,
    is_newest,
    is_newest_practical,
    newest_of,
)
from examsite.short_answers.queries.waiting import count_open_attempts


@dataclass(frozen=True)
class Waiting:
    """A sitting or practical session with what is taken, scored and released in it."""

    of: Any
    taken: int
    scored: int
    released: int
    withheld: int = 0

    @property
    def ready(self) -> int:
        """How many can be released now."""
        return self.scored - self.released - self.withheld


def list_waiting_sittings(limit: int = 60) -> list[Waiting]:
    """Sittings somebody has finished, the newest first; what people have still to mark and what
    is held is withheld. Three statements at most."""
    scored = select(ScoreVersion.attempt_id).distinct().subquery()
    rows = (
        select(
            Sitting,
            func.count(Attempt.id),
            func.count(scored.c.attempt_id),
            func.count(Result.id),
            func.count(scored.c.attempt_id).filter(is_held()),
        )
        .join(Attempt, Attempt.sitting_id == Sitting.id)
        .outerjoin(scored, scored.c.attempt_id == Attempt.id)
        .outerjoin(Result, Result.attempt_id == Attempt.id)
        .where(Attempt.state.in_(FINISHED), Sitting.kind == SittingKind.EXAM)
        .group_by(Sitting.id)
        .order_by(Sitting.opens_at.desc())
        .limit(limit)
    )
    unmarked = count_open_attempts()
    return [
        Waiting(*row[:4], withheld=row[4] + unmarked.get(row[0].id, 0))
        for row in db.session.execute(rows)
    ]


def list_waiting_practicals(limit: int = 60) -> list[Waiting]:
    """Practical sessions with a combined score, the newest first; one statement."""
    newest = newest_of(PracticalScore.booking_id, PracticalScore.number)
    withheld = func.count().filter(PracticalScore.outcome == Outcome.WITHHELD, Result.id.is_(None))
    rows = (
        select(
            PracticalSession,
            func.count(Booking.id),
            func.count(PracticalScore.id),
            func.count(Result.id),
            withheld,
        )
        .join(Booking, Booking.session_id == PracticalSession.id)
        .outerjoin(newest, newest.c.booking_id == Booking.id)
        .outerjoin(PracticalScore, is_newest_practical(newest))
        .outerjoin(Result, Result.booking_id == Booking.id)
        .group_by(PracticalSession.id)
        .having(func.count(PracticalScore.id) > 0)
        .order_by(PracticalSession.starts_at.desc())
        .limit(limit)
    )
    return [Waiting(*row) for row in db.session.execute(rows)]


@dataclass(frozen=True)
class ScoredAttempt:
    """One line of a sitting's results: whose, the score in force, what was released."""

    attempt: Attempt
    user: User
    score: ScoreVersion | None
    result: Result | None
    held: bool
    """Something about it is not settled."""

    @property
    def waiting(self) -> bool:
        """Whether people have still to mark something of it: there is no score to show yet."""
        return self.score is not None and bool(self.score.waiting)

    @property
    def ready(self) -> bool:
        """Whether it can be released now."""
        return self.score is not None and not (self.waiting or self.held or self.result)


def list_scored_attempts(sitting: Sitting) -> list[ScoredAttempt]:
    """Everybody who has finished in a sitting, with scores and results; one statement."""
    newest = newest_of(ScoreVersion.attempt_id, ScoreVersion.number)
    rows = (
        select(Attempt, User, ScoreVersion, Result, is_held())
        .join(User, User.id == Attempt.user_id)
        .outerjoin(newest, newest.c.attempt_id == Attempt.id)
        .outerjoin(ScoreVersion, is_newest(newest))
        .outerjoin(Result, Result.attempt_id == Attempt.id)
        .where(Attempt.sitting_id == sitting.id, Attempt.state.in_(FINISHED))
        .order_by(User.username)
    )
    return [ScoredAttempt(*row) for row in db.session.execute(rows)]


@dataclass(frozen=True)
class ScoredBooking:
    """One line of a practical session's results."""

    booking: Booking
    user: User
    score: PracticalScore | None
    result: Result | None


def list_scored_bookings(session: PracticalSession) -> list[ScoredBooking]:
    """Everybody booked in a practical session, with scores and results; one statement."""
    newest = newest_of(PracticalScore.booking_id, PracticalScore.number)
    rows = (
        select(Booking, User, PracticalScore, Result)
        .join(User, User.id == Booking.candidate_id)
        .outerjoin(newest, newest.c.booking_id == Booking.id)
        .outerjoin(PracticalScore, is_newest_practical(newest))
        .outerjoin(Result, Result.booking_id == Booking.id)
        .where(Booking.session_id == session.id)
        .order_by(Booking.number)
    )
    return [ScoredBooking(*row) for row in db.session.execute(rows)]


def get_finished_sitting(public_id: str) -> Sitting:
    """A sitting with its rules for staff, without the paper; NotFound if there is none."""
    rows = (
        select(Sitting)
        .where(Sitting.public_id == public_id, Sitting.kind == SittingKind.EXAM)
        .options(
            joinedload(Sitting.form).options(defer(ExamForm.paper), joinedload(ExamForm.blueprint))
        )
    )
    sitting = db.session.scalar(rows)
    if sitting is None:
        raise NotFound
    return sitting


def get_practical_session(public_id: str) -> PracticalSession:
    """A practical session with its scheme for staff; NotFound if there is none."""
    rows = select(PracticalSession).where(PracticalSession.public_id == public_id)
    found = db.session.scalar(rows.options(joinedload(PracticalSession.scheme)))
    if found is None:
        raise NotFound
    return found


def get_scored_attempt(public_id: str) -> Attempt:
    """Any attempt with its rules, for staff; NotFound if there is none."""
    rows = select(Attempt).where(Attempt.public_id == public_id)
    attempt = db.session.scalar(rows.options(*ATTEMPT_RULES))
    if attempt is None:
        raise NotFound
    return attempt


@dataclass(frozen=True)
class Summary:
    """A sitting before release: what an officer looks at before pressing the button."""

    finished: int
    ready: int
    released: int
    held: int
    passed: int
    near: int
    cut: int
    provisional: bool

    @property
    def unmarked(self) -> int:
        """How many have no whole score yet."""
        return self.finished - self.ready - self.released - self.held


NEAR = 100
"""Within one point of the cut, in hundredths."""


def summarise(sitting: Sitting, rows: list[ScoredAttempt]) -> Summary:
    """Counts over the attempts that can be released, and how close they lie to the cut."""
    rules = sitting.form.blueprint.rules
    scores = [row.score for row in rows if row.score is not None]
    ready = [row.score for row in rows if row.score is not None and row.ready]
    cuts = {score.id: cut_for(score.areas, rules, score.voided) for score in scores}
    return Summary(
        finished=len(rows),
        ready=len(ready),
        released=sum(row.result is not None for row in rows),
        held=sum(row.held and row.result is None for row in rows),
        passed=sum(
            decide_score(score.total, score.areas, rules, score.voided).passed for score in ready
        ),
        near=sum(abs(score.total - cuts[score.id]) <= NEAR for score in ready),
        cut=min(cuts.values(), default=rules_of(rules).cut),
        provisional=is_provisional(rules["cut"]),
    )

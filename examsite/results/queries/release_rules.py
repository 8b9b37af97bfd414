"""Rules of release: of one sitting, and those that are due."""

from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from examsite.attempts.models import Attempt
from examsite.domain.terms import AttemptState
from examsite.exams.models import Sitting
from examsite.kit.clock import local_date
from examsite.kit.db import db
from examsite.results.models import ReleaseRule, Result


def find_rule(sitting_id: int) -> ReleaseRule | None:
    """The rule of a sitting with who set it, or None: it is released by hand."""
    rows = select(ReleaseRule).where(ReleaseRule.sitting_id == sitting_id)
    return db.session.scalar(rows.options(joinedload(ReleaseRule.set_by)))


def list_due_rules(now: datetime) -> list[ReleaseRule]:
    """Rules whose day has come, of sittings that are over, in which nobody writes any more and
    something is not released yet."""
    mine = Attempt.sitting_id == Sitting.id
    writing = select(Attempt.id).where(mine, Attempt.state == AttemptState.IN_PROGRESS)
    released = select(Result.id).where(Result.attempt_id == Attempt.id)
    open_ = select(Attempt.id).where(mine, Attempt.state != AttemptState.VOIDED, ~released.exists())
    rows = (
        select(ReleaseRule)
        .join(Sitting, Sitting.id == ReleaseRule.sitting_id)
        .where(or_(ReleaseRule.on_date.is_(None), ReleaseRule.on_date <= local_date(now)))
        .where(Sitting.closes_at <= now, ~writing.exists(), open_.exists())
        .options(joinedload(ReleaseRule.sitting), joinedload(ReleaseRule.set_by))
        .order_by(ReleaseRule.id)
    )
    return list(db.session.scalars(rows))

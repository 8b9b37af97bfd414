"""Differences between stored and recomputed scores, and when scores were last checked."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from examsite.domain.errors import NotFound
from examsite.kit import jobs
from examsite.kit.db import db
from examsite.results.models import ScoreIncident

NIGHTLY = "results.check_scores"
"""The job that looks at a sample."""
MOST_SHOWN = 50


def list_score_incidents() -> list[ScoreIncident]:
    """The newest ones, open ones first; one statement."""
    rows = select(ScoreIncident).options(joinedload(ScoreIncident.closed_by))
    ordered = rows.order_by(ScoreIncident.closed_at.is_not(None), ScoreIncident.id.desc())
    return list(db.session.scalars(ordered.limit(MOST_SHOWN)))


def get_score_incident(public_id: str) -> ScoreIncident:
    """One of them, or NotFound."""
    rows = select(ScoreIncident).where(ScoreIncident.public_id == public_id)
    found = db.session.scalar(rows.options(joinedload(ScoreIncident.closed_by)))
    if found is None:
        raise NotFound
    return found


def count_open_incidents() -> int:
    """How many nobody has explained yet."""
    rows = select(func.count(ScoreIncident.id)).where(ScoreIncident.closed_at.is_(None))
    return db.session.scalar(rows) or 0


def find_same_open(named: list[list[object]], count: int) -> ScoreIncident | None:
    """An open one about exactly these differences."""
    rows = select(ScoreIncident).where(
        ScoreIncident.closed_at.is_(None), ScoreIncident.count == count
    )
    return next((one for one in db.session.scalars(rows) if one.named == named), None)


def find_last_check() -> datetime | None:
    """When a nightly sample was last looked at to the end."""
    return jobs.last_done(NIGHTLY)

"""Scores checked every night on a sample; what does not follow becomes an incident."""

import random
from datetime import datetime

from sqlalchemy import select

from examsite.attempts.models import ScoreVersion
from examsite.domain.actions import Action
from examsite.domain.errors import Conflict, Invalid
from examsite.kit import chance, clock, jobs
from examsite.kit.access import Viewer
from examsite.kit.db import db, write
from examsite.results.models import ScoreIncident
from examsite.results.queries.score_incidents import NIGHTLY, find_same_open
from examsite.results.services.recomputing import Recomputed, recompute

SAMPLE = 200
"""Attempts a night."""
FROM_HOUR = 3
"""Not before this hour in Asia/Shanghai."""
MOST_NAMED = 50
LONGEST = 2000


class IncidentClosed(Conflict):
    """409: somebody was faster."""

    code = "incident_closed"
    message = "这一条已经了结。请刷新页面。"


class ExplanationNeeded(Invalid):
    """422: closing says what was wrong."""

    code = "explanation_needed"
    message = "请写明查到的原因和怎样处理的（最多 2000 字）。"


def ask_nightly(now: datetime) -> bool:
    """Ask for tonight's sample, once a calendar day; whether it was asked for now.

    Two workers at the same instant may both ask: looking twice changes nothing.
    """
    last = jobs.last_made(NIGHTLY)
    asked = last is not None and clock.local_date(last) == clock.local_date(now)
    if asked or clock.local(now).hour < FROM_HOUR:
        return False
    with write(Action.SCORES_CHECKED, by=None, now=now) as tx:
        seed = chance.new_seed()
        tx.note(seed=seed)
        jobs.enqueue(tx, NIGHTLY, {"seed": seed})
    return True


def check_sample(seed: int, *, now: datetime) -> ScoreIncident | None:
    """Recompute a sample of the attempts that have a score; the incident, if any was opened."""
    ids = list(
        db.session.scalars(
            select(ScoreVersion.attempt_id).distinct().order_by(ScoreVersion.attempt_id)
        )
    )
    drawn = random.Random(seed).sample(ids, min(SAMPLE, len(ids)))
    return open_incident(recompute(only=sorted(drawn)), seed=seed, now=now)


def open_incident(
    found: Recomputed, *, seed: int | None = None, now: datetime
) -> ScoreIncident | None:
    """Write differences down for somebody to explain: which scores, never what is in them.

    None when there are none, or when an open incident names exactly these.
    """
    if not found.differences:
        return None
    count = len(found.differences)
    named = [[one.attempt, one.number, one.what] for one in found.differences[:MOST_NAMED]]
    if find_same_open(named, count) is not None:
        return None
    with write(Action.SCORES_DIFFERED, by=None, now=now) as tx:
        incident = tx.add(
            ScoreIncident(
                found_at=now,
                attempts=found.attempts,
                seed=seed,
                count=count,
                named=named,
                explanation="",
            )
        )
        tx.about = incident
    return incident


def close_incident(
    incident: ScoreIncident, explanation: str, *, by: Viewer, now: datetime
) -> ScoreIncident:
    """Say what was wrong and what was done. Raises ExplanationNeeded, IncidentClosed."""
    said = explanation.strip()
    if not said or len(said) > LONGEST:
        raise ExplanationNeeded
    with write(Action.DIFFERENCE_EXPLAINED, by=by, now=now, about=incident, why=said) as tx:
        tx.lock(incident)
        if incident.closed_at is not None:
            raise IncidentClosed
        incident.explanation = said
        incident.closed_at, incident.closed_by_id = now, by.id
    return incident

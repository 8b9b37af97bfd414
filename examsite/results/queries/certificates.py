"""Which certificates rest on which attempts: read by name, certificates live one floor above."""

from sqlalchemy import ScalarSelect, Select, column, func, select, table

from examsite.attempts.models import Attempt
from examsite.results.models import Decision, Result

CREDENTIALS = table(
    "credential", column("id"), column("public_id"), column("number"), column("decision_id")
)
EVENTS = table("status_event", column("id"), column("credential_id"), column("kind"))
STANDING = ("issued", "reinstated", "suspended")
"""Newest events after which a certificate still stands or may stand again."""


def _newest_event() -> ScalarSelect[str]:
    newest = (
        select(func.max(EVENTS.c.id))
        .where(EVENTS.c.credential_id == CREDENTIALS.c.id)
        .correlate(CREDENTIALS)
        .scalar_subquery()
    )
    return (
        select(EVENTS.c.kind).where(EVENTS.c.id == newest).correlate(CREDENTIALS).scalar_subquery()
    )


def certified() -> Select[int, str, str, str]:
    """(attempt, certificate, its number, its newest event): of every decision to award that
    rests on a knowledge result, to be narrowed down."""
    return (
        select(
            Attempt.id.label("attempt_id"),
            CREDENTIALS.c.public_id.label("credential"),
            CREDENTIALS.c.number,
            _newest_event().label("kind"),
        )
        .join(Result, Result.attempt_id == Attempt.id)
        .join(Decision, Decision.knowledge_id == Result.id)
        .join(CREDENTIALS, CREDENTIALS.c.decision_id == Decision.id)
    )

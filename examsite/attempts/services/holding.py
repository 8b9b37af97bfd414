"""Holding an attempt's result back until something about it is settled; inside others' writes."""

from examsite.attempts.models import Attempt, AttemptHold
from examsite.attempts.queries.holds import find_hold
from examsite.domain.terms import HoldKind
from examsite.kit.db import Transaction


def hold(tx: Transaction, attempt: Attempt, kind: HoldKind) -> AttemptHold:
    """Keep the result back, once for each kind; the attempt is held by the transaction."""
    found = find_hold(attempt.id, kind)
    return found or tx.add(AttemptHold(attempt_id=attempt.id, kind=kind, since=tx.now))


def settle_hold(tx: Transaction, attempt: Attempt, kind: HoldKind) -> None:
    """It is settled: nothing of this kind keeps the result back any more."""
    found = find_hold(attempt.id, kind)
    if found is not None:
        found.until = tx.now

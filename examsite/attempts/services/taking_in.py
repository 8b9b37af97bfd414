"""Answers that come another way than from the page: from paper, or late and accepted."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from examsite.attempts.models import Attempt, ResponseEvent
from examsite.attempts.queries.answers import ACCEPTED
from examsite.attempts.queries.remarking import list_form_places
from examsite.attempts.services.handing_in import finish
from examsite.domain.attempt import answer_digest
from examsite.domain.canonical import canonical
from examsite.domain.terms import AttemptState
from examsite.kit.db import Transaction

FINISHED = (AttemptState.HANDED_IN, AttemptState.CLOSED_BY_DEADLINE)


def take_in(tx: Transaction, attempt: Attempt, values: Mapping[str, Any], keys: Path) -> None:
    """Make these values (by form item) the newest answers of a finished attempt that the
    transaction holds, and mark it anew. It counts as handed in now: earlier marks of people said
    nothing of these answers."""
    state = attempt.state
    assert state in FINISHED
    attempt.epoch += 1
    places = {one.item: one.id for one in list_form_places(attempt.form_id)}
    events = [
        {
            "attempt_id": attempt.id,
            "form_item_id": places[name],
            "epoch": attempt.epoch,
            "seq": number,
            "value": canonical(value).decode(),
            "digest": answer_digest(attempt.public_id, name, attempt.epoch, number, value),
            "verdict": ACCEPTED,
            "at": tx.now,
        }
        for number, (name, value) in enumerate(values.items(), 1)
    ]
    if events:
        tx.execute(insert(ResponseEvent), events)
    attempt.state = AttemptState.IN_PROGRESS
    finish(tx, attempt, state, at=tx.now, keys=keys)

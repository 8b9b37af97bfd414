"""Late answers: the case there may be, and the values it is about."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from examsite.attempts.models import Attempt, LateCase, ResponseEvent
from examsite.attempts.queries.answers import ACCEPTED
from examsite.domain.attempt import Verdict
from examsite.domain.late_answers import Arrived, LateState, newest_late
from examsite.exams.models import FormItem, Sitting
from examsite.exams.queries import is_watched_by
from examsite.kit.access import Viewer
from examsite.kit.db import db


def find_late_case(attempt_id: int) -> LateCase | None:
    """The case of an attempt."""
    return db.session.scalar(select(LateCase).where(LateCase.attempt_id == attempt_id))


def list_open_late(*, visible_to: Viewer, limit: int) -> list[tuple[str, date]]:
    """Attempts (public ids) with late answers to decide on and the day by which, the most urgent
    first, of the sittings the viewer watches over; one statement."""
    rows = (
        select(Attempt.public_id, LateCase.due)
        .join(Attempt, Attempt.id == LateCase.attempt_id)
        .join(Sitting, Sitting.id == Attempt.sitting_id)
        .where(LateCase.state == LateState.OPEN, is_watched_by(visible_to))
        .order_by(LateCase.due, LateCase.id)
    )
    return [(row[0], row[1]) for row in db.session.execute(rows.limit(limit))]


@dataclass(frozen=True)
class LateAnswer:
    """An item whose newest value came too late: where it stands, both values as stored text, when
    each arrived, and what the page's own clock said. Nobody is told which is right."""

    item: str
    position: int
    kept: str | None
    kept_at: datetime | None
    value: str
    at: datetime
    client_ms: int | None
    event_id: int


def list_late(attempt_id: int) -> list[LateAnswer]:
    """The items about which there is something to decide, in order; one statement."""
    rows = (
        select(ResponseEvent, FormItem.public_id, FormItem.position)
        .join(FormItem, FormItem.id == ResponseEvent.form_item_id)
        .where(ResponseEvent.attempt_id == attempt_id)
        .where(ResponseEvent.verdict.in_((ACCEPTED, Verdict.CLOSED.value)))
        .order_by(ResponseEvent.epoch, ResponseEvent.seq, ResponseEvent.id)
    )
    kept: dict[int, Any] = {}
    late: dict[Arrived, Any] = {}
    for row in db.session.execute(rows):
        event = row[0]
        if event.verdict == ACCEPTED:
            kept[event.form_item_id] = row
        else:
            late[_arrived(event)] = row
    newest = newest_late(late, _all(row[0] for row in kept.values()))
    found = [_answer(kept.get(one.item), late[one]) for one in newest.values()]
    return sorted(found, key=lambda one: one.position)


def _all(events: Iterable[ResponseEvent]) -> list[Arrived]:
    return [_arrived(one) for one in events]


def _arrived(event: ResponseEvent) -> Arrived:
    return Arrived(event.form_item_id, event.epoch, event.seq, event.value)


def _answer(kept: Any, late: Any) -> LateAnswer:
    event, item, position = late
    return LateAnswer(
        item=item,
        position=position,
        kept=kept[0].value if kept else None,
        kept_at=kept[0].at if kept else None,
        value=event.value,
        at=event.at,
        client_ms=event.client_ms,
        event_id=event.id,
    )

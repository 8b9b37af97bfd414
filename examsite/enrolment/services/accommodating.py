"""Time accommodations: a measure for one person or several, before the start or during it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from examsite.accounts.models import User
from examsite.attempts.models import Attempt, TimeEvent
from examsite.attempts.services.time import extension, may_get_time
from examsite.domain.accommodation import (
    Measure,
    NeedCategory,
    NobodyChosen,
    require_measure,
    seconds_gained,
)
from examsite.domain.actions import Action
from examsite.domain.errors import Conflict, NotAllowed
from examsite.domain.invigilation import IncidentKind
from examsite.enrolment.models import Accommodation
from examsite.exams.models import Entry, Sitting
from examsite.exams.services.sittings import RosterClosed
from examsite.invigilation.services.running import Seats, add_time, record
from examsite.kit.access import Viewer
from examsite.kit.db import Transaction, write


class OwnMeasure(NotAllowed):
    """403: nobody gives time to themselves."""

    code = "own_measure"
    message = "不能给自己定时间便利，请由另一位考务办理。"


class AlreadyOver(Conflict):
    """409: no time helps any more."""

    code = "already_over"
    message = "%(name)s 已经交卷或到时，不能再改时间。请去掉这位再保存。"


def grant(
    sitting: Sitting,
    users: Sequence[str],
    measure: Measure,
    category: NeedCategory,
    *,
    by: Viewer,
    now: datetime,
) -> int:
    """Give everybody named (public ids) on the roster this measure; how many they are.

    Who has started gets the difference as an extension, beyond the window where needed, and sees
    it within seconds. All or nobody. Raises BadMeasure, NobodyChosen, RosterClosed when the
    sitting is over, OwnMeasure, AlreadyOver, MeasureShrinks.
    """
    require_measure(measure)
    with write(Action.ACCOMMODATION_GRANTED, by=by, now=now, about=sitting) as tx:
        tx.lock(sitting)
        seats = _held(tx, sitting, users)
        if not seats:
            raise NobodyChosen
        if any(user.id == by.id for _entry, user in seats):
            raise OwnMeasure
        attempts = _attempts(tx, sitting, [user.id for _entry, user in seats])
        if now >= sitting.closes_at and not attempts:
            raise RosterClosed
        _give(tx, sitting, seats, attempts, measure, by)
        for entry, _user in seats:
            entry.factor_percent = measure.factor_percent
            entry.extra_seconds = measure.extra_seconds
        tx.add_all([_row(entry, measure, category, by, now) for entry, _user in seats])
        tx.note(
            users=[user.id for _entry, user in seats],
            factor_percent=measure.factor_percent,
            extra_seconds=measure.extra_seconds,
        )
    return len(seats)


def _held(tx: Transaction, sitting: Sitting, users: Sequence[str]) -> list[tuple[Entry, User]]:
    rows = (
        select(Entry, User)
        .join(User, User.id == Entry.user_id)
        .where(Entry.sitting_id == sitting.id, User.public_id.in_(list(users)))
        .order_by(Entry.id)
        .with_for_update(of=Entry)
        .execution_options(populate_existing=True)
    )
    return [(entry, user) for entry, user in tx.execute(rows)]


def _attempts(tx: Transaction, sitting: Sitting, users: list[int]) -> dict[int, Attempt]:
    rows = (
        select(Attempt)
        .where(Attempt.sitting_id == sitting.id, Attempt.user_id.in_(users))
        .order_by(Attempt.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return {one.user_id: one for one in tx.session.scalars(rows)}


def _give(
    tx: Transaction,
    sitting: Sitting,
    seats: Sequence[tuple[Entry, User]],
    attempts: dict[int, Attempt],
    measure: Measure,
    by: Viewer,
) -> None:
    """The difference to whoever is writing, and the invigilators' record of it: the measure."""
    said = f"时间便利 {measure.factor_percent}% + {measure.extra_seconds // 60} 分钟"
    events: list[TimeEvent] = []
    for entry, user in seats:
        attempt = attempts.get(user.id)
        if attempt is None:
            continue
        if not may_get_time(attempt, tx.now):
            raise AlreadyOver(name=user.name)
        seconds = seconds_gained(attempt.limit_seconds, entry.measure, measure, name=user.name)
        if seconds:
            events.append(extension(attempt, seconds, said, by=by, at=tx.now))
            record(tx, Seats(sitting, attempt), IncidentKind.EXTENDED, said, seconds)
    given = {one.attempt_id for one in events}
    add_time(tx, [one for one in attempts.values() if one.id in given], events)


def _row(
    entry: Entry, measure: Measure, category: NeedCategory, by: Viewer, now: datetime
) -> Accommodation:
    return Accommodation(
        sitting_id=entry.sitting_id,
        user_id=entry.user_id,
        factor_percent=measure.factor_percent,
        extra_seconds=measure.extra_seconds,
        category=category,
        by_id=by.id,
        at=now,
    )

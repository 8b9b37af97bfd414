"""Reads about attempts. Candidate reads never touch a key; marking reads its own statement."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Select, and_, bindparam, func, select
from sqlalchemy.orm import joinedload

from examsite.accounts.models import User
from examsite.attempts.models import Attempt, ResponseEvent, ScoreVersion, TimeEvent
from examsite.domain.attempt import state_seen
from examsite.domain.errors import NotFound
from examsite.domain.terms import AttemptState, ItemType
from examsite.exams.models import Entry, ExamForm, FormItem, Sitting
from examsite.items.models import Item, KeyVersion
from examsite.kit.db import db
from examsite.kit.types import UTCDateTime

ACCEPTED = "accept"


@dataclass(frozen=True)
class Seat:
    """What starting needs: the sitting, the person's place on its roster, the frozen paper."""

    sitting: Sitting
    entry: Entry
    paper: str


def get_seat(sitting: str, *, visible_to: int) -> Seat:
    """The viewer's seat in a sitting; NotFound for whoever is not on the roster."""
    row = db.session.execute(
        select(Sitting, Entry, ExamForm.paper)
        .join(Entry, Entry.sitting_id == Sitting.id)
        .join(ExamForm, ExamForm.id == Sitting.form_id)
        .where(Sitting.public_id == sitting, Entry.user_id == visible_to)
    ).first()
    if row is None:
        raise NotFound("您不在这场考试的名单里，或考次不存在。请核对后联系考务。")
    return Seat(row[0], row[1], row[2])


def find_attempt_of(sitting_id: int, user_id: int) -> Attempt | None:
    """A person's attempt in a sitting."""
    return db.session.scalar(
        select(Attempt).where(Attempt.sitting_id == sitting_id, Attempt.user_id == user_id)
    )


def own_attempt(public_id: str, user_id: int) -> Select[Attempt]:
    """The statement that finds a candidate's own attempt."""
    return select(Attempt).where(Attempt.public_id == public_id, Attempt.user_id == user_id)


def get_attempt(public_id: str, *, visible_to: int) -> Attempt:
    """The viewer's own attempt; NotFound to anybody else."""
    attempt = db.session.scalar(
        own_attempt(public_id, visible_to).options(joinedload(Attempt.sitting))
    )
    if attempt is None:
        raise NotFound
    return attempt


def get_any_attempt(public_id: str) -> Attempt:
    """An attempt for staff, its sitting loaded; NotFound if there is none."""
    attempt = db.session.scalar(
        select(Attempt).where(Attempt.public_id == public_id).options(joinedload(Attempt.sitting))
    )
    if attempt is None:
        raise NotFound
    return attempt


def _latest(attempt_id: int) -> Any:
    """The newest accepted event of each item of an attempt, numbered 1."""
    number = func.row_number().over(
        partition_by=ResponseEvent.form_item_id,
        order_by=(ResponseEvent.epoch.desc(), ResponseEvent.seq.desc()),
    )
    return (
        select(
            ResponseEvent.form_item_id,
            ResponseEvent.epoch,
            ResponseEvent.seq,
            ResponseEvent.value,
            ResponseEvent.digest,
            number.label("place"),
        )
        .where(ResponseEvent.attempt_id == attempt_id, ResponseEvent.verdict == ACCEPTED)
        .subquery()
    )


def list_answers(attempt_id: int) -> dict[str, dict[str, Any]]:
    """Item -> {value, seq}: the current answers, one statement."""
    latest = _latest(attempt_id)
    rows = db.session.execute(
        select(FormItem.public_id, latest.c.value, latest.c.seq, latest.c.epoch)
        .join(latest, and_(latest.c.form_item_id == FormItem.id, latest.c.place == 1))
        .order_by(FormItem.position)
    )
    return {
        row.public_id: {"value": json.loads(row.value), "seq": row.seq, "epoch": row.epoch}
        for row in rows
    }


@dataclass(frozen=True)
class Marked:
    """One item of an attempt as marking needs it: the only read that holds a key."""

    item: str
    area: str
    type: ItemType
    points: int
    option_ids: dict[str, str]
    key: dict[str, Any]
    key_version: int
    answer: Any
    epoch: int | None
    seq: int | None
    digest: str | None
    events: int


def list_for_marking(attempt: Attempt) -> list[Marked]:
    """Every item of the attempt's form with its newest key and the current answer."""
    latest = _latest(attempt.id)
    newest_key = (
        select(func.max(KeyVersion.number))
        .where(KeyVersion.item_version_id == FormItem.item_version_id)
        .correlate(FormItem)
        .scalar_subquery()
    )
    events = (
        select(func.count())
        .select_from(ResponseEvent)
        .where(ResponseEvent.attempt_id == attempt.id)
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(
            FormItem.public_id,
            Item.area,
            Item.type,
            FormItem.points,
            FormItem.option_ids,
            KeyVersion.key,
            KeyVersion.number.label("key_version"),
            latest.c.value,
            latest.c.epoch,
            latest.c.seq,
            latest.c.digest,
            events.label("events"),
        )
        .join(Item, Item.id == FormItem.item_id)
        .join(
            KeyVersion,
            and_(
                KeyVersion.item_version_id == FormItem.item_version_id,
                KeyVersion.number == newest_key,
            ),
        )
        .outerjoin(latest, and_(latest.c.form_item_id == FormItem.id, latest.c.place == 1))
        .where(FormItem.form_id == attempt.form_id)
        .order_by(FormItem.position)
    )
    return [
        Marked(
            item=row.public_id,
            area=row.area,
            type=row.type,
            points=row.points,
            option_ids=row.option_ids,
            key=row.key,
            key_version=row.key_version,
            answer=None if row.value is None else json.loads(row.value),
            epoch=row.epoch,
            seq=row.seq,
            digest=row.digest,
            events=row.events,
        )
        for row in rows
    ]


@cache
def save_statement(*, database_clock: bool) -> Select[Any]:
    """What one save needs, in one statement: the attempt held, the item, its newest answer.

    Parameters: attempt, item (public ids), user, and now unless it is the database's clock.
    Columns: attempt id, state, deadline, grace_seconds, epoch; form item id, shape; the newest
    accepted (epoch, seq, digest, value) or nulls; the instant `now` deadlines are held against.
    Made once, of tables rather than mapped classes: building it anew took longer than the
    database needs to answer it.
    """
    attempt, item, event = Attempt.__table__, FormItem.__table__, ResponseEvent.__table__
    at = UTCDateTime()
    now = func.clock_timestamp(type_=at) if database_clock else bindparam("now", type_=at)
    newest = (
        select(event.c.id)
        .where(
            event.c.attempt_id == attempt.c.id,
            event.c.form_item_id == item.c.id,
            event.c.verdict == ACCEPTED,
        )
        .order_by(event.c.epoch.desc(), event.c.seq.desc())
        .limit(1)
        .correlate(attempt, item)
        .scalar_subquery()
    )
    return (
        select(
            attempt.c.id.label("attempt_id"),
            attempt.c.state,
            attempt.c.deadline,
            attempt.c.grace_seconds,
            attempt.c.epoch.label("device_epoch"),
            item.c.id.label("form_item_id"),
            item.c.shape,
            event.c.epoch,
            event.c.seq,
            event.c.digest,
            event.c.value,
            now.label("now"),
        )
        .select_from(attempt)
        .join(item, item.c.form_id == attempt.c.form_id)
        .outerjoin(event, event.c.id == newest)
        .where(
            attempt.c.public_id == bindparam("attempt"),
            attempt.c.user_id == bindparam("user"),
            item.c.public_id == bindparam("item"),
        )
        .with_for_update(of=attempt)
    )


def list_overdue(now: datetime, limit: int = 200) -> list[Attempt]:
    """Attempts still open although their time is over: for the sweep."""
    rows = (
        select(Attempt)
        .where(Attempt.state == AttemptState.IN_PROGRESS, Attempt.deadline < now)
        .options(joinedload(Attempt.sitting))
        .order_by(Attempt.deadline)
    )
    return list(db.session.scalars(rows.limit(limit)))


def list_time_events(attempt_id: int) -> list[TimeEvent]:
    """Time given to an attempt, in order."""
    rows = select(TimeEvent).where(TimeEvent.attempt_id == attempt_id).order_by(TimeEvent.id)
    return list(db.session.scalars(rows))


def find_newest_score(attempt_id: int) -> ScoreVersion | None:
    """The score in force of an attempt."""
    rows = (
        select(ScoreVersion)
        .where(ScoreVersion.attempt_id == attempt_id)
        .order_by(ScoreVersion.number.desc())
    )
    return db.session.scalars(rows.limit(1)).first()


def list_attempts(sitting_id: int) -> list[Attempt]:
    """Everybody who has started in a sitting."""
    rows = select(Attempt).where(Attempt.sitting_id == sitting_id).order_by(Attempt.id)
    return list(db.session.scalars(rows))


def list_own_attempts(user_id: int) -> list[Attempt]:
    """A person's attempts, the newest first."""
    rows = (
        select(Attempt)
        .where(Attempt.user_id == user_id)
        .options(joinedload(Attempt.sitting))
        .order_by(Attempt.id.desc())
    )
    return list(db.session.scalars(rows))


def is_sitting_in_progress() -> bool:
    """Whether anybody is taking an exam now: upgrades wait for that."""
    rows = select(Attempt.id).where(Attempt.state == AttemptState.IN_PROGRESS).limit(1)
    return db.session.scalar(rows) is not None


@dataclass(frozen=True)
class BoardSeat:
    """One person of a roster on the invigilator's board."""

    name: str
    username: str
    state: str
    attempt: str
    deadline: datetime | None
    answered: int
    last_save: datetime | None


def list_board(sitting_id: int, now: datetime) -> list[BoardSeat]:
    """Everybody entered for a sitting with state, items answered and last save: one statement."""
    saves = (
        select(
            ResponseEvent.attempt_id,
            func.count(func.distinct(ResponseEvent.form_item_id)).label("answered"),
            func.max(ResponseEvent.at, type_=UTCDateTime()).label("last_save"),
        )
        .where(ResponseEvent.verdict == ACCEPTED)
        .group_by(ResponseEvent.attempt_id)
        .subquery()
    )
    rows = db.session.execute(
        select(User.name, User.username, Attempt, saves.c.answered, saves.c.last_save)
        .select_from(Entry)
        .join(User, User.id == Entry.user_id)
        .outerjoin(
            Attempt, and_(Attempt.sitting_id == Entry.sitting_id, Attempt.user_id == User.id)
        )
        .outerjoin(saves, saves.c.attempt_id == Attempt.id)
        .where(Entry.sitting_id == sitting_id)
        .order_by(Entry.id)
    )
    return [_board_seat(row, now) for row in rows]


def _board_seat(row: Any, now: datetime) -> BoardSeat:
    attempt: Attempt | None = row.Attempt
    if attempt is None:
        return BoardSeat(row.name, row.username, "absent", "", None, 0, None)
    grace = timedelta(seconds=attempt.grace_seconds)
    return BoardSeat(
        name=row.name,
        username=row.username,
        state=state_seen(attempt.state, attempt.deadline, grace, now).value,
        attempt=attempt.public_id,
        deadline=attempt.deadline,
        answered=row.answered or 0,
        last_save=row.last_save,
    )

"""The two statements of a save, for the driver: what it needs to know, and the row it adds.

Made of tables rather than mapped classes: they are compiled once and run a million times.
"""

from typing import Any

from sqlalchemy import Executable, Select, String, and_, bindparam, case, func, select, tuple_
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Dialect

from examsite.attempts.models import Attempt, ResponseEvent
from examsite.attempts.queries.answers import ACCEPTED
from examsite.domain.terms import AttemptState
from examsite.exams.models import FormItem
from examsite.kit.clock import is_database_clock
from examsite.kit.types import UTCDateTime

ATTEMPT, ITEM, EVENT = Attempt.__table__, FormItem.__table__, ResponseEvent.__table__
KEPT = ("attempt_id", "form_item_id", "epoch", "seq", "value", "digest", "client_ms", "at")
"""The columns of an event that come with the save."""


def save_facts(dialect: Dialect) -> Select[Any]:
    """What judging one save needs: the attempt, the item's shape, its newest accepted answer.

    Parameters: attempt, item (public ids), user, and now unless it is the database's clock.
    Columns: attempt id, state, deadline, grace_seconds, paused_at, epoch; form item id, shape; the newest
    accepted (epoch, seq, digest, value) or nulls; the instant `now` deadlines are held against.
    """
    at = UTCDateTime()
    now = (
        func.clock_timestamp(type_=at) if is_database_clock(dialect) else bindparam("now", type_=at)
    )
    newest = (
        select(EVENT.c.id)
        .where(
            EVENT.c.attempt_id == ATTEMPT.c.id,
            EVENT.c.form_item_id == ITEM.c.id,
            EVENT.c.verdict == ACCEPTED,
        )
        .order_by(EVENT.c.epoch.desc(), EVENT.c.seq.desc())
        .limit(1)
        .correlate(ATTEMPT, ITEM)
        .scalar_subquery()
    )
    return (
        select(
            ATTEMPT.c.id.label("attempt_id"),
            ATTEMPT.c.state,
            ATTEMPT.c.deadline,
            ATTEMPT.c.grace_seconds,
            ATTEMPT.c.paused_at,
            ATTEMPT.c.epoch.label("device_epoch"),
            ITEM.c.id.label("form_item_id"),
            ITEM.c.shape,
            EVENT.c.epoch,
            EVENT.c.seq,
            EVENT.c.digest,
            EVENT.c.value,
            now.label("now"),
        )
        .select_from(ATTEMPT)
        .join(ITEM, ITEM.c.form_id == ATTEMPT.c.form_id)
        .outerjoin(EVENT, EVENT.c.id == newest)
        .where(
            ATTEMPT.c.public_id == bindparam("attempt"),
            ATTEMPT.c.user_id == bindparam("user"),
            ITEM.c.public_id == bindparam("item"),
        )
    )


def save_facts_held(dialect: Dialect) -> Select[Any]:
    """The same, with the attempt held until the transaction ends."""
    return save_facts(dialect).with_for_update(of=ATTEMPT)


def keep_answer(dialect: Dialect) -> Executable:
    """Add an accepted answer, if the attempt still is as it was judged: one statement, one row
    or none.

    Parameters: KEPT, and device_epoch and deadline as they were read. It waits for whoever holds
    the attempt (handing in, more time, another device) and then looks again; a newer answer or
    the same number committed in between leaves it without effect.
    """
    insert = (sqlite if dialect.name == "sqlite" else postgresql).insert
    given = {name: bindparam(name, type_=EVENT.c[name].type) for name in KEPT}
    newer = (
        select(EVENT.c.id)
        .where(
            EVENT.c.attempt_id == given["attempt_id"],
            EVENT.c.form_item_id == given["form_item_id"],
            EVENT.c.verdict == ACCEPTED,
            tuple_(EVENT.c.epoch, EVENT.c.seq) >= tuple_(given["epoch"], given["seq"]),
        )
        .exists()
    )
    unchanged = and_(
        ATTEMPT.c.state == AttemptState.IN_PROGRESS,
        ATTEMPT.c.epoch == bindparam("device_epoch"),
        ATTEMPT.c.deadline == bindparam("deadline"),
    )
    row = (
        select(*given.values(), bindparam("verdict", ACCEPTED, type_=String))
        .select_from(ATTEMPT)
        .where(
            ATTEMPT.c.id == given["attempt_id"],
            case((unchanged, True), else_=False),  # not for an index: many share a state
            ~newer,
        )
        .with_for_update(of=ATTEMPT)
    )
    kept: Executable = insert(EVENT).from_select([*KEPT, "verdict"], row).on_conflict_do_nothing()
    return kept

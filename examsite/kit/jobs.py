"""Work for later: recorded in the transaction that asks for it, done at least once.

The row is the truth. After commit its id goes to Huey; a sweep does what is still undone
after half a minute, then after ever longer waits. A worker takes a job by counting a try on
its row, so two workers seldom do the same one; a worker that dies leaves it to the sweep.
Every job is therefore written to be safe when run twice.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from flask import Flask, current_app
from sqlalchemy import JSON, delete, func, select, update
from sqlalchemy.orm import Mapped, mapped_column

from examsite.domain.actions import Action
from examsite.kit import clock
from examsite.kit.db import Model, Transaction, append, db
from examsite.kit.lazy import lazy
from examsite.kit.types import UTCDateTime

huey_library = lazy("huey")  # it looks for Redis and loads all of it, even where none is used

RESEND_AFTER = timedelta(seconds=30)
MOST_TRIES = 8
KEEP_DONE = timedelta(days=7)
Handler = Callable[[dict[str, Any], datetime], None]
HANDLERS: dict[str, Handler] = {}
log = logging.getLogger("examsite.jobs")


class NotYet(Exception):
    """Raised by a handler whose work goes on elsewhere: it is asked again later. No failure."""


class Job(Model):
    """One piece of work: what, with what, whether done. `sent_at`: last sent or last taken."""

    __tablename__ = "job"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    payload: Mapped[dict[str, Any]] = mapped_column(JSON, info={"journal": False})
    made_at: Mapped[datetime]
    sent_at: Mapped[datetime]
    done_at: Mapped[datetime | None] = mapped_column(index=True)
    tries: Mapped[int] = mapped_column(default=0)
    problem: Mapped[str] = mapped_column(default="")


def job(name: str) -> Callable[[Handler], Handler]:
    """Register the function that does the jobs called `name`."""

    def register(handler: Handler) -> Handler:
        HANDLERS[name] = handler
        return handler

    return register


def enqueue(tx: Transaction, name: str, payload: dict[str, Any]) -> None:
    """Ask for a job in the same transaction as the change that needs it."""
    row = tx.add(Job(name=name, payload=payload, made_at=tx.now, sent_at=tx.now))
    tx.after_commit.append(lambda: _send(row.id))


def last_made(name: str) -> datetime | None:
    """When a job of this name was last asked for, as far back as rows are kept."""
    found: datetime | None = db.session.scalar(_newest(Job.made_at, name))
    return found


def last_done(name: str) -> datetime | None:
    """When a job of this name was last done, as far back as rows are kept."""
    found: datetime | None = db.session.scalar(_newest(Job.done_at, name))
    return found


def _newest(column: Any, name: str) -> Any:
    return select(func.max(column, type_=UTCDateTime())).where(Job.name == name)


def _send(job_id: int) -> None:
    """Wake a worker. The change is committed: a queue that is down is the sweep's business."""
    send = current_app.extensions.get("examsite_send_job")
    if send is None:
        return
    try:
        send(job_id)
    except Exception:
        log.exception("job %s could not be sent, the sweep will do it", job_id)


def run(job_id: int, now: datetime) -> None:
    """Do one job; what goes wrong is kept on its row and tried again by the sweep."""
    row = _take(job_id, now)
    if row is None:
        return
    problem = ""
    try:
        HANDLERS[row.name](row.payload, now)
    except NotYet:
        problem = NotYet.__name__
    except Exception as error:
        problem = type(error).__name__
        log.exception("job %s failed", row.name)
    db.session.rollback()  # whatever the handler left open
    with append(Action.SYSTEM_INITIALISED, by=None, now=now) as tx:
        row = tx.lock(db.session.get_one(Job, job_id))  # the handler may have let go of all rows
        row.problem = problem
        if not problem:
            row.done_at, row.payload = now, {}


def _take(job_id: int, now: datetime) -> Job | None:
    """The job, with one more try counted; None when it is done, given up or just taken."""
    row = db.session.get(Job, job_id, populate_existing=True)
    if row is None or row.done_at is not None or row.tries >= MOST_TRIES:
        return None
    with append(Action.SYSTEM_INITIALISED, by=None, now=now) as tx:
        taken = tx.execute(
            update(Job)
            .where(Job.id == job_id, Job.done_at.is_(None), Job.tries == row.tries)
            .values(tries=row.tries + 1, sent_at=now)
        )
    return row if taken.rowcount else None


def run_all(now: datetime) -> int:
    """Do everything that waits, in order; how many were tried."""
    return _run(list(db.session.scalars(_waiting().order_by(Job.id))), now)


def run_overdue(now: datetime) -> int:
    """The sweep: do what is still undone half a minute after it was sent, later ones later.

    The wait doubles with every try; what has been tried too often stays for people to see.
    """
    rows = db.session.execute(_waiting(Job.id, Job.tries, Job.sent_at).order_by(Job.id)).all()
    due = [row.id for row in rows if row.sent_at + RESEND_AFTER * 2**row.tries < now]
    return _run(due, now)


def _waiting(*columns: Any) -> Any:
    return select(*(columns or (Job.id,))).where(Job.done_at.is_(None), Job.tries < MOST_TRIES)


def _run(ids: list[int], now: datetime) -> int:
    for job_id in ids:
        run(job_id, now)
    return len(ids)


def sweep(now: datetime) -> int:
    """One round of the sweep: overdue jobs done, rows of finished ones dropped after a week."""
    with append(Action.SYSTEM_INITIALISED, by=None, now=now) as tx:
        tx.execute(delete(Job).where(Job.done_at < now - KEEP_DONE))
    return run_overdue(now)


def counts(now: datetime) -> dict[str, int]:
    """How many jobs wait, how many were given up, and the age of the oldest that waits."""
    waiting, oldest = db.session.execute(_waiting(func.count(Job.id), func.min(Job.made_at))).one()
    failed = db.session.scalar(
        select(func.count(Job.id)).where(Job.done_at.is_(None), Job.tries >= MOST_TRIES)
    )
    age = int((now - oldest).total_seconds()) if oldest else 0
    return {"waiting": waiting, "failed": failed or 0, "oldest_seconds": max(0, age)}


def make_huey(home: str, redis_url: str) -> Any:
    """The queue that wakes workers: a file of its own, or Redis when there are several machines."""
    if redis_url:
        return huey_library.RedisHuey("examsite", url=redis_url)
    return huey_library.SqliteHuey("examsite", filename=f"{home}/jobs.sqlite3")


def connect(app: Flask, huey: Any) -> Any:
    """Let this process send jobs to workers; gives back the task workers run."""

    @huey.task(name="examsite.run_job")  # type: ignore[untyped-decorator]
    def run_job(job_id: int) -> None:
        with app.app_context():
            run(job_id, clock.now())

    app.extensions["examsite_send_job"] = run_job
    return run_job

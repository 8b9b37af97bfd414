"""Work for later: recorded in the transaction that asks for it, done at least once.

The row is the truth. After commit its id goes to Huey; a sweep sends again what is still
undone after half a minute. Every job is therefore written to be safe when run twice.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from flask import Flask, current_app
from huey import Huey, RedisHuey, SqliteHuey
from sqlalchemy import JSON, select
from sqlalchemy.orm import Mapped, mapped_column

from examsite.domain.actions import Action
from examsite.kit import clock
from examsite.kit.db import Model, Transaction, append, db

RESEND_AFTER = timedelta(seconds=30)
MOST_TRIES = 8
Handler = Callable[[dict[str, Any], datetime], None]
HANDLERS: dict[str, Handler] = {}
log = logging.getLogger("examsite.jobs")


class Job(Model):
    """One piece of work: what, with what, whether done."""

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


def _send(job_id: int) -> None:
    send = current_app.extensions.get("examsite_send_job")
    if send is not None:
        send(job_id)


def run(job_id: int, now: datetime) -> None:
    """Do one job; what goes wrong is kept on its row and tried again by the sweep."""
    row = db.session.get(Job, job_id)
    if row is None or row.done_at is not None or row.tries >= MOST_TRIES:
        return
    problem = ""
    try:
        HANDLERS[row.name](row.payload, now)
    except Exception as error:
        db.session.rollback()
        problem = type(error).__name__
        log.exception("job %s failed", row.name)
    with append(Action.SYSTEM_INITIALISED, by=None, now=now) as tx:
        tx.lock(row)
        row.tries += 1
        row.problem = problem
        row.done_at = None if problem else now
        if row.done_at:
            row.payload = {}


def run_all(now: datetime) -> int:
    """Do everything that waits, in order; how many were tried."""
    waiting = select(Job.id).where(Job.done_at.is_(None), Job.tries < MOST_TRIES).order_by(Job.id)
    ids = list(db.session.scalars(waiting))
    for job_id in ids:
        run(job_id, now)
    return len(ids)


def run_overdue(now: datetime) -> int:
    """The sweep: do what was sent more than half a minute ago and is still undone."""
    waiting = select(Job.id).where(
        Job.done_at.is_(None), Job.tries < MOST_TRIES, Job.sent_at < now - RESEND_AFTER
    )
    ids = list(db.session.scalars(waiting))
    for job_id in ids:
        run(job_id, now)
    return len(ids)


def make_huey(home: str, redis_url: str) -> Huey:
    """The queue that wakes workers: a file of its own, or Redis when there are several machines."""
    if redis_url:
        return RedisHuey("examsite", url=redis_url)
    return SqliteHuey("examsite", filename=f"{home}/jobs.sqlite3")


def connect(app: Flask, huey: Huey) -> Any:
    """Let this process send jobs to workers; gives back the task workers run."""

    @huey.task(name="examsite.run_job")  # type: ignore[untyped-decorator]
    def run_job(job_id: int) -> None:
        with app.app_context():
            run(job_id, clock.now())

    app.extensions["examsite_send_job"] = run_job
    return run_job

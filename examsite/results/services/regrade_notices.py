"""Notices of a regrade: drafted with the change of a released result, sent when an officer says so."""

from datetime import datetime

from sqlalchemy import select

from examsite.accounts.models import User
from examsite.accounts.policies import reach
from examsite.domain.actions import Action
from examsite.domain.errors import Conflict
from examsite.kit.access import Viewer
from examsite.kit.db import db, write
from examsite.kit.jobs import enqueue
from examsite.kit.mail import Composed, compose, post
from examsite.kit.site import settings
from examsite.results.models import RegradeNotice, RegradeRun, Result
from examsite.results.queries import regrading as reads

SEND = "results.regrade_notices"
"""The job that sends the notices of a run."""
BATCH = 100


class NothingToSend(Conflict):
    """409: every notice has been sent, or none was drafted."""

    code = "no_regrade_notices"
    message = "没有等待发出的通知。"


def ask_to_send(run: RegradeRun, *, by: Viewer, now: datetime) -> int:
    """Let the notices of a run go out; how many wait. Raises NothingToSend."""
    drafted, sent = reads.count_notices(run)
    if drafted == sent:
        raise NothingToSend
    with write(Action.REGRADE_NOTICES_SENT, by=by, now=now, about=run) as tx:
        enqueue(tx, SEND, {"run": run.public_id})
        tx.note(notices=drafted - sent)
    return drafted - sent


def send_all(run: RegradeRun, *, now: datetime) -> int:
    """Send what has not been sent to whoever can be reached; how many went out. Safe twice."""
    sent = last = 0
    while notices := reads.list_unsent(run, last, BATCH):
        last = notices[-1].id
        sent += _send(run, notices, now)
    return sent


def _send(run: RegradeRun, notices: list[RegradeNotice], now: datetime) -> int:
    composed = {one.id: _compose(one) for one in notices}  # before the write opens
    sent = 0
    with write(Action.REGRADE_NOTICES_SENT, by=None, now=now, about=run) as tx:
        for notice in notices:
            message = composed[notice.id]
            if message is None or tx.lock(notice).sent_at is not None:
                continue
            post(tx, message)
            notice.sent_at = now
            sent += 1
        tx.note(sent=sent)
    return sent


def _compose(notice: RegradeNotice) -> Composed | None:
    """The message, without a score in it; None for whoever cannot be reached."""
    rows = select(Result, User).join(User, User.id == Result.user_id)
    result, user = db.session.execute(rows.where(Result.id == notice.result_id)).one()
    contact = reach(user)
    if contact is None:
        return None
    address = f"{settings().base_url}/results/{result.public_id}"
    return compose("regraded", contact, locale=user.locale, address=address)

"""A sitting that is being taken, and time passing in it."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from examsite.attempts.models import Attempt
from examsite.kit import clock
from examsite.kit.db import db
from tests import make_exam
from tests.cast import NOW


def start(clients, *people, **sitting):
    """A sitting in which these people have started; the attempt of the first."""
    exam = make_exam.sitting(*people, **sitting)
    for person in people:
        getattr(clients, person).post(f"/api/v1/exams/{exam.public_id}/attempts", json={})
    rows = select(Attempt).options(joinedload(Attempt.sitting)).order_by(Attempt.id)
    attempt = db.session.scalars(rows).first()
    db.session.expunge_all()  # as they were: nothing is read again by itself
    return attempt.sitting, attempt


def later(seconds):
    """The clock so many seconds after NOW."""
    return clock.fixed(NOW + timedelta(seconds=seconds))


def poll(client, attempt, *, seconds, etag=None, address="10.0.0.1", **asked):
    """What the candidate's page asks every five seconds."""
    query = {"part": "standing", "epoch": attempt.epoch} | asked
    with later(seconds):
        return client.get(
            f"/api/v1/attempts/{attempt.public_id}",
            query_string=query,
            headers={"If-None-Match": etag} if etag else {},
            environ_overrides={"REMOTE_ADDR": address},
        )


def act(client, about, what, *, seconds=60, lost=None, **form):
    """A staff form sent to an attempt or sitting; it must lead back. `lost`: its seconds."""
    form |= {} if lost is None else {"seconds": lost}
    folder = "attempts" if isinstance(about, Attempt) else "sittings"
    with later(seconds):
        answer = client.post(f"/staff/{folder}/{about.public_id}/{what}", data=form)
        assert answer.status_code == 303, answer.text
        return client.get(answer.location).text

"""Time given back: an event with its reason, and a deadline worked out again."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from examsite.attempts.models import Attempt, TimeEvent
from examsite.attempts.services.time import BadExtension, change_time
from examsite.domain.attempt import AttemptClosed
from examsite.domain.terms import TimeEventKind
from examsite.kit.db import db
from tests import make_exam
from tests.cast import NOW


@pytest.fixture
def started(clients, site):
    exam = make_exam.sitting("candidate")
    clients.candidate.post(f"/api/v1/exams/{exam.public_id}/attempts")
    return db.session.scalars(select(Attempt)).one()


def test_it_works(clients, started):
    address = f"/staff/attempts/{started.public_id}/time"
    answer = clients.invigilator.post(address, data={"minutes": 5, "reason": "断网两分钟"})
    assert answer.status_code == 303
    look = clients.candidate.get(f"/api/v1/attempts/{started.public_id}").get_json()
    assert look["remaining_ms"] == 65 * 60 * 1000
    event = db.session.scalars(select(TimeEvent)).one()
    assert (event.seconds, event.reason) == (300, "断网两分钟")


def test_two_extensions_add_up(started, people, now):
    for _ in range(2):
        change_time(started, TimeEventKind.EXTEND, 60, "设备故障", by=people.invigilator, now=now)
    assert started.deadline == NOW + timedelta(minutes=62)


@pytest.mark.parametrize(("seconds", "reason"), [(0, "x"), (-60, "x"), (5 * 3600, "x"), (60, " ")])
def test_time_needs_an_amount_and_a_reason(started, people, now, seconds, reason):
    with pytest.raises(BadExtension):
        change_time(started, TimeEventKind.EXTEND, seconds, reason, by=people.invigilator, now=now)


def test_a_closed_attempt_gets_no_time(clients, started, people, now):
    clients.candidate.post(f"/api/v1/attempts/{started.public_id}/submit")
    with pytest.raises(AttemptClosed):
        change_time(started, TimeEventKind.EXTEND, 60, "x", by=people.invigilator, now=now)


def test_candidates_cannot_give_themselves_time(clients, started):
    address = f"/staff/attempts/{started.public_id}/time"
    answer = clients.candidate.post(address, data={"minutes": 5, "reason": "x"})
    assert answer.status_code == 403

"""The condition on which a judged answer is kept: nothing of the attempt has changed since."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from examsite.attempts.models import Attempt, ResponseEvent
from examsite.attempts.queries.saving import keep_answer, save_facts
from examsite.domain.actions import Action
from examsite.domain.terms import AttemptState
from examsite.kit import driver
from examsite.kit.db import db, write
from tests import make_exam


def answer_row(facts, seq=1):
    """The row a save adds, from the facts it read."""
    return {
        "attempt_id": facts.attempt_id,
        "form_item_id": facts.form_item_id,
        "epoch": 1,
        "seq": seq,
        "value": "true",
        "digest": "0" * 64,
        "client_ms": None,
        "at": facts.now,
        "device_epoch": facts.device_epoch,
        "deadline": facts.deadline,
    }


@pytest.fixture
def taking(clients, site, now):
    """An attempt and its facts as a save reads them, with the row it would add."""
    exam = make_exam.sitting("candidate")
    paper = clients.candidate.post(f"/api/v1/exams/{exam.public_id}/attempts").json
    attempt = db.session.scalars(select(Attempt)).one()
    asked = {
        "attempt": paper["attempt"],
        "item": paper["items"][0]["item"],
        "user": attempt.user_id,
    }
    (facts,) = driver.rows(save_facts, **asked, now=now)
    row = answer_row(facts)
    return attempt, row


def kept():
    return db.session.scalar(select(func.count()).select_from(ResponseEvent))


def test_it_works(taking):
    _, row = taking
    assert driver.insert(keep_answer, **row) == 1
    assert driver.insert(keep_answer, **row | {"seq": 2}) == 1
    assert kept() == 2


@pytest.mark.parametrize(
    "change",
    [
        {"state": AttemptState.HANDED_IN},
        {"epoch": 2},
        {"deadline": timedelta(minutes=5)},
    ],
    ids=["handed in", "another device", "more time"],
)
def test_it_keeps_nothing_once_the_attempt_has_changed(taking, now, change):
    attempt, row = taking
    with write(Action.ATTEMPT_TIME_CHANGED, by=None, now=now, about=attempt) as tx:
        tx.lock(attempt)
        for name, value in change.items():
            setattr(attempt, name, attempt.deadline + value if name == "deadline" else value)
    assert driver.insert(keep_answer, **row) == 0
    assert kept() == 0


@pytest.mark.parametrize("stored", [{"seq": 1}, {"seq": 2}], ids=["same number", "newer"])
def test_it_keeps_nothing_beside_a_newer_answer(taking, stored):
    _, row = taking
    assert driver.insert(keep_answer, **row | stored) == 1
    assert driver.insert(keep_answer, **row | {"digest": "1" * 64}) == 0
    assert kept() == 1

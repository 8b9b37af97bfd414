"""Answers that come after the attempt was closed: kept, held, decided by two people."""

import pytest
from sqlalchemy import select

from examsite.attempts.models import LateCase, ScoreVersion
from examsite.attempts.queries.answers import list_answers
from examsite.attempts.queries.attempts import get_any_attempt
from examsite.attempts.queries.late import list_late
from examsite.attempts.services.handing_in import close_overdue
from examsite.domain.late_answers import LateState
from examsite.domain.terms import ItemType
from examsite.invigilation.queries.on_paper import get_paper
from examsite.kit import clock
from examsite.kit.db import db
from examsite.kit.site import settings
from examsite.results.services.recomputing import recompute
from examsite.results.services.releasing import StillHeld, release
from tests.invigilation.test_two_people import settle
from tests.make_credentials import installed_as
from tests.make_watched import later, start

DEADLINE = 3600


@pytest.fixture(autouse=True)
def two_people(site):
    with installed_as(site, two_person=True):
        yield


def save(client, attempt, item, value, *, seq, seconds, epoch=1):
    address = f"/api/v1/attempts/{attempt.public_id}/answers/{item}"
    with later(seconds):
        return client.put(address, json={"value": value, "seq": seq, "epoch": epoch})


def item_of(attempt):
    paper = get_paper(attempt.form_id)
    return next(one["item"] for one in paper if one["type"] == ItemType.TRUE_FALSE)


def swept(seconds):
    with later(seconds):
        close_overdue(now=clock.now(), keys=settings().keys_folder)


def case():
    return db.session.scalars(select(LateCase)).one_or_none()


def overdue(clients):
    """An attempt closed by the deadline with False saved, and True that came a minute late."""
    _, attempt = start(clients, "candidate")
    item = item_of(attempt)
    assert save(clients.candidate, attempt, item, False, seq=1, seconds=60).status_code == 200
    swept(DEADLINE + 20)
    late = save(clients.candidate, attempt, item, True, seq=2, seconds=DEADLINE + 60)
    assert (late.status_code, late.get_json()["code"]) == (410, "closed")
    return attempt, item


def decide(client, attempt, answer, reason):
    form = {"accept": answer, "reason": reason}
    with later(DEADLINE + 120):
        address = f"/staff/attempts/{attempt.public_id}/late-answers"
        return client.post(address, data=form, follow_redirects=True).text


def receipt(client, attempt):
    with later(DEADLINE + 300):
        return client.get(f"/attempts/{attempt.public_id}/receipt").text


def test_two_people_let_it_count(clients, people, site):
    attempt, item = overdue(clients)
    assert f"{case().due}" == "2026-11-25"
    assert "是否计入由两位工作人员" in receipt(clients.candidate, attempt)
    found = get_any_attempt(attempt.public_id)
    with later(DEADLINE + 100), pytest.raises(StillHeld):
        release([found], by=people.officer, now=clock.now())
    assert "一份作答有迟到的改动" in clients.invigilator.get("/desk").text
    assert "已提出，等第二个人批准" in decide(clients.invigilator, attempt, "yes", "网络中断 90 秒")
    assert list_answers(attempt.id)[item]["value"] is False
    with later(DEADLINE + 200):
        assert "已批准并执行" in settle(clients.officer)
    assert list_answers(attempt.id)[item]["value"] is True
    assert list_late(attempt.id) == []
    numbers = db.session.scalars(select(ScoreVersion.number).order_by(ScoreVersion.number))
    assert numbers.all() == [1, 2]
    assert recompute().differences == []
    assert "网络中断 90 秒" in receipt(clients.candidate, attempt)
    assert get_any_attempt(attempt.public_id).state.value == "closed_by_deadline"
    release([get_any_attempt(attempt.public_id)], by=people.other_officer, now=_after())


def _after():
    with later(DEADLINE + 400):
        return clock.now()


def test_two_people_refuse_it(clients, people, site):
    attempt, item = overdue(clients)
    decide(clients.invigilator, attempt, "no", "改动在收卷后才作出")
    with later(DEADLINE + 200):
        settle(clients.officer)
    assert (case().state, list_answers(attempt.id)[item]["value"]) == (LateState.REFUSED, False)
    assert "改动在收卷后才作出" in receipt(clients.candidate, attempt)
    again = decide(clients.officer, attempt, "yes", "再想想")
    assert "已经认定过" in again


def test_another_late_value_makes_the_proposal_stale(clients, people, site):
    attempt, item = overdue(clients)
    decide(clients.invigilator, attempt, "yes", "断网")
    save(clients.candidate, attempt, item, False, seq=3, seconds=DEADLINE + 130)
    with later(DEADLINE + 200):
        settle(clients.officer)
    assert case().state is LateState.OPEN


def test_what_opens_no_case(clients, people, site):
    _, attempt = start(clients, "candidate")
    item = item_of(attempt)
    save(clients.candidate, attempt, item, False, seq=2, seconds=60)
    clients.candidate.post(f"/api/v1/attempts/{attempt.public_id}/submit")
    assert save(clients.candidate, attempt, item, True, seq=3, seconds=90).status_code == 410
    assert case() is None  # handed in by the candidate: it is final


@pytest.mark.parametrize(("value", "seq"), [(False, 2), (True, 1)])
def test_the_same_or_an_older_value_opens_no_case(clients, people, site, value, seq):
    _, attempt = start(clients, "candidate")
    item = item_of(attempt)
    save(clients.candidate, attempt, item, False, seq=1 if seq == 2 else 2, seconds=60)
    assert save(clients.candidate, attempt, item, value, seq=seq, seconds=3700).status_code == 410
    assert case() is None
    assert (
        clients.officer.get(f"/staff/attempts/{attempt.public_id}/late-answers").status_code == 404
    )


def test_of_two_values_under_one_number_the_last_to_arrive_stands(clients, people, site):
    _, attempt = start(clients, "candidate")
    paper = get_paper(attempt.form_id)
    item = next(one for one in paper if one["type"] == ItemType.SINGLE)
    first, second = (one["id"] for one in item["options"][:2])
    swept(DEADLINE + 20)
    for value in (first, second):
        save(clients.candidate, attempt, item["item"], value, seq=2, seconds=DEADLINE + 60)
    (late,) = list_late(attempt.id)
    assert late.value == f'"{second}"'

"""Trying the machine: an exam page that counts for nothing."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from examsite.attempts.models import Attempt
from examsite.attempts.queries.attempts import list_own_attempts, list_tryouts
from examsite.attempts.services.trying import try_machine
from examsite.domain.actions import Action
from examsite.domain.terms import Level, Pool, SittingKind
from examsite.domain.waiting import TRIES_A_DAY, TRYOUT_ITEMS
from examsite.enrolment.queries.applications import list_open
from examsite.enrolment.queries.facts import gather_facts
from examsite.exams.models import ExamForm, Sitting
from examsite.exams.queries import list_forms, list_own_entries, list_sittings
from examsite.exams.services.tryouts import NothingToTry
from examsite.home.queries.work import list_work
from examsite.kit.clock import local_date
from examsite.kit.db import db, write
from examsite.results.queries.waiting import list_waiting_sittings
from tests import make_exam
from tests.cast import NOW


@pytest.fixture
def bank(site):
    make_exam.rules()
    return make_exam.bank(12, Pool.PRACTICE)


def begin(client):
    address = client.post("/attempts/tryout").location
    paper = client.get(address)
    sitting = db.session.scalars(select(Sitting).order_by(Sitting.id.desc()).limit(1)).one()
    return paper.text, client.post(f"/api/v1/exams/{sitting.public_id}/attempts").get_json()


def test_five_items_are_saved_and_handed_in(clients, bank):
    page, paper = begin(clients.candidate)
    assert "试机：题目是示例，不计分" in page
    kinds = [one["type"] for one in paper["items"]]
    assert len(set(kinds)) == len(kinds) == TRYOUT_ITEMS
    item = next(one["item"] for one in paper["items"] if one["type"] == "true_false")
    address = f"/api/v1/attempts/{paper['attempt']}"
    clients.candidate.put(f"{address}/answers/{item}", json={"value": True, "seq": 1})
    assert clients.candidate.post("/attempts/tryout").location.endswith(f"{paper['attempt']}/")
    assert clients.candidate.post(f"{address}/submit").get_json()["receipt"]["events"] == 1
    receipt = clients.candidate.get(f"/attempts/{paper['attempt']}/receipt").text
    assert "试机通过：服务器收到 1 次保存" in receipt
    _, again = begin(clients.candidate)
    assert again["attempt"] != paper["attempt"]
    assert db.session.scalar(select(func.count(ExamForm.id))) == 1
    assert clients.other_candidate.get(address).status_code == 404


def test_it_is_counted_nowhere(clients, people, bank):
    _, paper = begin(clients.candidate)
    clients.candidate.post(f"/api/v1/attempts/{paper['attempt']}/submit")
    candidate = people.candidate.id
    assert [list_sittings(), list_own_entries(candidate), list_own_attempts(candidate)] == [[]] * 3
    assert [list_forms(), list_waiting_sittings(), list_open(candidate, NOW)] == [[]] * 3
    facts = gather_facts([candidate], Level.JUNIOR, local_date(NOW))[candidate]
    assert facts.attempts == ()
    assert "试机" not in str(list(list_work(people.officer, NOW)))
    sitting = db.session.scalars(select(Sitting)).one()
    assert sitting.kind is SittingKind.TRYOUT
    with pytest.raises(IntegrityError), write(Action.SITTING_EDITED, by=None, now=NOW) as tx:
        tx.about = sitting
        sitting.certifying = True


def test_there_are_enough_tries_but_not_any_number(clients, people, bank):
    for _ in range(TRIES_A_DAY):
        address = clients.candidate.post("/attempts/tryout").location
        assert clients.candidate.post(f"/api/v1{address.rstrip('/')}/submit").status_code == 200
    refused = clients.candidate.post("/attempts/tryout")
    assert (refused.status_code, "试机的次数太多" in refused.text) == (429, True)
    assert len(list_tryouts(people.candidate.id, NOW - timedelta(days=1))) == TRIES_A_DAY
    tomorrow = NOW + timedelta(days=1, seconds=1)
    assert try_machine(by=people.candidate, now=tomorrow).started_at == tomorrow


def test_without_practice_items_it_says_so(clients, people, site):
    make_exam.rules()
    with pytest.raises(NothingToTry):
        try_machine(by=people.candidate, now=NOW)
    assert db.session.scalars(select(Attempt)).all() == []
    assert "示例题还没有备好" in clients.candidate.post("/attempts/tryout").text

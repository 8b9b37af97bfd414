"""The sweep: hands in what is overdue, once, with what was acknowledged."""

from datetime import timedelta

from sqlalchemy import select

from examsite.attempts.jobs import sweep
from examsite.attempts.models import Attempt, ScoreVersion
from examsite.kit import clock
from examsite.kit.db import db
from tests import make_exam
from tests.cast import NOW, PASSWORD


def test_it_closes_after_the_grace_and_only_once(clients, site):
    exam = make_exam.sitting("candidate", "other_candidate")
    for client in (clients.candidate, clients.other_candidate):
        client.post(f"/api/v1/exams/{exam.public_id}/attempts")
    assert sweep(NOW + timedelta(hours=1, seconds=10)) == 0
    assert sweep(NOW + timedelta(hours=1, seconds=11)) == 2
    assert sweep(NOW + timedelta(hours=1, seconds=12)) == 0
    attempts = db.session.scalars(select(Attempt)).all()
    assert {one.state.value for one in attempts} == {"closed_by_deadline"}
    assert {one.submitted_at for one in attempts} == {NOW + timedelta(hours=1)}
    assert all(one.receipt["signature"] for one in attempts)
    assert len(db.session.scalars(select(ScoreVersion)).all()) == 2


def test_who_comes_back_late_finds_the_receipt_at_once(clients, site):
    exam = make_exam.sitting("candidate")
    started = clients.candidate.post(f"/api/v1/exams/{exam.public_id}/attempts").json
    address = f"/attempts/{started['attempt']}/"
    with clock.fixed(NOW + timedelta(hours=2)):
        assert clients.candidate.get(address).location == f"{address}receipt"
        page = clients.candidate.get(f"{address}receipt").text
    attempt = db.session.scalars(select(Attempt)).one()
    assert "到时自动交卷" in page
    assert attempt.receipt["code"] in page
    assert attempt.submitted_at == NOW + timedelta(hours=1)


def test_an_account_is_not_closed_under_an_exam(clients, site):
    exam = make_exam.sitting("candidate")
    paper = clients.candidate.post(f"/api/v1/exams/{exam.public_id}/attempts").json
    leave = {"password": PASSWORD}
    refused = clients.candidate.post("/account/close", data=leave)
    assert refused.status_code == 409
    assert "还没有交卷" in refused.text
    clients.candidate.post(f"/api/v1/attempts/{paper['attempt']}/submit")
    assert clients.candidate.post("/account/close", data=leave).status_code == 303

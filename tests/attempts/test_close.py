"""The sweep: hands in what is overdue, once, with what was acknowledged."""

from datetime import timedelta

from sqlalchemy import select

from examsite.attempts.jobs import sweep
from examsite.attempts.models import Attempt, ScoreVersion
from examsite.kit.db import db
from tests import make_exam
from tests.cast import NOW


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

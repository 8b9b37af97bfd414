"""Sittings: made by officers, with people entered one by one or by a list."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from examsite.accounts.queries import find_user_by_sign_in
from examsite.exams.models import Entry, ExamForm, Sitting
from examsite.exams.services.sittings import (
    AlreadyEntered,
    FormNotReleased,
    RosterClosed,
    WindowTooShort,
    enter,
    open_sitting,
)
from examsite.kit.db import db
from tests import make_exam
from tests.cast import NOW


def test_it_works_through_the_pages(clients, site):
    form = make_exam.form()
    answer = clients.officer.post(
        "/staff/sittings",
        data={
            "title": "十一月初级",
            "form_id": form.public_id,
            "opens_at": "2026-11-23T14:00",
            "closes_at": "2026-11-23T16:00",
            "minutes": "75",
            "certifying": "y",
        },
    )
    assert answer.status_code == 303
    sitting = db.session.scalars(select(Sitting)).one()
    assert sitting.opens_at.isoformat() == "2026-11-23T06:00:00+00:00"
    names = "candidate\nnobody\ncandidate"
    page = clients.officer.post(
        f"/staff/sittings/{sitting.public_id}/roster",
        data={"usernames": names, "factor_percent": "125"},
        follow_redirects=True,
    ).get_data(as_text=True)
    assert "已列入 1 人" in page
    assert "nobody" in page
    assert db.session.scalars(select(Entry)).one().factor_percent == 125
    mine = clients.candidate.get("/exams/").get_data(as_text=True)
    assert "十一月初级" in mine


def _open(form: ExamForm, **changes):
    _, _blueprint = make_exam.rules()
    scheme, _ = make_exam.rules()
    facts = {
        "title": "x",
        "form": form,
        "scheme": scheme,
        "opens_at": NOW,
        "closes_at": NOW + timedelta(hours=2),
        "seconds": 3600,
        "by": None,
        "now": NOW,
    }
    return open_sitting(**(facts | changes))


def test_an_unreleased_form_cannot_be_sat(site):
    with pytest.raises(FormNotReleased):
        _open(make_exam.form(released=False))


def test_a_window_shorter_than_the_limit_is_refused(site):
    with pytest.raises(WindowTooShort):
        _open(make_exam.form(), closes_at=NOW + timedelta(minutes=59))


def test_nobody_is_entered_twice_or_after_the_end(site, people):
    sitting = _open(make_exam.form())
    user = find_user_by_sign_in("candidate")
    common = {"user_id": user.id, "verdict": {}, "by": people.officer}
    enter(sitting, now=NOW, **common)
    with pytest.raises(AlreadyEntered):
        enter(sitting, now=NOW, **common)
    with pytest.raises(RosterClosed):
        enter(sitting, now=NOW + timedelta(hours=2), **common)


def test_a_page_before_the_exam_tells_when_it_opens(clients, site):
    sitting = make_exam.sitting("candidate", opens_at=NOW + timedelta(hours=1))
    page = clients.candidate.get(f"/exams/{sitting.public_id}").get_data(as_text=True)
    assert "还没有到开放时间" in page
    assert clients.other_candidate.get(f"/exams/{sitting.public_id}").status_code == 404

"""Sittings: made by officers, with people entered one by one or by a list."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from examsite.accounts.queries import find_user_by_sign_in
from examsite.domain.actions import Action
from examsite.domain.terms import FormPolicy
from examsite.exams.models import Entry, ExamForm, Sitting
from examsite.exams.queries import get_sitting
from examsite.exams.services.arranging import (
    AlreadyStarted,
    Arrangement,
    FormNotReleased,
    FormsDiffer,
    WindowTooShort,
    edit_sitting,
    open_sitting,
)
from examsite.exams.services.sittings import AlreadyEntered, RosterClosed, enter
from examsite.kit.db import db, write
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
            "policy": "one",
            "start_mode": "auto",
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


def _asked(**changes):
    facts = {
        "title": "x",
        "opens_at": NOW,
        "closes_at": NOW + timedelta(hours=2),
        "seconds": 3600,
    }
    return Arrangement(**(facts | changes))


def _open(form: ExamForm, **changes):
    scheme, _ = make_exam.rules()
    return open_sitting(_asked(**changes), form=form, scheme=scheme, by=None, now=NOW)


def test_parallel_forms_are_two_of_one_blueprint(site):
    drawn = make_exam.bank()
    form, other = make_exam.form(drawn), make_exam.form(drawn)
    with pytest.raises(FormsDiffer):
        _open(form, policy=FormPolicy.PARALLEL, parallel=(form,))
    later = make_exam.another_blueprint()
    with write(Action.FORM_RELEASED, by=None, now=NOW, about=other):
        other.blueprint_id = later.id
    with pytest.raises(FormsDiffer):
        _open(form, policy=FormPolicy.PARALLEL, parallel=(other,))


def test_an_arrangement_changes_until_the_roster_is_closed(site, people):
    soon = NOW + timedelta(hours=1)
    window = {"opens_at": soon, "closes_at": soon + timedelta(hours=2)}
    sitting = get_sitting(_open(make_exam.form(), **window).public_id)
    longer = _asked(**window, seconds=4500)
    edit_sitting(sitting, longer, by=people.officer, now=NOW)
    assert sitting.seconds == 4500
    with write(Action.ROSTER_CLOSED, by=None, now=NOW, about=sitting):
        sitting.roster_closed_at = NOW
    with pytest.raises(AlreadyStarted):
        edit_sitting(sitting, _asked(**window), by=people.officer, now=NOW)
    moved = _asked(**window, seconds=4500, title="改名", place="二楼")
    edit_sitting(sitting, moved, by=people.officer, now=NOW)
    assert (sitting.title, sitting.place, sitting.seconds) == ("改名", "二楼", 4500)


@pytest.mark.parametrize(
    ("minutes", "factor", "said"), [(120, 100, ""), (70, 100, "10 分钟"), (75, 150, "短 15 分钟")]
)
def test_a_window_that_is_tight_is_told(clients, site, minutes, factor, said):
    sitting = make_exam.sitting(
        "candidate",
        opens_at=NOW + timedelta(hours=1),
        window=timedelta(minutes=minutes),
        factor_percent=factor,
    )
    page = clients.officer.get(f"/staff/sittings/{sitting.public_id}").get_data(as_text=True)
    assert said in page
    assert ("开放时段" in page.split("</h1>")[1].split("<dl")[0]) is bool(said)


def test_changing_it_through_the_page(clients, site):
    sitting = make_exam.sitting("candidate", opens_at=NOW + timedelta(hours=1))
    address = f"/staff/sittings/{sitting.public_id}/edit"
    page = clients.officer.get(address).get_data(as_text=True)
    assert 'value="2026-11-23T10:00"' in page
    data = {
        "title": "改到下午",
        "form_id": get_sitting(sitting.public_id).form.public_id,
        "policy": "one",
        "start_mode": "manual",
        "opens_at": "2026-11-23T14:00",
        "closes_at": "2026-11-23T16:00",
        "minutes": "60",
    }
    assert clients.officer.post(address, data=data).status_code == 303
    db.session.refresh(sitting)
    assert (sitting.title, sitting.start_mode, sitting.certifying) == ("改到下午", "manual", False)


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

"""The working-day calendar: years recorded and corrected by officers, seen by everything."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from examsite.accounts.queries_calendar import get_working_calendar, list_missing_years
from examsite.home.queries.work import list_work
from examsite.kit.db import db
from examsite.kit.journal import JournalDetail, JournalEntry
from tests.cast import NOW

D = date.fromisoformat
FORM = {
    "days_off": "2027-01-01\n2027-02-05 至 2027-02-12",
    "workdays": "2027-02-14",
    "source": "试验用的通知",
    "reason": "",
    "seen": "0",
}


def send(client, year=2027, **changes):
    return client.post(f"/staff/calendar/{year}", data=FORM | changes)


def last_line():
    line = db.session.scalars(select(JournalEntry).order_by(JournalEntry.n.desc())).first()
    return line.what, db.session.get(JournalDetail, line.n).body


def test_it_works(clients, people):
    assert list_missing_years(NOW) == ()
    december = NOW + timedelta(days=10)
    assert list_missing_years(december) == (2027,)
    waiting = [one.target for one in list_work(people.officer, december)]
    assert "2027" in waiting
    assert "尚未记录" in clients.officer.get("/staff/calendar").text
    assert send(clients.officer).status_code == 303
    calendar = get_working_calendar()
    assert calendar.covers(D("2026-01-01"), D("2027-12-31"))
    assert calendar.add(D("2027-02-04"), 1) == D("2027-02-14")
    assert list_missing_years(december) == ()
    page = clients.officer.get("/staff/calendar").text
    assert "2027-02-05 至 2027-02-12" in page
    assert "尚未记录" not in page


def test_a_known_year_is_corrected_with_a_reason(site, clients):
    refused = send(clients.officer, 2026, days_off="2026-10-01", workdays="")
    assert refused.status_code == 422
    assert "写明为什么更正" in refused.text
    told = {"days_off": "2026-10-01", "workdays": "", "reason": "通知改了"}
    assert send(clients.officer, 2026, **told).status_code == 303
    assert get_working_calendar().is_working_day(D("2026-10-02"))
    what, body = last_line()
    assert (what, body["why"]) == ("calendar.recorded", "通知改了")
    assert "通知改了" in clients.officer.get("/staff/calendar/2026").text


def test_what_another_officer_wrote_meanwhile_is_not_overwritten(site, clients):
    send(clients.other_officer)
    late = send(clients.officer, reason="更正", days_off="2027-01-01")
    assert late.status_code == 409
    assert "刚被别人改过" in late.text
    assert not get_working_calendar().is_working_day(D("2027-02-05"))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"days_off": "元旦"}, "看不懂「元旦」"),
        ({"days_off": "2028-03-01"}, "不在 2027 年"),
        ({"workdays": "2027-02-15"}, "不是周六或周日"),
        ({"source": " "}, "请写明依据"),
        ({"days_off": ""}, "请填写放假的日子"),
    ],
)
def test_slips_are_refused_and_what_was_typed_stays(site, clients, changes, words):
    answer = send(clients.officer, **changes)
    assert answer.status_code == 422
    assert words in answer.text
    assert "2027-02-14" in answer.text or "workdays" in changes
    assert not get_working_calendar().covers(D("2027-01-01"), D("2027-01-02"))


def test_nobody_records_the_middle_ages(clients):
    assert clients.officer.get("/staff/calendar/1492").status_code == 404
    assert clients.officer.get("/staff/calendar/next").status_code == 404
    assert clients.officer.get("/staff/calendar/2035").status_code == 200

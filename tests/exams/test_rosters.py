"""Rosters: closed once, seats and numbers frozen, forms dealt, late ones, one-time codes."""

from datetime import timedelta

import pytest

from examsite.attempts.queries.attempts import get_seat
from examsite.attempts.services.taking import FormNotReady
from examsite.attempts.services.taking import start as begin
from examsite.domain.terms import FormPolicy
from examsite.exams import jobs
from examsite.exams.queries import get_entry, list_entries, list_roster
from examsite.exams.services import entry_codes, rosters
from examsite.exams.services.sittings import RosterFrozen, enter
from examsite.kit.db import db
from tests import make_exam
from tests.cast import NOW

SOON = NOW + timedelta(hours=3)
NAMES = ("candidate", "other_candidate")


def closed(*, forms=2, **sitting):
    """A sitting of parallel forms tomorrow, its roster closed."""
    drawn = make_exam.bank()
    made = [make_exam.form(drawn) for _ in range(forms)]
    arranged = {"policy": FormPolicy.PARALLEL, "parallel": tuple(made[1:])} if forms > 1 else {}
    found = make_exam.sitting(
        *NAMES, exam_form=made[0], opens_at=SOON, arranged=arranged, **sitting
    )
    rosters.close_roster(found, by=None, now=NOW)
    return found, made


def test_closing_gives_everybody_a_seat_a_number_and_a_form(site, people):
    found, forms = closed()
    entries = list_entries(found.id)
    assert {one.seat for one in entries} == {"001", "002"}
    assert {one.form_id for one in entries} == {form.id for form in forms}
    assert all(one.admission_number.startswith("261123") for one in entries)
    with pytest.raises(RosterFrozen):
        rosters.close_roster(found, by=people.officer, now=NOW)
    with pytest.raises(RosterFrozen):
        enter(found, user_id=people.hr.id, verdict={}, by=people.officer, now=NOW)
    mine = get_entry(found.public_id, people.candidate.public_id)
    with pytest.raises(RosterFrozen):
        rosters.remove(mine, reason="误录", by=people.officer, now=NOW)


def test_late_ones_sit_behind_the_last_with_a_reason(site, people):
    found, forms = closed()
    with pytest.raises(rosters.RosterReason):
        rosters.enter_late(found, user_id=people.hr.id, reason=" ", by=people.officer, now=NOW)
    late = rosters.enter_late(
        found, user_id=people.hr.id, reason="报名材料当天核准", by=people.officer, now=NOW
    )
    before = {one.seat: one.form_id for one in list_entries(found.id)}
    assert late.seat == "003"
    assert late.form_id in {form.id for form in forms} - {before["002"]}
    assert late.admission_number


def test_an_open_roster_lets_people_leave(site, people):
    found = make_exam.sitting(*NAMES, opens_at=SOON)
    entry = get_entry(found.public_id, people.candidate.public_id)
    rosters.remove(entry, reason="本人放弃", by=people.officer, now=NOW)
    assert [user.username for _entry, user in list_roster(found.id)] == ["other_candidate"]
    with pytest.raises(rosters.RosterStillOpen):
        rosters.enter_late(found, user_id=people.hr.id, reason="补", by=people.officer, now=NOW)


def test_the_sweep_closes_what_is_due_and_nothing_else(site):
    form = make_exam.form()
    half_an_hour, later = NOW + timedelta(minutes=30), NOW + timedelta(minutes=31)
    due = make_exam.sitting("candidate", exam_form=form, opens_at=half_an_hour)
    early = make_exam.sitting("candidate", exam_form=form, opens_at=later)
    online = make_exam.sitting("candidate", exam_form=form, arranged={"remote": True})
    empty = make_exam.sitting(exam_form=form)
    assert jobs.sweep(NOW) == 1
    assert jobs.sweep(NOW) == 0
    frozen = [one.roster_closed_at is not None for one in (due, early, online, empty)]
    assert frozen == [True, False, False, False]


def test_a_seat_without_its_form_cannot_start(site, people):
    arranged = {"policy": FormPolicy.PER_CANDIDATE}
    found = make_exam.sitting("candidate", arranged=arranged)
    seat = get_seat(found.public_id, visible_to=people.candidate)
    with pytest.raises(FormNotReady):
        begin(seat, device="d", by=people.candidate, now=NOW)
    seat.entry.form_id = None
    rosters.close_roster(found, by=None, now=NOW)
    assert [one.form_id for one in list_entries(found.id)] == [None]


def test_a_code_opens_its_seat_once(site, people):
    found, _forms = closed(forms=1)
    entries = list_entries(found.id)
    codes = entry_codes.issue_entry_codes(found, entries, by=people.officer, now=NOW)
    mine, other = entries
    with pytest.raises(entry_codes.WrongEntryCode):
        entry_codes.use_entry_code(mine.admission_number, codes[other.id], now=NOW)
    typed = codes[mine.id].lower()
    assert entry_codes.use_entry_code(mine.admission_number, typed, now=NOW).id == mine.id
    with pytest.raises(entry_codes.WrongEntryCode):
        entry_codes.use_entry_code(mine.admission_number, typed, now=NOW)
    again = entry_codes.issue_entry_codes(found, [mine], by=people.officer, now=NOW, why="丢了")
    with pytest.raises(entry_codes.WrongEntryCode):
        entry_codes.use_entry_code(mine.admission_number, typed, now=NOW)
    with pytest.raises(entry_codes.WrongEntryCode):
        entry_codes.use_entry_code("1234", again[mine.id], now=NOW)
    with pytest.raises(entry_codes.WrongEntryCode):
        entry_codes.use_entry_code(mine.admission_number, again[mine.id], now=found.closes_at)
    db.session.refresh(mine)
    assert codes[mine.id] not in str(mine.entry_code_hash)


def test_no_code_without_a_seat(site, people):
    found = make_exam.sitting("candidate", opens_at=SOON)
    with pytest.raises(entry_codes.NoSeatYet):
        entry_codes.issue_entry_codes(found, list_entries(found.id), by=people.officer, now=NOW)


def test_it_works_through_the_pages(clients, site):
    found = make_exam.sitting(*NAMES, opens_at=SOON)
    address = f"/staff/sittings/{found.public_id}"
    page = clients.officer.post(f"{address}/roster/close", follow_redirects=True)
    assert "座位和准考证号已编定" in page.get_data(as_text=True)
    late = {"username": "hr", "reason": "核准较晚"}
    page = clients.officer.post(f"{address}/roster/late", data=late, follow_redirects=True)
    text = page.get_data(as_text=True)
    assert "座位 003" in text
    assert "261123-" in text

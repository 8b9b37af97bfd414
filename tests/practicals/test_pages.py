"""The pages: officer, examiner, candidate; what strangers get; how many statements a list takes."""

import html
import re

import pytest
from sqlalchemy import func, select

from examsite.domain.canonical import sha256_hex
from examsite.kit import jobs
from examsite.kit.db import db
from examsite.practicals.models import Assignment, Booking, PracticalSession, SheetVersion
from examsite.practicals.queries.scores import find_latest_score
from tests import make_practicals as make
from tests.counting import counted


@pytest.fixture
def booking(site, people, now):
    made = make.booking(people.officer, now, candidate="other_candidate")
    make.seat(made, "examiner_a", 1, people.officer, now)
    make.seat(made, "examiner_b", 2, people.officer, now)
    return make.fresh(made)


def session_id():
    return db.session.scalars(select(PracticalSession.public_id)).one()


def path_of(people, examiner="examiner_a"):
    assignment = make.work_of(getattr(people, examiner)).assignment
    return f"/scoring/{assignment.public_id}/"


def fields(content, version=0, act="save"):
    sent = {f"band-{name}": str(band) for name, band in content["bands"].items()}
    sent |= {f"note-{name}": text for name, text in content["notes"].items()}
    sent |= {"version": str(version), "act": act, "fatal": list(content["critical"])}
    for name, proof in content["critical"].items():
        sent |= {f"fatal-at-{name}": proof["at"], f"fatal-evidence-{name}": proof["evidence"]}
    if "done" in content:
        sent |= {"done": content["done"], "global": str(content["global"] or "")}
    return sent


def test_the_whole_way_through_the_pages(site, clients, people, now):
    make.adopt(now)
    officer = clients.officer
    form = {
        "title": "临沂场", "level": "J", "venue": "3 号直播间",
        "starts_at": "2026-11-23T10:00", "ends_at": "2026-11-23T14:00",
    }  # fmt: skip
    assert officer.post("/staff/practicals", data=form).status_code == 303
    session = db.session.scalars(select(PracticalSession)).one()
    assert session.starts_at.hour == 2  # typed in Beijing time
    place = {"username": "other_candidate", "slot_at": "2026-11-23T10:30"}
    page = f"/staff/practicals/{session.public_id}"
    assert officer.post(f"{page}/bookings", data=place).status_code == 303
    assert "示例旁人" in officer.get(page).text
    made = db.session.scalars(select(Booking)).one()
    mine = f"/staff/practicals/bookings/{made.public_id}"
    for seat, name in ((1, "examiner_a"), (2, "examiner_b")):
        chosen = {"examiner": make.user(name).public_id, "seat": seat}
        assert officer.post(f"{mine}/examiners", data=chosen).status_code == 303
    for name in ("examiner_a", "examiner_b"):
        client, path = getattr(clients, name), path_of(people, name)
        assert "示**人" in client.get("/scoring/").text
        sent = client.post(f"{path}process", data=fields(make.process(4), act="seal"))
        assert sent.status_code == 303
        assert (
            client.post(f"{path}review", data=fields(make.review(4), act="seal")).status_code == 303
        )
    figures = {
        "kind": "figures", "started_at": "2026-11-23T10:30", "minutes": "90", "gmv": "12000.50",
        "earlier": "\n".join(f"2026-11-{day} 10:30，90，10000" for day in range(11, 17)),
    }  # fmt: skip
    assert officer.post(f"{mine}/business-result", data=figures).status_code == 303
    jobs.run_all(now)
    shown = officer.get(mine).text
    assert "已合成" in shown
    assert "通过" in shown
    assert find_latest_score(made).steps["weights"]["business_result"] == 10
    assert "待发布" in clients.other_candidate.get("/practicals/").text


def test_the_sheet_shows_every_anchor_and_no_total(booking, clients, people):
    shown = html.unescape(clients.examiner_a.get(f"{path_of(people)}process").text)
    for dimension in make.RUBRIC["dimensions"]:
        for text in dimension["bands"].values():
            assert text in shown
        assert all(item["text"] in shown for item in dimension["checklist"])
    assert all(one["title"] in shown for one in make.RUBRIC["critical_fails"])
    assert all(text in shown for text in make.RUBRIC["global_rating"].values())
    assert "总分" not in shown
    assert "示例旁人" not in shown


def test_the_review_shows_its_questions_once_open(booking, clients, people):
    path = path_of(people)
    assert clients.examiner_a.get(f"{path}review").status_code == 409
    assert clients.examiner_a.post(f"{path}review", data={}).status_code == 409
    clients.examiner_a.post(f"{path}process", data=fields(make.process(), act="seal"))
    shown = html.unescape(clients.examiner_a.get(f"{path}review").text)
    for question in make.RUBRIC["oral"]:
        assert question["question"] in shown
        assert all(text in shown for text in question["anchors"].values())
    assert 'name="global"' not in shown


def test_saving_twice_the_same_form_is_one_version(booking, clients, people):
    path = f"{path_of(people)}process"
    for _ in range(2):
        assert clients.examiner_a.post(path, data=fields(make.process())).status_code == 303
    assert db.session.scalar(select(func.count(SheetVersion.id))) == 1
    assert 'name="version" value="1"' in clients.examiner_a.get(path).text


def test_a_stale_form_shows_both_and_can_be_stored_on_top(booking, clients, people):
    path = f"{path_of(people)}process"
    clients.examiner_a.post(path, data=fields(make.process(3)))
    note = make.process(4, notes={"pitch": "10:21 又看了一遍"})
    clash = clients.examiner_a.post(path, data=fields(note, version=0))
    assert clash.status_code == 409
    assert "10:21 又看了一遍" in clash.text
    assert db.session.scalar(select(func.count(SheetVersion.id))) == 1
    hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', clash.text)
    again = {}
    for name, value in hidden:
        again.setdefault(name, []).append(html.unescape(value))
    assert clients.examiner_a.post(path, data=again | {"act": "save"}).status_code == 303
    newest = db.session.scalars(select(SheetVersion).order_by(SheetVersion.number.desc())).first()
    assert (newest.number, newest.content) == (2, note)


def test_an_unfinished_sheet_is_not_sealed_and_keeps_what_was_typed(booking, clients, people):
    path = f"{path_of(people)}process"
    content = make.process(4, critical={"cheating": {"at": "", "evidence": "替操"}})
    content["bands"].pop("traffic")
    answer = clients.examiner_a.post(path, data=fields(content, act="seal"))
    assert answer.status_code == 422
    assert answer.text.count("form-error") == 2
    assert "替操" in answer.text
    assert db.session.scalar(select(func.count(SheetVersion.id))) == 0


def test_a_sealed_sheet_is_read_only(booking, clients, people):
    path = f"{path_of(people)}process"
    clients.examiner_a.post(path, data=fields(make.process(3), act="seal"))
    shown = clients.examiner_a.get(path).text
    assert "<textarea" not in shown
    assert sha256_hex(make.process(3)) in shown
    assert clients.examiner_a.post(path, data=fields(make.process(4))).status_code == 409


def test_nobody_sees_the_other_before_all_is_sealed(booking, clients, people, now):
    note = "只有乙看见的事"
    make.sealed(people.examiner_b, now, one=make.process(3, notes={"pitch": note}))
    path = path_of(people)
    make.write_part(people.examiner_a, make.PROCESS, make.process(3), now, seal=True)
    for page in (path, f"{path}process", f"{path}review", "/scoring/"):
        assert "评分对照" not in clients.examiner_a.get(page).text
        assert note not in clients.examiner_a.get(page).text
    assert "评分对照" not in clients.examiner_b.get(path_of(people, "examiner_b")).text
    officer = f"/staff/practicals/bookings/{booking.public_id}"
    assert "评分对照" not in clients.officer.get(officer).text
    make.write_part(people.examiner_a, make.REVIEW, make.review(3), now, seal=True)
    assert "评分对照" in clients.examiner_a.get(path).text
    assert "评分对照" in clients.officer.get(officer).text


def test_figures_stay_hidden_until_the_process_is_sealed(booking, clients, people, now):
    make.no_baseline(booking, people.officer, now)
    path = path_of(people)
    for page in (path, f"{path}process"):
        assert "无可比基线" not in clients.examiner_a.get(page).text
    make.write_part(people.examiner_a, make.PROCESS, make.process(3), now, seal=True)
    for page in (path, f"{path}review"):
        assert "无可比基线" in clients.examiner_a.get(page).text


def test_strangers_find_nothing(booking, clients, people):
    path = path_of(people)
    for page in (path, f"{path}process"):
        assert clients.examiner_c.get(page).status_code == 404
        assert clients.examiner_b.get(page).status_code == 404
        assert clients.candidate.get(page).status_code == 403
        assert clients.anonymous.get(page).status_code == 303
    assert clients.examiner_b.post(f"{path}process", data={}).status_code == 404
    assert clients.examiner_b.post(f"{path}recusal", data={"reason": "师徒"}).status_code == 404
    assert clients.examiner_a.get(f"{path}everything").status_code == 404
    assert clients.examiner_a.get("/staff/practicals").status_code == 403
    assert "示例实战场次" not in clients.candidate.get("/practicals/").text
    assert "示例实战场次" in clients.other_candidate.get("/practicals/").text


def test_leaving_through_the_page(booking, clients, people):
    path = path_of(people)
    assert clients.examiner_a.post(f"{path}recusal", data={"reason": ""}).status_code == 422
    assert clients.examiner_a.post(f"{path}recusal", data={"reason": "师徒"}).status_code == 303
    assert clients.examiner_a.get(path).status_code == 404
    officer = clients.officer.get(f"/staff/practicals/{session_id()}").text
    assert "已申报回避" in officer
    assert "师徒" in officer


def test_the_officer_reads_why_not(site, clients, people, now):
    made = make.booking(people.officer, now)
    page = f"/staff/practicals/bookings/{made.public_id}"
    assert "同一机构" in clients.officer.get(page).text
    chosen = {"examiner": make.user("examiner_c").public_id, "seat": 1}
    answer = clients.officer.post(f"{page}/examiners", data=chosen, follow_redirects=True)
    assert "须回避" in answer.text
    assert db.session.scalar(select(func.count(Assignment.id))) == 0
    assert (
        clients.officer.post(f"{page}/score", follow_redirects=True).text.count("还不能合成") == 1
    )


@pytest.mark.parametrize(
    "change",
    [
        {"gmv": ""},
        {"minutes": "0"},
        {"earlier": "昨天，90，10000"},
        {"earlier": "2026-11-10 20:00，90"},
        {"earlier": "2026-11-10 20:00，90，NaN"},
        {"earlier": "\n".join(["2026-11-10 20:00，90，1"] * 101)},
        {"kind": "none"},
    ],
)
def test_figures_that_cannot_be_read_are_named(booking, clients, change):
    form = {"kind": "figures", "started_at": "2026-11-23T10:30", "minutes": "90", "gmv": "1"}
    page = f"/staff/practicals/bookings/{booking.public_id}/business-result"
    answer = clients.officer.post(page, data=form | change)
    assert answer.status_code == 422
    assert "form-error" in answer.text


def test_bad_officer_forms_come_back(booking, clients):
    assert clients.officer.post("/staff/practicals", data={}).status_code == 422
    form = {
        "title": "x", "level": "S", "venue": "y",
        "starts_at": "2026-11-23T10:00", "ends_at": "2026-11-23T14:00",
    }  # fmt: skip
    assert clients.officer.post("/staff/practicals", data=form).status_code == 422
    page = f"/staff/practicals/{session_id()}/bookings"
    assert clients.officer.post(page, data={}).status_code == 422
    nobody = {"username": "nobody", "slot_at": "2026-11-23T10:30"}
    assert "没有找到这名考生" in clients.officer.post(page, data=nobody).text
    for missing in ("/staff/practicals/NOTHING", "/staff/practicals/bookings/NOTHING"):
        assert clients.officer.get(missing).status_code == 404


def test_lists_take_a_bounded_number_of_statements(site, clients, people, now):
    first = make.booking(people.officer, now, candidate="other_candidate")
    make.seat(first, "examiner_a", 1, people.officer, now)
    pages = {
        "officer": ["/staff/practicals", f"/staff/practicals/{session_id()}"],
        "examiner_a": ["/scoring/"],
        "other_candidate": ["/practicals/"],
    }

    def measure():
        found = {}
        for who, paths in pages.items():
            for path in paths:
                getattr(clients, who).get(path)
                with counted() as statements:
                    assert getattr(clients, who).get(path).status_code == 200
                found[path] = len(statements)
        return found

    before = measure()
    sessions = [make.fresh(first).session, make.practical_session(people.officer, now)]
    for session in sessions:
        if session is sessions[1]:
            made = make.booking(people.officer, now, of=session, candidate="other_candidate")
            make.seat(made, "examiner_a", 1, people.officer, now)
            make.seat(made, "examiner_b", 2, people.officer, now)
        made = make.booking(people.officer, now, of=session, candidate="candidate")
        make.seat(made, "examiner_a", 1, people.officer, now)
        make.seat(made, "examiner_b", 2, people.officer, now)
    assert measure() == before
    assert max(before.values()) <= 12

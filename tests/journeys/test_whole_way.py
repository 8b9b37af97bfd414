"""Stories through pages and wire, on both databases: enrolled, examined, certified, checked; and
failed, told why and from when to try again. The same with a browser: tests/browser/."""

import html
import json
import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from examsite.accounts.models import User
from examsite.attempts.models import Attempt
from examsite.attempts.queries.answers import list_for_marking
from examsite.commands.demo_history import right_value
from examsite.credentials.models import Credential
from examsite.enrolment.models import Enrolment
from examsite.kit import clock, jobs, journal
from examsite.kit.db import db
from examsite.practicals.models import Booking, PracticalSession
from examsite.results.models import Decision
from tests import make_enrolment, make_exam, make_practicals, make_results

IDENTITY = {
    "legal_name": "示例旁人", "kind": "passport", "number": "E12345678", "birth": "1999-01-01",
}  # fmt: skip
EXAM_DAY = timedelta(minutes=5)
AFTER = timedelta(hours=8)


@pytest.fixture
def sitting(site):
    """An open sitting under the shipped junior rules, in a season; six items, 120 points."""
    make_results.rules()
    make_exam.form(worth=2000)
    made = make_results.sitting()
    make_practicals.adopt(clock.now())
    make_enrolment.season()
    return made


def done(answer: Any, status: int = 303) -> Any:
    assert answer.status_code == status, re.sub(
        r"\s+", " ", html.unescape(re.sub("<[^>]+>", "", answer.text))
    )[-600:]
    return answer


def enrol(clients, sitting) -> None:
    """Identity, consents, application; the officer accepts the training."""
    candidate, address = clients.other_candidate, f"/enrolment/{sitting.public_id}"
    done(candidate.post(f"{address}/identity", data=IDENTITY))
    for kind in ("privacy", "rules"):
        done(candidate.post(f"{address}/documents/{kind}"))
    done(candidate.post(f"{address}/application"))
    assert "学时不足" in candidate.get(address).text
    application = db.session.scalars(select(Enrolment)).one()
    evidence = {"training": "y", "reason": "培训证明 12 学时"}
    path = f"/staff/enrolments/{application.public_id}/evidence"
    done(clients.officer.post(path, data=evidence))
    assert "您已在名单里" in candidate.get(address).text
    person = db.session.scalars(select(User).where(User.username == "other_candidate")).one()
    door = f"/staff/sittings/{sitting.public_id}/door/{person.public_id}"
    done(clients.invigilator.post(door, data={"document": "passport"}))


def sit(client, sitting, *, right: bool) -> str:
    """The exam over the wire, everything right or nothing; gives the attempt."""
    paper = done(client.post(f"/api/v1/exams/{sitting.public_id}/attempts", json={}), 201).json
    attempt = db.session.scalars(select(Attempt)).one()
    for item in list_for_marking(attempt) if right else []:
        path = f"/api/v1/attempts/{paper['attempt']}/answers/{item.item}"
        done(client.put(path, json={"value": right_value(item), "seq": 1}), 200)
    handed_in = done(client.post(f"/api/v1/attempts/{paper['attempt']}/submit"), 200).json
    receipt = {"receipt": json.dumps(handed_in["receipt"])}
    assert "回执真实，未被改动" in client.post("/receipts/verify", data=receipt).text
    return str(paper["attempt"])


def book(clients) -> str:
    """A practical session and the candidate's place in it, with two examiners."""
    officer = clients.officer
    form = {
        "title": "实战", "level": "J", "venue": "3 号直播间",
        "starts_at": "2026-11-23T10:00", "ends_at": "2026-11-23T14:00",
    }  # fmt: skip
    done(officer.post("/staff/practicals", data=form))
    session = db.session.scalars(select(PracticalSession.public_id)).one()
    place = {"username": "other_candidate", "slot_at": "2026-11-23T10:30"}
    done(officer.post(f"/staff/practicals/{session}/bookings", data=place))
    booking = db.session.scalars(select(Booking.public_id)).one()
    for seat, name in ((1, "examiner_a"), (2, "examiner_b")):
        assign(officer, booking, name, seat)
    return booking


def assign(officer, booking: str, name: str, seat: int) -> None:
    chosen = {"examiner": make_practicals.user(name).public_id, "seat": seat}
    done(officer.post(f"/staff/practicals/bookings/{booking}/examiners", data=chosen))


def score(client, band: int) -> None:
    """Both sheets with one band throughout, sealed through the pages."""
    case = re.search(r"/scoring/\w+/", client.get("/scoring/").text).group()
    for part in ("process", "review"):
        content = getattr(make_practicals, part)(band)
        sent = {f"band-{name}": str(value) for name, value in content["bands"].items()}
        sent |= {"version": "0", "act": "seal"}
        if part == "process":
            sent |= {"done": content["done"], "global": str(band)}
        done(client.post(f"{case}{part}", data=sent))


def test_a_third_examiner_settles_it_and_hr_can_check(site, clients, people, now, sitting):
    with clock.fixed(now + EXAM_DAY):
        enrol(clients, sitting)
        attempt = sit(clients.other_candidate, sitting, right=True)
        booking = book(clients)
        score(clients.examiner_a, 4)
        score(clients.examiner_b, 2)
        page = f"/staff/practicals/bookings/{booking}"
        assert "过程总分相差 10 分或以上" in clients.officer.get(page).text
        assign(clients.officer, booking, "examiner_c", 3)
        score(clients.examiner_c, 4)
        none = {"kind": "none", "reason": "新账号"}
        done(clients.officer.post(f"{page}/business-result", data=none))
        jobs.run_all(clock.now())
        assert "已合成" in clients.officer.get(page).text
    with clock.fixed(now + AFTER):
        certify(clients, sitting, attempt)
        credential = db.session.scalars(select(Credential)).one()
        check(clients, credential)
    assert journal.first_fault(db.session()) is None


def certify(clients, sitting, attempt: str) -> None:
    """Release both parts, decide, award."""
    officer, candidate = clients.officer, clients.other_candidate
    assert candidate.get(f"/api/v1/attempts/{attempt}/result").status_code == 404
    session = db.session.scalars(select(PracticalSession.public_id)).one()
    done(officer.post(f"/staff/results/sittings/{sitting.public_id}/release"))
    done(officer.post(f"/staff/results/practicals/{session}/release"))
    assert candidate.get(f"/api/v1/attempts/{attempt}/result").status_code == 200
    user = make_practicals.user("other_candidate")
    verdict = {"award": "yes", "reason": "两部分均通过"}
    done(officer.post(f"/staff/decisions/{user.public_id}/J", data=verdict))
    decision = db.session.scalars(select(Decision.public_id)).one()
    done(officer.post(f"/staff/certificates/decisions/{decision}/award"))
    assert "操盘手能力评价证书（初级）" in candidate.get("/certificates/").text


def check(clients, credential: Credential) -> None:
    """A stranger checks by code and by name; after the other officer's revocation too."""
    stranger, link = clients.anonymous, f"/verify/{credential.code}"
    asked = {"number": credential.number, "name": "示例旁人"}
    assert "有效证书" in stranger.get(link).text
    by_name = stranger.post("/verify", data=asked).text
    assert "有效证书" in by_name
    assert "示例旁人" not in by_name
    reason = {"revoked-reason_code": "error", "revoked-reason": "资料有误"}
    path = f"/staff/certificates/{credential.public_id}/revoked"
    done(clients.other_officer.post(path, data=reason))
    assert "证书已撤销" in stranger.get(link).text
    assert "证书已撤销" in stranger.post("/verify", data=asked).text


def test_who_fails_is_told_why_and_from_when(site, clients, people, now, sitting):
    with clock.fixed(now + EXAM_DAY):
        enrol(clients, sitting)
        sit(clients.other_candidate, sitting, right=False)
    with clock.fixed(now + AFTER):
        done(clients.officer.post(f"/staff/results/sittings/{sitting.public_id}/release"))
        page = clients.other_candidate.get("/results/").text
        result = re.search(r"/results/\w+", page).group()
        told = clients.other_candidate.get(result).text
        assert "未通过" in told
        assert "2026 年 11 月 30 日起可以补考" in told  # seven days after the exam
        assert clients.officer.get("/staff/decisions").text.count("逐项看") == 0

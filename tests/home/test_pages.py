"""Landing page, desks, navigation and footer."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from examsite.accounts.models import Issuer
from examsite.domain.actions import Action
from examsite.domain.terms import Level
from examsite.enrolment.services.decisions import decide
from examsite.home import navigation
from examsite.home.queries.work import Kind, list_work
from examsite.kit.db import write
from examsite.results.services.correcting import propose_correction
from examsite.results.services.releasing import release
from tests import make_enrolment, make_exam, make_results
from tests.cast import PEOPLE
from tests.counting import counted
from tests.make_workbook import sign


def kinds(viewer, now):
    return [one.kind for one in list_work(viewer, now)]


def test_the_landing_page(clients):
    page = clients.anonymous.get("/").text
    assert "规则尚未发布" in page
    make_results.rules()
    page = clients.anonymous.get("/").text
    assert "知识考试 68 题，75 分钟，及格 70 分（暂定）" in page
    assert 'action="/verify"' in page
    assert "示例机构（未设置）" in page


def test_every_tab_and_menu_leads_somewhere(site):
    tabs = (*navigation.CANDIDATE_TABS, *navigation.STAFF_TABS, *navigation.VISITOR_TABS)
    assert {tab.endpoint for tab in tabs} <= set(site.app.view_functions)


@pytest.mark.parametrize("person", sorted(PEOPLE))
def test_everybody_has_a_desk_and_may_open_every_tab_on_it(clients, people, person):
    sign(people.reviewer)
    client = getattr(clients, person)
    page = client.get("/desk")
    assert page.status_code == 200
    for tab in navigation.tabs_of(make_results.viewer(person)):
        address = make_results.address_of(tab.endpoint)
        assert client.get(address).status_code == 200, address
        assert f'href="{address}"' in page.text


def test_the_footer_names_the_issuer(clients, now):
    with write(Action.ISSUER_CHANGED, by=None, now=now) as tx:
        tx.execute(update(Issuer).values(name="示例评价中心", unified_code="91330000MA00000000"))
    page = clients.anonymous.get("/").text
    assert "示例评价中心" in page
    assert "91330000MA00000000" in page


def test_a_candidates_way(clients, people, now):
    client = clients.candidate
    make_results.rules()
    assert "报名初级知识考试" in client.get("/desk").text
    make_results.passage()
    assert "先读初级手册" in client.get("/desk").text
    made = make_enrolment.admitted(people.candidate, people.other_officer)
    assert "正在开放" in client.get("/desk").text
    sat = make_results.attempt("candidate", of=make_results.sitting_by_id(made.sitting_id))
    assert "等待发布成绩" in client.get("/desk").text
    release([sat], by=people.other_officer, now=now)
    assert "下一步是初级实战" in client.get("/desk").text
    booked = make_results.booking("candidate", slot_at=now + timedelta(days=1))
    assert "初级实战考核" in client.get("/desk").text
    release([booked], by=people.other_officer, now=now)
    assert "等待发证决定" in client.get("/desk").text
    user = make_results.user("candidate")
    decide(user, Level.JUNIOR, award=True, reason="", by=people.officer, now=now)
    assert "等待签发" in client.get("/desk").text


def test_an_officers_queue_grows_and_empties(site, people, now):
    officer, other = people.officer, people.other_officer
    assert kinds(officer, now) == []
    exam = make_results.sitting("candidate")
    attempt = make_results.attempt("candidate", of=exam)
    booked = make_results.booking("candidate")
    found = kinds(officer, now)
    assert found == [Kind.SITTING_OPEN, Kind.RELEASE_KNOWLEDGE, Kind.RELEASE_PRACTICAL]
    release([attempt, booked], by=other, now=now)
    assert kinds(officer, now) == [Kind.SITTING_OPEN, Kind.DECISIONS]
    propose_correction(attempt, 7900, reason="复核", by=other, now=now)
    assert Kind.CORRECTIONS in kinds(officer, now)
    assert Kind.CORRECTIONS not in kinds(other, now)
    user = make_results.user("candidate")
    decide(user, Level.JUNIOR, award=False, reason="资料不全", by=officer, now=now)
    assert Kind.DECISIONS not in kinds(officer, now)


def test_other_kinds_of_work(site, people, now):
    make_results.booking("candidate", scored=False)
    make_results.booking("other_candidate", scored=False, signed=False)
    make_enrolment.application(people.other_candidate)
    make_exam.form(make_exam.bank(0), released=False)
    assert kinds(people.officer, now) == [
        Kind.SITTING_OPEN, Kind.COMBINE, Kind.APPLICANTS, Kind.FORMS,
    ]  # fmt: skip
    assert kinds(people.examiner_a, now) == [Kind.SCORE]
    assert kinds(people.admin, now) == [Kind.ISSUER_UNSET]
    assert kinds(people.invigilator, now) == [Kind.SITTING_OPEN]
    assert kinds(people.auditor, now) == []


def test_awards_wait_for_their_certificate(clients, people, now):
    make_enrolment.admitted(people.candidate, people.other_officer)
    make_results.results("candidate", people.other_officer)
    user = make_results.user("candidate")
    decide(user, Level.JUNIOR, award=True, reason="", by=people.officer, now=now)
    assert Kind.AWARDS in kinds(people.officer, now)
    assert "待签发" in clients.officer.get("/desk").text


@pytest.mark.parametrize(
    ("person", "most"),
    [("candidate", 18), ("officer", 24), ("admin", 4), ("examiner_a", 6), ("auditor", 4)],
)
def test_desks_take_a_bounded_number_of_statements(clients, people, person, most):
    make_results.results("candidate", people.other_officer)
    client = getattr(clients, person)
    with counted() as seen:
        assert client.get("/desk").status_code == 200
    assert len(seen) <= most, len(seen)


def test_the_landing_page_takes_three_statements(clients):
    with counted() as seen:
        assert clients.anonymous.get("/").status_code == 200
    assert len(seen) <= 3


def test_the_desk_asks_for_signing_in(clients):
    assert clients.anonymous.get("/desk").status_code == 303

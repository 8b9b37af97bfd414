"""Pages of enrolment, for candidates and officers."""

import pytest

from examsite.domain.terms import Level
from tests import make_enrolment, make_results
from tests.counting import counted

IDENTITY = {
    "legal_name": "示例考生",
    "kind": "passport",
    "number": "E12345678",
    "birth": "1999-01-01",
}


def test_the_whole_way_on_pages(clients, people):
    make_results.rules(training_hours={"total": 0, "compliance": 0})
    make_enrolment.season()
    sitting = make_results.sitting()
    client, address = clients.candidate, f"/enrolment/{sitting.public_id}"
    assert "初级知识考试" in client.get("/enrolment/").text
    assert "还没有登记出生日期" in client.get(address).text
    assert client.post(f"{address}/identity", data=IDENTITY).status_code == 303
    page = client.get(address).text
    assert "E******78" in page
    assert "E12345678" not in page
    assert client.post(f"{address}/application").status_code == 409
    for kind in ("privacy", "rules"):
        assert client.post(f"{address}/documents/{kind}").status_code == 303
    assert client.post(f"{address}/application").status_code == 303
    assert "您已在名单里" in client.get(address).text
    assert client.post(f"{address}/application").status_code == 303


def test_bad_identities_are_told_on_the_form(clients):
    address = f"/enrolment/{make_results.sitting().public_id}"
    client = clients.candidate
    assert client.post(f"{address}/identity", data={}).status_code == 422
    young = client.post(f"{address}/identity", data={**IDENTITY, "birth": "2015-01-01"})
    assert young.status_code == 403
    assert "须年满 16 周岁" in young.text
    other = client.post(f"{address}/identity", data={**IDENTITY, "number": "?"})
    assert (other.status_code, "证件号码与证件类型不符" in other.text) == (422, True)
    assert client.post(f"{address}/documents/nothing").status_code == 404
    assert client.get("/enrolment/NOSUCH").status_code == 404


def test_an_officer_works_on_an_application(clients, people):
    made = make_enrolment.application(people.candidate)
    address, client = f"/staff/enrolments/{made.public_id}", clients.officer
    assert "示例考生" in client.get("/staff/enrolments?waiting=1").text
    page = client.get(address).text
    assert "E******78" in page
    assert "E12345678" not in page
    assert "学时不足" in page
    assert client.post(f"{address}/identity", data={"why": ""}).status_code == 422
    assert "E12345678" in client.post(f"{address}/identity", data={"why": "核对"}).text
    assert client.post(f"{address}/guardian", data={"why": "电话核实"}).status_code == 303
    assert client.post(f"{address}/evidence", data={}).status_code == 422
    evidence = {"training": "y", "reason": "培训证明 12 学时"}
    assert client.post(f"{address}/evidence", data=evidence).status_code == 303
    assert "已列入名单" in client.get(address).text
    assert client.get("/staff/enrolments/NOSUCH").status_code == 404


def test_seasons(clients):
    form = {
        "title": "2026 冬季", "level": "J", "starts_on": "2026-11-01", "ends_on": "2027-01-31",
    }  # fmt: skip
    client = clients.officer
    assert "还没有考季" in client.get("/staff/seasons").text
    assert client.post("/staff/seasons", data={}).status_code == 422
    assert client.post("/staff/seasons", data=form).status_code == 303
    assert client.post("/staff/seasons", data=form).status_code == 409
    assert "2026 冬季" in client.get("/staff/seasons").text


def test_deciding_on_pages(clients, people):
    make_enrolment.admitted(people.candidate, people.other_officer)
    make_results.results("candidate", people.other_officer)
    user, client = make_results.user("candidate"), clients.officer
    assert "条件齐全" in client.get("/staff/decisions").text
    address = f"/staff/decisions/{user.public_id}/{Level.JUNIOR}"
    assert "知识考试" in client.get(address).text
    assert client.post(address, data={}).status_code == 422
    assert client.post(address, data={"award": "no"}).status_code == 422
    assert client.post(address, data={"award": "yes"}).status_code == 303
    assert client.get(address).status_code == 404
    assert client.get(f"/staff/decisions/{user.public_id}/X").status_code == 404
    assert "最近的决定" in client.get("/staff/decisions").text


@pytest.mark.parametrize("person", ["candidate", "examiner_a", "invigilator", "auditor"])
def test_staff_pages_are_for_officers(clients, person):
    for address in ("/staff/enrolments", "/staff/seasons", "/staff/decisions"):
        assert getattr(clients, person).get(address).status_code == 403
    assert clients.anonymous.get("/staff/decisions").status_code == 303


def test_statements_are_bounded(clients, people):
    made = make_enrolment.application(people.candidate)
    sitting = make_enrolment.get_open_sitting(make_results.sitting().public_id)
    for client, address, most in (
        (clients.candidate, "/enrolment/", 4),
        (clients.candidate, f"/enrolment/{sitting.public_id}", 18),
        (clients.officer, "/staff/enrolments", 5),
        (clients.officer, f"/staff/enrolments/{made.public_id}", 5),
        (clients.officer, "/staff/decisions", 6),
    ):
        with counted() as seen:
            assert client.get(address).status_code == 200
        assert len(seen) <= most, (address, len(seen))

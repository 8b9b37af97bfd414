"""The wire: one, many, revoke."""

import pytest

from examsite.credentials.services import checking
from examsite.domain.certificate_number import display_code, display_number
from tests import make_credentials as make
from tests.credentials.test_verify_pages import NOBODYS

FACTS = {
    "status", "status_since", "number", "revision", "name", "level", "issued_on", "valid_until",
    "development", "title", "scope", "issuer", "knowledge_on", "practical_on",
}  # fmt: skip


@pytest.fixture
def issued(site, people):
    """A certificate."""
    return make.credential(people.officer)


def check(client, *items):
    return client.post("/api/v1/certificates:check", json={"items": list(items)})


def test_it_works(clients, issued):
    answer = clients.anonymous.get(f"/api/v1/certificates/{display_code(issued.code)}")
    assert answer.status_code == 200
    assert set(answer.json) == FACTS | {"checked_at"}
    assert answer.json["name"] == "示**生"
    assert answer.json["number"] == display_number(issued.number)
    assert (answer.json["status"], answer.json["level"]) == ("valid", "J")
    assert (answer.json["issued_on"], answer.json["valid_until"]) == ("2026-11-23", "2028-11-22")
    assert answer.json["checked_at"] == "2026-11-23T01:00:00.000Z"


def test_an_unknown_code(clients, issued):
    answer = clients.anonymous.get("/api/v1/certificates/0000000000000000")
    assert (answer.status_code, answer.json["code"]) == (404, "not_matched")
    assert answer.mimetype == "application/problem+json"
    assert clients.anonymous.get("/api/v1/certificates/short").status_code == 422


def test_many_in_order(clients, issued):
    answer = check(
        clients.anonymous,
        {"code": issued.code},
        {"number": issued.number, "name": "示例考生"},
        {"number": issued.number, "name": "别人"},
        {"number": NOBODYS, "name": "示例考生"},
        {"number": "OPJ26-0000-0000", "name": "示例考生"},
        {"code": "0000000000000000"},
    )
    assert answer.status_code == 200
    statuses = [each["status"] for each in answer.json["items"]]
    assert statuses == [
        "valid",
        "valid",
        "not_matched",
        "not_matched",
        "not_matched",
        "not_matched",
    ]
    assert answer.json["items"][4] == {"status": "not_matched", "hint": "mistyped"}
    assert answer.json["items"][2] == answer.json["items"][3] == {"status": "not_matched"}
    assert set(answer.json["items"][0]) == FACTS


def test_many_numbers_cool_down_one_by_one(clients, people, issued):
    other = make.credential(people.officer, username="other_candidate")
    wrong = {"number": issued.number, "name": "别人"}
    check(clients.anonymous, *[wrong] * checking.PER_NUMBER)
    answer = check(
        clients.anonymous,
        {"number": issued.number, "name": "示例考生"},
        {"number": other.number, "name": "示例旁人"},
    )
    assert [each["status"] for each in answer.json["items"]] == ["too_many_tries", "valid"]


@pytest.mark.parametrize(
    "body",
    [
        {"items": [{"code": "x"}] * 201}, {"items": "x"}, {"items": [{}]}, {"items": [3]},
        {"items": [{"code": 5}]}, {},
    ],
)  # fmt: skip
def test_what_is_no_list_of_questions(clients, site, body):
    answer = clients.anonymous.post("/api/v1/certificates:check", json=body)
    assert (answer.status_code, answer.json["code"]) == (422, "bad_items")


def test_an_empty_list(clients, site):
    assert check(clients.anonymous).json["items"] == []


def test_revoking_by_one_officer(clients, issued):
    address = f"/api/v1/certificates/{issued.code}/revoke"
    answer = clients.officer.post(address, json={"reason": "材料不实", "reason_code": "fraud"})
    assert answer.status_code == 200
    assert (answer.json["status"], answer.json["reason"]) == ("revoked", "fraud")
    seen = clients.anonymous.get(f"/api/v1/certificates/{issued.code}").json
    assert (seen["status"], seen["status_since"]) == ("revoked", "2026-11-23")
    again = clients.officer.post(address, json={"reason": "再来"})
    assert (again.status_code, again.json["code"]) == (409, "illegal_status")


def test_revoking_where_two_are_required(site, clients, issued):
    address = f"/api/v1/certificates/{issued.code}/revoke"
    with make.installed_as(site, two_person=True):
        answer = clients.officer.post(address, json={"reason": "材料不实"})
        assert answer.status_code == 202
        assert answer.json["status"] == "pending"
    seen = clients.anonymous.get(f"/api/v1/certificates/{issued.code}").json
    assert seen["status"] == "valid"


def test_who_may_revoke_and_with_what(clients, issued):
    address = f"/api/v1/certificates/{issued.code}/revoke"
    body = {"reason": "x"}
    assert clients.anonymous.post(address, json=body).status_code == 401
    assert clients.candidate.post(address, json=body).status_code == 403
    assert clients.hr.post(address, json=body).status_code == 403
    for wrong in ({}, {"reason": ""}, {"reason": 3}, {"reason": "x", "reason_code": "cleared"}):
        assert clients.officer.post(address, json=wrong).status_code == 422
    unknown = "/api/v1/certificates/0000000000000000/revoke"
    assert clients.officer.post(unknown, json=body).status_code == 404

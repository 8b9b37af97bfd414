"""Clocks set wrong, bodies nobody writes by hand, addresses nobody types: never a 5xx."""

from datetime import timedelta

import pytest

from examsite.kit import clock
from tests import make_exam
from tests.cast import NOW
from tests.house.browsing import address_of, method_of, opens, token_of, unsafe
from tests.house.pages import ENDS_THE_SIGN_IN, PERSONS
from tests.house.source import listed


def test_no_field_of_the_browser_moves_the_clock(guarded, clients):
    sitting = make_exam.sitting("candidate")
    client = clients.candidate
    lies = {
        "client_ms": 0,
        "deadline": "2099-01-01T00:00:00.000Z",
        "server_now": "2020-01-01T00:00:00.000Z",
        "saved_at": "2020-01-01T00:00:00.000Z",
        "remaining_ms": 10**9,
        "begin": False,
        "seconds": 10**6,
        "state": "in_progress",
        "score": 10_000,
    }
    headers = {
        "X-CSRF-Token": token_of(client, "/verify"),
        "Date": "Wed, 01 Jan 2020 00:00:00 GMT",
        "If-Modified-Since": "Wed, 01 Jan 2020 00:00:00 GMT",
    }
    start = f"/api/v1/exams/{sitting.public_id}/attempts"
    paper = client.post(start, json={"device": "d", **lies}, headers=headers).get_json()
    assert paper["deadline"] == "2026-11-23T02:00:00.000Z"
    item = next(one["item"] for one in paper["items"] if one["type"] == "true_false")
    address = f"/api/v1/attempts/{paper['attempt']}/answers/{item}"
    with clock.fixed(NOW + timedelta(minutes=10)):
        again = client.post(start, json=lies, headers=headers).get_json()
        assert again["deadline"] == paper["deadline"], "starting again gives no new time"
        saved = client.put(address, json={"value": True, "seq": 1, **lies}, headers=headers)
        assert saved.get_json()["saved_at"] == "2026-11-23T01:10:00.000Z"
        assert saved.get_json()["remaining_ms"] == 50 * 60_000
    with clock.fixed(NOW + timedelta(minutes=60, seconds=11)):
        late = client.put(address, json={"value": False, "seq": 2, **lies}, headers=headers)
        assert late.status_code == 410
        handed = client.post(f"/api/v1/attempts/{paper['attempt']}/submit", headers=headers)
        assert handed.get_json()["state"] == "closed_by_deadline"


BODIES = {
    "deep object": b'{"a":' * 20_000 + b"1" + b"}" * 20_000,
    "deep list": b"[" * 60_000,
    "deep value": b'{"value":' + b"[" * 20_000 + b"]" * 20_000 + b', "seq": 1}',
    "lone surrogate": b'{"value": "\\ud800", "seq": 1, "username": "\\udfff", "password": "x"}',
    "nul": b'{"value": "\\u0000", "seq": 1, "username": "\\u0000", "password": "\\u0000"}',
    "huge number": b'{"value": 1' + b"0" * 5000 + b', "seq": 1' + b"0" * 400 + b"}",
    "nan": b'{"value": NaN, "seq": Infinity}',
    "not utf-8": b'{"value": "\xff\xfe", "seq": 1}',
    "ten megabytes": b'{"value": "' + b"x" * 10_000_000 + b'"}',
    "twice the same key": b'{"seq": 1, "seq": 2, "value": true, "value": false}',
    "empty": b"",
    "null": b"null",
    "wrong kinds": b'{"value": {"a": [null]}, "seq": "1", "epoch": [], "device": {}, "items": {}, '
    b'"username": 1, "password": [], "reason": 5, "points": "x", "entries": 7}',
}


@pytest.mark.parametrize("name", BODIES)
def test_no_body_makes_the_program_stumble(guarded, clients, name):
    """Every address for programs, with real ids where there are some."""
    sitting = make_exam.sitting("candidate")
    broken = []
    for person in ("anonymous", "candidate", "officer", "examiner_a", "author", "hr"):
        client = getattr(clients, person)
        token = token_of(client, "/verify")
        targets = [
            (method_of(rule), address_of(guarded.app, rule))
            for rule in unsafe(guarded.app)
            if rule.rule.startswith(("/api/", "/receipts")) and opens(rule.endpoint, person)
            if rule.endpoint not in ENDS_THE_SIGN_IN
        ]
        if person == "candidate":
            start = f"/api/v1/exams/{sitting.public_id}/attempts"
            paper = client.post(start, headers={"X-CSRF-Token": token}).get_json()
            attempt = f"/api/v1/attempts/{paper['attempt']}"
            targets += [("PUT", f"{attempt}/answers/{each['item']}") for each in paper["items"]]
            targets += [("POST", start)]
        for method, path in targets:
            answer = client.open(
                path,
                method=method,
                data=BODIES[name],
                content_type="application/json",
                headers={"X-CSRF-Token": token},
            )
            if answer.status_code >= 500:
                broken.append(f"{person} {method} {path}: {answer.status_code}")
            if name == "ten megabytes" and answer.status_code not in (401, 403, 404, 413):
                broken.append(f"{person} {method} {path}: {answer.status_code}, not 413")
    assert not broken, listed(broken)


def test_an_answer_too_long_is_refused_as_such(guarded, clients):
    sitting = make_exam.sitting("candidate")
    token = {"X-CSRF-Token": token_of(clients.candidate, "/verify")}
    start = f"/api/v1/exams/{sitting.public_id}/attempts"
    paper = clients.candidate.post(start, headers=token).get_json()
    address = f"/api/v1/attempts/{paper['attempt']}/answers/{paper['items'][0]['item']}"
    body = {"value": "x" * 66_000, "seq": 1}
    assert clients.candidate.put(address, json=body, headers=token).status_code == 413


IDS = (
    "%00",
    "a%00b",
    "%ED%A0%80",
    "%FF",
    "x" * 3000,
    "%F0%9F%98%80",
    "..%2f..%2fetc",
    "'--",
    "%25s",
    "-1",
    "9" * 10,
    "9" * 30,
)
QUERIES = (
    "page=-1&after=-9&level=x&role=x&kind=x&area=x&state=x",
    "page=99999999999&after=999999999999999&q=%ED%A0%80",
    "page=99999999999999999999&after=99999999999999999999&q=%25",
    "page=%D9%A3&after=%D9%A3&q=a&a=1&a=2&page=%00",
    "page=1.5&after=1e9&q=%FF&next=//x&as=%FF",
)


@pytest.mark.parametrize("person", [name or "anonymous" for name in PERSONS.values()])
def test_no_address_makes_the_program_stumble(guarded, clients, person):
    client, broken = getattr(clients, person), []
    for rule in guarded.app.url_map.iter_rules():
        if method_of(rule) != "GET" or not opens(rule.endpoint, person):
            continue
        addresses = [address_of(guarded.app, rule, value) for value in IDS if rule.arguments]
        addresses += [f"{address_of(guarded.app, rule)}?{query}" for query in QUERIES]
        for address in addresses:
            answer = client.get(address, buffered=True)
            if answer.status_code >= 500 and not rule.endpoint.startswith("health."):
                broken.append(f"{rule.endpoint} {address[:80]}: {answer.status_code}")
    assert not broken, listed(broken)

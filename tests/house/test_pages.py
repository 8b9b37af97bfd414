"""Every address of the site and every person: who gets in, who is asked to sign in, who is refused.

The table in `pages.py` is written by people; the labels in the code are compared with it, and
then every page is really asked for by everybody. An endpoint that is not in the table fails.
"""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from flask import Flask, Response
from flask.testing import FlaskClient
from sqlalchemy import update
from werkzeug.routing import Rule

from examsite.accounts.models import LoginSession
from examsite.domain.actions import Action
from examsite.domain.permissions import Permission, may
from examsite.domain.terms import Role
from examsite.kit.db import append
from examsite.kit.web import labels
from tests.cast import NOW, PEOPLE
from tests.conftest import Clients
from tests.databases import Site
from tests.house.browsing import address_of, method_of
from tests.house.pages import ENDS_THE_SIGN_IN, NARROWER, OPEN_WITHOUT_ID, PERSONS, TABLE
from tests.house.source import listed

ANSWERS_OF_AN_OPEN_PAGE = {200, 201, 202, 204, 303, 400, 404, 405, 409, 410, 413, 415, 422}


def cells(app: Flask, endpoint: str) -> str:
    """What the label of the endpoint promises to each person, as a line of the table."""
    label = labels(app)[endpoint]
    assert label is not None
    rule = next(app.url_map.iter_rules(endpoint))
    asks = "sign" if "GET" in (rule.methods or ()) and not rule.rule.startswith("/api/") else "401"

    def cell(person: str) -> str:
        roles = frozenset(PEOPLE[PERSONS[person]][1]) if PERSONS[person] else None
        if may(roles, label):
            return "ok"
        return asks if roles is None else "403"

    return " ".join(f"{cell(person):<4}" for person in PERSONS).rstrip()


def line(app: Flask, endpoint: str) -> str:
    """The endpoint's line as the table would have it."""
    return f"{endpoint:<38} {cells(app, endpoint)}"


def test_every_endpoint_is_labelled(site):
    missing = [name for name, label in labels(site.app).items() if label is None]
    assert not missing, listed(missing)


def test_every_endpoint_is_in_the_table_and_nothing_else_is(site):
    known = set(labels(site.app))
    missing = [line(site.app, name) for name in sorted(known - set(TABLE))]
    gone = sorted(set(TABLE) - known)
    told = "\n".join(missing)
    assert not missing, f"add to tests/house/pages.txt after reading what each page does:\n{told}"
    assert not gone, f"no such endpoint any more, take out of tests/house/pages.txt: {gone}"


def test_the_labels_say_what_the_table_says(site):
    """Except where a page is narrower than its label, which the table must name."""
    wrong = [
        f"{endpoint}: the label gives {cells(site.app, endpoint)!r}, the table {' '.join(row)!r}"
        for endpoint, row in TABLE.items()
        if endpoint in labels(site.app)
        and endpoint not in NARROWER
        and cells(site.app, endpoint).split() != list(row)
    ]
    assert not wrong, listed(wrong)


def test_a_page_is_only_ever_narrower_than_its_label(site):
    for endpoint in NARROWER:
        for promised, held in zip(cells(site.app, endpoint).split(), TABLE[endpoint], strict=True):
            assert promised == held or promised == "ok", endpoint


def test_every_role_is_somebody_in_the_table():
    played = {role for name in PERSONS.values() if name for role in PEOPLE[name][1]}
    # Reviewers open what authors open; what only they may do is tried in tests/items.
    assert played | {Role.REVIEWER} == set(Role)


def ask(client: FlaskClient, app: Flask, rule: Rule) -> Response:
    method, path = method_of(rule), address_of(app, rule)
    if method == "GET":
        return client.open(path, method=method, buffered=True)
    if rule.rule.startswith("/api/"):
        return client.open(path, method=method, json={})
    return client.open(path, method=method, data={})


def family(answer: Response) -> str:
    """What the answer means, in the words of the table."""
    target = urlsplit(answer.headers.get("Location", "")).path
    if answer.status_code == 303 and target == "/login":
        return "sign"
    if answer.status_code in (401, 403):
        return str(answer.status_code)
    return "ok" if answer.status_code in ANSWERS_OF_AN_OPEN_PAGE else f"{answer.status_code}!"


def signed_in_again(site: Site, username: str) -> FlaskClient:
    """A browser of somebody who has just been signed out."""
    with append(Action.ACCOUNT_SIGNED_IN, by=None, now=NOW) as tx:
        tx.execute(update(LoginSession).values(ended_at=None))
    return getattr(Clients(site), username)


def rules(app: Flask) -> Iterator[Rule]:
    """Every rule; those that end the sign-in come last."""
    yield from sorted(
        app.url_map.iter_rules(), key=lambda r: (r.endpoint in ENDS_THE_SIGN_IN, r.endpoint)
    )


@pytest.mark.parametrize("person", PERSONS)
def test_everybody_gets_what_the_table_says(site, clients, person):
    client = getattr(clients, PERSONS[person] or "anonymous")
    column = list(PERSONS).index(person)
    wrong = []
    for rule in rules(site.app):
        if rule.endpoint not in TABLE:
            continue  # the test above names it
        answer = ask(client, site.app, rule)
        if rule.endpoint in ENDS_THE_SIGN_IN and person != "anonymous":
            client = signed_in_again(site, PERSONS[person])
        want, got = TABLE[rule.endpoint][column], family(answer)
        if want != got:
            wrong.append(f"{rule.endpoint} {rule.rule}: {got} ({answer.status_code}), not {want}")
    assert not wrong, f"as {person}:\n" + "\n".join(wrong)


@pytest.mark.parametrize("person", PERSONS)
def test_pages_without_an_id_open_for_those_who_may(site, clients, person):
    """A page that needs nothing but the right person must show itself, not say 404."""
    client = getattr(clients, PERSONS[person] or "anonymous")
    column = list(PERSONS).index(person)
    wrong = []
    for rule in rules(site.app):
        plain = not rule.arguments and "GET" in (rule.methods or ())
        if not plain or TABLE.get(rule.endpoint, ("",) * 10)[column] != "ok":
            continue
        answer = ask(client, site.app, rule)
        if answer.status_code not in (200, 303, OPEN_WITHOUT_ID.get(rule.endpoint)):
            wrong.append(f"{rule.endpoint} {rule.rule}: {answer.status_code}")
    assert not wrong, f"as {person}:\n" + "\n".join(wrong)


def test_no_public_page_changes_anything_unless_listed(site):
    """Whoever may post without an account is counted here, so that none slips in."""
    doors = {
        name
        for name, label in labels(site.app).items()
        if label is Permission.PUBLIC
        and not {"GET"} & set(next(site.app.url_map.iter_rules(name)).methods or ())
    }
    assert doors == {
        "accounts.choose_language",
        "accounts.sign_in_now",
        "accounts_api.open_session",
        "accounts_invited.invitation_now",
        "accounts_invited.set_up_now",
        "accounts_joining.ask_reset_now",
        "accounts_joining.confirm_now",
        "accounts_joining.register_now",
        "accounts_joining.reset_by_code_now",
        "accounts_joining.reset_by_link_now",
        "attempts.verify_receipt",
        "complaints.complain_now",
        "complaints.show_reply",
        "credentials.check_now",
        "credentials_api.check_many",
        "entering.enter",
    }


WIRE = {
    "POST /login", "POST /logout", "POST /api/v1/session", "DELETE /api/v1/session",
    "GET /api/v1/session", "POST /api/v1/exams/<>/attempts", "GET /api/v1/attempts/<>",
    "PUT /api/v1/attempts/<>/answers/<>", "POST /api/v1/attempts/<>/submit",
    "POST /receipts/verify", "GET /api/v1/attempts/<>/result", "POST /api/v1/attempts/<>/score",
    "POST /api/v1/bank/import", "GET /api/v1/audit", "GET /verify/<>", "GET /verify", "POST /verify",
    "GET /api/v1/certificates/<>", "POST /api/v1/certificates:check",
    "POST /api/v1/certificates/<>/revoke", "GET /api/v1/exports/results.csv",
    "GET /healthz", "GET /readyz", "GET /metrics",
}  # fmt: skip
"""Addresses that outside programs rely on."""


def test_every_promised_address_is_there(site):
    there = {
        f"{method_of(rule)} {re.sub('<[^>]*>', '<>', rule.rule)}"
        for rule in site.app.url_map.iter_rules()
    }
    missing = sorted(WIRE - there)
    assert not missing, listed(missing)

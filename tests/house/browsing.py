"""A browser for hostile tests: forged-request tokens are on, forms are read from the page."""

import re
from html.parser import HTMLParser
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from tests.cast import PASSWORD
from tests.house.pages import ENDS_THE_SIGN_IN, PERSONS, TABLE

NOBODY = "0000000000"
"""An id that no row has."""


class Forms(HTMLParser):
    """The forms of a page: action, method and the values a browser would send."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[dict[str, Any]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {key: value or "" for key, value in attrs}
        if tag == "form":
            method = given.get("method", "get").lower()
            self.forms.append({"action": given.get("action", ""), "method": method, "fields": {}})
        elif tag in ("input", "textarea", "select", "button") and self.forms and "name" in given:
            self.forms[-1]["fields"][given["name"]] = given.get("value", "")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)


def forms_of(html: str) -> list[dict[str, Any]]:
    """Every form of the page."""
    parser = Forms()
    parser.feed(html)
    return parser.forms


def token_of(client: FlaskClient, page: str = "/login") -> str:
    """The forged-request token that pages give this browser."""
    found = re.search(r'name="csrf-token" content="([^"]+)"', client.get(page).text)
    assert found, f"{page} carries no token"
    return found[1]


def sign_in(client: FlaskClient, username: str, password: str = PASSWORD, address: str = "/login"):
    """Sign in through the page, as people do."""
    form = {"username": username, "password": password, "csrf_token": token_of(client)}
    return client.post(address, data=form)


def cookie_of(client: FlaskClient) -> str:
    """The value of the session cookie in this browser, empty when there is none."""
    found = client.get_cookie("examsite")
    return found.value if found else ""


def with_cookie(app: Flask, value: str) -> FlaskClient:
    """Another browser that has got hold of a cookie."""
    client = app.test_client()
    client.set_cookie("examsite", value)
    return client


def method_of(rule: Rule) -> str:
    """The one method of a rule."""
    return next(iter((rule.methods or set()) - {"HEAD", "OPTIONS"}))


def address_of(app: Flask, rule: Rule, value: str = NOBODY) -> str:
    """The rule's address with ids that exist nowhere, or with a value of one's own."""
    path = rule.rule
    for name in rule.arguments:
        choices = sorted(getattr(rule._converters[name], "items", ()) or ())
        path = re.sub(rf"<[^<>]*\b{name}>", choices[0] if choices else value, path)
    return path


def plain_pages(app: Flask) -> list[str]:
    """Addresses of pages that need no id."""
    return sorted(
        {
            rule.rule
            for rule in app.url_map.iter_rules()
            if not rule.arguments and method_of(rule) == "GET"
        }
    )


def unsafe(app: Flask) -> list[Rule]:
    """Rules that change something, those that end the sign-in last."""
    rules = [rule for rule in app.url_map.iter_rules() if method_of(rule) != "GET"]
    return sorted(rules, key=lambda rule: (rule.endpoint in ENDS_THE_SIGN_IN, rule.endpoint))


def opens(endpoint: str, username: str) -> bool:
    """Whether the table lets this person in; a page not yet in the table is tried by all."""
    columns = [name or "anonymous" for name in PERSONS.values()]
    return endpoint not in TABLE or TABLE[endpoint][columns.index(username)] == "ok"

"""Every form of every page, filled in by somebody who means no good: markup, NUL, half characters."""

import re

import pytest
from markupsafe import escape
from sqlalchemy import select

from examsite.accounts.models import User
from examsite.domain.actions import Action
from examsite.kit.db import db, write
from tests import make_exam
from tests.house.browsing import forms_of, plain_pages
from tests.house.source import listed

MARKUP = "<img src=x onerror=alert(1)>\"'{{7*7}}"
PERSONS = (
    "anonymous", "candidate", "examiner_a", "author", "invigilator", "officer", "auditor", "hr",
    "manager", "admin",
)  # fmt: skip
VALUES = {
    "markup": MARKUP,
    "nul": "a\0b",
    "control": "\x01\x1b[31m\x7f\u202e",
    "long": "示" * 20_000,
    "number": "9" * 400,
    "negative": "-1",
    "formula": '=HYPERLINK("http://evil.example")',
    "template": "%(x)s %s {0} ${y}",
    "date": "0000-99-99T99:99",
}


@pytest.fixture
def staged(site):
    """A sitting, and people whose names are markup."""
    make_exam.sitting("candidate")
    for user in db.session.scalars(select(User)):
        with write(Action.ACCOUNT_RENAMED, by=None, now=user.created_at, about=user):
            user.name = MARKUP
    return site


def pages_of(site, client):
    """The pages this person can open without knowing an id, and what they say."""
    for path in plain_pages(site.app):
        answer = client.get(path, buffered=True)
        if answer.status_code == 200 and answer.mimetype == "text/html":
            yield path, answer.text


@pytest.mark.parametrize("person", PERSONS)
def test_names_are_text_wherever_they_are_shown(staged, clients, person):
    client, found, shown = getattr(clients, person), [], 0
    for path, text in pages_of(staged, client):
        shown += str(escape(MARKUP)) in text
        if "<img src=x" in text or "{{7*7}}" in text.replace(str(escape(MARKUP)), ""):
            found.append(path)
    assert not found, listed(found)
    assert shown > 0 or person == "anonymous", "no page showed the name: nothing was proven"


def test_names_in_lists_of_people_are_text(staged, clients):
    """Pages behind the lists: follow every link an administrator and an officer are shown."""
    for person in ("admin", "officer"):
        client, seen, found = getattr(clients, person), set(), []
        for path, text in list(pages_of(staged, client)):
            for link in re.findall(r'href="(/staff/[^"#?]+)"', text):
                if link not in seen:
                    seen.add(link)
                    answer = client.get(link, buffered=True)
                    if answer.status_code >= 500 or "<img src=x" in answer.text:
                        found.append(f"{path} -> {link}: {answer.status_code}")
        assert len(seen) > 3
        assert not found, listed(found)


def all_forms(site, client):
    """Each form once: where it goes, how, and its fields."""
    seen = set()
    for path, text in list(pages_of(site, client)):
        for form in forms_of(text):
            target = form["action"] or path
            fields = tuple(sorted(set(form["fields"]) - {"csrf_token"}))
            if target not in ("/logout", "/account/close") and (target, fields) not in seen:
                seen.add((target, fields))
                yield form["method"], target, fields


@pytest.mark.parametrize("person", PERSONS)
def test_no_form_makes_the_program_stumble(site, clients, person):
    client, broken = getattr(clients, person), []
    forms = list(all_forms(site, client))
    assert forms
    for method, target, fields in forms:
        for kind, value in VALUES.items():
            values = dict.fromkeys(fields, value)
            sent = {"query_string": values} if method == "get" else {"data": values}
            answer = client.open(target, method=method.upper(), buffered=True, **sent)
            if answer.status_code >= 500:
                broken.append(f"{target} {list(fields)} {kind}: {answer.status_code}")
            if "<img src=x" in answer.text:
                broken.append(f"{target} {kind}: markup came back as markup")
    assert not broken, listed(broken)

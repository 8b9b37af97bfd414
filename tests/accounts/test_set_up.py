"""The first administrator: a link that works once and only while nobody administers."""

import pytest
from sqlalchemy import delete

from examsite.accounts.models import OneTimeCode, RoleGrant
from examsite.accounts.queries import list_roles
from examsite.commands.start import first_administrator_link
from examsite.domain.actions import Action
from examsite.domain.terms import Role
from examsite.kit.db import db, write
from tests.make_accounts import link_in, user_named

FORM = {"username": "root-admin", "name": "示例首位", "new_password": "battery staple"}


@pytest.fixture
def link(site, now):
    """A site that nobody administers yet, and its link."""
    with write(Action.ROLE_WITHDRAWN, by=None, now=now) as tx:
        tx.execute(delete(RoleGrant).where(RoleGrant.role == Role.ADMIN))
    return link_in(first_administrator_link(site.app.extensions["settings"]))


def test_it_works_once(clients, link):
    assert clients.anonymous.get(link).status_code == 200
    assert clients.anonymous.post(link, data=FORM).location == "/desk"
    assert list_roles(user_named("root-admin")) == {Role.ADMIN}
    assert clients.anonymous.get("/staff/people").status_code == 200
    assert clients.anonymous.get(link).status_code == 410
    assert clients.anonymous.post(link, data=FORM).status_code == 410


@pytest.mark.parametrize(
    ("changes", "status"),
    [({"username": ""}, 422), ({"new_password": "x"}, 422), ({"username": "candidate"}, 409)],
)
def test_incomplete_forms_leave_the_link_alive(clients, link, changes, status):
    assert clients.anonymous.post(link, data={**FORM, **changes}).status_code == status
    assert clients.anonymous.get(link).status_code == 200


def test_no_link_while_somebody_administers(site):
    assert first_administrator_link(site.app.extensions["settings"]) is None


def test_a_link_is_dead_when_another_administrator_came_first(clients, link, people, now):
    officer = people.officer
    with write(Action.ROLE_GRANTED, by=None, now=now) as tx:
        tx.add(RoleGrant(user_id=officer.id, role=Role.ADMIN, granted_at=now))
    assert clients.anonymous.post(link, data=FORM).status_code == 410


def test_made_up_links_open_nothing(clients, link):
    assert clients.anonymous.get("/setup/nonsense").status_code == 410
    assert db.session.query(OneTimeCode).count() == 1

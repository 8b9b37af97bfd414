"""Fixtures: the site on both databases, people, clients signed in as them, the clock."""

from collections.abc import Iterator
from contextlib import ExitStack
from contextvars import copy_context
from datetime import datetime, timedelta
from typing import Any

import hypothesis
import pytest
from flask.globals import _cv_app
from flask.testing import FlaskClient
from sqlalchemy import select

from examsite.accounts.models import LoginSession, User
from examsite.accounts.queries import find_viewer, token_hash
from examsite.domain.actions import Action
from examsite.kit import clock
from examsite.kit.access import Viewer
from examsite.kit.db import append, db
from tests.cast import NOW, PEOPLE
from tests.databases import Site, open_site

DATABASES = ("sqlite", "postgres")
hypothesis.settings.register_profile(
    "shared", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.register_profile("nightly", hypothesis.settings.get_profile("shared"))
hypothesis.settings.load_profile("shared")
"""No property is judged by the time it takes: machines are shared. `nightly` asks those that
look at it for their long version."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Whatever touches the database runs on both."""
    if "site" in metafunc.fixturenames:
        marks = [
            pytest.param(kind, marks=[pytest.mark.postgres] if kind == "postgres" else [])
            for kind in DATABASES
        ]
        metafunc.parametrize("site", marks, indirect=True)


SLOW = ("browser", "faults", "commands")
"""Folders whose files take minutes: begun first, so that no worker is left alone with one."""


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Slow files first, the rest in the order that chance gave; files stay whole."""
    items.sort(key=lambda item: item.path.parent.name not in SLOW)


@pytest.fixture(scope="session")
def sites() -> Iterator[dict[str, Site]]:
    """Sites made so far in this run; each is made when first asked for."""
    with ExitStack() as stack:

        class Made(dict[str, Site]):
            def __missing__(self, kind: str) -> Site:
                self[kind] = stack.enter_context(open_site(kind))
                return self[kind]

        yield Made()


@pytest.fixture
def now() -> datetime:
    """Monday 2026-11-23, 09:00 in Shanghai."""
    return NOW


@pytest.fixture
def site(request: pytest.FixtureRequest, sites: dict[str, Site]) -> Iterator[Site]:
    """A fresh database with the cast, inside an application context, at `NOW`."""
    found = sites[request.param]
    found.reset()
    with found.app.app_context(), clock.fixed(NOW):
        yield found
        db.session.remove()


class People:
    """The cast as viewers, as `by` in services."""

    def __getattr__(self, username: str) -> Viewer:
        if username not in PEOPLE:
            raise AttributeError(username)
        return sign_in_directly(username)


def sign_in_directly(username: str) -> Viewer:
    """Open a sign-in session without a password."""
    token = f"token-of-{username}"
    found = find_viewer(token)
    if found is None:
        user = db.session.scalars(select(User).where(User.username == username)).one()
        with append(Action.ACCOUNT_SIGNED_IN, by=None, now=NOW) as tx:
            tx.add(
                LoginSession(
                    token_hash=token_hash(token),
                    user_id=user.id,
                    created_at=NOW,
                    last_seen_at=NOW + timedelta(hours=1),
                    address="127.0.0.1",
                    agent="tests",
                )
            )
        found = find_viewer(token)
        assert found is not None
    return found[0]


@pytest.fixture
def people(site: Site) -> People:
    """`people.officer`, `people.candidate`, ... signed in."""
    return People()


class Browser(FlaskClient):
    """A client whose requests get an application context of their own, as on a server.

    Flask would otherwise reuse the test's, and with it the signed-in person and the session.
    """

    def open(self, *args: Any, **kwargs: Any) -> Any:
        def alone() -> Any:
            _cv_app.set(None)  # type: ignore[arg-type]
            return FlaskClient.open(self, *args, **kwargs)

        answer = copy_context().run(alone)
        db.session.rollback()  # the test sees what the request has committed
        return answer


class Clients:
    """Browsers: `clients.anonymous`, `clients.officer`, ... each with its own cookies."""

    def __init__(self, site: Site):
        self._site = site

    def __getattr__(self, username: str) -> FlaskClient:
        self._site.app.test_client_class = Browser
        client = self._site.app.test_client()
        if username != "anonymous":
            viewer = sign_in_directly(username)
            with client.session_transaction() as cookie:
                cookie["_user_id"], cookie["_fresh"] = viewer.token, True
        self.__dict__[username] = client
        return client


@pytest.fixture
def clients(site: Site) -> Clients:
    """Test clients by person."""
    return Clients(site)

"""Who is asking: Flask-Login over sign-in sessions that live in our own table.

The cookie carries only the session's secret; signing out deletes the row, so an old
cookie opens nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import cast

from flask import Flask, current_app, g, session
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user

from examsite.domain.permissions import ONE_SITTING, Permission, may
from examsite.domain.terms import Role
from examsite.kit import clock


@dataclass(frozen=True, eq=False)
class Viewer(UserMixin):
    """The signed-in person, read with one statement a request."""

    id: int
    public_id: str
    username: str
    name: str
    roles: frozenset[Role]
    session_id: int
    locale: str = "zh"
    sitting: str = ""
    """Of a sign-in by one-time code: the one sitting it is good for."""
    token: str = field(default="", repr=False)

    def get_id(self) -> str:
        """What Flask-Login keeps in the cookie: the secret of the sign-in session."""
        return self.token

    def may(self, permission: Permission) -> bool:
        """Whether this person's roles carry the permission, as far as this sign-in reaches."""
        return may(self.roles, permission) and (not self.sitting or permission in ONE_SITTING)


Loader = Callable[[str, datetime], Viewer | None]


def init_access(app: Flask, load: Loader) -> None:
    """Attach Flask-Login; `load` finds the viewer of a session secret (accounts has it)."""
    manager = LoginManager()
    manager.session_protection = None  # the server-side session row is the protection
    manager.user_loader(lambda token: load(token, clock.now()))
    manager.init_app(app)


def viewer() -> Viewer | None:
    """The signed-in person, or None."""
    person = current_user._get_current_object()  # the person, not a proxy asked each time
    return person if isinstance(person, Viewer) else None


def the_viewer() -> Viewer:
    """The signed-in person on a page that admits nobody else."""
    found = viewer()
    assert found is not None, "this page is not labelled for signed-in people"
    return found


def ask_no_more() -> None:
    """The database is in trouble: unless it has said who is asking, it is not asked again in this
    request, and the answer is given as to a stranger."""
    if not hasattr(g, "_login_user"):
        current_app.login_manager._update_request_context_with_user()  # type: ignore[attr-defined]


def remember(person: Viewer) -> None:
    """Start a fresh cookie for this person: nothing of the visitor's old one stays."""
    locale = session.get("locale")
    session.clear()
    if locale:
        session["locale"] = locale
    login_user(person)


def forget() -> None:
    """Empty the cookie."""
    logout_user()
    session.clear()


def visitor_locale() -> str | None:
    """The language chosen in this browser."""
    return cast("str | None", session.get("locale"))


def set_visitor_locale(locale: str) -> None:
    """Keep the language chosen in this browser."""
    session["locale"] = locale


def keep_in_session(key: str, value: str) -> None:
    """Keep a short text in the signed cookie."""
    session[key] = value


def read_from_session(key: str) -> str | None:
    """Read a text kept in the signed cookie."""
    return cast("str | None", session.get(key))


def take_from_session(key: str) -> str | None:
    """Read and remove a text kept in the signed cookie."""
    return cast("str | None", session.pop(key, None))

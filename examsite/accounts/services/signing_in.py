"""Signing in and out: sessions on the server, failures counted, strangers timed alike."""

from datetime import datetime, timedelta

from sqlalchemy import update

from examsite.accounts.models import LoginSession, User
from examsite.accounts.queries import (
    find_user_by_sign_in,
    find_viewer,
    token_hash,
)
from examsite.domain.actions import Action
from examsite.domain.errors import Unauthenticated
from examsite.kit import chance, throttle
from examsite.kit.access import Viewer
from examsite.kit.db import append, db, write
from examsite.kit.passwords import is_password

WINDOW = timedelta(minutes=15)
PER_ACCOUNT = 10
PER_ADDRESS = 100
TOUCH_EVERY = timedelta(minutes=1)
IDLE_LIMIT = timedelta(hours=12)
KIND = "sign_in"


class WrongCredentials(Unauthenticated):
    """401: the same words whether the account exists or not."""

    code = "wrong_credentials"
    message = "账号或密码不对。请检查后再试；忘了密码可以重设。"


def sign_in(
    name: str, password: str, *, address: str, agent: str, now: datetime
) -> tuple[Viewer, str]:
    """Check the password and open a session; gives the viewer and the session's secret.

    Raises TooMany when this account or address has failed too often, WrongCredentials
    otherwise; both take the same time for unknown accounts.
    """
    keys = {f"name:{name.strip().lower()[:120]}": PER_ACCOUNT, f"addr:{address}": PER_ADDRESS}
    throttle.require_room(db.session(), KIND, keys, window=WINDOW, now=now)
    user = find_user_by_sign_in(name)
    stored = user.password_hash if user else None
    db.session.rollback()  # hold no connection while the hash is computed
    if not is_password(stored, password) or user is None:
        with append(Action.ACCOUNT_SIGN_IN_REFUSED, by=None, now=now) as tx:
            throttle.count_failure(tx, KIND, list(keys))
        raise WrongCredentials
    return open_session(user, address=address, agent=agent, now=now)


def open_session(
    user: User, *, address: str, agent: str, now: datetime, sitting: str = ""
) -> tuple[Viewer, str]:
    """Open a sign-in session for somebody who has just proven who they are; with `sitting` it is
    good for that sitting alone."""
    token = chance.token()
    with write(Action.ACCOUNT_SIGNED_IN, by=user, now=now, about=user) as tx:
        tx.add(
            LoginSession(
                token_hash=token_hash(token),
                user_id=user.id,
                created_at=now,
                last_seen_at=now,
                sitting=sitting,
                address=address[:64],
                agent=agent[:200],
            )
        )
    found = find_viewer(token)
    assert found is not None
    return found[0], token


def load_viewer(token: str, now: datetime) -> Viewer | None:
    """The viewer of a session secret, for Flask-Login; last seen is kept once a minute."""
    found = find_viewer(token)
    if found is None:
        return None
    person, last_seen = found
    if now - last_seen > IDLE_LIMIT:
        return None
    if now - last_seen > TOUCH_EVERY:
        with append(Action.ACCOUNT_SIGNED_IN, by=person, now=now) as tx:
            tx.execute(
                update(LoginSession)
                .where(LoginSession.id == person.session_id)
                .values(last_seen_at=now)
            )
    return person


def sign_out(person: Viewer, *, now: datetime) -> None:
    """End this session: its cookie opens nothing from now on."""
    row = db.session.get(LoginSession, person.session_id)
    if row is None:
        return
    with write(Action.ACCOUNT_SIGNED_OUT, by=person, now=now, about=row):
        row.ended_at = now


def end_session(row: LoginSession, *, by: Viewer, now: datetime) -> None:
    """End one of a person's own devices."""
    with write(Action.ACCOUNT_DEVICE_ENDED, by=by, now=now, about=row) as tx:
        tx.lock(row)
        row.ended_at = row.ended_at or now

"""Closing an account: what names the person is erased, what was achieved stays, opaque."""

from datetime import datetime

from sqlalchemy import delete, or_, update

from examsite.accounts.models import LoginSession, Membership, OneTimeCode, RoleGrant, User
from examsite.accounts.policies import AT_CLOSING, BEFORE_CLOSING
from examsite.accounts.queries import list_roles
from examsite.accounts.services.people import require_another_administrator
from examsite.domain.actions import Action
from examsite.domain.terms import Role
from examsite.kit.clock import local_date
from examsite.kit.db import Actor, Transaction, write
from examsite.kit.passwords import NO_PASSWORD

NOBODY = "–"
"""Stands where the name of a person stood."""


def close_account(user: User, *, by: Actor, now: datetime) -> None:
    """Erase name, phone, mail and user name, end every sign-in; results keep the opaque id.

    Raises LastAdministrator, or what a higher room objects (`policies.before_closing`).
    """
    for check in BEFORE_CLOSING:
        check(user)
    with write(Action.ACCOUNT_CLOSED, by=by, now=now, about=user) as tx:
        tx.lock(user)
        if Role.ADMIN in list_roles(user):
            require_another_administrator(user)
        _erase_traces(tx, user)
        for erase in AT_CLOSING:
            erase(tx, user)
        user.username = f"closed-{user.public_id.lower()}"
        user.name, user.name_key = NOBODY, user.public_id
        user.phone = user.email = user.phone_proven_at = user.email_proven_at = None
        user.password_hash, user.closed_at = NO_PASSWORD, now


def _erase_traces(tx: Transaction, user: User) -> None:
    """Devices lose their address and browser, codes and roles go, memberships end."""
    tx.execute(
        update(LoginSession)
        .where(LoginSession.user_id == user.id)
        .values(ended_at=tx.now, address="", agent="")
    )
    targets = [target for target in (user.phone, user.email) if target]
    mine = or_(OneTimeCode.user_id == user.id, OneTimeCode.target.in_(targets))
    tx.execute(delete(OneTimeCode).where(mine))
    tx.execute(delete(RoleGrant).where(RoleGrant.user_id == user.id))
    tx.execute(
        update(Membership)
        .where(Membership.user_id == user.id, Membership.to_date.is_(None))
        .values(to_date=local_date(tx.now))
    )

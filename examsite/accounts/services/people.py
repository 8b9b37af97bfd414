"""People: registering, roles, passwords, closing an account."""

from datetime import datetime

from sqlalchemy import delete, update

from examsite.accounts.models import LoginSession, RoleGrant, User
from examsite.domain.actions import Action
from examsite.domain.names import name_key
from examsite.domain.errors import Conflict, Invalid
from examsite.domain.terms import Role
from examsite.kit.db import Actor, Transaction, write
from examsite.kit.passwords import SHORTEST, hash_password


class NameTaken(Conflict):
    """409: somebody has this user name, phone or mail."""

    code = "name_taken"
    message = "这个账号名、手机号或邮箱已经注册过。可以直接登录，或重设密码。"


class PasswordTooWeak(Invalid):
    """422: the password is too short or is the user name."""

    code = "password_too_weak"
    message = "密码至少 8 个字符，且不能与账号名相同。"


def require_password(password: str, username: str) -> str:
    """The password if it may be used."""
    if len(password) < SHORTEST or len(password) > 200 or password.lower() == username.lower():
        raise PasswordTooWeak
    return password


def add_user(
    tx: Transaction,
    *,
    username: str,
    name: str,
    password_hash: str,
    roles: list[Role],
    by: Actor | None = None,
    **contact: str | None,
) -> User:
    """Insert an account with its roles inside a write that the caller has opened."""
    user = tx.add(
        User(
            username=username,
            name=name,
            name_key=name_key(name),
            password_hash=password_hash,
            created_at=tx.now,
            **contact,
        )
    )
    tx.add_all(
        [
            RoleGrant(
                user_id=user.id, role=role, granted_at=tx.now, granted_by_id=by.id if by else None
            )
            for role in roles
        ]
    )
    return user


def change_password(user: User, new: str, *, by: Actor, now: datetime) -> None:
    """Set a new password and end every other sign-in of the person."""
    stored = hash_password(require_password(new, user.username))
    with write(Action.ACCOUNT_PASSWORD_CHANGED, by=by, now=now, about=user) as tx:
        tx.lock(user)
        user.password_hash = stored
        keep = getattr(by, "session_id", None)
        tx.execute(
            update(LoginSession)
            .where(LoginSession.user_id == user.id, LoginSession.ended_at.is_(None))
            .where(LoginSession.id != (keep or 0))
            .values(ended_at=now)
        )


def grant_role(user: User, role: Role, *, by: Actor, now: datetime) -> None:
    """Give a person a role; only an administrator's page leads here."""
    with write(Action.ROLE_GRANTED, by=by, now=now, about=user, why=role.value) as tx:
        tx.add(RoleGrant(user_id=user.id, role=role, granted_at=now, granted_by_id=by.id))


def withdraw_role(user: User, role: Role, *, by: Actor, now: datetime) -> None:
    """Take a role back."""
    with write(Action.ROLE_WITHDRAWN, by=by, now=now, about=user, why=role.value) as tx:
        tx.execute(
            delete(RoleGrant).where(RoleGrant.user_id == user.id, RoleGrant.role == role)
        )

"""People: adding an account, roles, names, language."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete

from examsite.accounts.models import RoleGrant, User
from examsite.accounts.policies import LastAdministrator, OwnRole
from examsite.accounts.queries import list_people, list_roles
from examsite.domain.actions import Action
from examsite.domain.errors import Conflict, Invalid
from examsite.domain.names import check_name, name_key
from examsite.domain.terms import Role
from examsite.kit.db import Actor, Transaction, write
from examsite.kit.passwords import LONGEST, SHORTEST


class NameTaken(Conflict):
    """409: somebody has this user name, phone or mail."""

    code = "name_taken"
    message = "这个账号名、手机号或邮箱已经注册过。可以直接登录，或重设密码。"


class PasswordTooWeak(Invalid):
    """422: the password is too short or is the user name."""

    code = "password_too_weak"
    message = "密码须为 8 至 200 个字符，且不能与账号名、手机号或邮箱相同。"


def require_password(password: str, username: str) -> str:
    """The password if it may be used."""
    if not SHORTEST <= len(password) <= LONGEST or password.lower() == username.lower():
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
    **details: Any,
) -> User:
    """Insert an account with its roles inside a write that the caller has opened."""
    user = tx.add(
        User(
            username=username,
            name=name,
            name_key=name_key(name),
            password_hash=password_hash,
            created_at=tx.now,
            **details,
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


def grant_role(user: User, role: Role, *, by: Actor, now: datetime) -> None:
    """Give a person a role; only an administrator's page leads here. OwnRole for oneself."""
    _require_other(user, by)
    with write(Action.ROLE_GRANTED, by=by, now=now, about=user, why=role.value) as tx:
        tx.lock(user)
        if role not in list_roles(user):
            tx.add(RoleGrant(user_id=user.id, role=role, granted_at=now, granted_by_id=by.id))


def withdraw_role(user: User, role: Role, *, by: Actor, now: datetime) -> None:
    """Take a role back. OwnRole for oneself, LastAdministrator when nobody would be left."""
    _require_other(user, by)
    with write(Action.ROLE_WITHDRAWN, by=by, now=now, about=user, why=role.value) as tx:
        tx.lock(user)
        if role is Role.ADMIN:
            require_another_administrator(user)
        tx.execute(delete(RoleGrant).where(RoleGrant.user_id == user.id, RoleGrant.role == role))


def _require_other(user: User, by: Actor) -> None:
    if user.id == by.id:
        raise OwnRole


def require_another_administrator(user: User) -> None:
    """Raise LastAdministrator when nobody but this person could administer."""
    if [person.id for person in list_people(Role.ADMIN)] == [user.id]:
        raise LastAdministrator


def rename(user: User, name: str, *, by: Actor, now: datetime) -> None:
    """Correct a person's own name; certificates keep the name they were issued with."""
    check_name(name)
    with write(Action.ACCOUNT_RENAMED, by=by, now=now, about=user) as tx:
        tx.lock(user)
        user.name, user.name_key = name, name_key(name)


def choose_language(user: User, locale: str, *, by: Actor, now: datetime) -> None:
    """Keep the language of pages and messages on the account."""
    if user.locale == locale:
        return
    with write(Action.ACCOUNT_LANGUAGE_CHANGED, by=by, now=now, about=user) as tx:
        tx.lock(user)
        user.locale = locale

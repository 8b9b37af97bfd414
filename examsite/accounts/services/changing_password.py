"""Passwords: changing one's own, and setting a new one by code or link."""

from datetime import datetime, timedelta

from sqlalchemy import update

from examsite.accounts.models import LoginSession, OneTimeCode, User
from examsite.accounts.policies import reach
from examsite.accounts.queries import find_user_by_contact, find_user_by_id
from examsite.accounts.services import codes
from examsite.accounts.services.people import require_password
from examsite.domain.actions import Action
from examsite.domain.contact import Contact, ContactKind
from examsite.domain.errors import Invalid
from examsite.kit import throttle
from examsite.kit.db import Actor, Transaction, append, db, write
from examsite.kit.mail import Composed, compose, post
from examsite.kit.passwords import hash_password, is_password
from examsite.kit.site import settings

RESET = "reset"
KIND = "password"
WINDOW = timedelta(minutes=15)
PER_ACCOUNT = 10


class WrongPassword(Invalid):
    """422: the present password given is not the one."""

    code = "wrong_password"
    message = "现在的密码不对。"


def require_own_password(user: User, password: str, *, now: datetime) -> None:
    """Raise WrongPassword unless this is the person's present password; failures count."""
    key = f"user:{user.public_id}"
    throttle.require_room(db.session(), KIND, {key: PER_ACCOUNT}, window=WINDOW, now=now)
    if is_password(user.password_hash, password):
        return
    with append(Action.ACCOUNT_SIGN_IN_REFUSED, by=user, now=now) as tx:
        throttle.count_failure(tx, KIND, [key])
    raise WrongPassword


def change_password(user: User, new: str, *, by: Actor, now: datetime) -> None:
    """Set a new password, end every other sign-in of the person and tell them."""
    stored = _hashed(user, new)
    told = _told(user)
    with write(Action.ACCOUNT_PASSWORD_CHANGED, by=by, now=now, about=user) as tx:
        _set(tx, user, stored, told, keep=getattr(by, "session_id", 0))


def ask_reset(contact: Contact, *, address: str, now: datetime) -> OneTimeCode:
    """Send a code (phone) or a link (mail) to the account's owner, if there is one.

    Row, count and answer are the same for unknown contacts; nothing is sent then.
    """
    asked = codes.Asked(contact, address, now)
    codes.require_room(asked)
    user = find_user_by_contact(contact)
    row, message = _by_phone(asked, user) if _is_phone(contact) else _by_mail(asked, user)
    if user is None:
        with append(Action.ACCOUNT_RESET_ASKED, by=None, now=now) as tx:
            return codes.store(tx, row, asked)
    with write(Action.ACCOUNT_RESET_ASKED, by=None, now=now, about=user) as tx:
        codes.store(tx, row, asked)
        post(tx, message)
    return row


def _is_phone(contact: Contact) -> bool:
    return contact.kind is ContactKind.PHONE


def _by_phone(asked: codes.Asked, user: User | None) -> tuple[OneTimeCode, Composed]:
    row, digits = codes.draw_code(RESET, asked, user_id=user.id if user else None)
    minutes = int(codes.CODE_VALID.total_seconds() // 60)
    locale = user.locale if user else "zh"
    return row, compose("reset", asked.contact, locale=locale, code=digits, minutes=minutes)


def _by_mail(asked: codes.Asked, user: User | None) -> tuple[OneTimeCode, Composed]:
    row, token = codes.draw_link(
        RESET,
        valid=codes.LINK_VALID,
        now=asked.now,
        user_id=user.id if user else None,
        target=asked.contact.value,
    )
    address = f"{settings().base_url}/reset/{token}"
    minutes = int(codes.LINK_VALID.total_seconds() // 60)
    locale = user.locale if user else "zh"
    return row, compose("reset", asked.contact, locale=locale, address=address, minutes=minutes)


def reset_by_code(row: OneTimeCode, digits: str, new: str, *, now: datetime) -> User:
    """The code from the text message is right: set the password, end every sign-in."""
    stored = hash_password(require_password(new, row.target))
    codes.spend_try(row, digits, now=now)
    return _reset(row, find_user_by_id(row.user_id), stored, now=now)


def reset_by_link(row: OneTimeCode, new: str, *, now: datetime) -> User:
    """The link from the mail was opened: set the password, end every sign-in."""
    stored = hash_password(require_password(new, row.target))
    return _reset(row, find_user_by_id(row.user_id), stored, now=now)


def _reset(row: OneTimeCode, user: User | None, stored: str, *, now: datetime) -> User:
    if user is None:
        raise codes.WrongCode
    told = _told(user)
    with write(Action.ACCOUNT_PASSWORD_CHANGED, by=None, now=now, about=user) as tx:
        codes.use(tx, row)
        _set(tx, user, stored, told, keep=0)
    return user


def _hashed(user: User, new: str) -> str:
    for name in (user.username, user.phone or "", user.email or ""):
        require_password(new, name)
    return hash_password(new)


def _told(user: User) -> Composed | None:
    contact = reach(user)
    if contact is None:
        return None
    address = f"{settings().base_url}/reset"
    return compose("password_changed", contact, locale=user.locale, address=address)


def _set(
    tx: Transaction, user: User, stored: str, told: Composed | None, *, keep: int | None
) -> None:
    tx.lock(user)
    user.password_hash = stored
    tx.execute(
        update(LoginSession)
        .where(LoginSession.user_id == user.id, LoginSession.ended_at.is_(None))
        .where(LoginSession.id != (keep or 0))
        .values(ended_at=tx.now)
    )
    if told:
        post(tx, told)

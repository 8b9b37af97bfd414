"""Inviting people: an administrator opens the account, its owner sets the password."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from examsite.accounts.models import Consent, Document, OneTimeCode, RoleGrant, User
from examsite.accounts.policies import DeadLink, reach, require_accepted
from examsite.accounts.queries import find_user_by_contact, find_user_by_id, list_current_documents
from examsite.accounts.services import codes
from examsite.accounts.services.people import NameTaken, add_user, require_password
from examsite.domain.actions import Action
from examsite.domain.contact import Contact, ContactKind
from examsite.domain.errors import Conflict
from examsite.domain.names import check_name
from examsite.domain.terms import Role
from examsite.kit import chance
from examsite.kit.db import Actor, Transaction, write
from examsite.kit.mail import Composed, compose, post
from examsite.kit.passwords import NO_PASSWORD, hash_password
from examsite.kit.site import settings

INVITATION = "invitation"
FIRST_ADMIN = "first_admin"


class AlreadyAccepted(Conflict):
    """409: this person has set a password."""

    code = "already_accepted"
    message = "对方已经设置过密码，无须再次邀请。"


def invite(name: str, contact: Contact, roles: list[Role], *, by: Actor, now: datetime) -> User:
    """Open an account without a password and send its owner a link to set one."""
    check_name(name)
    if find_user_by_contact(contact) is not None:
        raise NameTaken
    link = codes.draw_link(INVITATION, valid=codes.INVITATION_VALID, now=now)
    message = _message(name, contact, link[1])
    phone = contact.kind is ContactKind.PHONE
    with write(Action.PERSON_INVITED, by=by, now=now) as tx:
        user = tx.about = add_user(
            tx,
            username=f"u-{chance.public_id().lower()}",
            name=name,
            password_hash=NO_PASSWORD,
            roles=roles,
            by=by,
            phone=contact.value if phone else None,
            email=None if phone else contact.value,
        )
        link[0].user_id = user.id
        tx.add(link[0])
        post(tx, message)
    return user


def invite_again(user: User, *, by: Actor, now: datetime) -> None:
    """A new link; the one before it is dead."""
    contact = reach(user)
    if user.password_hash != NO_PASSWORD or contact is None or user.closed_at:
        raise AlreadyAccepted
    row, token = codes.draw_link(INVITATION, valid=codes.INVITATION_VALID, now=now, user_id=user.id)
    message = _message(user.name, contact, token)
    with write(Action.PERSON_INVITED, by=by, now=now, about=user) as tx:
        for old in codes.list_open_links(tx, INVITATION, user.id):
            old.used_at = now
        tx.add(row)
        post(tx, message)


def _message(name: str, contact: Contact, token: str) -> Composed:
    address = f"{settings().base_url}/invitation/{token}"
    days = codes.INVITATION_VALID.days
    return compose("invitation", contact, locale="zh", name=name, days=days, address=address)


def accept(row: OneTimeCode, password: str, accepted: frozenset[str], *, now: datetime) -> User:
    """The invited person sets the password and accepts the documents; the contact is proven."""
    documents = list_current_documents()
    require_accepted(documents, accepted)
    user = find_user_by_id(row.user_id)
    if user is None:
        raise DeadLink
    stored = hash_password(require_password(password, user.email or user.phone or ""))
    with write(Action.ACCOUNT_REGISTERED, by=user, now=now, about=user) as tx:
        codes.use(tx, row)
        tx.lock(user)
        user.password_hash = stored
        if user.phone:
            user.phone_proven_at = now
        else:
            user.email_proven_at = now
        _consent(tx, user, [doc for doc in documents if doc.kind in accepted])
    return user


def _consent(tx: Transaction, user: User, documents: list[Document]) -> None:
    rows = [Consent(user_id=user.id, document_id=doc.id, given_at=tx.now) for doc in documents]
    tx.add_all(rows)


def set_up_first_administrator(
    row: OneTimeCode, *, username: str, name: str, password: str, now: datetime
) -> User:
    """The one-time link of `examsite init --production`: the first administrator's account.

    The link dies with it, and with every other administrator that came first.
    """
    check_name(name)
    stored = hash_password(require_password(password, username))
    try:
        with write(Action.ACCOUNT_REGISTERED, by=None, now=now) as tx:
            codes.use(tx, row)
            if tx.session.scalar(select(RoleGrant.id).where(RoleGrant.role == Role.ADMIN).limit(1)):
                raise DeadLink
            user = tx.about = add_user(
                tx, username=username, name=name, password_hash=stored, roles=[Role.ADMIN]
            )
    except IntegrityError as clash:
        raise NameTaken from clash
    return user

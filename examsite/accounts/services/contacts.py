"""Adding or changing a phone number or mail address of one's own: proven by a code first."""

from datetime import datetime

from sqlalchemy.exc import IntegrityError

from examsite.accounts.models import OneTimeCode, User
from examsite.accounts.queries import find_user_by_contact
from examsite.accounts.services import codes
from examsite.accounts.services.people import NameTaken
from examsite.domain.actions import Action
from examsite.domain.contact import Contact, ContactKind, parse_contact
from examsite.kit.db import Actor, append, write
from examsite.kit.mail import post

CONTACT = "contact"


def ask(user: User, contact: Contact, *, address: str, now: datetime) -> OneTimeCode:
    """Send a code to the new contact; the owner of a known one gets a message instead."""
    asked = codes.Asked(contact, address, now)
    codes.require_room(asked)
    owner = find_user_by_contact(contact)
    free = {} if owner else {"free": True}
    row, digits = codes.draw_code(CONTACT, asked, user_id=user.id, payload=free)
    message = codes.message_for(asked, digits, owner, locale=user.locale)
    with append(Action.ACCOUNT_CONTACT_PROVEN, by=user, now=now) as tx:
        codes.store(tx, row, asked)
        post(tx, message)
    return row


def confirm(user: User, row: OneTimeCode, digits: str, *, by: Actor, now: datetime) -> None:
    """The code is right: the account has this contact from now on."""
    target, free = row.target, bool(row.payload)
    codes.spend_try(row, digits, now=now)
    if not free or row.user_id != user.id:
        raise codes.WrongCode
    contact = parse_contact(target)
    try:
        with write(Action.ACCOUNT_CONTACT_PROVEN, by=by, now=now, about=user) as tx:
            codes.use(tx, row)
            tx.lock(user)
            if contact.kind is ContactKind.PHONE:
                user.phone, user.phone_proven_at = contact.value, now
            else:
                user.email, user.email_proven_at = contact.value, now
    except IntegrityError as clash:
        raise NameTaken from clash

"""Registering: nothing exists until the contact is proven, and nobody learns who has an account."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.exc import IntegrityError

from examsite.accounts.models import Consent, Membership, OneTimeCode, Organisation, User
from examsite.accounts.policies import require_accepted
from examsite.accounts.queries import find_user_by_contact, list_current_documents
from examsite.accounts.services import codes
from examsite.accounts.services.people import NameTaken, add_user, require_password
from examsite.domain.actions import Action
from examsite.domain.contact import Contact, ContactKind, parse_contact
from examsite.domain.names import check_name
from examsite.domain.terms import Role
from examsite.kit import chance
from examsite.kit.clock import local_date
from examsite.kit.db import Transaction, append, write
from examsite.kit.mail import post
from examsite.kit.passwords import hash_password

REGISTER = "register"
ROLES = [Role.CANDIDATE]
"""What registering gives: nothing sent by the visitor changes it."""


@dataclass(frozen=True)
class Registration:
    """What a visitor filled in. `accepted`: kinds of the documents ticked."""

    name: str
    contact: Contact
    password: str = field(repr=False)
    accepted: frozenset[str]
    organisation: Organisation | None = None
    locale: str = "zh"


def ask(wanted: Registration, *, address: str, now: datetime) -> OneTimeCode:
    """Send a code to the contact; the owner of a known one gets a message instead.

    The answer, the row and the work are the same in both cases. Raises BadName,
    PasswordTooWeak, DocumentsNotAccepted, TooMany.
    """
    check_name(wanted.name)
    require_password(wanted.password, wanted.contact.value)
    require_accepted(list_current_documents(), wanted.accepted)
    asked = codes.Asked(wanted.contact, address, now)
    codes.require_room(asked)
    owner = find_user_by_contact(wanted.contact)
    facts = _facts(wanted, hash_password(wanted.password))
    row, digits = codes.draw_code(REGISTER, asked, payload={} if owner else facts)
    message = codes.message_for(asked, digits, owner, locale=wanted.locale)
    with append(Action.ACCOUNT_REGISTERED, by=None, now=now) as tx:
        codes.store(tx, row, asked)
        post(tx, message)
    return row


def _facts(wanted: Registration, password_hash: str) -> dict[str, object]:
    return {
        "name": wanted.name,
        "password_hash": password_hash,
        "accepted": sorted(wanted.accepted),
        "organisation": wanted.organisation.id if wanted.organisation else None,
        "locale": wanted.locale,
    }


def confirm(row: OneTimeCode, digits: str, *, now: datetime) -> User:
    """The code is right: the account, its consents and the membership asked for come to be.

    Raises WrongCode; NameTaken when the contact was registered meanwhile.
    """
    facts, contact = dict(row.payload), row.target
    codes.spend_try(row, digits, now=now)
    if not facts:
        raise codes.WrongCode
    documents = [doc for doc in list_current_documents() if doc.kind in facts["accepted"]]
    try:
        with write(Action.ACCOUNT_REGISTERED, by=None, now=now) as tx:
            codes.use(tx, row)
            user = tx.about = _add_candidate(tx, facts, parse_contact(contact))
            tx.add_all(
                [Consent(user_id=user.id, document_id=doc.id, given_at=now) for doc in documents]
            )
            if facts["organisation"]:
                tx.add(
                    Membership(
                        user_id=user.id,
                        organisation_id=facts["organisation"],
                        from_date=local_date(now),
                        asked_at=now,
                    )
                )
    except IntegrityError as clash:
        raise NameTaken from clash
    return user


def _add_candidate(tx: Transaction, facts: dict[str, object], contact: Contact) -> User:
    phone = contact.kind is ContactKind.PHONE
    return add_user(
        tx,
        username=f"u-{chance.public_id().lower()}",
        name=str(facts["name"]),
        password_hash=str(facts["password_hash"]),
        roles=ROLES,
        locale=str(facts["locale"]),
        phone=contact.value if phone else None,
        email=None if phone else contact.value,
        phone_proven_at=tx.now if phone else None,
        email_proven_at=None if phone else tx.now,
    )

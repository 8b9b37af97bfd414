"""Reads about people: who is signed in, who is who, which documents stand."""

import hashlib
from collections.abc import Iterable
from contextlib import suppress
from datetime import date, datetime

from sqlalchemy import ColumnElement, Executable, Select, bindparam, func, or_, select
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import joinedload, selectinload

from examsite.accounts.models import (
    Consent,
    Document,
    Issuer,
    LoginSession,
    Membership,
    OneTimeCode,
    Organisation,
    Proposal,
    RoleGrant,
    User,
)
from examsite.accounts.policies import ASKED_OF, DeadLink
from examsite.domain.contact import BadContact, Contact, ContactKind, parse_contact
from examsite.domain.errors import NotFound
from examsite.domain.names import name_key
from examsite.domain.terms import ProposalState, Role
from examsite.kit import driver
from examsite.kit.access import Viewer
from examsite.kit.db import db

PEOPLE_A_PAGE = 50


def token_hash(token: str) -> str:
    """How secrets of links and sessions are stored."""
    return hashlib.sha256(token.encode()).hexdigest()


def _viewer(_dialect: Dialect) -> Executable:
    """The account is named by a subquery of its own: left to choose how to join, PostgreSQL
    without statistics reads every account to find one."""
    own = LoginSession.token_hash == bindparam("token_hash")
    return (
        select(
            User.id,
            User.public_id,
            User.username,
            User.name,
            User.locale,
            LoginSession.id.label("session_id"),
            LoginSession.last_seen_at,
            LoginSession.sitting,
            RoleGrant.role,
        )
        .select_from(User)
        .join(LoginSession, LoginSession.user_id == User.id)
        .outerjoin(RoleGrant, RoleGrant.user_id == User.id)
        .where(User.id == select(LoginSession.user_id).where(own).scalar_subquery())
        .where(own, LoginSession.ended_at.is_(None), User.closed_at.is_(None))
    )


def find_viewer(token: str) -> tuple[Viewer, datetime] | None:
    """The person of a live sign-in session and when it was last seen; one statement.

    Every request asks this, so it goes to the driver.
    """
    rows = driver.rows(_viewer, token_hash=token_hash(token))
    if not rows:
        return None
    first = rows[0]
    roles = frozenset(Role(row.role) for row in rows if row.role)
    person = Viewer(
        id=first.id,
        public_id=first.public_id,
        username=first.username,
        name=first.name,
        roles=roles,
        session_id=first.session_id,
        locale=first.locale,
        sitting=first.sitting,
        token=token,
    )
    return person, first.last_seen_at


def find_user_by_sign_in(text: str) -> User | None:
    """The open account whose user name, phone or mail this is."""
    wanted = text.strip()
    match = User.username == wanted
    with suppress(BadContact):
        contact = parse_contact(text).value
        match = or_(match, User.phone == contact, User.email == contact)
    return db.session.scalars(select(User).where(match, User.closed_at.is_(None))).first()


def find_user_by_contact(contact: Contact) -> User | None:
    """The account with this phone number or mail address."""
    column = User.phone if contact.kind is ContactKind.PHONE else User.email
    return db.session.scalar(select(User).where(column == contact.value))


def find_user_by_id(user_id: int | None) -> User | None:
    """The open account with this internal id, or None."""
    user = db.session.get(User, user_id) if user_id else None
    return None if user is None or user.closed_at else user


def get_user(public_id: str) -> User:
    """The account with this public id, or NotFound."""
    user = db.session.scalar(select(User).where(User.public_id == public_id))
    if user is None:
        raise NotFound
    return user


def get_user_by_id(user_id: int) -> User:
    """The account with this internal id, or NotFound."""
    user = db.session.get(User, user_id)
    if user is None:
        raise NotFound
    return user


def list_people(role: Role) -> list[User]:
    """Open accounts that hold the role, by name."""
    held = select(RoleGrant.user_id).where(RoleGrant.role == role)
    people = select(User).where(User.id.in_(held), User.closed_at.is_(None))
    return list(db.session.scalars(people.order_by(User.username)))


def list_known_usernames(names: Iterable[str]) -> frozenset[str]:
    """Those of the names that belong to open accounts."""
    known = select(User.username).where(User.username.in_(list(names)), User.closed_at.is_(None))
    return frozenset(db.session.scalars(known))


def find_people(
    text: str = "", *, role: Role | None = None, page: int = 1
) -> tuple[list[User], int]:
    """One page of people with their roles, and how many there are in all.

    `text` is part of a name, a user name, or a whole phone number or mail address.
    """
    wanted = select(User).where(User.closed_at.is_(None))
    if role is not None:
        held = select(RoleGrant.user_id).where(RoleGrant.role == role)
        wanted = wanted.where(User.id.in_(held))
    if text.strip():
        wanted = wanted.where(_matches(text))
    count = db.session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
    rows = wanted.options(selectinload(User.grants)).order_by(User.username)
    part = rows.limit(PEOPLE_A_PAGE).offset((max(1, page) - 1) * PEOPLE_A_PAGE)
    return list(db.session.scalars(part)), count


def _matches(text: str) -> ColumnElement[bool]:
    match = or_(
        User.name_key.contains(name_key(text), autoescape=True),
        User.username.contains(text.strip(), autoescape=True),
    )
    with suppress(BadContact):
        contact = parse_contact(text).value
        match = or_(match, User.phone == contact, User.email == contact)
    return match


def list_roles(user: User) -> frozenset[Role]:
    """The roles a person holds."""
    return frozenset(db.session.scalars(select(RoleGrant.role).where(RoleGrant.user_id == user.id)))


def list_sessions(user_id: int) -> list[LoginSession]:
    """A person's live sign-ins, the latest first."""
    live = select(LoginSession).where(
        LoginSession.user_id == user_id, LoginSession.ended_at.is_(None)
    )
    return list(db.session.scalars(live.order_by(LoginSession.last_seen_at.desc())))


def get_session(public_id: str, *, of: int) -> LoginSession:
    """One of a person's own sign-ins, or NotFound."""
    row = db.session.scalar(
        select(LoginSession).where(LoginSession.public_id == public_id, LoginSession.user_id == of)
    )
    if row is None:
        raise NotFound
    return row


def get_code(public_id: str, *, purpose: str) -> OneTimeCode:
    """The code a visitor was sent, by the opaque id kept in their cookie, or NotFound."""
    row = db.session.scalar(
        select(OneTimeCode).where(
            OneTimeCode.public_id == public_id, OneTimeCode.purpose == purpose
        )
    )
    if row is None:
        raise NotFound
    return row


def get_link(token: str, *, purpose: str, now: datetime) -> OneTimeCode:
    """The one-time link with this secret, or DeadLink when it is no longer good."""
    row = db.session.scalar(
        select(OneTimeCode).where(
            OneTimeCode.code_hash == token_hash(token), OneTimeCode.purpose == purpose
        )
    )
    if row is None or row.used_at is not None or row.expires_at <= now:
        raise DeadLink
    return row


def list_organisation_ids(user_id: int, on: date) -> frozenset[int]:
    """Organisations (and their parent groups) a person belongs to on a day, confirmed or not.

    An unconfirmed membership counts against a person: conflict rules err on the safe side.
    """
    rows = db.session.execute(
        select(Organisation.id, Organisation.parent_id)
        .join(Membership, Membership.organisation_id == Organisation.id)
        .where(Membership.user_id == user_id, Membership.from_date <= on)
        .where(or_(Membership.to_date.is_(None), Membership.to_date >= on))
    )
    return frozenset(each for row in rows for each in row if each is not None)


def list_organisations() -> list[Organisation]:
    """Every organisation, by name."""
    return list(db.session.scalars(select(Organisation).order_by(Organisation.name)))


def get_organisation(public_id: str) -> Organisation:
    """The organisation with this public id, or NotFound."""
    row = db.session.scalar(select(Organisation).where(Organisation.public_id == public_id))
    if row is None:
        raise NotFound
    return row


def find_organisation(text: str) -> Organisation | None:
    """The organisation with exactly this name or unified code."""
    wanted = text.strip()
    match = or_(Organisation.name == wanted, Organisation.unified_code == wanted.upper())
    return db.session.scalars(select(Organisation).where(match)).first()


def list_memberships(user_id: int) -> list[Membership]:
    """A person's times at organisations, the newest first."""
    rows = select(Membership).where(Membership.user_id == user_id)
    return list(
        db.session.scalars(
            rows.options(joinedload(Membership.organisation)).order_by(Membership.id.desc())
        )
    )


def get_membership(public_id: str, *, of: int) -> Membership:
    """One of a person's own memberships, or NotFound."""
    row = db.session.scalar(
        select(Membership).where(Membership.public_id == public_id, Membership.user_id == of)
    )
    if row is None:
        raise NotFound
    return row


def _managed_by(user_id: int) -> Select[int]:
    """Organisations where a manager's own membership is confirmed and not ended."""
    return select(Membership.organisation_id).where(
        Membership.user_id == user_id,
        Membership.confirmed_at.is_not(None),
        Membership.to_date.is_(None),
    )


def list_managed_memberships(manager: Viewer) -> list[tuple[Membership, User]]:
    """Open memberships of the manager's organisations with their people, requests first."""
    rows = (
        select(Membership, User)
        .join(User, User.id == Membership.user_id)
        .where(Membership.organisation_id.in_(_managed_by(manager.id)))
        .where(Membership.to_date.is_(None), User.closed_at.is_(None))
        .options(joinedload(Membership.organisation))
        .order_by(Membership.confirmed_at.is_not(None), Membership.id)
    )
    return [(row[0], row[1]) for row in db.session.execute(rows)]


def get_managed_membership(public_id: str, *, visible_to: Viewer) -> Membership:
    """A membership of an organisation this manager manages, other than their own."""
    row = db.session.scalar(
        select(Membership).where(
            Membership.public_id == public_id,
            Membership.organisation_id.in_(_managed_by(visible_to.id)),
            Membership.user_id != visible_to.id,
        )
    )
    if row is None:
        raise NotFound
    return row


def _current_documents() -> list[Document]:
    newest = (
        select(Document.kind, func.max(Document.published_at).label("at"))
        .group_by(Document.kind)
        .subquery()
    )
    return list(
        db.session.scalars(
            select(Document)
            .join(
                newest,
                (Document.kind == newest.c.kind) & (Document.published_at == newest.c.at),
            )
            .order_by(Document.id)
        )
    )


def list_current_documents(person: Viewer | None = None) -> list[Document]:
    """The newest version of each notice and rule that everybody is asked to accept, and of
    those that only somebody with the person's permissions is."""
    return [
        document
        for document in _current_documents()
        if document.kind not in ASKED_OF or (person and person.may(ASKED_OF[document.kind]))
    ]


def get_document(kind: str) -> Document:
    """The newest version of one notice or rule, or NotFound."""
    found = [document for document in _current_documents() if document.kind == kind]
    if not found:
        raise NotFound
    return found[0]


def list_consents(user_id: int) -> list[Consent]:
    """What a person has agreed to."""
    return list(db.session.scalars(select(Consent).where(Consent.user_id == user_id)))


def get_consent(user_id: int, document: Document) -> Consent:
    """A person's standing consent to this version of a document, or NotFound."""
    row = db.session.scalar(
        select(Consent).where(
            Consent.user_id == user_id,
            Consent.document_id == document.id,
            Consent.withdrawn_at.is_(None),
        )
    )
    if row is None:
        raise NotFound
    return row


def list_missing_documents(user_id: int) -> list[Document]:
    """Required documents whose newest version this person has not accepted."""
    given = {row.document_id for row in list_consents(user_id) if row.withdrawn_at is None}
    return [doc for doc in list_current_documents() if doc.required and doc.id not in given]


def get_issuer() -> Issuer:
    """The issuer's facts; `examsite init` made the row."""
    issuer = db.session.get(Issuer, 1)
    if issuer is None:
        raise NotFound
    return issuer


def list_pending_proposals() -> list[Proposal]:
    """Acts that wait for their second person, oldest first."""
    pending = select(Proposal).where(Proposal.state == ProposalState.PENDING)
    return list(db.session.scalars(pending.order_by(Proposal.id)))


def find_pending_proposal(act: str, subject_id: str) -> Proposal | None:
    """The proposal of an act for a subject that waits for its second person."""
    wanted = select(Proposal).where(
        Proposal.act == act,
        Proposal.subject_id == subject_id,
        Proposal.state == ProposalState.PENDING,
    )
    return db.session.scalars(wanted).first()


def get_proposal(public_id: str) -> Proposal:
    """The proposal with this id, or NotFound."""
    found = db.session.scalar(select(Proposal).where(Proposal.public_id == public_id))
    if found is None:
        raise NotFound
    return found

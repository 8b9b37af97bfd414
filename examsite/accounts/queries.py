"""Reads about people: who is signed in, who is who, which documents stand."""

import hashlib
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, func, or_, select

from examsite.accounts.models import (
    Consent,
    Document,
    Issuer,
    LoginSession,
    Membership,
    Organisation,
    Proposal,
    RoleGrant,
    User,
)
from examsite.domain.errors import NotFound
from examsite.domain.terms import ProposalState, Role
from examsite.kit.access import Viewer
from examsite.kit.db import db


def token_hash(token: str) -> str:
    """How secrets of links and sessions are stored."""
    return hashlib.sha256(token.encode()).hexdigest()


def _viewer_rows() -> Select[Any]:
    return (
        select(
            User.id,
            User.public_id,
            User.username,
            User.name,
            User.locale,
            LoginSession.id.label("session_id"),
            LoginSession.last_seen_at,
            RoleGrant.role,
        )
        .join(LoginSession, LoginSession.user_id == User.id)
        .outerjoin(RoleGrant, RoleGrant.user_id == User.id)
        .where(LoginSession.ended_at.is_(None), User.closed_at.is_(None))
    )


_VIEWER = _viewer_rows()


def find_viewer(token: str) -> tuple[Viewer, datetime] | None:
    """The person of a live sign-in session and when it was last seen; one statement."""
    rows = db.session.execute(
        _VIEWER.where(LoginSession.token_hash == token_hash(token))
    ).all()
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
        token=token,
    )
    return person, first.last_seen_at


def find_user_by_sign_in(text: str) -> User | None:
    """The open account whose user name, phone or mail this is."""
    wanted = text.strip()
    match = or_(User.username == wanted, User.phone == wanted, User.email == wanted.lower())
    return db.session.scalars(select(User).where(match, User.closed_at.is_(None))).first()


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


def list_roles(user: User) -> frozenset[Role]:
    """The roles a person holds."""
    return frozenset(
        db.session.scalars(select(RoleGrant.role).where(RoleGrant.user_id == user.id))
    )


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


def list_current_documents() -> list[Document]:
    """The newest version of each notice and rule."""
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


def list_consents(user_id: int) -> list[Consent]:
    """What a person has agreed to."""
    return list(db.session.scalars(select(Consent).where(Consent.user_id == user_id)))


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


def get_proposal(public_id: str) -> Proposal:
    """The proposal with this id, or NotFound."""
    found = db.session.scalar(select(Proposal).where(Proposal.public_id == public_id))
    if found is None:
        raise NotFound
    return found

"""Organisations and who belongs to them: asked by the person, confirmed by its manager."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from examsite.accounts.models import Membership, Organisation, User
from examsite.domain.actions import Action
from examsite.domain.errors import Conflict, Invalid
from examsite.domain.unified_code import parse_unified_code
from examsite.kit.clock import local_date
from examsite.kit.db import Actor, write

LONGEST_NAME = 120


class OrganisationKnown(Conflict):
    """409: this unified code is registered already."""

    code = "organisation_known"
    message = "这个统一社会信用代码已经登记过。"


class NameMissing(Invalid):
    """422: an organisation without a name."""

    code = "name_missing"
    message = "请填写机构名称（不超过 120 个字符）。"


class AlreadyMember(Conflict):
    """409: the person belongs there or has asked to."""

    code = "already_member"
    message = "已经是这家机构的成员，或已经提出过申请。"


class MembershipEnded(Conflict):
    """409: ended memberships are history."""

    code = "membership_ended"
    message = "这段任职关系已经结束，不能再改。"


def add_organisation(
    name: str, unified_code: str, *, parent: Organisation | None, by: Actor, now: datetime
) -> Organisation:
    """Register an organisation under its unified code (checked by its check symbol)."""
    if not 0 < len(name.strip()) <= LONGEST_NAME:
        raise NameMissing
    code = parse_unified_code(unified_code)
    row = Organisation(
        name=name.strip(),
        unified_code=code,
        parent_id=parent.id if parent else None,
        created_at=now,
    )
    try:
        with write(Action.ORGANISATION_ADDED, by=by, now=now) as tx:
            tx.about = tx.add(row)
    except IntegrityError as clash:
        raise OrganisationKnown from clash
    return row


def ask_membership(
    user: User, organisation: Organisation, *, by: Actor, now: datetime
) -> Membership:
    """Ask to be listed as belonging to an organisation; its manager confirms."""
    with write(Action.MEMBERSHIP_ASKED, by=by, now=now, about=organisation) as tx:
        tx.lock(user)
        open_rows = select(Membership.id).where(
            Membership.user_id == user.id,
            Membership.organisation_id == organisation.id,
            Membership.to_date.is_(None),
        )
        if tx.session.scalar(open_rows) is not None:
            raise AlreadyMember
        return tx.add(
            Membership(
                user_id=user.id,
                organisation_id=organisation.id,
                from_date=local_date(now),
                asked_at=now,
            )
        )


def confirm_membership(membership: Membership, *, by: Actor, now: datetime) -> None:
    """The organisation's manager (or an administrator) says that it is so."""
    with write(Action.MEMBERSHIP_CONFIRMED, by=by, now=now, about=membership) as tx:
        tx.lock(membership)
        if membership.to_date is not None:
            raise MembershipEnded
        if membership.confirmed_at is None:
            membership.confirmed_at, membership.confirmed_by_id = now, by.id


def end_membership(membership: Membership, *, by: Actor, now: datetime) -> None:
    """The person left, or never belonged there. History is kept."""
    with write(Action.MEMBERSHIP_ENDED, by=by, now=now, about=membership) as tx:
        tx.lock(membership)
        if membership.to_date is not None:
            raise MembershipEnded
        membership.to_date = max(membership.from_date, local_date(now))

"""Who may score one booking: facts for the policy, for all examiners in a few statements."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select

from examsite.accounts.models import Membership, Organisation, User
from examsite.accounts.queries import list_people
from examsite.domain.errors import Refusal
from examsite.domain.terms import Role
from examsite.kit.clock import local_date
from examsite.kit.db import db
from examsite.practicals.models import Assignment, Booking, ConflictDeclaration
from examsite.practicals.policies import Examiner, Person, why_not


@dataclass(frozen=True)
class Choice:
    """An examiner the officer could assign, or why not."""

    user: User
    why_not: Refusal | None


@dataclass(frozen=True)
class Declaration:
    """A declared conflict with the examiner's name, for the officer."""

    row: ConflictDeclaration
    examiner: User


def organisations_on(user_ids: Collection[int], day: date) -> dict[int, frozenset[int]]:
    """As `accounts.queries.list_organisation_ids`, for many people in one statement."""
    found: dict[int, set[int]] = defaultdict(set)
    rows = db.session.execute(
        select(Membership.user_id, Organisation.id, Organisation.parent_id)
        .join(Organisation, Membership.organisation_id == Organisation.id)
        .where(Membership.user_id.in_(user_ids), Membership.from_date <= day)
        .where(or_(Membership.to_date.is_(None), Membership.to_date >= day))
    )
    for user_id, organisation, parent in rows:
        found[user_id] |= {organisation} if parent is None else {organisation, parent}
    return {user_id: frozenset(found[user_id]) for user_id in user_ids}


def _declared(user_ids: Collection[int]) -> dict[int, list[ConflictDeclaration]]:
    found: dict[int, list[ConflictDeclaration]] = defaultdict(list)
    rows = select(ConflictDeclaration).where(ConflictDeclaration.examiner_id.in_(user_ids))
    for row in db.session.scalars(rows):
        found[row.examiner_id].append(row)
    return found


def _seated(booking: Booking) -> frozenset[int]:
    rows = select(Assignment.examiner_id).where(
        Assignment.booking_id == booking.id, Assignment.withdrawn_at.is_(None)
    )
    return frozenset(db.session.scalars(rows))


def weigh(booking: Booking, users: Collection[User], holders: Collection[int]) -> list[Choice]:
    """What the policy says of each of these people; `holders` have the examiner's role."""
    ids = [user.id for user in users]
    day = local_date(booking.session.starts_at)
    belongs = organisations_on([*ids, booking.candidate_id], day)
    declared, seated = _declared(ids), _seated(booking)
    candidate = Person(booking.candidate_id, belongs[booking.candidate_id])
    choices = []
    for user in users:
        lines = declared.get(user.id, [])
        facts = Examiner(
            user_id=user.id,
            organisations=belongs[user.id],
            holds_role=user.id in holders,
            seated=user.id in seated,
            declared_people=frozenset(one.candidate_id for one in lines if one.candidate_id),
            declared_organisations=frozenset(
                one.organisation_id for one in lines if one.organisation_id
            ),
        )
        choices.append(Choice(user, why_not(facts, candidate)))
    return choices


def list_choices(booking: Booking) -> list[Choice]:
    """Every examiner with the reason why he may not score this booking, those who may first."""
    users = list_people(Role.EXAMINER)
    choices = weigh(booking, users, {user.id for user in users})
    return sorted(choices, key=lambda one: (one.why_not is not None, one.user.username))


def list_declarations(bookings: Collection[Booking]) -> list[Declaration]:
    """Conflicts declared by people who had a seat with one of these candidates, newest first."""
    rows = (
        select(ConflictDeclaration, User)
        .join(User, User.id == ConflictDeclaration.examiner_id)
        .join(
            Assignment,
            (Assignment.examiner_id == ConflictDeclaration.examiner_id)
            & Assignment.booking_id.in_([one.id for one in bookings]),
        )
        .join(
            Booking,
            (Booking.id == Assignment.booking_id)
            & (Booking.candidate_id == ConflictDeclaration.candidate_id),
        )
        .where(Assignment.withdrawn_at.is_not(None))
        .order_by(ConflictDeclaration.declared_at.desc())
    )
    return [Declaration(row, examiner) for row, examiner in db.session.execute(rows)]

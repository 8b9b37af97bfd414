"""Who is due for a decision on certification: both parts passed, released and not yet used."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import joinedload, selectinload

from examsite.accounts.models import User
from examsite.accounts.queries import list_organisation_ids
from examsite.attempts.models import Attempt
from examsite.domain.certification import AwardFacts, Part, award_requirements
from examsite.domain.eligibility import Facts, Requirement, missing
from examsite.domain.errors import NotFound
from examsite.domain.level_rules import read_level
from examsite.domain.terms import Level, Outcome
from examsite.enrolment.queries.facts import gather_facts
from examsite.exams.models import SchemeVersion, Sitting
from examsite.exams.queries import is_identified
from examsite.kit.db import db
from examsite.practicals.models import Booking
from examsite.results.models import Decision, Result
from examsite.results.queries.corrections import list_open_corrections
from examsite.results.queries.scores import list_adjusters, list_examiners


@dataclass(frozen=True)
class Candidacy:
    """A person's two passed parts of a level, with the scheme under which the exam was sat."""

    user: User
    level: Level
    knowledge: Result
    practical: Result

    @property
    def scheme(self) -> SchemeVersion:
        """The rules that were in force at the knowledge exam."""
        assert self.knowledge.attempt is not None
        return self.knowledge.attempt.sitting.scheme


def list_due(level: Level | None = None, user_id: int | None = None) -> list[Candidacy]:
    """Everybody with both parts passed and undecided, oldest first; a bounded number of
    statements. Of several results of a part the latest counts; rehearsals do not, nor what was sat
    without an identity check."""
    seen = is_identified(Attempt.sitting_id, Attempt.user_id)
    used = select(Decision.id).where(
        or_(Decision.knowledge_id == Result.id, Decision.practical_id == Result.id)
    )
    rows = (
        select(Result)
        .outerjoin(Attempt, Attempt.id == Result.attempt_id)
        .outerjoin(Sitting, Sitting.id == Attempt.sitting_id)
        .where(Result.outcome == Outcome.PASS, ~used.exists())
        .where(or_(Result.attempt_id.is_(None), and_(Sitting.certifying, seen)))
        .options(
            joinedload(Result.user),
            selectinload(Result.attempt).selectinload(Attempt.sitting).joinedload(Sitting.scheme),
            selectinload(Result.booking).selectinload(Booking.session),
        )
        .order_by(Result.id)
    )
    if level is not None:
        rows = rows.where(Result.level == level)
    if user_id is not None:
        rows = rows.where(Result.user_id == user_id)
    return _pair(db.session.scalars(rows))


def _pair(results: Iterable[Result]) -> list[Candidacy]:
    parts: dict[tuple[int, Level], dict[bool, Result]] = {}
    for result in results:
        found = parts.setdefault((result.user_id, result.level), {})
        found[result.attempt_id is not None] = result
    return [
        Candidacy(found[True].user, level, found[True], found[False])
        for (_person, level), found in parts.items()
        if len(found) == 2
    ]


def get_candidacy(user: str, level: Level) -> Candidacy:
    """One person's, by public id; NotFound when nothing is due."""
    person = db.session.scalar(select(User).where(User.public_id == user))
    due = list_due(level, person.id) if person else []
    if not due:
        raise NotFound
    return due[0]


def requirements_of(candidacy: Candidacy, today: date) -> list[Requirement]:
    """Everything the certificate needs, met or not."""
    user = candidacy.user.id
    standing = gather_facts([user], candidacy.level, today)[user]
    return _judge(candidacy, standing, list_open_corrections([_attempt_id(candidacy)]))


def list_with_missing(due: list[Candidacy], today: date) -> list[tuple[Candidacy, int]]:
    """Each with the number of unmet requirements; statements grow with levels, not people."""
    found = []
    for level in Level:
        some = [one for one in due if one.level is level]
        if not some:
            continue
        facts = gather_facts([one.user.id for one in some], level, today)
        found += [(one, len(missing(_judge(one, facts[one.user.id], [])))) for one in some]
    return found


def _judge(candidacy: Candidacy, standing: Facts, open_cases: list[str]) -> list[Requirement]:
    facts = AwardFacts(
        standing=standing,
        knowledge=Part(candidacy.knowledge.taken_on),
        practical=Part(candidacy.practical.taken_on),
        open_cases=tuple(open_cases),
    )
    return award_requirements(read_level(candidacy.scheme.rules), facts)


def _attempt_id(candidacy: Candidacy) -> int:
    assert candidacy.knowledge.attempt_id is not None
    return candidacy.knowledge.attempt_id


def list_scorers(candidacy: Candidacy) -> frozenset[int]:
    """People who examined the candidate or changed a score by hand."""
    assert candidacy.practical.booking_id is not None
    adjusters = list_adjusters([_attempt_id(candidacy)])
    return adjusters | list_examiners([candidacy.practical.booking_id])


def is_of_same_house(officer: int, candidate: int, today: date) -> bool:
    """Whether both belong to one organisation: then the officer counts as a trainer."""
    return bool(list_organisation_ids(officer, today) & list_organisation_ids(candidate, today))


def list_decisions(limit: int = 50) -> list[Decision]:
    """The latest decisions with their candidates."""
    rows = select(Decision).options(joinedload(Decision.user)).order_by(Decision.id.desc())
    return list(db.session.scalars(rows.limit(limit)))

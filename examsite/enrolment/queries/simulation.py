"""New level rules tried on past applications: who would be decided differently, and why.

Both versions of the rules are asked with the same facts, so that whatever differs comes from the
rules. Facts are as recorded now, except that attempts since the application do not count and the
season is that of its day. Nothing is written.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from examsite.accounts.models import User
from examsite.domain.eligibility import Facts, Requirement, entry_requirements, missing
from examsite.domain.level_rules import LevelRules, read_level
from examsite.domain.terms import SittingKind
from examsite.enrolment.models import Enrolment
from examsite.enrolment.queries.applications import Applicant
from examsite.enrolment.queries.facts import gather_facts
from examsite.exams.models import Sitting
from examsite.kit.clock import local_date
from examsite.kit.db import db


@dataclass(frozen=True)
class Changed:
    """An application the new rules decide differently, with what is missing under each."""

    applicant: Applicant
    before: list[Requirement]
    after: list[Requirement]

    @property
    def admitted(self) -> bool:
        """Whether the new rules let in whom the old ones refused; else it is the reverse."""
        return not self.after


@dataclass(frozen=True)
class Simulated:
    """How many applications were judged, and those that come out differently."""

    judged: int
    changed: list[Changed]


def simulate(rules: LevelRules) -> Simulated:
    """Judge every application to certifying sittings of the level again under these rules; the
    same number of statements for any number of people who applied on one day."""
    by_day: dict[date, list[Applicant]] = {}
    for one in _applicants(rules):
        by_day.setdefault(local_date(one.enrolment.applied_at), []).append(one)
    changed = [
        found
        for day, applicants in by_day.items()
        for found in _judge(rules, day, applicants)
        if bool(found.before) is not bool(found.after)
    ]
    return Simulated(sum(map(len, by_day.values())), changed)


def _applicants(rules: LevelRules) -> list[Applicant]:
    rows = (
        select(Enrolment, User, Sitting)
        .join(User, User.id == Enrolment.user_id)
        .join(Sitting, Sitting.id == Enrolment.sitting_id)
        .where(Sitting.level == rules.level, Sitting.certifying)
        .where(Sitting.kind == SittingKind.EXAM)
        .options(joinedload(Sitting.scheme))
        .order_by(Enrolment.id)
    )
    return [Applicant(*row, None) for row in db.session.execute(rows)]


def _judge(rules: LevelRules, day: date, applicants: list[Applicant]) -> Iterable[Changed]:
    facts = gather_facts({one.user.id for one in applicants}, rules.level, day)
    for one in applicants:
        then = _before(facts[one.user.id], day)
        old = read_level(one.sitting.scheme.rules)
        yield Changed(
            one,
            missing(entry_requirements(old, then)),
            missing(entry_requirements(rules, then)),
        )


def _before(facts: Facts, day: date) -> Facts:
    return replace(facts, attempts=tuple(one for one in facts.attempts if one < day))

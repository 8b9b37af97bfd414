"""Yes or no about one practical: who may examine whom, and where a case stands. Pure."""

from dataclasses import dataclass, replace
from enum import StrEnum

from examsite.domain.errors import Conflict, NotAllowed, Refusal
from examsite.domain.marking import Trigger, triggers
from examsite.domain.rubric import PracticalRules, Sheet


class NotAnExaminer(NotAllowed):
    """403: the person does not hold the role."""

    code = "not_an_examiner"
    message = "没有考评员角色，不能指派。"


class ExaminesOneself(NotAllowed):
    """403: candidate and examiner are one person."""

    code = "examines_oneself"
    message = "这就是考生本人，不能给自己评分。"


class SameOrganisation(NotAllowed):
    """403: both belong to one organisation, or to one group, on the day of the session."""

    code = "same_organisation"
    message = "考核当天与考生属于同一机构或同一上级集团，须回避。"


class DeclaredConflict(NotAllowed):
    """403: the examiner has declared a conflict with this candidate or his organisation."""

    code = "declared_conflict"
    message = "已申报与这名考生或其机构有利害关系，须回避。"


class AlreadySeated(Conflict):
    """409: the person already scores this candidate."""

    code = "already_seated"
    message = "已经是这名考生的考评员。"


@dataclass(frozen=True)
class Person:
    """What the policy knows of somebody: organisations include parent groups."""

    user_id: int
    organisations: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Examiner(Person):
    """An examiner with what he has declared."""

    holds_role: bool = True
    seated: bool = False
    declared_people: frozenset[int] = frozenset()
    declared_organisations: frozenset[int] = frozenset()


def why_not(examiner: Examiner, candidate: Person) -> Refusal | None:
    """The first reason why this examiner may not score this candidate, or None."""
    declared = candidate.user_id in examiner.declared_people or bool(
        candidate.organisations & examiner.declared_organisations
    )
    reasons: dict[type[Refusal], bool] = {
        NotAnExaminer: not examiner.holds_role,
        ExaminesOneself: examiner.user_id == candidate.user_id,
        AlreadySeated: examiner.seated,
        DeclaredConflict: declared,
        SameOrganisation: bool(examiner.organisations & candidate.organisations),
    }
    return next((refusal() for refusal, holds in reasons.items() if holds), None)


class CaseState(StrEnum):
    """Where the scoring of one booking stands."""

    UNASSIGNED = "unassigned"  # fewer examiners than the level starts with
    SCORING = "scoring"  # sheets still open
    BUSINESS_MISSING = "business_missing"  # the figures are not recorded
    ANOTHER_EXAMINER = "another_examiner"  # the sheets disagree: one more blind examiner
    READY = "ready"  # everything is there, not combined yet
    SCORED = "scored"


@dataclass(frozen=True)
class Business:
    """The business result as it counts: `score` None means its weight goes to process;
    `weight` is the per cent it really has."""

    score: int | None = None
    weight: int = 0
    provisional: bool = False


@dataclass(frozen=True)
class Case:
    """What decides where a booking stands. `sheets`: sealed in both parts, in order of seats;
    `business` None: not recorded yet."""

    rules: PracticalRules
    sheets: tuple[Sheet, ...] = ()
    seated: int = 0
    business: Business | None = None

    @property
    def effective(self) -> PracticalRules:
        """The level's rules with the weight the business result really has (rulings 15)."""
        if self.business is None or self.business.score is None:
            return self.rules
        return replace(self.rules, weights=self.rules.weights.with_business(self.business.weight))

    @property
    def business_score(self) -> int | None:
        """Hundredths, or None."""
        return self.business.score if self.business else None

    @property
    def first_sheets(self) -> tuple[Sheet, ...]:
        """Those the level starts with."""
        return self.sheets[: self.rules.examiners]


def open_triggers(case: Case) -> frozenset[Trigger]:
    """Why another examiner is called, as far as is known: whether only one total reaches the
    mark cannot be said before the business result is recorded."""
    if len(case.sheets) < case.rules.examiners:
        return frozenset()
    found = triggers(case.effective, case.first_sheets, case.business_score)
    return found if case.business else found - {Trigger.CUT_SPLIT}


def seats_needed(case: Case) -> int:
    """How many examiners the case needs, as far as is known."""
    return case.rules.examiners + bool(open_triggers(case))


def case_state(case: Case, *, scored: bool) -> CaseState:
    """Where the case stands; `scored`: the newest score rests on exactly these inputs."""
    needed = seats_needed(case)
    if case.seated < needed:
        first = needed == case.rules.examiners
        return CaseState.UNASSIGNED if first else CaseState.ANOTHER_EXAMINER
    if len(case.sheets) < needed:
        return CaseState.SCORING
    if case.business is None:
        return CaseState.BUSINESS_MISSING
    return CaseState.SCORED if scored else CaseState.READY

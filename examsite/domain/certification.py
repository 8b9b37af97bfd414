"""The decision on certification (认证决定): what is missing, for how long it holds, who decides.

Sources: rulings 12, 13, 19; assessment.md 1.1 (4.2, ISO/IEC 17024: the body decides, not the
trainer or examiner). The decision is apart from scoring: it reads results, it makes none.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from examsite.domain.dates import ONE_DAY, last_valid_day
from examsite.domain.eligibility import Facts, Requirement, standing_requirements
from examsite.domain.errors import Invalid, NotAllowed
from examsite.domain.level_rules import LevelRules


class DeciderNotIndependent(NotAllowed):
    """403: who decides has examined, trained or is the candidate."""

    code = "decider_not_independent"
    message = "您参与过这位考生的考评或培训，或就是考生本人，不能作认证决定。"


class SecondPersonNeeded(NotAllowed):
    """403: the same person cannot propose and approve."""

    code = "second_person_needed"
    message = "这件事须由另一个人复核，提议人不能自己批准。"


class EffectiveTooEarly(Invalid):
    """422: a certificate cannot take effect before it was decided."""

    code = "effective_too_early"
    message = "生效日期不能早于决定日期 %(decided)s。"


@dataclass(frozen=True)
class Part:
    """A passed part of a level. `waits`: first and last days on which the candidate waited for
    a seat the body could not offer; the validity stands still on them."""

    passed_on: date
    waits: tuple[tuple[date, date], ...] = ()


@dataclass(frozen=True)
class AwardFacts:
    """What the decision needs besides the standing of the candidate. `open_cases` names
    appeals, incidents or provisional figures that are not settled."""

    standing: Facts
    knowledge: Part | None = None
    practical: Part | None = None
    open_cases: tuple[str, ...] = ()


def part_last_day(part: Part, months: int) -> date:
    """The last day a passed part counts: `months` from its day, longer by every day waited."""
    last = last_valid_day(part.passed_on, months)
    day = part.passed_on
    while day <= last:
        if any(first <= day <= end for first, end in part.waits):
            last += ONE_DAY
        day += ONE_DAY
    return last


def award_requirements(rules: LevelRules, facts: AwardFacts) -> list[Requirement]:
    """Everything a certificate of this level needs, met or not."""
    return [
        *standing_requirements(rules, facts.standing),
        _part("knowledge", facts.knowledge, facts.practical, rules, facts),
        _part("practical", facts.practical, facts.knowledge, rules, facts),
        _settled(facts),
    ]


def _part(
    name: str, part: Part | None, other: Part | None, rules: LevelRules, facts: AwardFacts
) -> Requirement:
    """A part is met when passed and not lapsed before the other was passed (or before today)."""
    if part is None:
        return _not_passed(name, other, rules, facts)
    last = part_last_day(part, rules.part_valid_months)
    needed_on = max(part.passed_on, other.passed_on) if other else facts.standing.today
    if needed_on <= last:
        return Requirement(name, True)
    return Requirement(name, False, "成绩已于 %(day)s 失效，须重考。", None, {"day": last})


def _not_passed(name: str, other: Part | None, rules: LevelRules, facts: AwardFacts) -> Requirement:
    if other is None:
        return Requirement(name, False, "还没有通过。", facts.standing.today)
    last = part_last_day(other, rules.part_valid_months)
    reason = "还没有通过，须在 %(day)s 前（含当天）通过。"
    return Requirement(name, False, reason, facts.standing.today, {"day": last})


def _settled(facts: AwardFacts) -> Requirement:
    if not facts.open_cases:
        return Requirement("nothing_open", True)
    cases = {"cases": ", ".join(facts.open_cases)}
    return Requirement("nothing_open", False, "还有未了结的事项：%(cases)s。", None, cases)


def validity(decided: date, effective: date, months: int) -> tuple[date, date]:
    """First and last valid day, both inclusive; EffectiveTooEarly before the decision."""
    if effective < decided:
        raise EffectiveTooEarly(decided=decided.isoformat())
    return effective, last_valid_day(effective, months)


def require_independent(
    decider: str, candidate: str, examiners: Collection[str], trainers: Iterable[str] = ()
) -> None:
    """Raise DeciderNotIndependent when `decider` is or has examined or trained the candidate."""
    if decider == candidate or decider in examiners or decider in trainers:
        raise DeciderNotIndependent


def require_second_person(proposer: str, approver: str) -> None:
    """Raise SecondPersonNeeded when both are one person; roles do not matter, people count."""
    if proposer == approver:
        raise SecondPersonNeeded


def reminder_days(last: date, before: Iterable[int] = (90, 30, 7)) -> list[date]:
    """The days on which the holder is reminded, earliest first (assessment.md 1.1, 9.6)."""
    return sorted(last - timedelta(days=days) for days in before)

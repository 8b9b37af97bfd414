"""Who may enter an exam of a level (报名资格): each requirement with reason and earliest date.

Source: rulings 12 and 21, domain.md 4.3. Facts in, a list out; nothing here raises. Reasons are
Chinese msgids with %(name)s places.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from examsite.domain.dates import ONE_DAY, add_months, age_on, birthday
from examsite.domain.level_rules import LevelRules
from examsite.domain.terms import CredentialStatus, Level


@dataclass(frozen=True)
class Requirement:
    """One thing a level needs. `reason` says why it is not met (empty when met); `earliest` is
    the first day it can be, None where no date is known or none is needed."""

    name: str
    met: bool
    reason: str = ""
    earliest: date | None = None
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Holding:
    """A certificate the candidate holds; `last_day` inclusive, `status` as of today."""

    first_day: date
    last_day: date
    status: CredentialStatus


@dataclass(frozen=True)
class Facts:
    """What is known about one candidate and one level on `today` (Asia/Shanghai).

    Minutes of training are counted by `learning`; `training_accepted` is an officer's accepted
    equivalent or a passed challenge test; experience is what an officer accepted. `attempts`
    are the days of earlier attempts at this level, `season` its first and last day.
    """

    today: date
    birth: date | None = None
    guardian_verified: bool = False
    training_minutes: int = 0
    compliance_minutes: int = 0
    training_accepted: bool = False
    held: Mapping[Level, Holding] = field(default_factory=dict)
    employment_months: int = 0
    sessions: int = 0
    major_sessions: int = 0
    attempts: tuple[date, ...] = ()
    season: tuple[date, date] | None = None


def entry_requirements(rules: LevelRules, facts: Facts) -> list[Requirement]:
    """Everything needed to enter the knowledge exam, in the order a candidate works through."""
    return [*standing_requirements(rules, facts), _season(rules, facts), _retake(rules, facts)]


def standing_requirements(rules: LevelRules, facts: Facts) -> list[Requirement]:
    """What must hold at entry and still at the award: age, consent, training, prerequisites."""
    return [
        _age(rules, facts),
        _guardian(rules, facts),
        _training(rules, facts),
        _prerequisite(rules, facts),
        _experience(rules, facts),
    ]


def missing(requirements: list[Requirement]) -> list[Requirement]:
    """Those not met."""
    return [one for one in requirements if not one.met]


def earliest_day(requirements: list[Requirement]) -> date | None:
    """The first day all can be met as far as dates are known; None when one has no date."""
    days = [one.earliest for one in missing(requirements)]
    known = [day for day in days if day is not None]
    return max(known) if known and len(known) == len(days) else None


def _age(rules: LevelRules, facts: Facts) -> Requirement:
    if facts.birth is None:
        return Requirement("age", False, "还没有登记出生日期。")
    if age_on(facts.birth, facts.today) >= rules.minimum_age:
        return Requirement("age", True)
    reached = birthday(facts.birth, rules.minimum_age)
    reason = "须年满 %(years)s 周岁。"
    return Requirement("age", False, reason, reached, {"years": rules.minimum_age})


def _guardian(rules: LevelRules, facts: Facts) -> Requirement:
    adult = facts.birth and age_on(facts.birth, facts.today) >= rules.guardian_consent_below
    if adult or facts.guardian_verified:
        return Requirement("guardian_consent", True)
    params = {"years": rules.guardian_consent_below}
    reason = "未满 %(years)s 周岁，须有经核实的监护人同意。"
    return Requirement("guardian_consent", False, reason, facts.today, params)


def _training(rules: LevelRules, facts: Facts) -> Requirement:
    total = max(0, rules.training_minutes - facts.training_minutes)
    compliance = max(0, rules.compliance_minutes - facts.compliance_minutes)
    if facts.training_accepted or not (total or compliance):
        return Requirement("training", True)
    params = {"minutes": total, "compliance": compliance}
    reason = "学时不足：总学时还差 %(minutes)s 分钟，其中合规学时还差 %(compliance)s 分钟。"
    return Requirement("training", False, reason, None, params)


def _prerequisite(rules: LevelRules, facts: Facts) -> Requirement:
    name = "prerequisite"
    if rules.prerequisite is None:
        return Requirement(name, True)
    held = facts.held.get(rules.prerequisite)
    params = {"level": rules.prerequisite.value, "months": rules.prerequisite_months}
    valid = held and held.status is CredentialStatus.VALID
    if held is None or not valid or not held.first_day <= facts.today <= held.last_day:
        return Requirement(name, False, "须持有有效的下一级证书。", None, params)
    ripe = add_months(held.first_day, rules.prerequisite_months)
    if facts.today >= ripe:
        return Requirement(name, True)
    return Requirement(name, False, "下一级证书须持有满 %(months)s 个月。", ripe, params)


def _experience(rules: LevelRules, facts: Facts) -> Requirement:
    short = {
        "months": max(0, rules.employment_months - facts.employment_months),
        "sessions": max(0, rules.sessions - facts.sessions),
        "major": max(0, rules.major_sessions - facts.major_sessions),
    }
    if not any(short.values()):
        return Requirement("experience", True)
    reason = (
        "经审核通过的经历不足：任职还差 %(months)s 个月，操盘场次还差 %(sessions)s 场，"
        "A 级及以上还差 %(major)s 场。"
    )
    return Requirement("experience", False, reason, None, short)


def _season(rules: LevelRules, facts: Facts) -> Requirement:
    name = "attempts_in_season"
    if facts.season is None:
        return Requirement(name, False, "目前没有开放的考季。")
    if len(_in_season(facts)) < rules.attempts_per_season:
        return Requirement(name, True)
    params = {"attempts": rules.attempts_per_season}
    reason = "本考季的 %(attempts)s 次机会已用完。"
    return Requirement(name, False, reason, facts.season[1] + ONE_DAY, params)


def _retake(rules: LevelRules, facts: Facts) -> Requirement:
    if not facts.attempts or not rules.retake_wait_days:
        return Requirement("retake_wait", True)
    step = min(max(len(_in_season(facts)), 1), len(rules.retake_wait_days))
    days = rules.retake_wait_days[step - 1]
    ready = max(facts.attempts) + timedelta(days=days)
    if facts.today >= ready:
        return Requirement("retake_wait", True)
    return Requirement("retake_wait", False, "距上次考试须满 %(days)s 天。", ready, {"days": days})


def _in_season(facts: Facts) -> list[date]:
    if facts.season is None:
        return []
    first, last = facts.season
    return [day for day in facts.attempts if first <= day <= last]

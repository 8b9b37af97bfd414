"""A level's rules (级别规则) read from the data of its scheme version.

Source: question_bank/levels/*.yaml, rulings 12 and 14. Reading refuses what does not add up, so
that a rule is checked once, when it is stored.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from examsite.domain.errors import Invalid
from examsite.domain.rubric import PracticalRules, Weights
from examsite.domain.terms import Level


class BadRules(Invalid):
    """422: the data of a level or blueprint is incomplete or does not add up."""

    code = "bad_rules"
    message = "规则数据有误：%(reason)s。"


@dataclass(frozen=True)
class LevelRules:
    """What a level asks before and around its exams. Hours are kept in minutes.

    `prerequisite_months`: how long the certificate below must have been held.
    `employment_months`, `sessions`, `major_sessions` (A tier or above): accepted experience.
    `retake_wait_days`: after the first, second ... failed attempt of a season.
    """

    level: Level
    validity_months: int
    minimum_age: int
    guardian_consent_below: int
    training_minutes: int
    compliance_minutes: int
    prerequisite: Level | None
    prerequisite_months: int
    employment_months: int
    sessions: int
    major_sessions: int
    attempts_per_season: int
    retake_wait_days: tuple[int, ...]
    part_valid_months: int


def read_level(data: Mapping[str, Any]) -> LevelRules:
    """LevelRules from a levels/*.yaml document; BadRules names what is wrong."""
    experience = data.get("experience") or {}
    below = data.get("prerequisite_level")
    try:
        return LevelRules(
            level=Level(data["level"]),
            validity_months=_positive(data["validity_months"]),
            minimum_age=_positive(data["minimum_age"]),
            guardian_consent_below=_positive(data["guardian_consent_below"]),
            training_minutes=_natural(data["training_hours"]["total"]) * 60,
            compliance_minutes=_natural(data["training_hours"]["compliance"]) * 60,
            prerequisite=None if below is None else Level(below),
            prerequisite_months=_natural(data.get("prerequisite_months", 0)),
            employment_months=_natural(experience.get("employment_months", 0)),
            sessions=_natural(experience.get("sessions", 0)),
            major_sessions=_natural(experience.get("major_sessions", 0)),
            attempts_per_season=_positive(data["attempts_per_season"]),
            retake_wait_days=tuple(_natural(days) for days in data["retake_wait_days"]),
            part_valid_months=_positive(data["part_valid_months"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise BadRules(reason=str(error)) from error


def read_practical(data: Mapping[str, Any]) -> PracticalRules:
    """PracticalRules from the `practical` part of the same document; BadRules likewise."""
    try:
        rules = data["practical"]
        strong = rules.get("strong_dimensions") or {"count": 0, "at_least": 1}
        return PracticalRules(
            weights=Weights(**rules["weights"]),
            dimensions={name: _natural(part) for name, part in rules["dimension_weights"].items()},
            cut=_positive(rules["cut"]["raw_hundredths"]),
            every_dimension=_positive(rules["every_dimension_at_least"]),
            mean_dimension=Fraction(rules.get("mean_dimension_at_least", "0")),
            strong=(_natural(strong["count"]), _positive(strong["at_least"])),
            examiners=rules["examiners"],
        )
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise BadRules(reason=str(error)) from error


def _natural(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise ValueError(f"{value!r} is not a whole number")
    return value


def _positive(value: Any) -> int:
    if _natural(value) == 0:
        raise ValueError("0 where a positive number belongs")
    return int(value)

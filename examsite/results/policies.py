"""Plain answers about one score: its profile, its decision, whether its cut stands."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from examsite.domain.errors import Invalid
from examsite.domain.knowledge import (
    MINIMUM_ITEMS,
    AreaScore,
    KnowledgeDecision,
    decide_knowledge,
    likely_range,
)
from examsite.domain.regrade import Rules, cut_of_rest

_DECIMAL = re.compile(r"(\d{1,4})(?:\.(\d{1,2}))?", re.ASCII)
DECIDED = "decided"
"""What the `status` of a cut says once a panel's decision is recorded; anything else is 暂定."""
REGRADED = "regrade"
"""The method of a score that a regrade run has made."""


class BadPoints(Invalid):
    """422: not a number of points."""

    code = "bad_points"
    message = (
        "分数请写成最多两位小数，例如 76.5；程序提交时用整数的百分之一分（7650），或字符串 76.50。"
    )


def read_points(value: Any) -> int:
    """Hundredths from an integer of hundredths or from text such as 76.5 (points).

    A JSON number with a fraction is refused: 76.0 and 76 are one number to many writers of
    JSON, and one of them would mean 0.76 points.
    """
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    found = _DECIMAL.fullmatch(value.strip()) if isinstance(value, str) else None
    if found is None:
        raise BadPoints
    return int(found[1]) * 100 + int((found[2] or "").ljust(2, "0"))


def profile_of(areas: Mapping[str, Any]) -> dict[str, AreaScore]:
    """The stored `area -> [got, out of, items]` as the domain reads it."""
    return {
        area: AreaScore(items=items, worth=worth, earned=got)
        for area, (got, worth, items) in sorted(areas.items())
    }


def full_marks(areas: Mapping[str, Any]) -> int:
    """What the whole form was worth, in hundredths."""
    return sum(worth for _got, worth, _items in areas.values())


def rules_of(rules: Mapping[str, Any]) -> Rules:
    """The cut and the area minimums of a blueprint."""
    minimums = {area: int(least) for area, least in rules.get("area_minimums", {}).items()}
    return Rules(int(rules["cut"]["raw_hundredths"]), minimums)


def cut_for(areas: Mapping[str, Any], rules: Mapping[str, Any], voided: int) -> int:
    """The cut that a score is held against: smaller where items were taken out."""
    return cut_of_rest(rules_of(rules).cut, full_marks(areas), voided)


def decide_score(
    total: int, areas: Mapping[str, Any], rules: Mapping[str, Any], voided: int = 0
) -> KnowledgeDecision:
    """The knowledge decision under the rules of a blueprint, items worth `voided` taken out."""
    cut, minimums = cut_for(areas, rules, voided), rules_of(rules).minimums
    return decide_knowledge(total, cut, profile_of(areas), minimums)


def reasons_for(decision: KnowledgeDecision) -> list[dict[str, Any]]:
    """Why a knowledge part was not passed, as codes; empty when it was."""
    found: list[dict[str, Any]] = []
    if decision.total < decision.cut:
        found.append({"code": "total_below_cut"})
    for check in decision.areas:
        if check.decides and not check.met:
            found.append(
                {"code": "area_below_minimum", "area": check.area, "minimum": check.minimum}
            )
    return found


def is_provisional(cut: Mapping[str, Any]) -> bool:
    """Whether no panel's decision stands behind a cut."""
    return cut.get("status") != DECIDED


@dataclass(frozen=True)
class AreaLine:
    """One area of a score report. `low` and `high`: the range the share may lie in, per cent."""

    area: str
    score: AreaScore
    low: int
    high: int
    minimum: int | None
    met: bool
    decides: bool

    @property
    def per_cent(self) -> int:
        """The share earned, for the eye only: decisions compare exactly."""
        return round(100 * self.score.earned / self.score.worth) if self.score.worth else 0

    @property
    def few(self) -> bool:
        """Too few items to say much."""
        return self.score.items < MINIMUM_ITEMS


def area_lines(total: int, areas: Mapping[str, Any], rules: Mapping[str, Any]) -> list[AreaLine]:
    """The area profile of a score with the minimums of its blueprint, in order of letters."""
    checks = {check.area: check for check in decide_score(total, areas, rules).areas}
    found = []
    for area, score in profile_of(areas).items():
        check = checks.get(area)
        low, high = likely_range(score)
        found.append(
            AreaLine(
                area=area,
                score=score,
                low=low,
                high=high,
                minimum=check.minimum if check else None,
                met=check is None or check.met,
                decides=check is not None and check.decides,
            )
        )
    return found

"""From marked items to the knowledge decision (知识考试结论): totals, area profile, pass or not.

Source: rulings 10. Raw hundredths against the cut, exactly; an area minimum decides only where
the form holds enough items of that area.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import sqrt
from typing import NamedTuple

MINIMUM_ITEMS = 12  # fewer items in an area: its minimum is reported and decides nothing
_NINETY = 1.645  # the normal deviate that leaves one in twenty on either side


class Line(NamedTuple):
    """One marked item: its area letter, what it was worth and what it earned, in hundredths."""

    area: str
    worth: int
    earned: int


class AreaScore(NamedTuple):
    """One area of a form: how many items, worth and earned in hundredths."""

    items: int
    worth: int
    earned: int


def total(lines: Iterable[Line]) -> int:
    """The raw score in hundredths."""
    return sum(line.earned for line in lines)


def area_profile(lines: Iterable[Line]) -> dict[str, AreaScore]:
    """Area letter -> what was there and what was earned, in order of letters."""
    sums: dict[str, list[int]] = {}
    for area, worth, earned in lines:
        had = sums.setdefault(area, [0, 0, 0])
        had[0] += 1
        had[1] += worth
        had[2] += earned
    return {area: AreaScore(*sums[area]) for area in sorted(sums)}


def stored_profile(areas: Mapping[str, AreaScore]) -> dict[str, list[int]]:
    """The profile as scores keep it: area letter -> [earned, worth, items]."""
    return {letter: [area.earned, area.worth, area.items] for letter, area in areas.items()}


def likely_range(score: AreaScore) -> tuple[int, int]:
    """The share of the area's points in per cent, as a range that widens with few items.

    Wilson's interval at 90 %, each item taken as one trial: partial marks vary less, so the
    range errs on the wide side. An area without items could be anything.
    """
    if score.items == 0 or score.worth == 0:
        return 0, 100
    share, spread = score.earned / score.worth, _NINETY**2 / score.items
    middle = share + spread / 2
    half = _NINETY * sqrt(share * (1 - share) / score.items + spread / (4 * score.items))
    low, high = (100 * (middle + side) / (1 + spread) for side in (-half, half))
    return max(0, round(low)), min(100, round(high))


class AreaCheck(NamedTuple):
    """An area minimum held against a score. `decides` is False below MINIMUM_ITEMS items."""

    area: str
    minimum: int  # per cent
    score: AreaScore
    met: bool
    decides: bool


@dataclass(frozen=True)
class KnowledgeDecision:
    """Whether the knowledge part is passed, and everything that went into it."""

    passed: bool
    total: int
    cut: int
    areas: tuple[AreaCheck, ...]


def decide_knowledge(
    raw: int, cut: int, profile: Mapping[str, AreaScore], minimums: Mapping[str, int]
) -> KnowledgeDecision:
    """Pass when the raw hundredths reach `cut` and every minimum that decides is met.

    `minimums` are per cent of what the area was worth. Compared exactly, nothing is rounded.
    An area the form does not hold is reported as not met and decides nothing.
    """
    checks = tuple(
        _check_area(area, minimum, profile.get(area, AreaScore(0, 0, 0)))
        for area, minimum in sorted(minimums.items())
    )
    passed = raw >= cut and all(check.met or not check.decides for check in checks)
    return KnowledgeDecision(passed, raw, cut, checks)


def _check_area(area: str, minimum: int, score: AreaScore) -> AreaCheck:
    met = score.items > 0 and score.earned * 100 >= minimum * score.worth
    return AreaCheck(area, minimum, score, met, score.items >= MINIMUM_ITEMS)

"""From the sheets of blind examiners to the marks of a practical (双人评分、第三人、合成).

Sources: rulings 14-17, assessment.md 2.3, domain.md 4.4. All points are hundredths; the mean of
two bands keeps its half. The rule is fixed here, never chosen for a case.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from statistics import median

from examsite.domain.errors import Conflict
from examsite.domain.rubric import (
    PracticalRules,
    Sheet,
    capped_bands,
    oral_points,
    process_points,
    require_complete,
    weighted_total,
)
from examsite.domain.scoring import round_half_up

PROCESS_GAP = 1000  # hundredths
BAND_GAP = 2


class Trigger(StrEnum):
    """Why another blind examiner is called."""

    PROCESS_GAP = "process_gap"  # process totals differ by >= 10.00
    BAND_GAP = "band_gap"  # a dimension differs by >= 2 bands
    CUT_SPLIT = "cut_split"  # only one total reaches the level's mark
    GLOBAL_GAP = "global_gap"  # global ratings differ by >= 2
    LONE_CRITICAL = "lone_critical"  # a critical fail raised by one only


class ExaminerMissing(Conflict):
    """409: the sheets do not settle the marks; one more blind examiner is needed."""

    code = "examiner_missing"
    message = "评分还不能合成，需要再有一名考评员独立评分。"


@dataclass(frozen=True)
class Marks:
    """The combined marks of a practical. Points in hundredths; `critical` are confirmed."""

    process: int
    oral: int
    total: int
    bands: Mapping[str, Fraction]
    critical: frozenset[str]


def examiner_total(rules: PracticalRules, sheet: Sheet, business: int | None) -> Fraction:
    """One examiner's whole total in exact hundredths, with the common business result."""
    process = process_points(rules, capped_bands(rules, sheet))
    return weighted_total(rules.weights, process, business, oral_points(sheet))


def lone_critical(sheets: Collection[Sheet]) -> frozenset[str]:
    """Critical fails raised on exactly one of the sheets."""
    raised = [code for sheet in sheets for code in sheet.critical]
    return frozenset(code for code in raised if raised.count(code) == 1)


def triggers(
    rules: PracticalRules, sheets: Sequence[Sheet], business: int | None
) -> frozenset[Trigger]:
    """Why the first sheets do not stand alone. Two sheets: rulings 16; three (senior): only a
    lone critical flag, which calls a fourth."""
    lone = {Trigger.LONE_CRITICAL} if lone_critical(sheets) else set()
    if len(sheets) != 2:
        return frozenset(lone)
    one, two = (capped_bands(rules, sheet) for sheet in sheets)
    reached = {examiner_total(rules, sheet, business) >= rules.cut for sheet in sheets}
    found = {
        Trigger.PROCESS_GAP: abs(process_points(rules, one) - process_points(rules, two))
        >= PROCESS_GAP,
        Trigger.BAND_GAP: any(abs(one[name] - two[name]) >= BAND_GAP for name in one),
        Trigger.CUT_SPLIT: len(reached) == 2,
        Trigger.GLOBAL_GAP: abs(sheets[0].global_rating - sheets[1].global_rating) >= BAND_GAP,
    }
    return frozenset(lone | {trigger for trigger, holds in found.items() if holds})


def needed(rules: PracticalRules, sheets: Sequence[Sheet], business: int | None) -> int:
    """How many sheets the case needs in all: 2 or 3 at the start, one more on a trigger."""
    start = rules.examiners
    if len(sheets) < start:
        return start
    return start + bool(triggers(rules, sheets[:start], business))


def combine(rules: PracticalRules, sheets: Sequence[Sheet], business: int | None) -> Marks:
    """Mean of two or median of three, of totals and of each band; a critical fail needs two.

    `sheets` in order of assignment; a senior's fourth only answers for the critical flag.
    Raises IncompleteSheet, and ExaminerMissing while `needed` asks for more.
    """
    for sheet in sheets:
        require_complete(rules, sheet)
    if len(sheets) < needed(rules, sheets, business):
        raise ExaminerMissing
    counted = sheets[:3]
    capped = [capped_bands(rules, sheet) for sheet in counted]
    return Marks(
        process=round_half_up(middle([Fraction(process_points(rules, one)) for one in capped])),
        oral=round_half_up(middle([oral_points(sheet) for sheet in counted])),
        total=round_half_up(middle([examiner_total(rules, one, business) for one in counted])),
        bands={name: middle([Fraction(one[name]) for one in capped]) for name in rules.dimensions},
        critical=_confirmed(sheets),
    )


def middle(values: Sequence[Fraction]) -> Fraction:
    """Mean of two, median of three: the statistical median is both. Exact."""
    return Fraction(median(values))


def _confirmed(sheets: Collection[Sheet]) -> frozenset[str]:
    raised = [code for sheet in sheets for code in sheet.critical]
    return frozenset(code for code in raised if raised.count(code) >= 2)

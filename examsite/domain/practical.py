"""The decision on a practical (实战结论): pass, fail or withheld, with its reasons.

Sources: rulings 14-15, domain.md 4.4.1. Points in hundredths; conditions are the level's data.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from examsite.domain.marking import Marks, combine, examiner_total, middle
from examsite.domain.rubric import PracticalRules, Sheet
from examsite.domain.scoring import round_half_up
from examsite.domain.terms import Outcome

BEST = 10_000  # hundredths, the most a business result can be


@dataclass(frozen=True)
class PracticalDecision:
    """The proposal to the decider. `reasons` are codes of what was not met; WITHHELD means a
    provisional figure could still turn it. `tipped` says that the business result alone would
    make the difference, which the decision must state."""

    outcome: Outcome
    reasons: tuple[str, ...]
    tipped: bool


def shortfalls(rules: PracticalRules, marks: Marks, total: int) -> tuple[str, ...]:
    """Codes of the level's conditions that are not met, in a fixed order."""
    bands = list(marks.bands.values())
    count, strong = rules.strong
    conditions = {
        "critical_fail": not marks.critical,
        "total_below_cut": total >= rules.cut,
        "dimension_below_minimum": min(bands) >= rules.every_dimension,
        "mean_below_minimum": sum(bands) >= rules.mean_dimension * len(bands),
        "too_few_strong_dimensions": sum(band >= strong for band in bands) >= count,
    }
    return tuple(code for code, met in conditions.items() if not met)


def decide(
    rules: PracticalRules, sheets: Sequence[Sheet], business: int | None, provisional: bool = False
) -> PracticalDecision:
    """Pass, fail or withheld (rulings 15). While the business result is provisional the case
    passes only with its worst value (0) and fails only with its best (100.00). The business
    result has no minimum of its own. Raises what `combine` raises."""
    marks = combine(rules, sheets, business)
    reasons = shortfalls(rules, marks, marks.total)
    without = shortfalls(rules, marks, _total(rules, sheets, None))
    tipped = bool(reasons) != bool(without)
    if not provisional or business is None:
        return PracticalDecision(Outcome.FAIL if reasons else Outcome.PASS, reasons, tipped)
    worst = shortfalls(rules, marks, _total(rules, sheets, 0))
    best = shortfalls(rules, marks, _total(rules, sheets, BEST))
    if best:
        return PracticalDecision(Outcome.FAIL, best, tipped)
    return PracticalDecision(Outcome.WITHHELD if worst else Outcome.PASS, worst, tipped)


def _total(rules: PracticalRules, sheets: Sequence[Sheet], business: int | None) -> int:
    return round_half_up(middle([examiner_total(rules, sheet, business) for sheet in sheets[:3]]))

"""One examiner's score sheet of a practical (实战评分表) and what it is worth.

Sources: rulings 14, domain.md 4.4.1-4.4.3. Weights are whole per cent and come from the level's
data; points are integer hundredths of 100; bands are 1-5, halves only after two are averaged.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from examsite.domain.errors import Invalid

BANDS = range(1, 6)
POINTS_PER_BAND = 20
CAP_SHARE = Fraction(60, 100)  # under this share of checklist items done ...
CAP_BAND = 2  # ... no band above this
ORAL_QUESTIONS = 3


class IncompleteSheet(Invalid):
    """422: a dimension, an oral question or the global rating is missing or off its scale."""

    code = "incomplete_sheet"
    message = "评分表还没有填完：%(missing)s。"


@dataclass(frozen=True)
class Weights:
    """Per cent of the practical's total; they add up to 100."""

    process: int
    business_result: int
    oral: int

    def __post_init__(self) -> None:
        if sum(self.parts) != 100 or min(self.parts) < 0:
            raise ValueError("the weights of a practical add up to 100")

    @property
    def parts(self) -> tuple[int, int, int]:
        """Process, business result, oral."""
        return self.process, self.business_result, self.oral

    def with_business(self, weight: int) -> "Weights":
        """The same with `weight` for the business result; the rest goes to process (rulings 15)."""
        moved = self.business_result - weight
        if not 0 <= weight <= self.business_result:
            raise ValueError("the business result never weighs more than the level says")
        return Weights(self.process + moved, weight, self.oral)


@dataclass(frozen=True)
class PracticalRules:
    """A level's rules for its practical. `cut` in hundredths; `strong` is (how many
    dimensions, at least which band), (0, 1) where a level asks for none."""

    weights: Weights
    dimensions: Mapping[str, int]
    cut: int
    every_dimension: int
    mean_dimension: Fraction = Fraction(0)
    strong: tuple[int, int] = (0, 1)
    examiners: int = 2

    def __post_init__(self) -> None:
        if sum(self.dimensions.values()) != 100 or min(self.dimensions.values()) < 0:
            raise ValueError("the weights of the dimensions add up to 100")
        if self.examiners not in (2, 3):
            raise ValueError("a practical starts with two examiners or three")


@dataclass(frozen=True)
class Sheet:
    """What one examiner wrote down.

    `bands`: dimension -> 1-5. `checklist`: dimension -> (done, applicable) items observed.
    `oral`: one band for each question. `global_rating` 1-5, entered before totals are shown.
    `critical`: codes of the critical fails raised.
    """

    bands: Mapping[str, int]
    oral: tuple[int, ...]
    global_rating: int
    checklist: Mapping[str, tuple[int, int]]
    critical: frozenset[str] = frozenset()


def require_complete(rules: PracticalRules, sheet: Sheet) -> None:
    """Raise IncompleteSheet naming everything that is missing or off its scale."""
    missing = [name for name in rules.dimensions if sheet.bands.get(name) not in BANDS]
    if len(sheet.oral) != ORAL_QUESTIONS or any(band not in BANDS for band in sheet.oral):
        missing.append("oral")
    if sheet.global_rating not in BANDS:
        missing.append("global_rating")
    missing += [
        f"checklist.{name}"
        for name, (done, applicable) in sheet.checklist.items()
        if not 0 <= done <= applicable
    ]
    if missing:
        raise IncompleteSheet(missing=", ".join(missing))


def capped_bands(rules: PracticalRules, sheet: Sheet) -> dict[str, int]:
    """The bands that count: at most 2 where under 60 % of the dimension's items were done."""
    return {name: _capped(sheet, name) for name in rules.dimensions}


def _capped(sheet: Sheet, name: str) -> int:
    done, applicable = sheet.checklist.get(name, (0, 0))
    if applicable and Fraction(done, applicable) < CAP_SHARE:
        return min(sheet.bands[name], CAP_BAND)
    return sheet.bands[name]


def process_points(rules: PracticalRules, bands: Mapping[str, int]) -> int:
    """Sum of weight x 20 x band, in hundredths of 100 points; exact, nothing to round."""
    return sum(weight * POINTS_PER_BAND * bands[name] for name, weight in rules.dimensions.items())


def oral_points(sheet: Sheet) -> Fraction:
    """Mean band of the oral questions x 20, in hundredths, kept exact (thirds)."""
    return Fraction(sum(sheet.oral) * POINTS_PER_BAND * 100, len(sheet.oral))


def weighted_total(
    weights: Weights, process: Fraction | int, business: int | None, oral: Fraction
) -> Fraction:
    """Hundredths of 100, exact. `business` is None when absent: its weight goes to process."""
    if business is None:
        weights = weights.with_business(0)
    parts = zip(weights.parts, (process, business or 0, oral), strict=True)
    return sum((Fraction(weight, 100) * points for weight, points in parts), Fraction(0))

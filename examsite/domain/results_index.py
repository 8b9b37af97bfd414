"""The business index of domain.md 4.4.4: shown beside the score as information, never counted.

Source: domain.md 4.4.4, rulings 15. r = actual / baseline within [0.3, 5];
s = clip(60 + 40 ln r / ln T, 0, 100), T the level's target multiple; the index is the weighted
mean. Decimal with 34 digits, hundredths rounded half-up once at the end.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext
from enum import StrEnum
from fractions import Fraction

from examsite.domain.business_result import EXACT
from examsite.domain.terms import Level

FLOOR, CEILING = Fraction(3, 10), Fraction(5)
SMALLEST_UV = 1000
FEWEST_SESSIONS = 5  # under this the baseline is a category's percentile: "reference"
_Z = Decimal("1.959963984540054")


class Kind(StrEnum):
    """How an indicator is read."""

    VOLUME = "volume"
    EFFICIENCY = "efficiency"  # smaller targets
    REVERSE = "reverse"  # less is better: r is turned over


TARGETS: dict[tuple[Level, bool], Decimal] = {
    (Level.JUNIOR, False): Decimal("1.1"),
    (Level.INTERMEDIATE, False): Decimal("1.5"),
    (Level.SENIOR, False): Decimal("3.0"),
    (Level.JUNIOR, True): Decimal("1.05"),
    (Level.INTERMEDIATE, True): Decimal("1.10"),
    (Level.SENIOR, True): Decimal("1.15"),
}


@dataclass(frozen=True)
class Rate:
    """A share behind an indicator: how many of how many, now and in the baseline."""

    hits: int
    trials: int
    baseline_hits: int
    baseline_trials: int


@dataclass(frozen=True)
class Indicator:
    """One line of the index. `weight` in per cent; `rate` only for conversion-like lines."""

    name: str
    weight: int
    actual: Fraction
    baseline: Fraction
    kind: Kind = Kind.VOLUME
    rate: Rate | None = None


@dataclass(frozen=True)
class Index:
    """`points` in hundredths; `lines` name -> hundredths; `dropped` names; `reference` when the
    baseline had under 5 sessions. None points: no line could be used."""

    points: int | None
    lines: dict[str, int]
    dropped: tuple[str, ...]
    reference: bool


def index(level: Level, indicators: Sequence[Indicator], sessions: int) -> Index:
    """The index of one session. Lines with under 1,000 visitors behind a rate, or without a
    positive baseline, are dropped and their weight is shared in proportion."""
    used = [one for one in indicators if _usable(one)]
    with localcontext(EXACT):
        lines = {one.name: _points(level, one) for one in used}
        weight = sum(one.weight for one in used)
        whole = sum((one.weight * lines[one.name] for one in used), Decimal(0))
        points = _hundredths(whole / weight) if weight else None
    dropped = tuple(one.name for one in indicators if one not in used)
    rounded = {name: _hundredths(value) for name, value in lines.items()}
    return Index(points, rounded, dropped, sessions < FEWEST_SESSIONS)


def _usable(one: Indicator) -> bool:
    return one.baseline > 0 and (one.rate is None or one.rate.trials >= SMALLEST_UV)


def _points(level: Level, one: Indicator) -> Decimal:
    target = TARGETS[level, one.kind is Kind.EFFICIENCY]
    ratio = _ratio(one)
    log = (Decimal(ratio.numerator) / Decimal(ratio.denominator)).ln()
    return max(Decimal(0), min(Decimal(100), 60 + 40 * log / target.ln()))


def _ratio(one: Indicator) -> Fraction:
    """r within its bounds; 1 where a rate cannot be told from the baseline."""
    if one.rate is not None and _same(one.rate):
        return Fraction(1)
    ratio = one.actual / one.baseline
    if one.kind is Kind.REVERSE:
        ratio = CEILING if ratio <= 0 else 1 / ratio
    return max(FLOOR, min(CEILING, ratio))


def _same(rate: Rate) -> bool:
    """Whether over half of the narrower of the two Wilson 95 % intervals lies in the other."""
    if rate.baseline_trials <= 0:
        return False
    low, high = wilson(rate.hits, rate.trials)
    base_low, base_high = wilson(rate.baseline_hits, rate.baseline_trials)
    overlap = min(high, base_high) - max(low, base_low)
    return overlap > min(high - low, base_high - base_low) * Decimal("0.5")


def wilson(hits: int, trials: int) -> tuple[Decimal, Decimal]:
    """The Wilson 95 % interval of hits / trials (Wilson 1927)."""
    with localcontext(EXACT):
        share, z2 = Decimal(hits) / trials, _Z * _Z
        centre = share + z2 / (2 * trials)
        half = _Z * (share * (1 - share) / trials + z2 / (4 * trials * trials)).sqrt()
        return (centre - half) / (1 + z2 / trials), (centre + half) / (1 + z2 / trials)


def _hundredths(points: Decimal) -> int:
    return int((points * 100).to_integral_value(ROUND_HALF_UP))

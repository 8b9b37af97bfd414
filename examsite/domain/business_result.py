"""The business result (经营结果) of a practical against the room's own baseline.

Source: assessment.md 3.2 and 3.4, rulings 15: u = ln(GMV per hour / baseline), e = u - expected,
z = e / (s * sqrt(1 + 1.57 / n)) capped at +-2.5, points = 50 + 20 z. Worked in Decimal with 34
digits (IEEE 754 decimal128), whose ln and sqrt are the same on every machine; the answer is
integer hundredths, rounded half-up once. 1.57 is pi/2: a median's variance against a mean's.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Context, Decimal, localcontext
from fractions import Fraction
from statistics import median

from examsite.domain.baseline import MINIMUM_SESSIONS, LiveSession

FITTED_FROM = 100  # recorded sessions before an expectation is fitted and full weight allowed
WEIGHT_UNFITTED = 10  # per cent, the most before that
PSEUDO_SESSIONS = 8
TREND_SD = Decimal("0.45")  # log SD of one session before a trend is fitted (.3-.6 observed)
CAP = Decimal("2.5")
EXACT = Context(prec=34, rounding=ROUND_HALF_EVEN)


@dataclass(frozen=True)
class Expectation:
    """What a session of this size is expected to do, fitted by `psychometrics` on all recorded
    sessions: the cubic in x = ln(baseline per hour in fen) - `centre`, a shift for tier and
    promotion, the log SD at this size. The default is the one before a fit."""

    recorded: int = 0
    centre: Decimal = Decimal(0)
    cubic: tuple[Decimal, ...] = ()
    shift: Decimal = Decimal(0)
    trend_sd: Decimal = TREND_SD


@dataclass(frozen=True)
class BusinessScore:
    """`points` in hundredths of 100 with the 95 % range of a single session; `baseline` is the
    median GMV per hour in fen; `sessions` is n."""

    points: int
    low: int
    high: int
    z: Decimal
    baseline: Fraction
    sessions: int


def business_weight(level_weight: int, sessions: int, simulated: bool, recorded: int) -> int:
    """Per cent the business result really weighs (rulings 15); the rest goes to process.

    0 for a simulation or under 6 comparable sessions, at most 10 under 100 recorded sessions.
    """
    if simulated or sessions < MINIMUM_SESSIONS:
        return 0
    return level_weight if recorded >= FITTED_FROM else min(level_weight, WEIGHT_UNFITTED)


def score(
    exam: LiveSession,
    baseline: Sequence[LiveSession],
    expectation: Expectation = Expectation(),
) -> BusinessScore | None:
    """The size- and volatility-adjusted score, or None under 6 comparable sessions.

    `baseline` is filtered by `baseline_sessions`. An exam session without sales is at the cap.
    """
    if len(baseline) < MINIMUM_SESSIONS:
        return None
    middle = Fraction(median(one.per_hour for one in baseline))
    with localcontext(EXACT):
        z = -CAP if exam.gmv <= 0 else _z(exam, baseline, middle, expectation)
        z = max(-CAP, min(CAP, z))
        points, low, high = (_hundredths(z + shift) for shift in (0, -_NORMAL_95, _NORMAL_95))
    return BusinessScore(points, low, high, z, middle, len(baseline))


_NORMAL_95 = Decimal("1.96")


def _z(
    exam: LiveSession, baseline: Sequence[LiveSession], middle: Fraction, expectation: Expectation
) -> Decimal:
    uplift = _ln(exam.per_hour / middle) - _expected(middle, expectation)
    spread = _shrunk_sd([_ln(one.per_hour) for one in baseline], expectation.trend_sd)
    return uplift / (spread * (1 + Decimal("1.57") / len(baseline)).sqrt())


def _expected(middle: Fraction, expectation: Expectation) -> Decimal:
    """0 under 100 recorded sessions, else the cubic at the size of this room."""
    if expectation.recorded < FITTED_FROM:
        return Decimal(0)
    x = _ln(middle) - expectation.centre
    terms = (factor * x**power for power, factor in enumerate(expectation.cubic))
    return sum(terms, expectation.shift)


def _shrunk_sd(logs: Sequence[Decimal], trend: Decimal) -> Decimal:
    """The streamer's own log SD, pulled to the trend as if 8 sessions of it had been seen:
    s^2 = (sum of squares about the mean + 8 trend^2) / (n - 1 + 8)."""
    mean = sum(logs, Decimal(0)) / len(logs)
    squares = sum(((one - mean) ** 2 for one in logs), Decimal(0))
    return ((squares + PSEUDO_SESSIONS * trend**2) / (len(logs) - 1 + PSEUDO_SESSIONS)).sqrt()


def _ln(ratio: Fraction) -> Decimal:
    return (Decimal(ratio.numerator) / Decimal(ratio.denominator)).ln()


def _hundredths(z: Decimal) -> int:
    """50 + 20 z within 0-100, in hundredths, half up."""
    points = max(Decimal(0), min(Decimal(100), 50 + 20 * z))
    return int((points * 100).to_integral_value(ROUND_HALF_UP))

"""The figures of one live session (场次数据) and whether they agree with each other.

Source: assessment.md 3.3. A disagreement is a question to the candidate, not a verdict.
"""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

LONGEST_HOURS = 24


@dataclass(frozen=True)
class SessionFigures:
    """Money in fen; `conversion`, `roi` plain ratios (0.0331, not 3.31); None: not reported."""

    gmv: int
    minutes: int
    uv: int
    orders: int
    uv_value: Fraction | None = None
    conversion: Fraction | None = None
    order_value: Fraction | None = None
    ad_gmv: int | None = None
    ad_spend: int | None = None
    roi: Fraction | None = None
    new_followers: int | None = None


def inconsistencies(figures: SessionFigures) -> list[str]:
    """Codes of the checks that fail, in a fixed order; a check with a figure missing is passed.

    gmv = uv x uv_value (2 %), orders = uv x conversion (5 %), gmv = orders x order_value (2 %),
    roi = ad_gmv / ad_spend (2 %), ad_gmv <= gmv, new followers <= uv, length within a day.
    """
    return [code for code, holds in CHECKS.items() if not holds(figures)]


def _close(whole: int, count: int, each: Fraction | None, percent: int) -> bool:
    """Whether count x each is within `percent` of `whole`."""
    return each is None or abs(count * each - whole) * 100 <= percent * abs(whole)


def _roi_agrees(figures: SessionFigures) -> bool:
    if figures.roi is None or figures.ad_gmv is None or figures.ad_spend is None:
        return True
    return _close(figures.ad_gmv, figures.ad_spend, figures.roi, 2)


CHECKS: dict[str, Callable[[SessionFigures], bool]] = {
    "uv_value": lambda f: _close(f.gmv, f.uv, f.uv_value, 2),
    "conversion": lambda f: _close(f.orders, f.uv, f.conversion, 5),
    "order_value": lambda f: _close(f.gmv, f.orders, f.order_value, 2),
    "roi": _roi_agrees,
    "ad_share": lambda f: f.ad_gmv is None or f.ad_gmv <= f.gmv,
    "new_followers": lambda f: f.new_followers is None or f.new_followers <= f.uv,
    "length": lambda f: 0 < f.minutes <= LONGEST_HOURS * 60,
}

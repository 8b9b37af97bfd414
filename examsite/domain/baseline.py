"""The room's own baseline (自身基线): which earlier live sessions can be compared.

Source: rulings 15, assessment.md 3.2.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction

from examsite.domain.dates import CHINA_TIME

DAYS = 28
MINIMUM_SESSIONS = 6
START_WINDOW = timedelta(hours=2)
LENGTH_WINDOW = Fraction(30, 100)


@dataclass(frozen=True)
class LiveSession:
    """One live session. `gmv` in fen, net of orders cancelled before shipment; `minutes` on
    air; `started_at` aware; `special`: campaign day or outage."""

    streamer: str
    tier: str
    started_at: datetime
    minutes: int
    gmv: int
    special: bool = False

    @property
    def per_hour(self) -> Fraction:
        """GMV per hour, fen."""
        return Fraction(self.gmv * 60, self.minutes)


def why_not_comparable(exam: LiveSession, other: LiveSession) -> str | None:
    """The code of the first rule of rulings 15 that `other` breaks as baseline, or None."""
    age = exam.started_at - other.started_at
    rules = {
        "streamer": other.streamer == exam.streamer,
        "tier": other.tier == exam.tier,
        "period": timedelta(0) < age <= timedelta(days=DAYS),
        "start": _clock_gap(exam.started_at, other.started_at) <= START_WINDOW,
        "length": abs(other.minutes - exam.minutes) <= LENGTH_WINDOW * exam.minutes,
        "special": not other.special,
        "no_sales": other.gmv > 0,  # a session without sales has no logarithm: an outage
    }
    return next((name for name, holds in rules.items() if not holds), None)


def _clock_gap(one: datetime, two: datetime) -> timedelta:
    """Distance of two times of day in Beijing, over midnight where that is nearer."""
    first, second = (t.astimezone(CHINA_TIME) for t in (one, two))
    gap = abs(
        timedelta(hours=first.hour, minutes=first.minute, seconds=first.second)
        - timedelta(hours=second.hour, minutes=second.minute, seconds=second.second)
    )
    return min(gap, timedelta(days=1) - gap)


def baseline_sessions(exam: LiveSession, others: Iterable[LiveSession]) -> list[LiveSession]:
    """The comparable sessions among `others`, oldest first."""
    fitting = [one for one in others if why_not_comparable(exam, one) is None]
    return sorted(fitting, key=lambda one: one.started_at)

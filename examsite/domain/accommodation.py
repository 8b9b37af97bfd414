"""Time accommodations (时间便利): a factor and minutes on top, for one person or several.

Source: rulings 24, exam-day.md R5. Who needs one is told by a category only; the measure is what
staff see. Once somebody has started, a new measure can only give more: time is never taken back.
"""

from dataclasses import dataclass
from enum import StrEnum

from examsite.domain.errors import Conflict, Invalid

LEAST_FACTOR, MOST_FACTOR = 100, 300
"""Per cent of the time limit."""
MOST_MINUTES = 240
"""On top."""


class NeedCategory(StrEnum):
    """Why somebody has more time, as coarsely as can be: for counting, never for display."""

    VISION = "vision"
    HEARING = "hearing"
    MOVEMENT = "movement"
    READING = "reading"
    HEALTH = "health"
    OTHER = "other"


class NobodyChosen(Invalid):
    """422: a measure is for somebody."""

    code = "nobody_chosen"
    message = "还没有选人。请在名单里勾选至少一位考生。"


class BadMeasure(Invalid):
    """422: out of bounds."""

    code = "bad_measure"
    message = "时间系数须是 100 到 300 的百分数，另加时间不超过 240 分钟。"


class MeasureShrinks(Conflict):
    """409: who has started relies on the time they have."""

    code = "measure_shrinks"
    message = "%(name)s 已经开考，时间只能加，不能减。请填不少于现在的时间。"


@dataclass(frozen=True)
class Measure:
    """What somebody has: `factor_percent` of the limit and `extra_seconds` on top."""

    factor_percent: int = 100
    extra_seconds: int = 0

    def allowed(self, limit: int) -> int:
        """Seconds to answer in a sitting with this limit; a begun second counts."""
        return -(-limit * self.factor_percent // 100) + self.extra_seconds


NO_MEASURE = Measure()
"""The limit as it is."""


def require_measure(measure: Measure) -> Measure:
    """The measure, or BadMeasure when it shortens the time or is out of all proportion."""
    if not LEAST_FACTOR <= measure.factor_percent <= MOST_FACTOR:
        raise BadMeasure
    if not 0 <= measure.extra_seconds <= 60 * MOST_MINUTES:
        raise BadMeasure
    return measure


def seconds_gained(limit: int, before: Measure, after: Measure, *, name: str) -> int:
    """What somebody who has started gains by a new measure. Raises MeasureShrinks, which says
    `name`."""
    gained = after.allowed(limit) - before.allowed(limit)
    if gained < 0:
        raise MeasureShrinks(name=name)
    return gained

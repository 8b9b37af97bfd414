"""The waiting room (候考): when it is open, what may happen next, and the pledge taken in it."""

from datetime import datetime
from enum import StrEnum

from examsite.domain.roster import WAITING_OPENS

PLEDGE = "2026-11"
"""Version of the pledge whose words the waiting room shows."""
TRYOUT_ITEMS = 5
TRYOUT_SECONDS = 10 * 60
TRIES_A_DAY = 20
"""How often a person may try their machine in 24 hours."""


class Gate(StrEnum):
    """Where a sitting stands for somebody who has not started."""

    EARLY = "early"  # 候考室还没有开
    WAITING = "waiting"  # 候考
    HELD = "held"  # 等监考宣布
    OPEN = "open"  # 可以开始
    OVER = "over"  # 已结束


def gate(opens_at: datetime, closes_at: datetime, begun: bool, now: datetime) -> Gate:
    """The state of a sitting at an instant; `begun`: nobody has to let it begin any more."""
    if now >= closes_at:
        return Gate.OVER
    if now >= opens_at:
        return Gate.OPEN if begun else Gate.HELD
    return Gate.WAITING if now >= opens_at - WAITING_OPENS else Gate.EARLY

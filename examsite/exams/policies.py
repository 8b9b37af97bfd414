"""What an officer should know about a sitting before the day; nothing here refuses."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from examsite.domain.roster import SLACK
from examsite.exams.models import Entry, Sitting


class Concern(StrEnum):
    """What may go wrong on the day."""

    WINDOW_CUTS_TIME = "window_cuts_time"
    """Somebody's time would be cut although they start at once."""
    LITTLE_SLACK = "little_slack"
    """Who starts a little late loses time."""


@dataclass(frozen=True)
class Caution:
    """A concern with the seconds it is about: missing, or left over."""

    concern: Concern
    seconds: int

    @property
    def minutes(self) -> int:
        """Whole minutes, rounded up: what to say."""
        return -(-self.seconds // 60)


def longest_time(sitting: Sitting, entries: Sequence[Entry]) -> int:
    """Seconds of whoever has most, accommodations included; the limit of an empty roster."""
    given = [entry.measure.allowed(sitting.seconds) for entry in entries]
    return max(given, default=sitting.seconds)


def cautions(sitting: Sitting, entries: Sequence[Entry]) -> list[Caution]:
    """Whether the window leaves everybody the whole time, and some minutes to come late."""
    window = sitting.closes_at - sitting.opens_at
    left = window - timedelta(seconds=longest_time(sitting, entries))
    if left < timedelta(0):
        return [Caution(Concern.WINDOW_CUTS_TIME, -int(left.total_seconds()))]
    if left < SLACK:
        return [Caution(Concern.LITTLE_SLACK, int(left.total_seconds()))]
    return []

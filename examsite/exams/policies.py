"""What an officer should know about a sitting before the day, and in which browser it is taken."""

import plistlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any

from examsite.domain.roster import SLACK
from examsite.domain.safe_exam_browser import (
    SafeBrowserNeeded,
    config_key,
    exam_settings,
    is_safe_browser,
)
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


def safe_browser_settings(sitting: Sitting, base_url: str) -> dict[str, Any]:
    """What Safe Exam Browser is told about a sitting of the site at `base_url`."""
    return exam_settings(f"{base_url.rstrip('/')}/exams/{sitting.public_id}")


def safe_browser_file(sitting: Sitting, base_url: str) -> bytes:
    """The same as the file that Safe Exam Browser opens."""
    return plistlib.dumps(safe_browser_settings(sitting, base_url))


def require_safe_browser(
    sitting: Sitting, base_url: str, url: str, header: Callable[[str, str], str]
) -> None:
    """Raise SafeBrowserNeeded where the sitting asks for Safe Exam Browser and a request to `url`,
    the address as the browser sees it, does not come from it."""
    if sitting.browser_keys is None:
        return
    key = config_key(safe_browser_settings(sitting, base_url))
    if not is_safe_browser(url, header, key=key, browser_keys=sitting.browser_keys):
        raise SafeBrowserNeeded

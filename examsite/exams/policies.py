"""What an officer should know about a sitting before the day, and in which browser it is taken."""

import plistlib
from collections.abc import Sequence
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
from examsite.kit.safe_browser import told_by_headers, told_by_script
from examsite.kit.site import settings


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


def safe_browser_settings(sitting: Sitting) -> dict[str, Any]:
    """What Safe Exam Browser is told about a sitting: it opens the waiting room."""
    return exam_settings(f"{settings().base_url.rstrip('/')}/exams/{sitting.public_id}")


def safe_browser_file(sitting: Sitting) -> bytes:
    """The same as the file that Safe Exam Browser opens."""
    return plistlib.dumps(safe_browser_settings(sitting))


def in_right_browser(sitting: Sitting) -> bool:
    """Whether this request comes from a browser in which the sitting may be taken.

    Its own headers say so, or what the script of the sitting's waiting room was told.
    """
    if sitting.browser_keys is None:
        return True
    wanted = safe_browser_settings(sitting)
    key, builds = config_key(wanted), sitting.browser_keys
    if is_safe_browser(told_by_headers(), key=key, browser_keys=builds):
        return True
    told = told_by_script()
    if told is None or told.url != wanted["startURL"]:
        return False
    return is_safe_browser(told, key=key, browser_keys=builds)


def require_right_browser(sitting: Sitting) -> None:
    """Raise SafeBrowserNeeded where `in_right_browser` says no."""
    if not in_right_browser(sitting):
        raise SafeBrowserNeeded

"""Pure parts of enrolment: counting training time, keeping a verdict as plain data."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, NamedTuple

from examsite.domain.eligibility import Requirement

COMPLIANCE = frozenset({"compliance"})
"""Slugs of the chapters whose time counts as compliance training too."""


class ReadShare(NamedTuple):
    """How much of a chapter one person has read: characters read and in all."""

    slug: str
    minutes: int
    read: int
    whole: int


def training_minutes(shares: Iterable[ReadShare]) -> tuple[int, int]:
    """(all, of it compliance) minutes: a chapter's estimated reading time, shared among its
    passages by their length, counted once for each passage a person has marked as read."""
    total = compliance = Fraction(0)
    for slug, minutes, read, whole in shares:
        counted = Fraction(minutes * min(read, whole), whole) if whole else Fraction(0)
        total += counted
        compliance += counted if slug in COMPLIANCE else 0
    return int(total), int(compliance)


@dataclass(frozen=True)
class Accepted:
    """What officers have accepted for a person and level instead of the site's own records."""

    training: bool = False
    employment_months: int = 0
    sessions: int = 0
    major_sessions: int = 0

    def merged(self, other: Mapping[str, Any]) -> "Accepted":
        """Together with what is stored on another enrolment: the better of each."""
        return Accepted(
            self.training or bool(other.get("training")),
            max(self.employment_months, int(other.get("employment_months", 0))),
            max(self.sessions, int(other.get("sessions", 0))),
            max(self.major_sessions, int(other.get("major_sessions", 0))),
        )


def as_data(requirement: Requirement) -> dict[str, Any]:
    """A requirement as it is stored with a verdict or a decision."""
    return {
        "name": requirement.name,
        "met": requirement.met,
        "reason": requirement.reason,
        "params": {key: _plain(value) for key, value in requirement.params.items()},
        "earliest": requirement.earliest.isoformat() if requirement.earliest else None,
    }


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def from_data(row: Mapping[str, Any]) -> Requirement:
    """The stored form read back, for pages."""
    earliest = row.get("earliest")
    return Requirement(
        name=row["name"],
        met=row["met"],
        reason=row["reason"],
        earliest=date.fromisoformat(earliest) if earliest else None,
        params=row["params"],
    )

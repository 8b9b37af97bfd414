"""What exams do by themselves: rosters close before the waiting room opens, forms are drawn."""

from datetime import datetime
from typing import Any

from examsite.exams.queries import get_sitting, list_due_rosters, list_without_form
from examsite.exams.services.forms import draw_for
from examsite.exams.services.rosters import DRAW, close_due
from examsite.kit.jobs import job


@job(DRAW)
def draw_forms(payload: dict[str, Any], now: datetime) -> None:
    """A form for whoever of a closed roster has none; stopped and run again it goes on."""
    sitting = get_sitting(payload["sitting"])
    for entry in list_without_form(sitting):
        draw_for(sitting, entry, now=now)


def sweep(now: datetime) -> int:
    """Close the rosters that are due."""
    return close_due(list_due_rosters(now), now=now)

"""What practicals do later: combine a case after a signature or new figures."""

from datetime import datetime
from typing import Any

from examsite.kit.jobs import job
from examsite.practicals.queries.sessions import get_booking
from examsite.practicals.services.combining import combine
from examsite.practicals.services.sheets import COMBINE


@job(COMBINE)
def combine_booking(payload: dict[str, Any], now: datetime) -> None:
    """Combine the case if it is complete; run twice it changes nothing."""
    combine(get_booking(payload["booking"]), by=None, now=now)

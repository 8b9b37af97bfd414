"""What results do later: release by rule, check scores at night, write an approved regrade, send its notices."""

from datetime import datetime
from typing import Any

from examsite.kit.jobs import job
from examsite.results.queries.regrading import get_run
from examsite.results.queries.score_incidents import NIGHTLY
from examsite.results.services.checking_scores import ask_nightly, check_sample
from examsite.results.services.regrade_notices import SEND, send_all
from examsite.results.services.regrade_writing import carry_out
from examsite.results.services.regrading import WRITE
from examsite.results.services.release_rules import release_due


def sweep(now: datetime) -> int:
    """Release what rules let go now; once a night, ask for a check of the scores."""
    ask_nightly(now)
    return release_due(now)


@job(NIGHTLY)
def check_scores(payload: dict[str, Any], now: datetime) -> None:
    """Look at tonight's sample; run twice it opens no second incident."""
    check_sample(payload["seed"], now=now)


@job(WRITE)
def write_regrade(payload: dict[str, Any], now: datetime) -> None:
    """Write what is left of a run; run twice it changes nothing."""
    carry_out(get_run(payload["run"]), now=now)


@job(SEND)
def send_notices(payload: dict[str, Any], now: datetime) -> None:
    """Send what has not been sent; run twice it sends nothing again."""
    send_all(get_run(payload["run"]), now=now)

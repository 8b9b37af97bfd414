"""What a request says of the browser it comes from, for sittings taken in Safe Exam Browser."""

from flask import request

from examsite.domain.safe_exam_browser import BROWSER_HEADER, CONFIG_HEADER, Told
from examsite.kit.access import keep_in_session, read_from_session

KEPT = "safe_browser"


def told_by_headers() -> Told:
    """What the headers of this request say."""
    headers = request.headers
    return Told(request.url, headers.get(CONFIG_HEADER, ""), headers.get(BROWSER_HEADER, ""))


def keep_told(told: Told) -> None:
    """Keep what the page's script was told at an address until the person signs out or in anew."""
    keep_in_session(KEPT, " ".join((told.url, told.config, told.browser)))


def told_by_script() -> Told | None:
    """What was kept last."""
    kept = (read_from_session(KEPT) or "").split(" ")
    return Told(*kept) if len(kept) == len(Told._fields) else None

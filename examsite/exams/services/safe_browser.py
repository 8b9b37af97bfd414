"""Whether a sitting is taken in Safe Exam Browser: asked for by an officer, and lifted again."""

from datetime import datetime

from examsite.domain.actions import Action
from examsite.domain.safe_exam_browser import read_browser_keys, require_early
from examsite.exams.models import Sitting
from examsite.kit.access import Viewer
from examsite.kit.db import write


def ask(sitting: Sitting, typed: str, *, by: Viewer, now: datetime) -> Sitting:
    """Take a sitting in Safe Exam Browser alone, of the Browser Exam Keys typed or of any build;
    before the window opens, so that nobody's attempt is cut off.

    Raises BadBrowserKeys, SafeBrowserTooLate.
    """
    keys = read_browser_keys(typed)
    with write(Action.SAFE_BROWSER_ASKED, by=by, now=now, about=sitting) as tx:
        tx.lock(sitting)
        require_early(sitting.opens_at, now)
        sitting.browser_keys = keys
    return sitting


def lift(sitting: Sitting, *, by: Viewer, now: datetime) -> Sitting:
    """Let any browser do, at any time: a room where SEB fails must be able to go on."""
    with write(Action.SAFE_BROWSER_LIFTED, by=by, now=now, about=sitting) as tx:
        tx.lock(sitting)
        sitting.browser_keys = None
    return sitting

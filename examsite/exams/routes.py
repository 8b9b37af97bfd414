"""Candidates' pages: my exams, and the page before one."""

from contextlib import suppress

from flask import request

from examsite.domain.permissions import Permission
from examsite.domain.safe_exam_browser import DOWNLOADS, MIMETYPE, SUFFIX, SafeBrowserNeeded
from examsite.domain.waiting import Gate, gate
from examsite.exams.models import Entry
from examsite.exams.policies import require_safe_browser, safe_browser_file
from examsite.exams.queries import get_own_entry, list_own_entries, require_reach
from examsite.exams.services.sittings import PledgeTaken, take_pledge
from examsite.kit import clock
from examsite.kit.access import the_viewer
from examsite.kit.site import settings
from examsite.kit.web import Pages, answer_file, page, see_other

pages = Pages("exams", __name__, prefix="/exams")
MAY = Permission.SIT_EXAM


@pages.get("/", may=Permission.TAKE_EXAM)
def index() -> object:
    """The sittings I am entered for."""
    return page("exams/index.html", entries=list_own_entries(the_viewer().id), now=clock.now())


def _own(sitting: str) -> Entry:
    viewer = the_viewer()
    require_reach(viewer, sitting)
    return get_own_entry(sitting, visible_to=viewer.id)


@pages.get("/<sitting>", may=MAY)
def before(sitting: str) -> object:
    """The waiting room: what to know, whether this machine will do, the pledge, the button."""
    entry, now = _own(sitting), clock.now()
    found = entry.sitting
    state = gate(found.opens_at, found.closes_at, found.is_begun, now)
    try:
        if state is not Gate.OVER:
            require_safe_browser(found, settings().base_url, request.url, request.headers.get)
    except SafeBrowserNeeded:
        told = {"sitting": found, "seated": entry.seat, "downloads": DOWNLOADS}
        return page("exams/safe_browser_needed.html", **told), 403
    return page("exams/before.html", entry=entry, sitting=found, gate=state.value, now=now)


@pages.get("/<sitting>/exam.seb", may=MAY)
def safe_browser(sitting: str) -> object:
    """What Safe Exam Browser opens to take the exam."""
    found = _own(sitting).sitting
    body = safe_browser_file(found, settings().base_url)
    return answer_file(body, f"exam-{found.public_id}{SUFFIX}", MIMETYPE)


@pages.post("/<sitting>/pledge", may=MAY)
def pledge(sitting: str) -> object:
    """Take the pledge."""
    entry, viewer = _own(sitting), the_viewer()
    with suppress(PledgeTaken):  # a form sent twice
        take_pledge(entry, by=viewer, now=clock.now())
    return see_other("exams.before", sitting=sitting)

"""Candidates' pages: my exams, and the page before one."""

from contextlib import suppress

from examsite.domain.permissions import Permission
from examsite.domain.safe_exam_browser import DOWNLOADS, MIMETYPE, SUFFIX, Told
from examsite.domain.waiting import Gate, gate
from examsite.exams.forms import ToldBySafeBrowser
from examsite.exams.models import Entry
from examsite.exams.policies import in_right_browser, safe_browser_file, safe_browser_settings
from examsite.exams.queries import get_own_entry, list_own_entries, require_reach
from examsite.exams.services.sittings import PledgeTaken, take_pledge
from examsite.kit import clock
from examsite.kit.access import the_viewer
from examsite.kit.safe_browser import keep_told
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
    if state is not Gate.OVER and not in_right_browser(found):
        return _safe_browser_needed(entry, ToldBySafeBrowser())
    return page("exams/before.html", entry=entry, sitting=found, gate=state.value, now=now)


def _safe_browser_needed(entry: Entry, form: ToldBySafeBrowser | None = None) -> object:
    """What to do; with a form, for the page's script to fill in what it is told."""
    told = {"sitting": entry.sitting, "seated": entry.seat, "downloads": DOWNLOADS, "form": form}
    return page("exams/safe_browser_needed.html", **told), 403


@pages.post("/<sitting>/safe-browser", may=MAY)
def tell_browser(sitting: str) -> object:
    """What the waiting room's script was told, kept for this sign-in."""
    entry, form = _own(sitting), ToldBySafeBrowser()
    if form.validate():
        room = safe_browser_settings(entry.sitting)["startURL"]
        keep_told(Told(room, form.config.data or "", form.browser.data or ""))
        if in_right_browser(entry.sitting):
            return see_other("exams.before", sitting=sitting)
    return _safe_browser_needed(entry)


@pages.get("/<sitting>/exam.seb", may=MAY)
def safe_browser(sitting: str) -> object:
    """What Safe Exam Browser opens to take the exam."""
    found = _own(sitting).sitting
    body = safe_browser_file(found)
    return answer_file(body, f"exam-{found.public_id}{SUFFIX}", MIMETYPE)


@pages.post("/<sitting>/pledge", may=MAY)
def pledge(sitting: str) -> object:
    """Take the pledge."""
    entry, viewer = _own(sitting), the_viewer()
    with suppress(PledgeTaken):  # a form sent twice
        take_pledge(entry, by=viewer, now=clock.now())
    return see_other("exams.before", sitting=sitting)

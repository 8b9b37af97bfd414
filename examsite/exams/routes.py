"""Candidates' pages: my exams, and the page before one."""

from examsite.domain.permissions import Permission
from examsite.exams.queries import get_own_entry, list_own_entries
from examsite.kit import clock
from examsite.kit.access import the_viewer
from examsite.kit.web import Pages, page

pages = Pages("exams", __name__, prefix="/exams")
MAY = Permission.TAKE_EXAM


@pages.get("/", may=MAY)
def index() -> object:
    """The sittings I am entered for."""
    return page("exams/index.html", entries=list_own_entries(the_viewer().id), now=clock.now())


@pages.get("/<sitting>", may=MAY)
def before(sitting: str) -> object:
    """What to know before starting, and the button to start."""
    entry = get_own_entry(sitting, visible_to=the_viewer().id)
    return page("exams/before.html", entry=entry, sitting=entry.sitting, now=clock.now())

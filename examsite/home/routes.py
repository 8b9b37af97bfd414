"""The landing page and the desk."""

from examsite.enrolment.queries.publications import list_own_running
from examsite.handbook.queries.progress import find_next_passage
from examsite.home.navigation import is_candidate
from examsite.home.policies import current, next_step
from examsite.home.queries.levels import list_levels
from examsite.home.queries.way import read_ways
from examsite.home.queries.work import list_ahead, list_work
from examsite.invigilation.queries.flags import list_own_open
from examsite.kit import clock
from examsite.kit.access import Viewer, the_viewer
from examsite.kit.clock import local_date
from examsite.kit.web import PUBLIC, SIGNED_IN, Pages, page
from examsite.results.queries.appeals import list_own_cases

pages = Pages("home", __name__)


@pages.get("/", may=PUBLIC)
def landing() -> object:
    """What this site is and where to begin."""
    return page("home/landing.html", levels=list_levels())


@pages.get("/desk", may=SIGNED_IN)
def desk() -> object:
    """What waits for this person: the next step of a candidate, the queue of staff."""
    person = the_viewer()
    return _own_desk(person) if is_candidate(person) else _staff_desk(person)


def _own_desk(person: Viewer) -> str:
    now = clock.now()
    ways = read_ways(person, now)
    way = current(ways)
    return page(
        "home/desk.html",
        ways=ways,
        way=way,
        step=next_step(way, now),
        passage=find_next_passage(person.id),
        appeals=[one for one in list_own_cases(person.id) if one.is_open],
        flags=list_own_open(person.id),
        publications=list_own_running(person.id, local_date(now)),
        now=now,
    )


def _staff_desk(person: Viewer) -> str:
    now = clock.now()
    return page(
        "home/staff_desk.html", work=list_work(person, now), ahead=list_ahead(person, now), now=now
    )

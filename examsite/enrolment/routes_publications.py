"""What everybody may read: who is to be awarded, masked, while the list is published."""

from examsite.domain.permissions import Permission
from examsite.domain.publication import PublicationState, state_on
from examsite.enrolment.queries import publications as queries
from examsite.kit import clock
from examsite.kit.clock import local_date
from examsite.kit.web import Pages, page

pages = Pages("publications", __name__, prefix="/publications")
MAY = Permission.PUBLIC


@pages.get("", may=MAY)
def index() -> object:
    """The lists that are published now."""
    lists = queries.list_publications(local_date(clock.now()), running=True)
    return page("enrolment/publications.html", lists=lists)


@pages.get("/<publication>", may=MAY)
def show(publication: str) -> object:
    """One list; after its last day nobody's name is shown any more."""
    found = queries.get_publication(publication)
    state = state_on(found, local_date(clock.now()))
    lines = queries.list_lines(found) if state is PublicationState.RUNNING else []
    return page("enrolment/publication.html", publication=found, state=state.value, lines=lines)

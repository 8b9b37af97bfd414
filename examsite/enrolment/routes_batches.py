"""What everybody may read: the batches that are announced, with their notices."""

from examsite.domain.permissions import Permission
from examsite.enrolment.queries import batches as queries
from examsite.kit import clock
from examsite.kit.clock import local_date
from examsite.kit.web import Pages, page

pages = Pages("batches", __name__, prefix="/batches")
MAY = Permission.PUBLIC


@pages.get("", may=MAY)
def index() -> object:
    """The announced batches, the newest first."""
    return page(
        "enrolment/batches.html",
        lines=queries.list_batches(announced=True),
        today=local_date(clock.now()),
    )


@pages.get("/<batch>", may=MAY)
def show(batch: str) -> object:
    """One notice, its exams, and what was corrected since."""
    found = queries.get_announced(batch)
    notices = queries.list_notices(found)
    return page(
        "enrolment/batch.html",
        batch=found,
        notice=notices[0],
        corrections=queries.corrections_of(found, notices),
        sittings=queries.list_sittings_of(found),
        sessions=queries.list_sessions_of(found),
        today=local_date(clock.now()),
    )

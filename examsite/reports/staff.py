"""The page from which reports are taken."""

from examsite.domain.permissions import Permission
from examsite.kit.web import Pages, page
from examsite.reports.queries import count_results

pages = Pages("reports_staff", __name__, prefix="/staff/reports")


@pages.get("", may=Permission.RUN_CERTIFICATION)
def index() -> object:
    """Counts by level, and the export."""
    return page("reports/index.html", counts=count_results())

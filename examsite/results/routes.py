"""A person's own results."""

from examsite.domain.permissions import Permission
from examsite.kit import clock
from examsite.kit.access import the_viewer
from examsite.kit.site import settings
from examsite.kit.web import SIGNED_IN, Pages, page
from examsite.results.queries.appeals import list_own_cases, read_standing
from examsite.results.queries.reports import get_result, list_own_results, read_report, retake_from

pages = Pages("results", __name__)


@pages.get("/results/", may=Permission.TAKE_EXAM)
def index() -> object:
    """Everything released to this person."""
    return page(
        "results/index.html",
        results=list_own_results(the_viewer().id),
        cases=list_own_cases(the_viewer().id),
    )


@pages.get("/results/<result>", may=SIGNED_IN)
def show(result: str) -> object:
    """One released result: score, decision, profile, what to reread, what next."""
    found = get_result(result, visible_to=the_viewer())
    if found.attempt is None:
        return page("results/practical.html", result=found)
    report = read_report(found)
    own = found.user_id == the_viewer().id
    return page(
        "results/show.html",
        result=found,
        report=report,
        retake=retake_from(found, report),
        standing=read_standing(found, settings().appeal_days, clock.now()) if own else None,
    )

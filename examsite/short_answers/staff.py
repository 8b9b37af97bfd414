"""The officer's page: how far the marking of a sitting's short answers is."""

from examsite.domain.permissions import Permission
from examsite.exams.queries import get_sitting
from examsite.kit.web import Pages, page
from examsite.short_answers.queries.progress import list_progress

pages = Pages("short_answers_staff", __name__, prefix="/staff/short-answers")


@pages.get("/<sitting>", may=Permission.RUN_CERTIFICATION)
def progress(sitting: str) -> object:
    """Question by question: answers, marks, gaps, checks. No candidate is named."""
    found = get_sitting(sitting)
    return page("short_answers/progress.html", sitting=found, lines=list_progress(found))

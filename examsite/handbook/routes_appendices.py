"""Appendices that are made from the book itself: formula cards and the table of laws."""

from examsite.domain.permissions import Permission
from examsite.handbook.queries.appendices import list_formulas, list_laws
from examsite.kit import clock
from examsite.kit.web import Pages, page

pages = Pages("handbook_appendices", __name__, prefix="/handbook")
MAY = Permission.READ_HANDBOOK


@pages.get("/formulas", may=MAY)
def formulas() -> object:
    """Appendix B: every formula of the book, where it stands."""
    return page("handbook/appendices/formulas.html", cards=list_formulas())


@pages.get("/laws", may=MAY)
def laws() -> object:
    """Appendix E: the laws with their versions, and where the book rests on them."""
    today = clock.local_date(clock.now())
    return page("handbook/appendices/laws.html", lines=list_laws(), today=today)

"""The score report on paper: what its page says, for the candidate to keep; nothing of the items."""

import hashlib

from examsite.accounts.queries import get_issuer, get_user_by_id
from examsite.domain.errors import NotFound
from examsite.kit import clock, pdf
from examsite.kit.access import the_viewer
from examsite.kit.site import settings
from examsite.kit.web import SIGNED_IN, Pages, answer_pdf, page
from examsite.results.models import Result
from examsite.results.policies import AreaLine
from examsite.results.queries.appeals import filing_term
from examsite.results.queries.reports import get_result, read_report

pages = Pages("score_report", __name__, prefix="/results")
STYLES = ["css/pdf/score_report.css"]


@pages.get("/<result>/report.pdf", may=SIGNED_IN)
def show(result: str) -> object:
    """A released knowledge result as a tagged PDF, in the reader's language."""
    found = get_result(result, visible_to=the_viewer())
    if found.attempt is None:
        raise NotFound
    return answer_pdf(_paper(found), f"score-report-{found.public_id}.pdf")


def _paper(found: Result) -> bytes:
    report = read_report(found)
    html = page(
        "pdf/score_report.html",
        result=found,
        report=report,
        name=get_user_by_id(found.user_id).name,
        issuer=get_issuer().name_on_paper,
        until=filing_term(found, settings().appeal_days),
        printed=clock.now(),
    )
    identifier = hashlib.sha256(html.encode()).digest()[:16]
    css = _widths(report.areas) + _whole(found.total, report.cut, report.most)
    return pdf.render_pdf(html, STYLES, css=css, identifier=identifier, variant="pdf/ua-1")


def _widths(areas: list[AreaLine]) -> str:
    """How long each area's bar is, by its place in the table."""
    return "".join(f".b{n} i{{width:{line.per_cent}%}}" for n, line in enumerate(areas))


def _whole(total: int, cut: int, most: int) -> str:
    """The bar of the whole score, with a line where the cut is."""
    got, line = (100 * part / most if most else 0 for part in (total, cut))
    return f".whole i{{width:{got:.1f}%}}.cut{{left:{line:.1f}%}}"

"""Officers' page of the nightly check: when scores were last recomputed, what did not follow."""

from flask import flash
from flask_babel import gettext as _

from examsite.domain.errors import Refusal
from examsite.domain.permissions import Permission
from examsite.kit import clock
from examsite.kit.access import the_viewer
from examsite.kit.errors import say
from examsite.kit.web import Pages, page, see_other
from examsite.results.forms import ExplainDifference
from examsite.results.queries.score_incidents import (
    find_last_check,
    get_score_incident,
    list_score_incidents,
)
from examsite.results.services import checking_scores
from examsite.results.words import DIFFERENCES

pages = Pages("score_checks", __name__, prefix="/staff/results/checks")
MAY = Permission.RUN_CERTIFICATION


@pages.get("", may=MAY)
def index() -> object:
    """The last check, what is open, what was explained."""
    return page(
        "results/score_checks.html",
        last=find_last_check(),
        sample=checking_scores.SAMPLE,
        incidents=list_score_incidents(),
        words=DIFFERENCES,
        form=ExplainDifference(formdata=None),
    )


@pages.post("/<incident>/explanation", may=MAY)
def explain(incident: str) -> object:
    """Close one with words."""
    found, form = get_score_incident(incident), ExplainDifference()
    try:
        checking_scores.close_incident(
            found, form.explanation.data or "", by=the_viewer(), now=clock.now()
        )
        flash(_("已记下原因并了结。"), "good")
    except Refusal as refusal:
        flash(say(refusal), "bad")
    return see_other("score_checks.index")

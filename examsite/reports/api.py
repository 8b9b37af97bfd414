"""Exports over the wire."""

from flask import request

from examsite.domain.errors import Invalid
from examsite.domain.permissions import Permission
from examsite.domain.terms import Level
from examsite.kit import clock
from examsite.kit.access import the_viewer
from examsite.kit.web import Pages, answer_file
from examsite.reports.services import export_results

pages = Pages("reports_api", __name__, prefix="/api/v1")


@pages.get("/exports/results.csv", may=Permission.RUN_CERTIFICATION)
def results() -> object:
    """Released results, names masked; `level` (J, I, S) narrows."""
    asked = request.args.get("level", "")
    if asked and asked not in {level.value for level in Level}:
        raise Invalid("level 须是 J、I 或 S。", code="bad_level")
    text = export_results(Level(asked) if asked else None, by=the_viewer(), now=clock.now())
    return answer_file(text, "results.csv", "text/csv")

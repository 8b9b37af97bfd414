"""Results over the wire: read one after release, correct one as an officer."""

from typing import Any

from examsite.domain.errors import Invalid
from examsite.domain.permissions import Permission
from examsite.kit import clock
from examsite.kit.access import the_viewer
from examsite.kit.clock import rfc3339
from examsite.kit.web import SIGNED_IN, Pages, answer_json, json_body
from examsite.results.models import Result
from examsite.results.policies import AreaLine, read_points
from examsite.results.queries.reports import find_result_of, get_result_of_attempt, read_report
from examsite.results.queries.waiting import get_scored_attempt
from examsite.results.services import correcting

pages = Pages("results_api", __name__, prefix="/api/v1")


def _area(line: AreaLine) -> dict[str, Any]:
    return {
        "area": line.area,
        "earned": line.score.earned,
        "worth": line.score.worth,
        "items": line.score.items,
        "minimum_percent": line.minimum,
        "minimum_met": line.met if line.minimum is not None else None,
        "decides": line.decides,
    }


def _facts(attempt: str, result: Result) -> dict[str, Any]:
    report = read_report(result)
    return {
        "attempt": attempt,
        "result": result.public_id,
        "level": result.level.value,
        "total": result.total,
        "out_of": report.most,
        "cut": report.cut,
        "cut_provisional": report.provisional,
        "outcome": result.outcome.value,
        "reasons": result.reasons,
        "areas": [_area(line) for line in report.areas],
        "taken_on": result.taken_on.isoformat(),
        "released_at": rfc3339(result.released_at),
    }


@pages.get("/attempts/<attempt>/result", may=SIGNED_IN)
def show(attempt: str) -> object:
    """The released result of an attempt; 404 before release."""
    return answer_json(_facts(attempt, get_result_of_attempt(attempt, visible_to=the_viewer())))


@pages.post("/attempts/<attempt>/score", may=Permission.RUN_CERTIFICATION)
def correct(attempt: str) -> object:
    """Before release an adjustment (200); after it a proposal for a second officer (202)."""
    body, by, now = json_body(), the_viewer(), clock.now()
    reason = body.get("reason")
    if not isinstance(reason, str):
        raise Invalid("请用字符串 reason 写明理由。", code="reason_missing")
    total = read_points(body.get("points"))
    found = get_scored_attempt(attempt)
    if find_result_of(found.id) is None:
        score = correcting.adjust(found, total, reason=reason, by=by, now=now)
        return answer_json({"state": "adjusted", "version": score.number, "total": score.total})
    proposal = correcting.propose_correction(found, total, reason=reason, by=by, now=now)
    return answer_json({"state": "pending", "proposal": proposal.public_id, "total": total}, 202)

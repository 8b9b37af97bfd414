"""Officers' pages of appeals: the register, and one appeal with its next step."""

from flask import flash
from flask_babel import gettext as _

from examsite.accounts.queries import get_user
from examsite.domain.appeal import AppealState
from examsite.domain.errors import Refusal
from examsite.domain.permissions import Permission
from examsite.kit import clock
from examsite.kit.access import the_viewer
from examsite.kit.errors import say, status_of
from examsite.kit.show import points
from examsite.kit.web import Pages, page, see_other
from examsite.results.forms_appeals import AssignMarker, ChangeScore, UpholdScore
from examsite.results.policies import read_points
from examsite.results.queries import appeals
from examsite.results.services import deciding_appeals
from examsite.short_answers.queries.fresh import list_fresh_markers
from examsite.short_answers.queries.marks import list_markers

pages = Pages("appeals_staff", __name__, prefix="/staff/appeals")
MAY = Permission.RUN_CERTIFICATION


@pages.get("", may=MAY)
def index() -> object:
    """Every appeal, the most urgent first."""
    return page(
        "results/appeals.html", cases=appeals.list_cases(), today=clock.local_date(clock.now())
    )


def _show(
    case: appeals.Case,
    *,
    assign: AssignMarker | None = None,
    uphold: UpholdScore | None = None,
    change: ChangeScore | None = None,
    problem: str = "",
) -> str:
    appeal, attempt = case.appeal, case.appeal.result.attempt
    assert attempt is not None
    assignable = appeal.state in (AppealState.RECEIVED, AppealState.MARKING)
    markers = list_fresh_markers(attempt) if assignable else []
    assign = assign or AssignMarker(formdata=None)
    assign.offer([(one.public_id, one.name) for one in markers])
    compared = appeals.compare_marks(appeal)
    suggested = appeals.suggested_total(appeal, compared) if compared else appeal.result.total
    typed = points(suggested) if suggested > appeal.result.total else ""
    involved = list_markers([attempt.id]) | {appeal.user_id, appeal.marker_id}
    return page(
        "results/appeal_case.html",
        case=case,
        markers=markers,
        compared=compared,
        suggested=suggested,
        involved=the_viewer().id in involved,
        assign=assign,
        uphold=uphold or UpholdScore(formdata=None),
        change=change or ChangeScore(formdata=None, points=typed),
        problem=problem,
        today=clock.local_date(clock.now()),
    )


@pages.get("/<appeal>", may=MAY)
def show(appeal: str) -> object:
    """One appeal: what is asked, what was found, what comes next."""
    return _show(appeals.get_case(appeal))


@pages.post("/<appeal>/recount", may=MAY)
def recount(appeal: str) -> object:
    """Compute the score again and keep what differs."""
    found = appeals.get_case(appeal).appeal
    deciding_appeals.recount(found, by=the_viewer(), now=clock.now())
    return see_other("appeals_staff.show", appeal=appeal)


@pages.post("/<appeal>/marker", may=MAY)
def assign(appeal: str) -> object:
    """Give the answers to a fresh marker."""
    case, form = appeals.get_case(appeal), AssignMarker()
    attempt = case.appeal.result.attempt
    assert attempt is not None
    form.offer([(one.public_id, one.name) for one in list_fresh_markers(attempt)])
    if not form.validate():
        return _show(case, assign=form), 422
    marker = get_user(form.marker.data)
    deciding_appeals.assign(case.appeal, marker, by=the_viewer(), now=clock.now())
    flash(_("已交给 %(name)s 复评。", name=marker.name), "good")
    return see_other("appeals_staff.show", appeal=appeal)


@pages.post("/<appeal>/upholding", may=MAY)
def uphold(appeal: str) -> object:
    """The score stays; the candidate is told."""
    case, form = appeals.get_case(appeal), UpholdScore()
    if not form.validate():
        return _show(case, uphold=form), 422
    deciding_appeals.uphold(
        case.appeal, reason=form.reason.data or "", by=the_viewer(), now=clock.now()
    )
    flash(_("已决定维持，并通知考生。"), "good")
    return see_other("appeals_staff.show", appeal=appeal)


@pages.post("/<appeal>/change", may=MAY)
def change(appeal: str) -> object:
    """Propose another total to a second officer."""
    case, form = appeals.get_case(appeal), ChangeScore()
    if not form.validate():
        return _show(case, change=form), 422
    try:
        total = read_points(form.points.data)
        deciding_appeals.propose_change(
            case.appeal, total, reason=form.why.data or "", by=the_viewer(), now=clock.now()
        )
    except Refusal as refusal:
        again = _show(appeals.get_case(appeal), change=form, problem=say(refusal))
        return again, status_of(refusal)
    flash(_("更正已提出，等另一位考务批准；批准后自动答复考生。"), "good")
    return see_other("appeals_staff.show", appeal=appeal)


@pages.post("/<appeal>/settlement", may=MAY)
def settle(appeal: str) -> object:
    """Go on after the second officer's word, should that not have happened by itself."""
    found = appeals.get_case(appeal).appeal
    deciding_appeals.settle(found, by=the_viewer(), now=clock.now())
    return see_other("appeals_staff.show", appeal=appeal)

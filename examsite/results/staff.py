"""Officers' pages: releasing results, correcting scores, approving corrections."""

from flask import flash
from flask_babel import gettext

from examsite.accounts.models import Proposal
from examsite.accounts.services import proposals
from examsite.domain.permissions import Permission
from examsite.domain.terms import Outcome
from examsite.kit import clock
from examsite.kit.access import the_viewer
from examsite.kit.web import Pages, page, see_other
from examsite.results.forms import CorrectScore, RefuseCorrection, ReleaseBy
from examsite.results.models import ReleaseRule
from examsite.results.policies import read_points
from examsite.results.queries import corrections, regrading, waiting
from examsite.results.queries.appeals import find_appeal_of_proposal
from examsite.results.queries.release_rules import find_rule
from examsite.results.queries.reports import find_result_of
from examsite.results.queries.score_incidents import count_open_incidents
from examsite.results.services import correcting, deciding_appeals, release_rules, releasing

pages = Pages("results_staff", __name__, prefix="/staff/results")
MAY = Permission.RUN_CERTIFICATION


@pages.get("", may=MAY)
def index() -> object:
    """What waits for release, and the corrections that wait for a second person."""
    return page(
        "results/waiting.html",
        sittings=waiting.list_waiting_sittings(),
        practicals=waiting.list_waiting_practicals(),
        corrections=len(corrections.list_corrections()),
        regrades=len(regrading.list_waiting_runs()),
        differences=count_open_incidents(),
    )


@pages.get("/sittings/<sitting>", may=MAY)
def sitting(sitting: str) -> object:
    """The scores of one sitting, before and after release."""
    found = waiting.get_finished_sitting(sitting)
    rows = waiting.list_scored_attempts(found)
    summary = waiting.summarise(found, rows)
    return page(
        "results/sitting.html",
        sitting=found,
        rows=rows,
        summary=summary,
        rule=(rule := find_rule(found.id)),
        rule_form=ReleaseBy(formdata=None, data=_typed(rule)),
    )


def _typed(rule: ReleaseRule | None) -> dict[str, object]:
    if rule is None:
        return {"when": "hand"}
    return {"when": "on_date" if rule.on_date else "at_once", "on": rule.on_date}


@pages.post("/sittings/<sitting>/rule", may=MAY)
def set_rule(sitting: str) -> object:
    """Say when the results are released by themselves, or that it is done by hand."""
    found, form, now = waiting.get_finished_sitting(sitting), ReleaseBy(), clock.now()
    if not form.validate() or (form.when.data == "on_date" and form.on.data is None):
        flash(gettext("请选怎样发布；选了按日期，请填日期。"), "bad")
        return see_other("results_staff.sitting", sitting=sitting)
    if form.when.data == "hand":
        release_rules.drop_rule(found, by=the_viewer(), now=now)
    else:
        on = form.on.data if form.when.data == "on_date" else None
        release_rules.set_rule(found, on, by=the_viewer(), now=now)
    flash(gettext("发布方式已改。"), "success")
    return see_other("results_staff.sitting", sitting=sitting)


@pages.post("/sittings/<sitting>/release", may=MAY)
def release_sitting(sitting: str) -> object:
    """Release every marked attempt of the sitting that is not released yet."""
    found = waiting.get_finished_sitting(sitting)
    rows = waiting.list_scored_attempts(found)
    ready = [row.attempt for row in rows if row.ready]
    made = releasing.release(ready, by=the_viewer(), now=clock.now())
    flash(gettext("已发布 %(count)s 份成绩。", count=len(made)), "success")
    return see_other("results_staff.sitting", sitting=sitting)


@pages.get("/practicals/<session>", may=MAY)
def practical(session: str) -> object:
    """The combined scores of one practical session."""
    found = waiting.get_practical_session(session)
    rows = waiting.list_scored_bookings(found)
    return page("results/session.html", session=found, rows=rows)


@pages.post("/practicals/<session>/release", may=MAY)
def release_practical(session: str) -> object:
    """Release every combined score of the session that has a decision."""
    rows = waiting.list_scored_bookings(waiting.get_practical_session(session))
    ready = [
        row.booking
        for row in rows
        if row.result is None and row.score and row.score.outcome is not Outcome.WITHHELD
    ]
    made = releasing.release(ready, by=the_viewer(), now=clock.now())
    flash(gettext("已发布 %(count)s 份成绩。", count=len(made)), "success")
    return see_other("results_staff.practical", session=session)


@pages.get("/attempts/<attempt>/correction", may=MAY)
def correction(attempt: str) -> object:
    """The form with which a total is corrected."""
    found = waiting.get_scored_attempt(attempt)
    released = find_result_of(found.id) is not None
    form = CorrectScore()
    return page("results/correction.html", attempt=found, form=form, released=released)


@pages.post("/attempts/<attempt>/correction", may=MAY)
def correct(attempt: str) -> object:
    """Adjust an unreleased score at once; propose the correction of a released one."""
    found, form = waiting.get_scored_attempt(attempt), CorrectScore()
    released = find_result_of(found.id) is not None
    if not form.validate():
        context = {"attempt": found, "form": form, "released": released}
        return page("results/correction.html", **context), 422
    verb = correcting.propose_correction if released else correcting.adjust
    total = read_points(form.points.data)
    verb(found, total, reason=form.reason.data or "", by=the_viewer(), now=clock.now())
    told = gettext("更正已提出，等另一位考务批准。") if released else gettext("已记录调整。")
    flash(told, "success")
    return see_other("results_staff.sitting", sitting=found.sitting.public_id)


@pages.get("/corrections", may=MAY)
def list_corrections() -> object:
    """Corrections of released scores that wait for a second officer."""
    return page(
        "results/corrections.html",
        corrections=corrections.list_corrections(),
        viewer=the_viewer(),
    )


def _settle_appeal(proposal: Proposal) -> None:
    """Whose correction was an answer to an appeal is told, or the appeal is open again."""
    appeal = find_appeal_of_proposal(proposal.id)
    if appeal is not None:
        deciding_appeals.settle(appeal, by=the_viewer(), now=clock.now())


@pages.post("/corrections/<proposal>/approval", may=MAY)
def approve(proposal: str) -> object:
    """The second officer agrees."""
    found = corrections.get_correction(proposal)
    proposals.approve(correcting.CORRECTION, found, by=the_viewer(), now=clock.now())
    _settle_appeal(found)
    flash(gettext("已批准，成绩已更正。"), "success")
    return see_other("results_staff.list_corrections")


@pages.post("/corrections/<proposal>/refusal", may=MAY)
def refuse(proposal: str) -> object:
    """The second officer disagrees, or the proposer takes it back."""
    found, form = corrections.get_correction(proposal), RefuseCorrection()
    correcting.refuse_correction(found, note=form.note.data or "", by=the_viewer(), now=clock.now())
    _settle_appeal(found)
    flash(gettext("已处理，原成绩不变。"), "success")
    return see_other("results_staff.list_corrections")

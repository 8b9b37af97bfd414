"""Officers' pages: applicants, evidence, seasons, decisions on certification."""

from flask import flash, request
from flask_babel import gettext

from examsite.domain.document_check import CheckState
from examsite.domain.errors import NotFound, Refusal
from examsite.domain.identity import DocumentType
from examsite.domain.permissions import Permission
from examsite.domain.terms import Level
from examsite.enrolment.forms import (
    DOCUMENTS,
    AcceptEvidence,
    CheckDocument,
    Decide,
    OpenSeason,
    Reason,
)
from examsite.enrolment.policies import Accepted
from examsite.enrolment.queries import applications as queries
from examsite.enrolment.queries import candidacies
from examsite.enrolment.queries.facts import list_seasons
from examsite.enrolment.services import applications, decisions, identity, seasons
from examsite.kit import clock
from examsite.kit.access import the_viewer
from examsite.kit.clock import local_date
from examsite.kit.errors import say, status_of
from examsite.kit.web import Pages, page, page_number, see_other

pages = Pages("enrolment_staff", __name__, prefix="/staff")
MAY = Permission.RUN_CERTIFICATION


def _level(text: str) -> Level:
    if text not in {level.value for level in Level}:
        raise NotFound
    return Level(text)


@pages.get("/enrolments", may=MAY)
def applicants() -> object:
    """Applications, the newest first; `waiting=1` leaves those not admitted, `checking=1` those
    whose document is to be seen."""
    waiting, checking = (request.args.get(name) == "1" for name in ("waiting", "checking"))
    number = page_number()
    rows, total = queries.list_applicants(page=number, waiting=waiting, checking=checking)
    return page(
        "enrolment/applicants.html",
        rows=rows,
        waiting=waiting,
        checking=checking,
        to_check=queries.count_to_check(),
        total=total,
        number=number,
        pages=-(-total // queries.PAGE),
    )


def _applicant(
    enrolment: str,
    number: str = "",
    form: AcceptEvidence | None = None,
    check: CheckDocument | None = None,
    problem: str = "",
) -> str:
    return page(
        "enrolment/applicant.html",
        applicant=queries.get_applicant(enrolment),
        number=number,
        evidence=form or AcceptEvidence(formdata=None),
        check=check or CheckDocument(formdata=None),
        problem=problem,
        document_words=DOCUMENTS,
    )


@pages.get("/enrolments/<enrolment>", may=MAY)
def applicant(enrolment: str) -> object:
    """One application: verdict, masked identity, what an officer can do about it."""
    return _applicant(enrolment)


@pages.post("/enrolments/<enrolment>/identity", may=MAY)
def view_identity(enrolment: str) -> object:
    """Show the whole document number once; every look is journalled."""
    found, form = queries.get_applicant(enrolment), Reason()
    number = identity.view_number(found, why=form.why.data or "", by=the_viewer(), now=clock.now())
    return _applicant(enrolment, number)


@pages.post("/enrolments/<enrolment>/check", may=MAY)
def check_document(enrolment: str) -> object:
    """Say what the document showed, then go on to the next that waits."""
    found, form = queries.get_applicant(enrolment), CheckDocument()
    if not form.validate():
        return _applicant(enrolment, check=form), 422
    seen = DocumentType(form.document.data) if form.document.data else None
    try:
        done = applications.check_document(
            found,
            CheckState(form.verdict.data),
            document=seen,
            reason=form.reason.data or "",
            by=the_viewer(),
            now=clock.now(),
        )
    except Refusal as refusal:
        return _applicant(enrolment, check=form, problem=say(refusal)), status_of(refusal)
    flash(gettext("审核结论已记录，考生看得到。"), "success")
    following = queries.find_next_to_check(done)
    return see_other("enrolment_staff.applicant", enrolment=following or enrolment)


@pages.post("/enrolments/<enrolment>/check/reopening", may=MAY)
def reopen_check(enrolment: str) -> object:
    """Take a refusal back, with a reason, to look again."""
    found, form = queries.get_applicant(enrolment), Reason()
    applications.check_document(
        found,
        CheckState.WAITING,
        document=None,
        reason=form.why.data or "",
        by=the_viewer(),
        now=clock.now(),
    )
    flash(gettext("已恢复为等待审核。"), "success")
    return see_other("enrolment_staff.applicant", enrolment=enrolment)


@pages.post("/enrolments/<enrolment>/guardian", may=MAY)
def prove_guardian(enrolment: str) -> object:
    """Record that the guardian's consent was verified."""
    found, form = queries.get_applicant(enrolment), Reason()
    identity.prove_guardian_consent(
        found, why=form.why.data or "", by=the_viewer(), now=clock.now()
    )
    flash(gettext("已记录。考生再次提交报名后会重新核对条件。"), "success")
    return see_other("enrolment_staff.applicant", enrolment=enrolment)


@pages.post("/enrolments/<enrolment>/evidence", may=MAY)
def accept_evidence(enrolment: str) -> object:
    """Accept equivalent training or proven experience."""
    found, form = queries.get_applicant(enrolment), AcceptEvidence()
    if not form.validate():
        return _applicant(enrolment, form=form), 422
    accepted = Accepted(
        training=bool(form.training.data),
        employment_months=form.employment_months.data or 0,
        sessions=form.sessions.data or 0,
        major_sessions=form.major_sessions.data or 0,
    )
    reason, by = form.reason.data or "", the_viewer()
    made = applications.accept_evidence(found, accepted, reason=reason, by=by, now=clock.now())
    told = (
        gettext("已采信，考生列入名单。") if made.admitted else gettext("已采信，仍有条件未满足。")
    )
    flash(told, "success")
    return see_other("enrolment_staff.applicant", enrolment=enrolment)


@pages.get("/seasons", may=MAY)
def list_open_seasons() -> object:
    """The seasons, and the form to open one."""
    return page("enrolment/seasons.html", seasons=list_seasons(), form=OpenSeason(), problem="")


@pages.post("/seasons", may=MAY)
def open_season() -> object:
    """Open a season."""
    form, problem, status = OpenSeason(), "", 422
    if form.validate():
        assert form.starts_on.data is not None and form.ends_on.data is not None
        try:
            seasons.open_season(
                title=form.title.data or "",
                level=Level(form.level.data),
                starts_on=form.starts_on.data,
                ends_on=form.ends_on.data,
                by=the_viewer(),
                now=clock.now(),
            )
        except Refusal as refusal:
            problem, status = say(refusal), status_of(refusal)
        else:
            return see_other("enrolment_staff.list_open_seasons")
    context = {"seasons": list_seasons(), "form": form, "problem": problem}
    return page("enrolment/seasons.html", **context), status


@pages.get("/decisions", may=MAY)
def list_decisions() -> object:
    """Candidates with both parts passed, and the latest decisions."""
    today = local_date(clock.now())
    due = candidacies.list_with_missing(candidacies.list_due(), today)
    return page("enrolment/decisions.html", due=due, taken=candidacies.list_decisions())


def _candidacy(user: str, level: Level, form: Decide, problem: str = "") -> str:
    found = candidacies.get_candidacy(user, level)
    requirements = candidacies.requirements_of(found, local_date(clock.now()))
    return page(
        "enrolment/decision.html",
        candidacy=found,
        requirements=requirements,
        unmet=sum(not one.met for one in requirements),
        form=form,
        problem=problem,
    )


@pages.get("/decisions/<user>/<level>", may=MAY)
def decision(user: str, level: str) -> object:
    """What is met and what is missing for one candidate."""
    return _candidacy(user, _level(level), Decide())


@pages.post("/decisions/<user>/<level>", may=MAY)
def decide(user: str, level: str) -> object:
    """Decide: an officer who neither scored nor trained the candidate."""
    wanted, form = _level(level), Decide()
    if not form.validate():
        return _candidacy(user, wanted, form), 422
    found = candidacies.get_candidacy(user, wanted)
    try:
        decisions.decide(
            found.user,
            wanted,
            award=form.award.data == "yes",
            reason=form.reason.data or "",
            by=the_viewer(),
            now=clock.now(),
        )
    except Refusal as refusal:
        return _candidacy(user, wanted, form, say(refusal)), status_of(refusal)
    flash(gettext("决定已记录。"), "success")
    return see_other("enrolment_staff.list_decisions")

"""A candidate's appeals against a score, and the page of whoever marks afresh."""

from flask import flash, request
from flask_babel import gettext as _

from examsite.domain.appeal import AppealKind
from examsite.domain.errors import NotFound, Refusal
from examsite.domain.permissions import Permission
from examsite.kit import clock
from examsite.kit.access import the_viewer
from examsite.kit.errors import say, status_of
from examsite.kit.markup import inline, shown
from examsite.kit.site import settings
from examsite.kit.web import Pages, page, see_other
from examsite.results.forms_appeals import FileAppeal, FreshMarks, read_marks
from examsite.results.models import Result
from examsite.results.queries.appeals import (
    Case,
    answered_in,
    get_case_to_mark,
    get_own_appeal,
    read_standing,
)
from examsite.results.queries.reports import get_result
from examsite.results.services import appealing, deciding_appeals

pages = Pages("appeals", __name__)
MAY = Permission.TAKE_EXAM
MARKER = Permission.MARK_ANSWERS


def _own(public_id: str) -> Result:
    """The viewer's own knowledge result; officers see appeals on their own pages."""
    found = get_result(public_id, visible_to=the_viewer())
    if found.user_id != the_viewer().id or found.attempt is None:
        raise NotFound
    return found


def _show(result: Result, form: FileAppeal, problem: str = "") -> str:
    standing = read_standing(result, settings().appeal_days, clock.now())
    form.offer(standing.kinds)
    if len(standing.kinds) == 1 and form.kind.data is None:
        form.kind.data = standing.kinds[0].value
    return page(
        "results/appeal.html",
        result=result,
        standing=standing,
        form=form,
        problem=problem,
        days=settings().appeal_days,
        answer_days=settings().appeal_answer_days,
    )


@pages.get("/results/<result>/appeal", may=MAY)
def show(result: str) -> object:
    """What can be asked, until when, and how it stands with what was asked."""
    return _show(_own(result), FileAppeal(formdata=None))


@pages.post("/results/<result>/appeal", may=MAY)
def file(result: str) -> object:
    """Ask for a recount or a review."""
    found, form = _own(result), FileAppeal()
    if not form.validate():
        return _show(found, form), 422
    try:
        appealing.file_appeal(
            found,
            AppealKind(form.kind.data),
            reason=form.reason.data or "",
            by=the_viewer(),
            now=clock.now(),
        )
    except Refusal as refusal:
        return _show(_own(result), form, say(refusal)), status_of(refusal)
    flash(_("申诉已经收到。"), "good")
    return see_other("appeals.show", result=result)


@pages.post("/results/<result>/appeal/<appeal>/withdrawal", may=MAY)
def withdraw(result: str, appeal: str) -> object:
    """Take an appeal back."""
    found = get_own_appeal(appeal, visible_to=the_viewer())
    appealing.withdraw(found, by=the_viewer(), now=clock.now())
    flash(_("申诉已经收回。"), "good")
    return see_other("appeals.show", result=result)


def _marking(case: Case, sheet: FreshMarks) -> str:
    attempt = case.appeal.result.attempt
    assert attempt is not None
    answered = answered_in(attempt, case.appeal.score_version)
    return page(
        "results/appeal_marking.html",
        case=case,
        answered=answered,
        sheet=sheet,
        inline=inline,
        shown=shown,
    )


@pages.get("/marking/appeals/<appeal>", may=MARKER)
def mark(appeal: str) -> object:
    """The answers of one appeal, for the fresh marker alone; nobody's name."""
    return _marking(get_case_to_mark(appeal, visible_to=the_viewer()), FreshMarks())


@pages.post("/marking/appeals/<appeal>", may=MARKER)
def mark_now(appeal: str) -> object:
    """Keep the fresh marks, all at once."""
    case = get_case_to_mark(appeal, visible_to=the_viewer())
    attempt = case.appeal.result.attempt
    assert attempt is not None
    sheet = read_marks(answered_in(attempt, case.appeal.score_version), request.form)
    if sheet.missing:
        return _marking(case, sheet), 422
    deciding_appeals.give_marks(case.appeal, sheet.given, by=the_viewer(), now=clock.now())
    flash(_("复评已经交给考务，谢谢。"), "good")
    return see_other("home.desk")

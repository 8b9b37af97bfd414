"""Pages of the candidate (/practicals/) and of the examiner (/scoring/)."""

from typing import Any

from flask import flash, request
from flask_babel import gettext as _

from examsite.domain.permissions import Permission
from examsite.domain.rubric import IncompleteSheet
from examsite.domain.seals import SheetNotOpen
from examsite.domain.terms import SheetPart
from examsite.kit import clock
from examsite.kit.access import the_viewer
from examsite.kit.web import Pages, page, see_other
from examsite.practicals.forms.officer import Leave
from examsite.practicals.forms.sheet import Sent, as_fields, differences, read_sent, sheet_page
from examsite.practicals.models import ScoreSheet
from examsite.practicals.queries.cases import load_case, load_cases
from examsite.practicals.queries.sessions import list_own_bookings
from examsite.practicals.queries.sheets import Work, find_newest_version, get_work, list_work
from examsite.practicals.services import sheets

pages = Pages("practicals", __name__)
SCORE = Permission.SCORE_PRACTICAL


@pages.get("/practicals/", may=Permission.TAKE_EXAM)
def index() -> object:
    """The viewer's own bookings: when, where, what to bring."""
    views = load_cases(list_own_bookings(the_viewer()))
    return page("practicals/index.html", views=views, now=clock.now())


@pages.get("/scoring/", may=SCORE)
def assignments() -> object:
    """The examiner's work: today, coming, done."""
    now = clock.now()
    today = clock.local_date(now)
    work = list_work(the_viewer())
    waiting = [one for one in work if one.next_part]
    groups = {
        "due": [one for one in waiting if clock.local_date(one.slot_at) <= today],
        "coming": [one for one in waiting if clock.local_date(one.slot_at) > today],
        "done": [one for one in work if not one.next_part],
    }
    return page("practicals/assignments.html", groups=groups)


@pages.get("/scoring/<assignment>/", may=SCORE)
def case(assignment: str) -> object:
    """One candidate: both parts, what may be seen now, and leaving for a conflict."""
    work = get_work(assignment, visible_to=the_viewer())
    view = load_case(work.assignment.booking)
    return page("practicals/case.html", work=work, view=view, form=Leave())


@pages.get("/scoring/<assignment>/<any(process, review):part>", may=SCORE)
def sheet(assignment: str, part: str) -> object:
    """One part of the sheet: to fill in while open, to read once sealed."""
    work, row = _sheet(assignment, part)
    newest = find_newest_version(row)
    content, version = (newest.content, newest.number) if newest else (None, 0)
    shown = sheet_page(row.part, work.rubric.content, content, version)
    template = "practicals/sealed.html" if row.signed_at else "practicals/sheet.html"
    return page(template, work=work, row=row, sheet=shown, **_results(work, row))


@pages.post("/scoring/<assignment>/<any(process, review):part>", may=SCORE)
def write_sheet(assignment: str, part: str) -> object:
    """Save or seal; a clash with what is stored shows both and changes nothing."""
    work, row = _sheet(assignment, part)
    rubric = work.rubric.content
    sent = read_sent(row.part, rubric, request.form)
    try:
        _write(work, row, sent)
    except IncompleteSheet:
        shown = sheet_page(row.part, rubric, sent.content, sent.base_version, check=True)
        extra = _results(work, row)
        return page("practicals/sheet.html", work=work, row=row, sheet=shown, **extra), 422
    except sheets.SheetConflict as clash:
        return _conflict(work, row, sent, clash), 409
    if sent.seal:
        flash(_("已封存。"), "good")
        return see_other("practicals.case", assignment=assignment)
    flash(_("已保存到服务器。"), "good")
    return see_other("practicals.sheet", assignment=assignment, part=part)


@pages.post("/scoring/<assignment>/recusal", may=SCORE)
def leave(assignment: str) -> object:
    """Declare a conflict; the seat becomes free and the officer reads the reason."""
    work, form = get_work(assignment, visible_to=the_viewer()), Leave()
    if not form.validate():
        view = load_case(work.assignment.booking)
        return page("practicals/case.html", work=work, view=view, form=form), 422
    sheets.declare_conflict(
        work.assignment, reason=form.reason.data or "", by=the_viewer(), now=clock.now()
    )
    flash(_("已记下您的回避申报，考务会另行指派考评员。"), "good")
    return see_other("practicals.assignments")


def _sheet(assignment: str, part: str) -> tuple[Work, ScoreSheet]:
    work = get_work(assignment, visible_to=the_viewer())
    row = work.sheets.get(SheetPart(part))
    if row is None:
        raise SheetNotOpen
    return work, row


def _write(work: Work, row: ScoreSheet, sent: Sent) -> None:
    verb = sheets.sign if sent.seal else sheets.save
    verb(
        work.assignment,
        row,
        sent.content,
        client_id=sent.client_id,
        base_version=sent.base_version,
        by=the_viewer(),
        now=clock.now(),
    )


def _conflict(work: Work, row: ScoreSheet, sent: Sent, clash: sheets.SheetConflict) -> str:
    stored, version = clash.params["stored"], clash.params["version"]
    rows = differences(row.part, work.rubric.content, stored, sent.content)
    fields = [*as_fields(sent.content), ("version", str(version))]
    return page("practicals/conflict.html", work=work, row=row, rows=rows, fields=fields)


def _results(work: Work, row: ScoreSheet) -> dict[str, Any]:
    """Baseline and figures of the day: only beside the review part (rulings 17)."""
    if row.part is SheetPart.PROCESS:
        return {"business": None}
    return {"business": load_case(work.assignment.booking).business}

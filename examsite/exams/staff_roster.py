"""The roster from a workbook: template, dry run, confirmation."""

import json

from flask import flash
from flask_babel import gettext as _

from examsite.domain.errors import Invalid, Refusal
from examsite.domain.permissions import Permission
from examsite.exams.forms import ConfirmRoster, UploadRoster
from examsite.exams.queries import get_sitting
from examsite.exams.services import roster_files
from examsite.exams.services.roster_files import Line
from examsite.exams.services.sittings import require_open_roster
from examsite.items.entering import MOST_UPLOAD, uploaded
from examsite.kit import clock
from examsite.kit.access import the_viewer
from examsite.kit.errors import say, status_of
from examsite.kit.spreadsheet import XLSX
from examsite.kit.web import Pages, answer_file, page, see_other

pages = Pages("roster", __name__, prefix="/staff/sittings")
MAY = Permission.RUN_CERTIFICATION
MOST_LINES = 2 * 1024 * 1024
"""Bytes of the lines that come back for confirmation."""


@pages.get("/<sitting>/roster/template.xlsx", may=MAY)
def template(sitting: str) -> object:
    """An empty roster."""
    get_sitting(sitting)
    return answer_file(roster_files.template(), "roster-template.xlsx", XLSX)


@pages.get("/<sitting>/roster/file", may=MAY)
def file(sitting: str) -> object:
    """The template and the upload."""
    found = get_sitting(sitting)
    return page("exams/roster_file.html", sitting=found, form=UploadRoster(), problem="")


@pages.post("/<sitting>/roster/file", may=MAY, most_bytes=MOST_UPLOAD)
def read(sitting: str) -> object:
    """What the workbook would do; nothing is written yet."""
    found = get_sitting(sitting)
    try:
        require_open_roster(found, clock.now())
        lines = roster_files.read_lines(uploaded()[0])
    except Refusal as refusal:
        form = UploadRoster()
        told = page("exams/roster_file.html", sitting=found, form=form, problem=say(refusal))
        return told, status_of(refusal)
    kept = json.dumps([[one.row, one.account, one.factor, one.minutes] for one in lines])
    return page(
        "exams/roster_read.html",
        sitting=found,
        judged=roster_files.judge(found, lines),
        form=ConfirmRoster(formdata=None, data={"lines": kept}),
    )


@pages.post("/<sitting>/roster/entries", may=MAY, most_bytes=MOST_LINES)
def enter(sitting: str) -> object:
    """Enter whom the workbook named; every line is judged again."""
    found, form = get_sitting(sitting), ConfirmRoster()
    try:
        lines = _lines(form.lines.data or "")
        entered, left = roster_files.enter_lines(found, lines, by=the_viewer(), now=clock.now())
        flash(_("已列入 %(n)s 人。", n=entered), "good")
        if left:
            flash(_("有 %(n)s 行没有列入，请改好后再上传一次。", n=len(left)), "bad")
    except Refusal as refusal:
        flash(say(refusal), "bad")
    return see_other("exams_staff.sitting", sitting=sitting)


def _lines(text: str) -> list[Line]:
    """The lines as the dry run sent them; Invalid for anything else."""
    try:
        rows = json.loads(text)
        return [Line(int(row), str(a), str(b), str(c)) for row, a, b, c in rows]
    except (ValueError, TypeError, RecursionError) as problem:
        raise Invalid(_("名单没有传完整，请重新上传。"), code="bad_roster_lines") from problem

"""Pages to import items: the template, the upload, what it would do, and doing it."""

from flask import flash, request
from flask_babel import gettext as _

from examsite.domain.errors import Refusal
from examsite.domain.permissions import Permission
from examsite.items.entering import MOST_UPLOAD, signed, uploaded
from examsite.items.forms import UploadWorkbook
from examsite.items.policies import PLAN_HOLDS
from examsite.items.queries.plans import get_plan
from examsite.items.services import importing
from examsite.items.services.exporting import empty_workbook
from examsite.kit import clock
from examsite.kit.access import the_viewer
from examsite.kit.errors import say, status_of
from examsite.kit.spreadsheet import XLSX
from examsite.kit.web import Pages, answer_file, page, see_other

pages = Pages("items_import", __name__, prefix="/staff/items/import")
MAY = Permission.WRITE_ITEMS


@pages.get("", may=MAY)
@signed
def index() -> object:
    """The template and the upload."""
    return page("items/import.html", form=UploadWorkbook(), problem="")


@pages.get("/template.xlsx", may=MAY)
@signed
def template() -> object:
    """An empty workbook with examples, lists and a guide."""
    return answer_file(empty_workbook(), "items-template.xlsx", XLSX)


@pages.post("", may=MAY, most_bytes=MOST_UPLOAD)
@signed
def upload() -> object:
    """Read the workbook; nothing is written yet."""
    data, name = uploaded()
    try:
        plan = importing.read(data, name, by=the_viewer(), now=clock.now())
    except Refusal as refusal:
        again = page("items/import.html", form=UploadWorkbook(), problem=say(refusal))
        return again, status_of(refusal)
    return see_other("items_import.plan", plan=plan.public_id)


@pages.get("/<plan>", may=MAY)
@signed
def plan(plan: str) -> object:
    """What the workbook would do, and what has to be changed in it."""
    found = get_plan(plan, of=the_viewer(), now=clock.now())
    return page("items/import_plan.html", plan=found, until=found.made_at + PLAN_HOLDS)


@pages.post("/<plan>", may=MAY)
@signed
def carry_out(plan: str) -> object:
    """Write it."""
    found, now = get_plan(plan, of=the_viewer(), now=clock.now()), clock.now()
    skip = request.form.get("skip_rejected") == "1"
    done = importing.carry_out(found, skip_rejected=skip, by=the_viewer(), now=now)
    words = _("已导入 %(n)s 题，都是草稿，等审题人审。", n=len(done.added) + len(done.changed))
    flash(words, "good")
    return see_other("items_staff.listing", state="draft")

"""Officers' page of who watches over a sitting."""

from flask import flash
from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined] # newer than the stubs

from examsite.accounts.queries import list_people
from examsite.domain.errors import Refusal
from examsite.domain.permissions import Permission
from examsite.domain.roster import invigilators_advised
from examsite.domain.terms import Role
from examsite.exams.forms import AssignInvigilator
from examsite.exams.models import Sitting
from examsite.exams.queries import get_sitting, list_entries, list_invigilators
from examsite.exams.services import invigilators
from examsite.kit import clock
from examsite.kit.access import the_viewer
from examsite.kit.errors import say, status_of
from examsite.kit.web import Pages, page, see_other

pages = Pages("sitting_invigilators", __name__, prefix="/staff/sittings")
MAY = Permission.RUN_CERTIFICATION


def _show(found: Sitting) -> str:
    watching, count = list_invigilators(found.id), len(list_entries(found.id))
    there = {one.id for one in watching}
    form = AssignInvigilator(formdata=None)
    form.user.choices = [
        SelectChoice(one.public_id, f"{one.name} · {one.username}")
        for one in list_people(Role.INVIGILATOR)
        if one.id not in there
    ]
    return page(
        "exams/invigilators.html",
        sitting=found,
        watching=watching,
        candidates=count,
        advised=invigilators_advised(count, remote=found.remote),
        form=form,
    )


@pages.get("/<sitting>/invigilators", may=MAY)
def show(sitting: str) -> object:
    """Who watches, how many there should be, whom one can add."""
    return _show(get_sitting(sitting))


@pages.post("/<sitting>/invigilators", may=MAY)
def assign(sitting: str) -> object:
    """Assign one invigilator."""
    found, form = get_sitting(sitting), AssignInvigilator()
    try:
        user = invigilators.assign(found, form.user.data or "", by=the_viewer(), now=clock.now())
    except Refusal as refusal:
        flash(say(refusal), "bad")
        return _show(found), status_of(refusal)
    flash(_("已排定：%(name)s", name=user.name), "good")
    return see_other("sitting_invigilators.show", sitting=sitting)


@pages.post("/<sitting>/invigilators/<user>/relief", may=MAY)
def relieve(sitting: str, user: str) -> object:
    """Take one invigilator off."""
    found = get_sitting(sitting)
    try:
        invigilators.relieve(found, user, by=the_viewer(), now=clock.now())
        flash(_("已撤下。"), "good")
    except Refusal as refusal:
        flash(say(refusal), "bad")
    return see_other("sitting_invigilators.show", sitting=sitting)

"""Officers' pages of exam forms: assembling one, its proof, releasing it."""

from flask import flash
from flask_babel import gettext as _

from examsite.domain.errors import Refusal
from examsite.domain.permissions import Permission
from examsite.domain.terms import Level
from examsite.exams.forms import AssembleForm
from examsite.exams.queries import get_form, list_form_items, list_forms
from examsite.exams.services import forms as form_services
from examsite.kit import chance, clock
from examsite.kit.access import the_viewer
from examsite.kit.errors import say
from examsite.kit.site import settings
from examsite.kit.web import Pages, page, see_other

pages = Pages("exams_forms", __name__, prefix="/staff")
MAY = Permission.RUN_CERTIFICATION


@pages.get("/forms", may=MAY)
def forms() -> object:
    """Every form, and assembling another."""
    return page("exams/forms.html", forms=list_forms(), form=AssembleForm())


@pages.post("/forms", may=MAY)
def assemble() -> object:
    """Draw a form by blueprint and seed."""
    form = AssembleForm()
    if not form.validate():
        return page("exams/forms.html", forms=list_forms(), form=form), 422
    seed = chance.new_seed() if form.seed.data is None else form.seed.data
    try:
        made = form_services.assemble_form(
            Level(form.level.data), seed=seed, by=the_viewer(), now=clock.now()
        )
    except Refusal as refusal:
        flash(say(refusal), "bad")
        return page("exams/forms.html", forms=list_forms(), form=form), 409
    return see_other("exams_forms.form", form=made.public_id)


@pages.get("/forms/<form>", may=MAY)
def form(form: str) -> object:
    """One form: its proof and its items, keys left out."""
    found = get_form(form)
    return page("exams/form.html", exam_form=found, places=list_form_items(found))


@pages.post("/forms/<form>/release", may=MAY)
def release(form: str) -> object:
    """Let sittings use it."""
    form_services.release_form(
        get_form(form), by=the_viewer(), two_people=settings().needs_two_people, now=clock.now()
    )
    flash(_("试卷已发布，可以安排考次。"), "good")
    return see_other("exams_forms.form", form=form)

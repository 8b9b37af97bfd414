"""Officers' pages: forms with their proof, sittings with their roster."""

from datetime import datetime
from zoneinfo import ZoneInfo

from flask import flash
from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined] # newer than the stubs

from examsite.accounts.queries import find_user_by_sign_in
from examsite.domain.errors import Refusal
from examsite.domain.permissions import Permission
from examsite.domain.terms import Level
from examsite.exams.forms import AssembleForm, EnterCandidates, OpenSitting
from examsite.exams.models import Sitting
from examsite.exams.queries import (
    asks_short_answers,
    get_form,
    get_newest_scheme,
    get_sitting,
    list_form_items,
    list_forms,
    list_roster,
    list_sittings,
)
from examsite.exams.services import forms as form_services
from examsite.exams.services import sittings as sitting_services
from examsite.kit import chance, clock
from examsite.kit.access import the_viewer
from examsite.kit.errors import say
from examsite.kit.site import settings
from examsite.kit.web import Pages, page, see_other

pages = Pages("exams_staff", __name__, prefix="/staff")
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
    return see_other("exams_staff.form", form=made.public_id)


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
    return see_other("exams_staff.form", form=form)


def _sitting_form() -> OpenSitting:
    offered = OpenSitting()
    released = [one for one in list_forms() if one.released_at is not None]
    offered.form_id.choices = [
        SelectChoice(one.public_id, f"{one.level.value} · {one.public_id}") for one in released
    ]
    return offered


@pages.get("/sittings", may=MAY)
def sittings() -> object:
    """Every sitting, and making another."""
    return page("exams/sittings.html", lines=list_sittings(), form=_sitting_form())


def _instant(typed: datetime | None) -> datetime:
    """What was typed in the exam's zone, as an instant."""
    assert typed is not None
    return typed.replace(tzinfo=ZoneInfo(settings().timezone))


@pages.post("/sittings", may=MAY)
def open_sitting() -> object:
    """Schedule a sitting."""
    form = _sitting_form()
    if not form.validate():
        return page("exams/sittings.html", lines=list_sittings(), form=form), 422
    exam_form = get_form(form.form_id.data)
    try:
        made = sitting_services.open_sitting(
            title=form.title.data or "",
            form=exam_form,
            scheme=get_newest_scheme(exam_form.level),
            opens_at=_instant(form.opens_at.data),
            closes_at=_instant(form.closes_at.data),
            seconds=(form.minutes.data or 0) * 60,
            place=form.place.data or "",
            certifying=form.certifying.data,
            by=the_viewer(),
            now=clock.now(),
        )
    except Refusal as refusal:
        flash(say(refusal), "bad")
        return page("exams/sittings.html", lines=list_sittings(), form=form), 422
    return see_other("exams_staff.sitting", sitting=made.public_id)


@pages.get("/sittings/<sitting>", may=MAY)
def sitting(sitting: str) -> object:
    """One sitting with its roster."""
    found = get_sitting(sitting)
    return _sitting(found, EnterCandidates())


def _sitting(found: Sitting, form: EnterCandidates) -> str:
    roster, by_people = list_roster(found.id), asks_short_answers(found)
    return page(
        "exams/sitting.html", sitting=found, roster=roster, form=form, marked_by_people=by_people
    )


@pages.post("/sittings/<sitting>/roster", may=MAY)
def enter_candidates(sitting: str) -> object:
    """Put people on the roster by account name; every line that fails is named."""
    found, form = get_sitting(sitting), EnterCandidates()
    if not form.validate():
        return _sitting(found, form), 422
    entered, refused = 0, []
    for name in (form.usernames.data or "").split():
        user = find_user_by_sign_in(name)
        if user is None:
            refused.append(_("%(name)s：没有这个账号", name=name))
            continue
        try:
            sitting_services.enter(
                found,
                user_id=user.id,
                verdict={"by": "officer"},
                factor_percent=form.factor_percent.data or 100,
                by=the_viewer(),
                now=clock.now(),
            )
            entered += 1
        except Refusal as refusal:
            refused.append(f"{name}：{say(refusal)}")
    flash(_("已列入 %(n)s 人。", n=entered), "good")
    for line in refused:
        flash(line, "bad")
    return see_other("exams_staff.sitting", sitting=sitting)

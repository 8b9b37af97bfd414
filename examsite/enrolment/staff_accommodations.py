"""Officers' page of time accommodations: the roster to tick, and one measure for all ticked."""

from flask import flash, request
from flask_babel import gettext as _

from examsite.domain.accommodation import NeedCategory
from examsite.domain.errors import Refusal
from examsite.domain.permissions import Permission
from examsite.enrolment.forms import GrantTime
from examsite.enrolment.services import accommodating
from examsite.exams.models import Sitting
from examsite.exams.queries import get_sitting, list_roster
from examsite.kit import clock
from examsite.kit.access import the_viewer
from examsite.kit.errors import say, status_of
from examsite.kit.web import Pages, page, see_other

pages = Pages("accommodations", __name__, prefix="/staff/sittings")
MAY = Permission.RUN_CERTIFICATION


def _show(found: Sitting, form: GrantTime, ticked: list[str]) -> str:
    return page(
        "enrolment/accommodations.html",
        sitting=found,
        roster=list_roster(found.id),
        form=form,
        ticked=set(ticked),
    )


@pages.get("/<sitting>/accommodations", may=MAY)
def show(sitting: str) -> object:
    """Everybody on the roster with the time they have."""
    return _show(get_sitting(sitting), GrantTime(formdata=None), [])


@pages.post("/<sitting>/accommodations", may=MAY)
def grant(sitting: str) -> object:
    """Give everybody ticked the same measure, or nobody."""
    found, form, users = get_sitting(sitting), GrantTime(), request.form.getlist("user")
    if not form.validate():
        return _show(found, form, users), 422
    try:
        count = accommodating.grant(
            found,
            users,
            form.measure,
            NeedCategory(form.category.data),
            by=the_viewer(),
            now=clock.now(),
        )
    except Refusal as refusal:
        flash(say(refusal), "bad")
        return _show(found, form, users), status_of(refusal)
    flash(_("已给 %(n)s 人定好时间便利，正在作答的几秒内看到。", n=count), "good")
    return see_other("accommodations.show", sitting=sitting)

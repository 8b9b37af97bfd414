"""Officers' pages of complaints: the register, and one complaint for its handler."""

from flask import flash
from flask_babel import gettext as _

from examsite.complaints import queries, services
from examsite.complaints.forms import ABOUT, Answer
from examsite.complaints.policies import unseal
from examsite.domain.complaint import ComplaintState
from examsite.domain.permissions import Permission
from examsite.kit import clock
from examsite.kit.access import the_viewer
from examsite.kit.web import Pages, page, see_other

pages = Pages("complaints_staff", __name__, prefix="/staff/complaints")
MAY = Permission.RUN_CERTIFICATION


@pages.get("", may=MAY)
def index() -> object:
    """Every complaint, the most urgent first; no text."""
    today = clock.local_date(clock.now())
    return page(
        "complaints/register.html", matters=queries.list_matters(), about=ABOUT, today=today
    )


def _show(matter: queries.Matter, form: Answer) -> str:
    one = matter.complaint
    own = one.handler_id == the_viewer().id and one.state is not ComplaintState.RECEIVED
    return page(
        "complaints/case.html",
        matter=matter,
        about=ABOUT[one.about.value],
        own=own,
        text=unseal(one.text, one) if own else "",
        contact=unseal(one.contact, one) if own else "",
        reply=unseal(one.reply, one) if own else "",
        form=form,
        today=clock.local_date(clock.now()),
    )


@pages.get("/<complaint>", may=MAY)
def show(complaint: str) -> object:
    """One complaint; what it says is for its handler alone."""
    return _show(queries.get_matter(complaint), Answer(formdata=None))


@pages.post("/<complaint>/handler", may=MAY)
def take(complaint: str) -> object:
    """Become its handler."""
    found = queries.get_matter(complaint).complaint
    services.take(found, by=the_viewer(), now=clock.now())
    return see_other("complaints_staff.show", complaint=complaint)


@pages.post("/<complaint>/return", may=MAY)
def give_back(complaint: str) -> object:
    """Leave it to somebody else."""
    found = queries.get_matter(complaint).complaint
    services.give_back(found, by=the_viewer(), now=clock.now())
    flash(_("已退回，由另一位考务接手。"), "good")
    return see_other("complaints_staff.index")


@pages.post("/<complaint>/reply", may=MAY)
def answer(complaint: str) -> object:
    """Close with a reply."""
    matter, form = queries.get_matter(complaint), Answer()
    if not form.validate():
        return _show(matter, form), 422
    reply = form.reply.data or ""
    services.answer(matter.complaint, reply, by=the_viewer(), now=clock.now())
    flash(_("已答复。"), "good")
    return see_other("complaints_staff.show", complaint=complaint)

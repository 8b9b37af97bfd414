"""The door: an invigilator sees each candidate's document, seat by seat, and gives new codes."""

from flask import flash
from flask_babel import gettext as _

from examsite.domain.errors import Refusal
from examsite.domain.identity import DocumentType
from examsite.domain.permissions import Permission
from examsite.enrolment.forms import DOCUMENTS, CheckIdentity, Reason
from examsite.enrolment.queries.door import DoorSeat, get_door_seat, list_door
from examsite.exams.queries import get_watched_sitting
from examsite.invigilation.services import identity
from examsite.kit import clock
from examsite.kit.access import the_viewer
from examsite.kit.errors import say, status_of
from examsite.kit.web import Pages, page, see_other

pages = Pages("door", __name__, prefix="/staff/sittings")
MAY = Permission.WATCH_SITTING


@pages.get("/<sitting>/door", may=MAY)
def seats(sitting: str) -> object:
    """Every seat and whether the document was seen."""
    found, now = get_watched_sitting(sitting, visible_to=the_viewer()), clock.now()
    lines = list_door(found)
    seen = sum(one.entry.identity_checked_at is not None for one in lines)
    return page("enrolment/door.html", sitting=found, lines=lines, seen=seen, now=now)


@pages.get("/<sitting>/door/<user>", may=MAY)
def seat(sitting: str, user: str) -> object:
    """One seat: who is to sit there, by the document recorded at enrolment."""
    return _seat(get_door_seat(sitting, user, visible_to=the_viewer()))


def _seat(found: DoorSeat, code: str = "", form: CheckIdentity | None = None) -> str:
    kind = found.identity.document_type if found.identity else DocumentType.RESIDENT.value
    return page(
        "enrolment/door_seat.html",
        found=found,
        sitting=found.entry.sitting,
        form=form or CheckIdentity(formdata=None, data={"document": kind}),
        back_form=Reason(prefix="back-"),
        code_form=Reason(prefix="code-"),
        code=code,
        document_words=DOCUMENTS,
        now=clock.now(),
    )


@pages.post("/<sitting>/door/<user>", may=MAY)
def check(sitting: str, user: str) -> object:
    """The document was seen and is the candidate's."""
    found, form = get_door_seat(sitting, user, visible_to=the_viewer()), CheckIdentity()
    if not form.validate():
        return _seat(found, form=form), 422
    try:
        document = DocumentType(form.document.data)
        identity.check(found.entry, document, by=the_viewer(), now=clock.now())
    except Refusal as refusal:
        flash(say(refusal), "bad")
        return _seat(found), status_of(refusal)
    flash(_("已核验：%(name)s", name=found.user.name), "good")
    return see_other("door.seats", sitting=sitting)


@pages.post("/<sitting>/door/<user>/undo", may=MAY)
def undo(sitting: str, user: str) -> object:
    """Take a check back, with the reason."""
    found, form = get_door_seat(sitting, user, visible_to=the_viewer()), Reason(prefix="back-")
    try:
        identity.take_back(
            found.entry, reason=form.why.data or "", by=the_viewer(), now=clock.now()
        )
        flash(_("已撤回身份核验。"), "good")
    except Refusal as refusal:
        flash(say(refusal), "bad")
    return see_other("door.seat", sitting=sitting, user=user)


@pages.post("/<sitting>/door/<user>/code", may=MAY)
def code(sitting: str, user: str) -> object:
    """Show a new one-time entry code, once."""
    found, form = get_door_seat(sitting, user, visible_to=the_viewer()), Reason(prefix="code-")
    try:
        fresh = identity.reissue_code(
            found.entry, reason=form.why.data or "", by=the_viewer(), now=clock.now()
        )
    except Refusal as refusal:
        flash(say(refusal), "bad")
        return see_other("door.seat", sitting=sitting, user=user)
    return _seat(found, code=fresh)

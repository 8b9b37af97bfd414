"""Candidates' pages: choosing a sitting, identity, documents, applying."""

from flask import flash
from flask_babel import gettext

from examsite.accounts.queries import list_current_documents
from examsite.accounts.services.documents import give_consent
from examsite.domain.document_check import CheckState
from examsite.domain.errors import NotFound, Refusal
from examsite.domain.identity import DocumentType
from examsite.domain.permissions import Permission
from examsite.enrolment.forms import DOCUMENTS, RecordIdentity
from examsite.enrolment.queries import applications as queries
from examsite.enrolment.services import applications, identity
from examsite.kit import clock
from examsite.kit.access import the_viewer
from examsite.kit.clock import local_date
from examsite.kit.errors import say, status_of
from examsite.kit.web import Pages, page, see_other

pages = Pages("enrolment", __name__, prefix="/enrolment")
MAY = Permission.TAKE_EXAM


@pages.get("/", may=MAY)
def index() -> object:
    """The sittings one can still apply to."""
    now = clock.now()
    return page("enrolment/index.html", lines=queries.list_open(the_viewer().id, now), now=now)


def _show(sitting: str, form: RecordIdentity, problem: str = "") -> str:
    found = queries.get_open_sitting(sitting)
    application = queries.read_application(found, the_viewer(), local_date(clock.now()))
    return page(
        "enrolment/show.html",
        sitting=found,
        application=application,
        form=form,
        problem=problem,
        document_words=DOCUMENTS,
    )


@pages.get("/<sitting>", may=MAY)
def show(sitting: str) -> object:
    """What this sitting asks, what is there, what is missing and from when."""
    return _show(sitting, RecordIdentity())


@pages.post("/<sitting>/identity", may=MAY)
def record_identity(sitting: str) -> object:
    """Store the person's own legal identity."""
    form = RecordIdentity()
    if not form.validate():
        return _show(sitting, form), 422
    assert form.birth.data is not None
    try:
        identity.record_identity(
            legal_name=(form.legal_name.data or "").strip(),
            kind=DocumentType(form.kind.data),
            number=form.number.data or "",
            birth=form.birth.data,
            by=the_viewer(),
            now=clock.now(),
        )
    except Refusal as refusal:
        return _show(sitting, form, say(refusal)), status_of(refusal)
    flash(gettext("证件资料已保存。"), "success")
    return see_other("enrolment.show", sitting=sitting)


@pages.post("/<sitting>/documents/<kind>", may=MAY)
def accept_document(sitting: str, kind: str) -> object:
    """Accept one document in its current version."""
    document = next((one for one in list_current_documents() if one.kind == kind), None)
    if document is None:
        raise NotFound
    give_consent(document, by=the_viewer(), now=clock.now())
    return see_other("enrolment.show", sitting=sitting)


@pages.post("/<sitting>/application", may=MAY)
def apply(sitting: str) -> object:
    """Send the application; admitted at once when nothing is missing."""
    found = queries.get_open_sitting(sitting)
    enrolment = applications.apply(found, by=the_viewer(), now=clock.now())
    if enrolment.admitted:
        flash(gettext("报名成功，您已在名单里。"), "success")
    elif enrolment.check_state is CheckState.WAITING:
        flash(gettext("报名已收到，等考务审核证件；结论会写在本页。"), "success")
    else:
        flash(gettext("报名已收到，还有条件没有满足，见下面的清单。"), "warning")
    return see_other("enrolment.show", sitting=sitting)

"""Officers' pages of publications: who is to be awarded, shown to the public for some days."""

from collections.abc import Callable

from flask import flash, request
from flask_babel import gettext as _

from examsite.accounts.queries_calendar import get_working_calendar
from examsite.domain.errors import NotFound, Refusal
from examsite.domain.permissions import Permission
from examsite.domain.publication import state_on
from examsite.domain.terms import Level
from examsite.enrolment.forms import Publish, Reason
from examsite.enrolment.models import PublishedDecision
from examsite.enrolment.queries import publications as queries
from examsite.enrolment.queries.batch_progress import list_decisions_of
from examsite.enrolment.queries.batches import get_batch
from examsite.enrolment.services import publishing
from examsite.kit import clock
from examsite.kit.access import the_viewer
from examsite.kit.clock import local_date
from examsite.kit.errors import say, status_of
from examsite.kit.web import Pages, page, see_other

pages = Pages("publications_staff", __name__, prefix="/staff/publications")
MAY = Permission.RUN_CERTIFICATION


def _index(form: Publish, ticked: list[str]) -> str:
    today = local_date(clock.now())
    days = form.days.data if isinstance(form.days.data, int) else 0
    return page(
        "enrolment/publications_staff.html",
        lists=queries.list_publications(today),
        unpublished=queries.list_unpublished(),
        form=form,
        ticked=set(ticked),
        term=get_working_calendar().term(today, min(max(days, 1), 30)),
    )


@pages.get("", may=MAY)
def index() -> object:
    """Every list, and those who wait to be published; `batch` ticks those of one batch."""
    waiting, batch = queries.list_unpublished(), request.args.get("batch", "")
    if batch:
        of_batch = {one.id for one in list_decisions_of(get_batch(batch))}
        waiting = [one for one in waiting if one.id in of_batch]
    return _index(Publish(formdata=None), [one.public_id for one in waiting])


@pages.post("", may=MAY)
def publish() -> object:
    """Publish the ticked ones of a level."""
    form, ticked = Publish(), request.form.getlist("decision")
    if not form.validate():
        return _index(form, ticked), 422
    try:
        made = publishing.publish(
            Level(form.level.data),
            ticked,
            title=form.title.data or "",
            days=form.days.data or 0,
            by=the_viewer(),
            now=clock.now(),
        )
    except Refusal as refusal:
        flash(say(refusal), "bad")
        return _index(form, ticked), status_of(refusal)
    flash(_("已公示，任何人都能看到遮住一部分的姓名。"), "good")
    return see_other("publications_staff.show", publication=made.public_id)


@pages.get("/<publication>", may=MAY)
def show(publication: str) -> object:
    """One list with whole names, and what can be done."""
    found, today = queries.get_publication(publication), local_date(clock.now())
    return page(
        "enrolment/publication_staff.html",
        publication=found,
        state=state_on(found, today).value,
        places=queries.list_places(found),
        form=Reason(formdata=None),
    )


@pages.post("/<publication>/withdrawal", may=MAY)
def withdraw(publication: str) -> object:
    """Take the list back."""
    found, form = queries.get_publication(publication), Reason()

    def act() -> str:
        publishing.withdraw(found, reason=form.why.data or "", by=the_viewer(), now=clock.now())
        return str(_("已撤回。名单上的人可以重新公示。"))

    return _done(publication, act)


def _place(publication: str, decision: str) -> PublishedDecision:
    places = queries.list_places(queries.get_publication(publication))
    found = next((one for one in places if one.decision.public_id == decision), None)
    if found is None:
        raise NotFound
    return found


@pages.post("/<publication>/<decision>/hold", may=MAY)
def keep_back(publication: str, decision: str) -> object:
    """Hold one certificate while an objection is looked into."""
    place, form = _place(publication, decision), Reason()

    def act() -> str:
        publishing.keep_back(place, reason=form.why.data or "", by=the_viewer(), now=clock.now())
        return str(_("已暂缓。核查了结之前不能颁发这张证书。"))

    return _done(publication, act)


@pages.post("/<publication>/<decision>/release", may=MAY)
def let_go(publication: str, decision: str) -> object:
    """The objection is settled."""
    place, form = _place(publication, decision), Reason()

    def act() -> str:
        publishing.let_go(place, reason=form.why.data or "", by=the_viewer(), now=clock.now())
        return str(_("已解除暂缓。"))

    return _done(publication, act)


def _done(publication: str, act: Callable[[], str]) -> object:
    try:
        flash(act(), "good")
    except Refusal as refusal:
        flash(say(refusal), "bad")
    return see_other("publications_staff.show", publication=publication)

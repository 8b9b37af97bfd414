"""Officers' pages of regrading: pick an item, say what changes, look at the dry run, approve."""

from enum import StrEnum
from typing import Any, TypeVar

from flask import flash, request, url_for
from flask_babel import gettext

from examsite.accounts.services import proposals
from examsite.domain.errors import NotFound, Refusal
from examsite.domain.permissions import Permission
from examsite.domain.regrade import RunState
from examsite.exams.models import FormItem, Sitting
from examsite.exams.queries import list_form_items
from examsite.items.services.rekeying import find_newest_key, part_content, part_key
from examsite.kit import clock
from examsite.kit.access import the_viewer
from examsite.kit.errors import say
from examsite.kit.markup import inline
from examsite.kit.web import Pages, page, page_number, see_other
from examsite.results.forms import RefuseCorrection
from examsite.results.forms_regrading import FORM, RegradeItem, key_fields, regrade_form, wish_of
from examsite.results.models import RegradeRun
from examsite.results.queries import regrading as reads
from examsite.results.queries.regrade_lines import Only, Order, list_lines
from examsite.results.queries.waiting import get_finished_sitting
from examsite.results.services import regrade_notices, regrading
from examsite.results.services.correcting import refuse_correction
from examsite.results.services.regrade_marking import WITH_KEY

pages = Pages("results_regrading", __name__, prefix="/staff/results/regrades")
MAY = Permission.RUN_CERTIFICATION
Picked = TypeVar("Picked", bound=StrEnum)


@pages.get("", may=MAY)
def index() -> object:
    """Runs that wait for a second person."""
    return page("results/regrades.html", runs=reads.list_waiting_runs())


@pages.get("/sittings/<sitting>", may=MAY)
def items(sitting: str) -> object:
    """The items of a sitting's form, and the runs that have reached it."""
    found = get_finished_sitting(sitting)
    return page(
        "results/regrade_items.html",
        sitting=found,
        places=list_form_items(found.form),
        content=part_content,
        runs=reads.list_runs(found),
    )


def _item_page(sitting: Sitting, place: FormItem, form: RegradeItem) -> str:
    return page(
        "results/regrade_item.html",
        sitting=sitting,
        place=place,
        inline=inline,
        content=part_content(place.version, place.part),
        key=part_key(find_newest_key(place.item_version_id).key, place.part),
        form=form,
        key_fields=key_fields(form),
        others=reads.count_other_forms(place),
    )


@pages.get("/sittings/<sitting>/items/<item>", may=MAY)
def item(sitting: str, item: str) -> object:
    """One item, and what can be done about it."""
    found = get_finished_sitting(sitting)
    place = reads.get_place(found.form, item)
    return _item_page(found, place, regrade_form(place))


@pages.post("/sittings/<sitting>/items/<item>", may=MAY)
def draft(sitting: str, item: str) -> object:
    """Compute what would happen; nobody's score changes."""
    found = get_finished_sitting(sitting)
    place = reads.get_place(found.form, item)
    form = regrade_form(place)
    if not form.validate():
        return _item_page(found, place, form), 422
    scope = reads.Scope(found.form, None if form.scope.data == FORM else found)
    try:
        run = regrading.draft(scope, place, wish_of(form, place), by=the_viewer(), now=clock.now())
    except Refusal as refusal:
        flash(say(refusal), "bad")
        return _item_page(found, place, form), 422
    return see_other("results_regrading.run", run=run.public_id)


def _picked(kind: type[Picked], name: str) -> Picked:
    """The choice in the address; the first of its kind for nonsense."""
    return next((one for one in kind if one == request.args.get(name)), next(iter(kind)))


def _keys(run: RegradeRun) -> dict[str, Any]:
    """The answer that counted and the one that is to count, for whoever approves."""
    place, changes = run.form_item, run.change in WITH_KEY
    before = run.key_number - 1 if run.key else run.key_number
    whole = {
        "key_before": reads.find_key(place, before),
        "key_after": (run.key or reads.find_key(place, run.key_number)) if changes else None,
    }
    return {name: part_key(key, place.part) if key else None for name, key in whole.items()}


def _progress(run: RegradeRun) -> dict[str, Any]:
    return {"run": run, "written": reads.count_steps(run)}


@pages.get("/<run>", may=MAY)
def run(run: str) -> object:
    """A run: what it would do or did to whom, and its next step."""
    found = reads.get_run(run)
    only, order = _picked(Only, "only"), _picked(Order, "order")
    drafted, sent = reads.count_notices(found)
    return page(
        "results/regrade.html",
        lines=list_lines(found, only, order, page_number()),
        only=only.value,
        order=order.value,
        proposal=reads.find_proposal(found) if found.state is RunState.DRAFT else None,
        viewer=the_viewer(),
        inline=inline,
        content=part_content(found.form_item.version, found.form_item.part),
        **_keys(found),
        page_url=lambda n: url_for(
            "results_regrading.run", run=run, only=only.value, order=order.value, page=n
        ),
        notices={"drafted": drafted, "sent": sent},
        **_progress(found),
    )


@pages.get("/<run>/progress", may=MAY)
def progress(run: str) -> object:
    """How far the writing has come, for the page that watches it."""
    found = reads.get_run(run)
    text = page("results/regrade_progress.html", **_progress(found))
    return text, 200, {"HX-Refresh": "true"} if found.state is RunState.DONE else {}


@pages.post("/<run>/proposal", may=MAY)
def propose(run: str) -> object:
    """Ask a second officer."""
    regrading.propose(reads.get_run(run), by=the_viewer(), now=clock.now())
    flash(gettext("已提出，等另一位考务批准。"), "success")
    return see_other("results_regrading.run", run=run)


def _proposal(run: str) -> Any:
    proposal = reads.find_proposal(reads.get_run(run))
    if proposal is None:
        raise NotFound
    return proposal


@pages.post("/<run>/approval", may=MAY)
def approve(run: str) -> object:
    """The second officer agrees: the scores are written."""
    proposals.approve(regrading.REGRADE, _proposal(run), by=the_viewer(), now=clock.now())
    flash(gettext("已批准，开始写入。"), "success")
    return see_other("results_regrading.run", run=run)


@pages.post("/<run>/refusal", may=MAY)
def refuse(run: str) -> object:
    """The second officer disagrees, or the proposer takes it back."""
    form = RefuseCorrection()
    refuse_correction(_proposal(run), note=form.note.data or "", by=the_viewer(), now=clock.now())
    flash(gettext("已处理，原成绩不变。"), "success")
    return see_other("results_regrading.run", run=run)


@pages.post("/<run>/dropping", may=MAY)
def drop(run: str) -> object:
    """Give a dry run up."""
    regrading.drop(reads.get_run(run), by=the_viewer(), now=clock.now())
    flash(gettext("已放弃，原成绩不变。"), "success")
    return see_other("results_regrading.run", run=run)


@pages.post("/<run>/resuming", may=MAY)
def resume(run: str) -> object:
    """Let a writing that has stopped go on."""
    regrading.resume(reads.get_run(run), by=the_viewer(), now=clock.now())
    flash(gettext("已重新开始，从停下的地方继续。"), "success")
    return see_other("results_regrading.run", run=run)


@pages.post("/<run>/notices", may=MAY)
def send_notices(run: str) -> object:
    """Send the drafted notices."""
    count = regrade_notices.ask_to_send(reads.get_run(run), by=the_viewer(), now=clock.now())
    flash(gettext("正在发出 %(count)s 份通知。", count=count), "success")
    return see_other("results_regrading.run", run=run)

"""Officers' pages of batches, and the supervisor's: from the draft to the archive."""

from collections.abc import Callable, Sequence

from flask import flash
from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined] # newer than the stubs

from examsite.domain.batch import still_open
from examsite.domain.errors import Refusal
from examsite.domain.permissions import Permission
from examsite.enrolment.forms import Reason
from examsite.enrolment.forms_batches import Sign, TakeIn, WriteNotice
from examsite.enrolment.models import Batch
from examsite.enrolment.queries import batches as queries
from examsite.enrolment.queries.batch_progress import count_open, list_involved, read_progress
from examsite.enrolment.services import batches
from examsite.enrolment.services.archiving import read_archive
from examsite.exams.models import Sitting
from examsite.kit import clock
from examsite.kit.access import the_viewer
from examsite.kit.clock import local_date
from examsite.kit.errors import say, status_of
from examsite.kit.site import settings
from examsite.kit.web import Pages, answer_file, page, see_other
from examsite.practicals.models import PracticalSession

pages = Pages("batches_staff", __name__, prefix="/staff/batches")
MAY = Permission.RUN_CERTIFICATION
READ = Permission.SUPERVISE_BATCHES


@pages.get("", may=READ)
def index() -> object:
    """Every batch, the newest first."""
    return page("enrolment/batches_staff.html", lines=queries.list_batches())


def _form(form: WriteNotice, batch: Batch | None = None, problem: str = "") -> str:
    return page("enrolment/batch_form.html", form=form, batch=batch, problem=problem)


@pages.get("/new", may=MAY)
def write_new() -> object:
    """An empty notice."""
    return _form(WriteNotice(formdata=None))


@pages.post("", may=MAY)
def draft() -> object:
    """Keep a first draft."""
    form = WriteNotice()
    if not form.validate():
        return _form(form), 422
    try:
        made = batches.draft(form.notice, by=the_viewer(), now=clock.now())
    except Refusal as refusal:
        return _form(form, problem=say(refusal)), status_of(refusal)
    flash(_("草稿已保存。列入考次以后就可以公告。"), "good")
    return see_other("batches_staff.show", batch=made.public_id)


@pages.get("/<batch>/notice", may=MAY)
def write(batch: str) -> object:
    """The newest version, to be rewritten."""
    found = queries.get_batch(batch)
    form = WriteNotice(formdata=None, obj=queries.list_notices(found)[0])
    form.change.data = ""
    return _form(form, found)


@pages.post("/<batch>/notice", may=MAY)
def rewrite(batch: str) -> object:
    """Keep a new version."""
    found, form = queries.get_batch(batch), WriteNotice()
    if not form.validate():
        return _form(form, found), 422
    change = form.change.data or ""
    try:
        batches.rewrite(found, form.notice, change=change, by=the_viewer(), now=clock.now())
    except Refusal as refusal:
        return _form(form, queries.get_batch(batch), say(refusal)), status_of(refusal)
    flash(_("已保存。"), "good")
    return see_other("batches_staff.show", batch=batch)


@pages.get("/<batch>", may=READ)
def show(batch: str) -> object:
    """Where a batch stands: steps in numbers, what is left, what can be done now."""
    return _show(queries.get_batch(batch), Sign(formdata=None))


def _show(found: Batch, sign: Sign) -> str:
    now = clock.now()
    notices = queries.list_notices(found)
    writable = found.state in batches.WRITABLE and the_viewer().may(MAY)
    return page(
        "enrolment/batch_staff.html",
        batch=found,
        notices=notices,
        sittings=queries.list_sittings_of(found),
        sessions=queries.list_sessions_of(found),
        take_sitting=_choices(queries.list_free_sittings(now)) if writable else None,
        take_session=_choices(queries.list_free_sessions(now)) if writable else None,
        progress=read_progress(found),
        left=still_open(count_open(found, now, local_date(now))),
        involved=the_viewer().id in list_involved(found),
        archive=queries.find_archive(found),
        officer=the_viewer().may(MAY),
        writable=writable,
        sign=sign,
    )


def _choices(rows: Sequence[Sitting | PracticalSession]) -> TakeIn:
    form = TakeIn(formdata=None)
    form.which.choices = [SelectChoice(one.public_id, one.title) for one in rows]
    return form


def _chosen() -> str:
    form = TakeIn()
    return form.which.data or ""


@pages.post("/<batch>/announcement", may=MAY)
def announce(batch: str) -> object:
    """Let everybody read it."""
    return _done(
        batch,
        lambda found: batches.announce(found, by=the_viewer(), now=clock.now()),
        _("已公告，任何人都能看到。"),
    )


@pages.post("/<batch>/sittings", may=MAY)
def bind_sitting(batch: str) -> object:
    """Take a sitting into the batch."""
    return _done(
        batch,
        lambda found: batches.bind_sitting(found, _chosen(), by=the_viewer(), now=clock.now()),
        _("已列入批次。"),
    )


@pages.post("/<batch>/sittings/<sitting>/removal", may=MAY)
def unbind_sitting(batch: str, sitting: str) -> object:
    """Take it out again."""
    return _done(
        batch,
        lambda found: batches.unbind_sitting(found, sitting, by=the_viewer(), now=clock.now()),
        _("已移出批次。"),
    )


@pages.post("/<batch>/sessions", may=MAY)
def bind_session(batch: str) -> object:
    """Take a practical session into the batch."""
    return _done(
        batch,
        lambda found: batches.bind_session(found, _chosen(), by=the_viewer(), now=clock.now()),
        _("已列入批次。"),
    )


@pages.post("/<batch>/signature", may=READ)
def sign(batch: str) -> object:
    """The supervisor signs."""
    form = Sign()
    if not form.validate():
        return _show(queries.get_batch(batch), form), 422
    remark = form.remark.data or ""
    return _done(
        batch,
        lambda found: batches.sign(found, remark=remark, by=the_viewer(), now=clock.now()),
        _("已签字。现在可以归档。"),
    )


@pages.post("/<batch>/signature/withdrawal", may=READ)
def take_back(batch: str) -> object:
    """The signature is taken back."""
    why = Reason().why.data or ""
    return _done(
        batch,
        lambda found: batches.take_back(found, reason=why, by=the_viewer(), now=clock.now()),
        _("签字已撤回。"),
    )


@pages.post("/<batch>/closing", may=MAY)
def close(batch: str) -> object:
    """Close for good; the archive follows."""
    return _done(
        batch,
        lambda found: batches.close(found, by=the_viewer(), now=clock.now()),
        _("已归档，档案正在生成，片刻后刷新页面即可下载。"),
    )


@pages.get("/<batch>/archive", may=READ)
def archive(batch: str) -> object:
    """The archive as it was made."""
    found = queries.get_batch(batch)
    content = read_archive(found, home=settings().home)
    return answer_file(content, f"batch-{found.public_id}.zip", "application/zip")


def _done(batch: str, act: Callable[[Batch], None], told: str) -> object:
    try:
        act(queries.get_batch(batch))
        flash(told, "good")
    except Refusal as refusal:
        flash(say(refusal), "bad")
    return see_other("batches_staff.show", batch=batch)

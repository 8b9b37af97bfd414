"""Pages of whoever marks short answers: the list of questions, one answer after the other."""

from flask import flash, request
from flask_babel import gettext as _

from examsite.domain.permissions import Permission
from examsite.kit import clock
from examsite.kit.access import the_viewer
from examsite.kit.errors import say
from examsite.kit.markup import inline, shown
from examsite.kit.web import Pages, page, see_other
from examsite.short_answers import services
from examsite.short_answers.forms import Sheet, read_sheet, sheet_of
from examsite.short_answers.policies import (
    AlreadyMarked,
    AnswerSettled,
    MarkFixed,
    NothingMarked,
)
from examsite.short_answers.queries.queues import (
    Desk,
    Offer,
    get_line,
    get_queue,
    list_lines,
    load_desk,
)

pages = Pages("short_answers", __name__, prefix="/marking")
MAY = Permission.MARK_ANSWERS


@pages.get("/", may=MAY)
def index() -> object:
    """The questions in which something waits for this person."""
    return page("short_answers/index.html", lines=list_lines(the_viewer()))


@pages.post("/sittings/<sitting>/<item>", may=MAY)
def begin(sitting: str, item: str) -> object:
    """Open the queue of one question, or go on with it."""
    line = get_line(the_viewer(), sitting, item)
    queue = services.open_queue(line, by=the_viewer(), now=clock.now())
    return see_other("short_answers.mark", queue=queue.public_id)


@pages.get("/<queue>/", may=MAY)
def mark(queue: str) -> object:
    """The next answer of the queue; at its end, what was done."""
    desk = _desk(queue)
    offer = desk.next()
    if offer is None:
        return page("short_answers/done.html", desk=desk)
    return _show(desk, offer, Sheet())


@pages.post("/<queue>/", may=MAY)
def mark_now(queue: str) -> object:
    """Keep the marks and go on to the next answer."""
    desk, token = _desk(queue), request.form.get("answer", "")
    sheet = read_sheet(desk, request.form)
    offer = desk.offered(token)
    if offer is not None and sheet.missing:
        return _show(desk, offer, sheet), 422
    try:
        saved = services.give(
            desk.queue, token, sheet.lines, note=sheet.note, by=the_viewer(), now=clock.now()
        )
    except AlreadyMarked:  # sent twice
        return see_other("short_answers.mark", queue=queue)
    except AnswerSettled as refusal:
        flash(say(refusal), "warn")
        return see_other("short_answers.mark", queue=queue)
    if saved.missed is not None:
        flash(_missed(saved.mark.points, saved.missed), "warn")
    return see_other("short_answers.mark", queue=queue)


def _missed(given: int, anchor: int) -> str:
    """What is said, once and politely, to whoever missed a check."""
    told: str = _(
        "刚才那份是核对用的样例：约定 %(anchor)s 分，您给了 %(given)s 分。"
        "请对照评分要点再想一想，然后继续；它不计入任何人的成绩。",
        anchor=anchor,
        given=given,
    )
    return told


@pages.get("/<queue>/last", may=MAY)
def last(queue: str) -> object:
    """What was marked last, to be looked at again."""
    desk = _desk(queue)
    offer = desk.last()
    if offer is None or offer.given is None:
        raise NothingMarked
    if desk.is_fixed(offer.given):
        flash(say(MarkFixed()), "warn")
        return see_other("short_answers.mark", queue=queue)
    return _show(desk, offer, sheet_of(offer))


@pages.post("/<queue>/last", may=MAY)
def change_last(queue: str) -> object:
    """Keep another word on what was marked last."""
    desk = _desk(queue)
    sheet, offer = read_sheet(desk, request.form), desk.last()
    if offer is not None and sheet.missing:
        return _show(desk, offer, sheet), 422
    try:
        services.amend(desk.queue, sheet.lines, note=sheet.note, by=the_viewer(), now=clock.now())
    except MarkFixed as refusal:
        flash(say(refusal), "warn")
        return see_other("short_answers.mark", queue=queue)
    flash(_("已改好上一份。"), "good")
    return see_other("short_answers.mark", queue=queue)


def _desk(queue: str) -> Desk:
    return load_desk(get_queue(queue, visible_to=the_viewer()))


def _show(desk: Desk, offer: Offer, sheet: Sheet) -> str:
    question = desk.question
    return page(
        "short_answers/mark.html",
        desk=desk,
        offer=offer,
        sheet=sheet,
        stem=inline(question.stem),
        material=shown(question.material, question.figures) if question.material else None,
    )

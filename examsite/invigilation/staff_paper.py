"""Going on on paper: print, take seats to paper, type sheets in twice, settle what differs."""

from typing import Any

from flask import flash, request
from flask_babel import gettext as _

from examsite.accounts.queries import get_issuer
from examsite.domain.errors import Refusal
from examsite.domain.paper_answers import PaperState, Unreadable, differences, read, show
from examsite.domain.permissions import Permission
from examsite.exams.models import Sitting
from examsite.exams.queries import get_sitting, get_watched_sitting
from examsite.invigilation.forms import WithReason
from examsite.invigilation.queries.on_paper import Place, Sheet, get_sheet, list_places
from examsite.invigilation.services import on_paper, paper_exam
from examsite.invigilation.words import PAPER_HINTS
from examsite.kit import clock
from examsite.kit.access import the_viewer
from examsite.kit.errors import say, status_of
from examsite.kit.site import settings
from examsite.kit.web import Pages, answer_pdf, page, see_other

pages = Pages("paper_exam", __name__, prefix="/staff")
MAY = Permission.WATCH_SITTING
OTHER = "other"


@pages.get("/sittings/<sitting>/paper", may=MAY)
def seats(sitting: str) -> object:
    """Everybody on the roster: who went on on paper, how far the sheet is."""
    found = get_watched_sitting(sitting, visible_to=the_viewer())
    return page(
        "invigilation/paper_seats.html",
        sitting=found,
        places=list_places(found),
        form=WithReason("paper"),
    )


def _ticked(sitting: Sitting) -> list[Place]:
    wanted = set(request.form.getlist("seat"))
    return [one for one in list_places(sitting) if one.user.public_id in wanted]


@pages.post("/sittings/<sitting>/paper", may=MAY)
def begin(sitting: str) -> object:
    """Take the ticked seats to paper, with a reason."""
    found, form = get_watched_sitting(sitting, visible_to=the_viewer()), WithReason("paper")
    ticked = _ticked(found)
    if not ticked or not form.validate():
        flash(_("请勾选座位，并写明理由。"), "bad")
        return see_other("paper_exam.seats", sitting=sitting)
    begun = 0
    for one in ticked:
        try:
            made = on_paper.take(
                found,
                one.entry,
                reason=form.reason.data or "",
                by=the_viewer(),
                now=clock.now(),
                keys=settings().keys_folder,
            )
            begun += made is not None
        except Refusal as refusal:
            flash(f"{one.user.name}：{say(refusal)}", "bad")
    flash(_("已有 %(n)s 个座位改用纸笔，电脑上的作答已按保存的收下。", n=begun), "good")
    return see_other("paper_exam.seats", sitting=sitting)


@pages.post("/sittings/<sitting>/paper/booklet.pdf", may=Permission.RUN_CERTIFICATION)
def booklet(sitting: str) -> object:
    """The questions of the ticked seats' forms."""
    return _printed(sitting, paper_exam.booklets, "paper")


@pages.post("/sittings/<sitting>/paper/answer-sheets.pdf", may=Permission.RUN_CERTIFICATION)
def answer_sheets(sitting: str) -> object:
    """A sheet for each ticked seat."""
    return _printed(sitting, paper_exam.answer_sheets, "answer-sheets")


def _printed(sitting: str, make: Any, name: str) -> object:
    found = get_sitting(sitting)
    try:
        content = make(
            found,
            _ticked(found),
            issuer=get_issuer().name_on_paper,
            by=the_viewer(),
            now=clock.now(),
        )
    except Refusal as refusal:
        flash(say(refusal), "bad")
        return see_other("paper_exam.seats", sitting=sitting)
    return answer_pdf(content, f"{name}-{sitting}.pdf")


@pages.get("/attempts/<attempt>/paper", may=MAY)
def sheet(attempt: str) -> object:
    """Where this person types or settles, or what came of it."""
    return _sheet(get_sheet(attempt, visible_to=the_viewer()), {}, {})


def _sheet(found: Sheet, typed: dict[str, str], problems: dict[str, str]) -> str:
    shared = {"sheet": found, "attempt": found.row.attempt, "form": WithReason("drop")}
    if found.state is PaperState.DIFFERENT:
        first, second = (one.values for one in found.versions)
        return page(
            "invigilation/paper_settle.html",
            **shared,
            open=[
                (one, show(one, first.get(one["item"])), show(one, second.get(one["item"])))
                for one in differences(found.paper, first, second)
            ],
            typed=typed,
            problems=problems,
            picked=request.form,
        )
    return page(
        "invigilation/paper_type.html",
        **shared,
        mine=any(one.by_id == the_viewer().id for one in found.versions),
        how=PAPER_HINTS,
        typed=typed,
        problems=problems,
    )


@pages.post("/attempts/<attempt>/paper", may=MAY)
def type_in(attempt: str) -> object:
    """One person's whole version."""
    found = get_sheet(attempt, visible_to=the_viewer())
    return _saved(found, {one["item"] for one in found.paper}, on_paper.type_in)


@pages.post("/attempts/<attempt>/paper/settlement", may=MAY)
def settle(attempt: str) -> object:
    """What the sheet says where two versions differ: one of them, or what is typed now."""
    found = get_sheet(attempt, visible_to=the_viewer())
    chosen = {one["item"] for one in found.paper if request.form.get(f"pick-{one['item']}")}
    return _saved(found, chosen, on_paper.settle)


def _saved(found: Sheet, wanted: set[str], act: Any) -> object:
    typed = {one["item"]: request.form.get(f"a-{one['item']}", "") for one in found.paper}
    values: dict[str, Any] = {}
    problems: dict[str, str] = {}
    for one in found.paper:
        name = one["item"]
        if name not in wanted:
            continue
        pick = request.form.get(f"pick-{name}", OTHER)
        try:
            if pick in ("1", "2") and len(found.versions) == 2:
                values[name] = found.versions[int(pick) - 1].values.get(name)
            else:
                values[name] = read(one, typed[name])
        except Unreadable as refusal:
            problems[name] = say(refusal)
    if problems:
        flash(_("有 %(n)s 题读不懂，已在题号旁指出；其余的没有丢。", n=len(problems)), "bad")
        return _sheet(found, typed, problems), 422
    try:
        after = act(found, values, by=the_viewer(), now=clock.now(), keys=settings().keys_folder)
    except Refusal as refusal:
        flash(say(refusal), "bad")
        return _sheet(get_sheet(found.row.attempt.public_id, visible_to=the_viewer()), typed, {}), (
            status_of(refusal)
        )
    flash(_said(after.state), "good")
    return see_other("paper_exam.seats", sitting=found.row.attempt.sitting.public_id)


def _said(state: PaperState) -> str:
    if state is PaperState.ENTERED:
        return str(_("第一遍已录好。请另一位工作人员录第二遍。"))
    if state is PaperState.DIFFERENT:
        return str(_("两遍录入有不同。请对照答题纸逐处裁定。"))
    return str(_("已计入作答并重新计分。"))


@pages.post("/attempts/<attempt>/paper/withdrawal", may=MAY)
def drop(attempt: str) -> object:
    """Nothing was written on paper after all."""
    found, form = get_sheet(attempt, visible_to=the_viewer()), WithReason("drop")
    if not form.validate():
        flash(_("请写明理由。"), "bad")
        return see_other("paper_exam.sheet", attempt=attempt)
    try:
        on_paper.drop(found, reason=form.reason.data or "", by=the_viewer(), now=clock.now())
        flash(_("已撤销纸笔作答，按电脑上保存的作答计分。"), "good")
    except Refusal as refusal:
        flash(say(refusal), "bad")
    return see_other("paper_exam.seats", sitting=found.row.attempt.sitting.public_id)

"""Late answers of one attempt: what arrived when, and two people's word on whether it counts."""

import json
from typing import Any

from flask import flash
from flask_babel import gettext as _

from examsite.attempts.models import Attempt
from examsite.attempts.queries.attempts import get_watched_attempt
from examsite.attempts.queries.late import find_late_case, list_late
from examsite.domain.errors import NotFound, Refusal
from examsite.domain.paper_answers import show as as_typed
from examsite.domain.permissions import Permission
from examsite.invigilation.forms import DecideLate, WithReason
from examsite.invigilation.queries import seat
from examsite.invigilation.queries.on_paper import get_paper
from examsite.invigilation.services import late_answers
from examsite.invigilation.words import WORDS
from examsite.kit import clock
from examsite.kit.access import the_viewer
from examsite.kit.errors import say, status_of
from examsite.kit.web import Pages, page, see_other

pages = Pages("late_answers", __name__, prefix="/staff/attempts")
MAY = Permission.WATCH_SITTING


@pages.get("/<attempt>/late-answers", may=MAY)
def show(attempt: str) -> object:
    """What came late beside what counts, the disturbances before, and the proposal if any."""
    return _show(get_watched_attempt(attempt, visible_to=the_viewer()), DecideLate("late"))


def _show(found: Attempt, form: DecideLate) -> str:
    case = find_late_case(found.id)
    if case is None:
        raise NotFound
    proposed = [one for one in seat.list_proposals([found.public_id]) if one.act == seat.LATE_ACT]
    return page(
        "invigilation/late.html",
        attempt=found,
        case=case,
        rows=_rows(found),
        ledger=seat.get_ledger(found, clock.now()),
        last_save=seat.find_last_save(found.id),
        proposals=[(one, WithReason(f"decline-{one.public_id}")) for one in proposed],
        form=form,
        viewer=the_viewer(),
        **WORDS,
    )


def _rows(found: Attempt) -> list[tuple[Any, str, str]]:
    paper = {one["item"]: one for one in get_paper(found.form_id)}

    def words(item: str, text: str | None) -> str:
        return as_typed(paper[item], json.loads(text)) if text else ""

    return [
        (one, words(one.item, one.kept), words(one.item, one.value)) for one in list_late(found.id)
    ]


@pages.post("/<attempt>/late-answers", may=MAY)
def decide(attempt: str) -> object:
    """Say whether they count; where two people are asked for, the other one settles it."""
    found, form = get_watched_attempt(attempt, visible_to=the_viewer()), DecideLate("late")
    if not form.validate():
        return _show(found, form), 422
    try:
        asked = late_answers.decide(
            found,
            accept=form.accept.data == "yes",
            reason=form.reason.data or "",
            by=the_viewer(),
            now=clock.now(),
        )
    except Refusal as refusal:
        flash(say(refusal), "bad")
        return _show(get_watched_attempt(attempt, visible_to=the_viewer()), form), status_of(
            refusal
        )
    done = _("已认定，考生会看到理由。")
    flash(_("已提出，等第二个人批准。") if asked.proposal is not None else done, "good")
    return see_other("late_answers.show", attempt=attempt)

"""Staff's pages of doubts about attempts: raised by who watches, decided by another officer."""

from flask import flash
from flask_babel import gettext as _

from examsite.attempts.queries.attempts import get_watched_attempt
from examsite.domain.errors import Refusal
from examsite.domain.flags import FlagOutcome
from examsite.domain.permissions import Permission
from examsite.invigilation.forms import DecideFlag, RaiseFlag
from examsite.invigilation.models import Flag
from examsite.invigilation.queries import seat
from examsite.invigilation.queries.flags import get_flag
from examsite.invigilation.services import flags
from examsite.invigilation.words import WORDS
from examsite.kit import clock
from examsite.kit.access import the_viewer
from examsite.kit.clock import local_date
from examsite.kit.errors import say, status_of
from examsite.kit.web import Pages, page, see_other

pages = Pages("flags_staff", __name__, prefix="/staff")
MAY = Permission.WATCH_SITTING
DECIDE = Permission.RUN_CERTIFICATION


@pages.post("/attempts/<attempt>/flags", may=MAY)
def raise_flag(attempt: str) -> object:
    """Say what is doubted; the candidate is told at once."""
    found, form = get_watched_attempt(attempt, visible_to=the_viewer()), RaiseFlag("flag")
    try:
        made = flags.raise_flag(
            found, words=form.words.data or "", by=the_viewer(), now=clock.now()
        )
    except Refusal as refusal:
        flash(say(refusal), "bad")
        return see_other("invigilation_staff.attempt", attempt=attempt)
    flash(_("已提出并通知考生；成绩在了结之前不发布。"), "good")
    return see_other("flags_staff.show", flag=made.public_id)


def _show(found: Flag, form: DecideFlag) -> str:
    viewer, today = the_viewer(), local_date(clock.now())
    return page(
        "invigilation/flag_staff.html",
        flag=found,
        candidate=seat.get_candidate(found.attempt),
        over=today > found.reply_due,
        may_decide=viewer.may(DECIDE) and viewer.id != found.raised_by_id,
        form=form,
        **WORDS,
    )


@pages.get("/flags/<flag>", may=MAY)
def show(flag: str) -> object:
    """What is doubted, on what grounds, what the candidate says, what was decided."""
    return _show(get_flag(flag, visible_to=the_viewer()), DecideFlag("decide"))


@pages.post("/flags/<flag>/decision", may=DECIDE)
def decide(flag: str) -> object:
    """Settle it, with reasons the candidate reads."""
    found, form = get_flag(flag, visible_to=the_viewer()), DecideFlag("decide")
    if not form.validate():
        return _show(found, form), 422
    try:
        flags.decide(
            found,
            FlagOutcome(form.outcome.data),
            reasons=form.reasons.data or "",
            by=the_viewer(),
            now=clock.now(),
        )
    except Refusal as refusal:
        flash(say(refusal), "bad")
        return _show(get_flag(flag, visible_to=the_viewer()), form), status_of(refusal)
    flash(_("结论已记录，考生会收到通知。"), "good")
    return see_other("flags_staff.show", flag=flag)

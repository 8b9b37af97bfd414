"""A candidate's page of a doubt about an attempt of theirs: what was seen, their answer, the end."""

from flask import flash
from flask_babel import gettext as _

from examsite.accounts.queries_calendar import get_working_calendar
from examsite.domain.errors import Refusal
from examsite.domain.flags import FlagState
from examsite.domain.permissions import Permission
from examsite.invigilation.forms import ReplyToFlag
from examsite.invigilation.models import Flag
from examsite.invigilation.queries.flags import get_own_flag
from examsite.invigilation.services import flags
from examsite.invigilation.words import WORDS
from examsite.kit import clock
from examsite.kit.access import the_viewer
from examsite.kit.clock import local_date
from examsite.kit.errors import say, status_of
from examsite.kit.site import settings
from examsite.kit.web import Pages, page, see_other

pages = Pages("flags", __name__, prefix="/flags")
MAY = Permission.TAKE_EXAM


def _show(found: Flag, form: ReplyToFlag) -> str:
    open_until = found.state is FlagState.RAISED and local_date(clock.now()) <= found.reply_due
    calendar, days = get_working_calendar(), settings().appeal_days
    decided = found.decided_at and local_date(found.decided_at)
    return page(
        "invigilation/flag.html",
        flag=found,
        can_reply=open_until,
        form=form,
        complain_until=calendar.add(decided, days) if decided else None,
        **WORDS,
    )


@pages.get("/<flag>", may=MAY)
def show(flag: str) -> object:
    """What is doubted, and what can be said."""
    return _show(get_own_flag(flag, visible_to=the_viewer()), ReplyToFlag("reply"))


@pages.post("/<flag>/reply", may=MAY)
def reply(flag: str) -> object:
    """The candidate's own words, once."""
    found, form = get_own_flag(flag, visible_to=the_viewer()), ReplyToFlag("reply")
    if not form.validate():
        return _show(found, form), 422
    try:
        flags.reply(found, words=form.words.data or "", by=the_viewer(), now=clock.now())
    except Refusal as refusal:
        flash(say(refusal), "bad")
        return _show(get_own_flag(flag, visible_to=the_viewer()), form), status_of(refusal)
    flash(_("说明已收到，结论会写在本页并通知您。"), "good")
    return see_other("flags.show", flag=flag)

"""The invigilator's board: who is where, and time given back."""

from collections import Counter

from flask import flash
from flask_babel import gettext as _

from examsite.attempts.forms import GiveTime
from examsite.attempts.queries.attempts import get_any_attempt, list_time_events
from examsite.attempts.queries.board import list_board
from examsite.attempts.services.time import change_time
from examsite.domain.permissions import Permission
from examsite.domain.terms import TimeEventKind
from examsite.exams.queries import get_sitting
from examsite.kit import clock
from examsite.kit.access import the_viewer
from examsite.kit.web import Pages, page, see_other

pages = Pages("attempts_staff", __name__, prefix="/staff")
MAY = Permission.WATCH_SITTING


@pages.get("/sittings/<sitting>/board", may=MAY)
def board(sitting: str) -> object:
    """Everybody on the roster with the state of their attempt."""
    found, now = get_sitting(sitting), clock.now()
    seats = list_board(found.id, now)
    counts = Counter(seat.state for seat in seats)
    return page("attempts/board.html", sitting=found, seats=seats, counts=counts, now=now)


@pages.get("/attempts/<attempt>", may=MAY)
def attempt(attempt: str) -> object:
    """One attempt: its time, what was given, and giving more."""
    found = get_any_attempt(attempt)
    events = list_time_events(found.id)
    return page("attempts/attempt.html", attempt=found, events=events, form=GiveTime())


@pages.post("/attempts/<attempt>/time", may=MAY)
def give_time(attempt: str) -> object:
    """Extend one attempt, with a reason."""
    found, form = get_any_attempt(attempt), GiveTime()
    if not form.validate():
        events = list_time_events(found.id)
        return page("attempts/attempt.html", attempt=found, events=events, form=form), 422
    change_time(
        found,
        TimeEventKind.EXTEND,
        (form.minutes.data or 0) * 60,
        form.reason.data or "",
        by=the_viewer(),
        now=clock.now(),
    )
    flash(_("已延长 %(n)s 分钟，考生页面会在 30 秒内更新。", n=form.minutes.data), "good")
    return see_other("attempts_staff.attempt", attempt=attempt)

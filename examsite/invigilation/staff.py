"""One attempt as invigilators see it, and every act on a seat or on the whole room."""

from collections.abc import Callable
from typing import Any

from flask import Response, flash
from flask_babel import gettext as _
from flask_wtf import FlaskForm

from examsite.accounts.services.proposals import Asked
from examsite.attempts.models import Attempt
from examsite.attempts.queries.attempts import get_watched_attempt, list_time_events
from examsite.attempts.queries.late import find_late_case
from examsite.attempts.services.taking import standing, state_of
from examsite.domain.errors import Conflict, Gone, Invalid
from examsite.domain.permissions import Permission
from examsite.exams.models import Sitting
from examsite.exams.queries import get_watched_sitting
from examsite.invigilation.forms import (
    Announce,
    EndNow,
    GiveBack,
    GiveTime,
    RaiseFlag,
    Reopen,
    WithReason,
    WriteNote,
)
from examsite.invigilation.queries import seat
from examsite.invigilation.queries.flags import list_flags
from examsite.invigilation.services import running, settling
from examsite.invigilation.services.running import Seats
from examsite.invigilation.words import WORDS
from examsite.kit import clock
from examsite.kit.access import the_viewer
from examsite.kit.errors import say
from examsite.kit.site import settings
from examsite.kit.web import Pages, page, see_other

pages = Pages("invigilation_staff", __name__, prefix="/staff")
MAY = Permission.WATCH_SITTING


def _watched(attempt: str) -> Attempt:
    return get_watched_attempt(attempt, visible_to=the_viewer())


def _room(sitting: str) -> Sitting:
    return get_watched_sitting(sitting, visible_to=the_viewer())


@pages.get("/attempts/<attempt>", may=MAY)
def attempt(attempt: str) -> object:
    """One attempt: where it stands, what happened and how common that is, and what can be done."""
    found, now = _watched(attempt), clock.now()
    return page(
        "invigilation/attempt.html",
        attempt=found,
        state=state_of(found, now),
        standing=standing(found, now),
        candidate=seat.get_candidate(found),
        last_save=seat.find_last_save(found.id),
        events=list_time_events(found.id),
        happened=_happened(found),
        rates=seat.base_rates(found.sitting_id),
        ledger=seat.get_ledger(found, now),
        proposals=[
            (one, WithReason(f"decline-{one.public_id}"))
            for one in seat.list_proposals([found.public_id])
        ],
        viewer=the_viewer(),
        late=find_late_case(found.id),
        flags=list_flags(found.id),
        **WORDS,
        **_forms(found),
    )


def _happened(found: Attempt) -> list[dict[str, Any]]:
    """Incidents and signals in one line of time, the newest first."""
    rows = [{"row": one, "signal": False} for one in seat.list_incidents(found)]
    rows += [{"row": one, "signal": True} for one in seat.list_signals(found.id)]
    return sorted(rows, key=lambda one: one["row"].at, reverse=True)


def _forms(found: Attempt) -> dict[str, Any]:
    give_back = GiveBack("back")
    give_back.seconds.data = seat.get_ledger(found, clock.now()).owed or None
    give_back.reason.data = _("补回与服务器失去联系的时间")
    return {
        "extend_form": GiveTime("extend"),
        "back_form": give_back,
        "pause_form": WithReason("pause"),
        "end_form": WithReason("end"),
        "void_form": WithReason("void"),
        "reopen_form": Reopen("reopen"),
        "note_form": WriteNote("note"),
        "flag_form": RaiseFlag("flag"),
    }


def _act(form: FlaskForm | None, act: Callable[[], object], back: Response) -> Response:
    """Do it if the form is filled in, say what came of it, and go back to where it was asked."""
    if form is not None and not form.validate():
        flash(" ".join(str(one) for errors in form.errors.values() for one in errors), "bad")
        return back
    try:
        flash(str(act()), "good")
    except (Conflict, Gone, Invalid) as refusal:
        flash(say(refusal), "bad")
    return back


def _to_seat(attempt: str) -> Response:
    return see_other("invigilation_staff.attempt", attempt=attempt)


def _to_board(sitting: str) -> Response:
    return see_other("invigilation_board.board", sitting=sitting)


def _asked(asked: Asked, done: str) -> object:
    return _("已提出，等第二个人批准。") if asked.proposal is not None else done


def _told(count: int) -> object:
    return _("已处理 %(n)s 人，考生页面几秒内更新。", n=count)


@pages.post("/attempts/<attempt>/time", may=MAY)
def give_time(attempt: str) -> object:
    """Extend one attempt; beyond ten minutes in all a second person agrees."""
    form = GiveTime("extend")

    def act() -> object:
        minutes = form.minutes.data or 0
        asked = settling.give(
            _watched(attempt),
            minutes * 60,
            back=False,
            reason=form.reason.data or "",
            by=the_viewer(),
            now=clock.now(),
        )
        return _asked(asked, _("已延长 %(n)s 分钟，考生页面几秒内更新。", n=minutes))

    return _act(form, act, _to_seat(attempt))


@pages.post("/attempts/<attempt>/lost-time", may=MAY)
def give_back(attempt: str) -> object:
    """Give back time without contact."""
    form = GiveBack("back")

    def act() -> object:
        asked = settling.give(
            _watched(attempt),
            form.seconds.data or 0,
            back=True,
            reason=form.reason.data or "",
            by=the_viewer(),
            now=clock.now(),
        )
        return _asked(asked, _("已补回失联时间，考生页面几秒内更新。"))

    return _act(form, act, _to_seat(attempt))


def _one(attempt: str) -> Seats:
    found = _watched(attempt)
    return Seats(found.sitting, found)


def _run(seats: Seats, verb: Callable[..., int], form: WithReason) -> object:
    reason = form.reason.data or ""
    return _told(verb(seats, reason=reason, by=the_viewer(), now=clock.now()))


def _end(seats: Seats, form: WithReason) -> object:
    reason, keys = form.reason.data or "", settings().keys_folder
    return _told(running.end(seats, reason=reason, by=the_viewer(), now=clock.now(), keys=keys))


@pages.post("/attempts/<attempt>/pause", may=MAY)
def pause(attempt: str) -> object:
    """Stop one candidate's clock."""
    form = WithReason("pause")
    return _act(form, lambda: _run(_one(attempt), running.pause, form), _to_seat(attempt))


@pages.post("/attempts/<attempt>/resumption", may=MAY)
def resume(attempt: str) -> object:
    """Let it run again."""
    form = WithReason("resume")
    return _act(form, lambda: _run(_one(attempt), running.resume, form), _to_seat(attempt))


@pages.post("/attempts/<attempt>/end", may=MAY)
def end(attempt: str) -> object:
    """Hand in for the candidate what is saved."""
    form = WithReason("end")
    return _act(form, lambda: _end(_one(attempt), form), _to_seat(attempt))


@pages.post("/attempts/<attempt>/void", may=MAY)
def void(attempt: str) -> object:
    """Ask a second person to void it."""
    form = WithReason("void")

    def act() -> object:
        found, reason = _watched(attempt), form.reason.data or ""
        asked = settling.void(found, reason=reason, by=the_viewer(), now=clock.now())
        return _asked(asked, _("已作废，考生会看到理由。"))

    return _act(form, act, _to_seat(attempt))


@pages.post("/attempts/<attempt>/reopening", may=MAY)
def reopen(attempt: str) -> object:
    """Ask a second person to take it up again."""
    form = Reopen("reopen")

    def act() -> object:
        asked = settling.reopen(
            _watched(attempt),
            (form.minutes.data or 0) * 60,
            reason=form.reason.data or "",
            by=the_viewer(),
            now=clock.now(),
        )
        return _asked(asked, _("已重开，请考生重新打开考试页面。"))

    return _act(form, act, _to_seat(attempt))


@pages.post("/attempts/<attempt>/notes", may=MAY)
def note(attempt: str) -> object:
    """Write down what was seen at one seat."""
    return _note(_one(attempt), _to_seat(attempt))


@pages.post("/attempts/proposals/<proposal>/approval", may=MAY)
def approve(proposal: str) -> object:
    """The second person agrees, and it is done."""
    found = seat.get_proposal(proposal)
    _watched(found.subject_id)

    def act() -> object:
        settling.approve(found, by=the_viewer(), now=clock.now())
        return _("已批准并执行。")

    return _act(None, act, _to_seat(found.subject_id))


@pages.post("/attempts/proposals/<proposal>/refusal", may=MAY)
def decline(proposal: str) -> object:
    """The second person disagrees, or the first one takes it back."""
    found, form = seat.get_proposal(proposal), WithReason("decline")
    _watched(found.subject_id)

    def act() -> object:
        settling.decline(found, note=form.reason.data or "", by=the_viewer(), now=clock.now())
        return _("已处理，作答不变。")

    return _act(form, act, _to_seat(found.subject_id))


def _note(seats: Seats, back: Response) -> Response:
    form = WriteNote("note")

    def act() -> object:
        running.note(seats, text=form.text.data or "", by=the_viewer(), now=clock.now())
        return _("已记下。")

    return _act(form, act, back)


@pages.post("/sittings/<sitting>/notes", may=MAY)
def note_room(sitting: str) -> object:
    """Write down what happened in the room."""
    return _note(Seats(_room(sitting)), _to_board(sitting))


@pages.post("/sittings/<sitting>/announcements", may=MAY)
def announce(sitting: str) -> object:
    """Say a sentence to everybody."""
    form = Announce("announce")

    def act() -> object:
        found, text = _room(sitting), form.text.data or ""
        running.announce(found, text=text, by=the_viewer(), now=clock.now())
        return _("公告已发出，考生页面几秒内显示。")

    return _act(form, act, _to_board(sitting))


@pages.post("/sittings/<sitting>/begin", may=MAY)
def begin(sitting: str) -> object:
    """Let everybody who waits start."""

    def act() -> object:
        running.let_begin(_room(sitting), by=the_viewer(), now=clock.now())
        return _("已宣布开考，候考页几秒内可以开始。")

    return _act(None, act, _to_board(sitting))


@pages.post("/sittings/<sitting>/time", may=MAY)
def extend_all(sitting: str) -> object:
    """Give everybody who is writing the same minutes."""
    form = GiveTime("extend")

    def act() -> object:
        seats, seconds = Seats(_room(sitting)), (form.minutes.data or 0) * 60
        reason = form.reason.data or ""
        return _told(
            running.extend(seats, seconds, reason=reason, by=the_viewer(), now=clock.now())
        )

    return _act(form, act, _to_board(sitting))


@pages.post("/sittings/<sitting>/pause", may=MAY)
def pause_all(sitting: str) -> object:
    """Stop everybody's clock."""
    form, seats = WithReason("pause"), Seats(_room(sitting))
    return _act(form, lambda: _run(seats, running.pause, form), _to_board(sitting))


@pages.post("/sittings/<sitting>/resumption", may=MAY)
def resume_all(sitting: str) -> object:
    """Let every clock that stands run again."""
    form, seats = WithReason("resume"), Seats(_room(sitting))
    return _act(form, lambda: _run(seats, running.resume, form), _to_board(sitting))


@pages.post("/sittings/<sitting>/end", may=MAY)
def end_all(sitting: str) -> object:
    """Hand in for everybody what is saved."""
    form, seats = EndNow("end"), Seats(_room(sitting))
    return _act(form, lambda: _end(seats, form), _to_board(sitting))

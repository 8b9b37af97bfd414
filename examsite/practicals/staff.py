"""Officers' pages: sessions, bookings, examiners, business results."""

from flask import flash, request
from flask_babel import gettext as _

from examsite.accounts.queries import find_user_by_sign_in, get_user
from examsite.domain.errors import Refusal
from examsite.domain.permissions import Permission
from examsite.domain.terms import Level
from examsite.kit import clock
from examsite.kit.access import the_viewer
from examsite.kit.errors import say
from examsite.kit.web import Pages, page, see_other
from examsite.practicals.forms.officer import Book, Record, Schedule, instant
from examsite.practicals.models import Booking, PracticalSession
from examsite.practicals.queries.cases import load_case, load_cases
from examsite.practicals.queries.examiners import list_choices, list_declarations
from examsite.practicals.queries.sessions import (
    get_booking,
    get_session,
    list_bookings,
    list_sessions,
)
from examsite.practicals.services import business
from examsite.practicals.services import combining as combining_services
from examsite.practicals.services import sessions as session_services
from examsite.practicals.services.sessions import NotACandidate

pages = Pages("practicals_staff", __name__, prefix="/staff/practicals")
MAY = Permission.RUN_CERTIFICATION


def _sessions(form: Schedule) -> str:
    return page("practicals/sessions.html", rows=list_sessions(clock.now()), form=form)


@pages.get("", may=MAY)
def index() -> object:
    """Coming and recent sessions, and making another."""
    return _sessions(Schedule())


@pages.post("", may=MAY)
def schedule() -> object:
    """A new session under the level's newest rules."""
    form = Schedule()
    if not form.validate():
        return _sessions(form), 422
    try:
        made = session_services.schedule(
            title=form.title.data or "",
            level=Level(form.level.data),
            venue=form.venue.data or "",
            starts_at=instant(form.starts_at.data),
            ends_at=instant(form.ends_at.data),
            simulation=bool(form.simulation.data),
            by=the_viewer(),
            now=clock.now(),
        )
    except Refusal as refusal:
        flash(say(refusal), "bad")
        return _sessions(form), 422
    return see_other("practicals_staff.session", session=made.public_id)


def _session(found: PracticalSession, form: Book) -> str:
    bookings = list_bookings(found)
    return page(
        "practicals/session.html",
        session=found,
        views=load_cases(bookings),
        declarations=list_declarations(bookings),
        form=form,
    )


@pages.get("/<session>", may=MAY)
def session(session: str) -> object:
    """One session: who is booked, who scores, how far the sheets are."""
    found = get_session(session)
    return _session(found, Book(slot_at=clock.local(found.starts_at)))


@pages.post("/<session>/bookings", may=MAY)
def book(session: str) -> object:
    """Give a candidate a place."""
    found, form = get_session(session), Book()
    if not form.validate():
        return _session(found, form), 422
    try:
        candidate = find_user_by_sign_in(form.username.data or "")
        if candidate is None:
            raise NotACandidate
        at = instant(form.slot_at.data)
        session_services.book(found, candidate, slot_at=at, by=the_viewer(), now=clock.now())
    except Refusal as refusal:
        flash(say(refusal), "bad")
        return _session(get_session(session), form), 422
    return see_other("practicals_staff.session", session=session)


def _booking(found: Booking, form: Record) -> str:
    view = load_case(found)
    choices = list_choices(found) if len(view.seats) < view.needed else []
    taken = {seat.assignment.seat for seat in view.seats}
    free = [number for number in range(1, view.needed + 1) if number not in taken]
    return page(
        "practicals/booking.html",
        view=view,
        choices=choices,
        free=free,
        form=form,
        declarations=list_declarations([found]),
    )


@pages.get("/bookings/<booking>", may=MAY)
def booking(booking: str) -> object:
    """One candidate: examiners possible and why not, business result, combination."""
    found = get_booking(booking)
    return _booking(found, Record(started_at=clock.local(found.slot_at)))


@pages.post("/bookings/<booking>/examiners", may=MAY)
def assign(booking: str) -> object:
    """Seat an examiner, or say why not."""
    found = get_booking(booking)
    examiner = get_user(request.form.get("examiner", ""))
    seat = request.form.get("seat", 0, type=int)
    try:
        session_services.assign(found, examiner, seat=seat, by=the_viewer(), now=clock.now())
        flash(_("已指派第 %(seat)s 席考评员。", seat=seat), "good")
    except Refusal as refusal:
        flash(say(refusal), "bad")
    return see_other("practicals_staff.booking", booking=booking)


@pages.post("/bookings/<booking>/business-result", may=MAY)
def record(booking: str) -> object:
    """Record the business result, or that there is no comparable baseline."""
    found, form = get_booking(booking), Record()
    if not form.validate():
        return _booking(found, form), 422
    business.record(
        found, form.figures(), reason=form.reason.data or "", by=the_viewer(), now=clock.now()
    )
    flash(_("经营结果已登记。"), "good")
    return see_other("practicals_staff.booking", booking=booking)


@pages.post("/bookings/<booking>/score", may=MAY)
def combine(booking: str) -> object:
    """Combine now what the background work has not combined yet."""
    found = get_booking(booking)
    score = combining_services.combine(found, by=the_viewer(), now=clock.now())
    if score is None:
        flash(_("还不能合成：考评员、评分表或经营结果还没有齐。"), "warn")
    return see_other("practicals_staff.booking", booking=booking)

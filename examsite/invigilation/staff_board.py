"""The board of a sitting: everybody's seat, live, and what is done to the whole room."""

from collections import Counter
from datetime import datetime
from typing import Any

from flask import Response, request, url_for
from flask_babel import gettext as _

from examsite.domain.permissions import Permission
from examsite.exams.models import Sitting
from examsite.exams.queries import get_watched_sitting
from examsite.invigilation.forms import Announce, EndNow, GiveTime, WithReason, WriteNote
from examsite.invigilation.queries.board import (
    BoardEvent,
    Seat,
    board_version,
    list_events,
    list_seats,
)
from examsite.invigilation.queries.contact import list_announcements
from examsite.invigilation.queries.seat import list_proposals
from examsite.invigilation.words import WORDS, event_words
from examsite.kit import clock
from examsite.kit.access import the_viewer
from examsite.kit.show import clock_time
from examsite.kit.web import Pages, answer_json, page

pages = Pages("invigilation_board", __name__, prefix="/staff/sittings")
MAY = Permission.WATCH_SITTING


def _forms() -> dict[str, Any]:
    return {
        "extend_form": GiveTime("extend"),
        "pause_form": WithReason("pause"),
        "resume_form": WithReason("resume"),
        "end_form": EndNow("end"),
        "announce_form": Announce("announce"),
        "note_form": WriteNote("note"),
    }


@pages.get("/<sitting>/board", may=MAY)
def board(sitting: str) -> object:
    """Every seat of the sitting; the page refreshes itself every five seconds."""
    found, now = get_watched_sitting(sitting, visible_to=the_viewer()), clock.now()
    seats = list_seats(found, now)
    return page(
        "invigilation/board.html",
        sitting=found,
        seats=seats,
        counts=Counter(seat.state for seat in seats),
        events=[_event(one) for one in list_events(found.id)],
        announcements=_said(found, seats),
        proposals=list_proposals(seat.attempt for seat in seats if seat.attempt),
        now=now,
        **WORDS,
        **_forms(),
    )


def _event(one: BoardEvent) -> dict[str, Any]:
    """A line beside the seats, in words; who reported it is on the seat's own page."""
    title = event_words(one.row)
    return {
        "at": clock_time(one.at),
        "title": title,
        "name": one.name or _("全场"),
        "text": getattr(one.row, "text", ""),
        "url": url_for("invigilation_staff.attempt", attempt=one.attempt) if one.attempt else "",
        "signal": not hasattr(one.row, "text"),
    }


def _said(sitting: Sitting, seats: list[Seat]) -> list[dict[str, Any]]:
    """Announcements, the newest first, each with how many of the pages that are open have it."""
    live = [seat for seat in seats if seat.state.value in ("lost", "check", "pause", "on")]
    return [
        {
            "at": clock_time(one.at),
            "text": one.text,
            "heard": _(
                "已送达 %(n)s / %(all)s",
                n=sum(seat.heard >= one.id for seat in live),
                all=len(live),
            ),
        }
        for one in reversed(list_announcements(sitting.id))
    ]


def _milliseconds(at: datetime | None) -> int | None:
    return None if at is None else int(at.timestamp() * 1000)


@pages.get("/<sitting>/board.json", may=MAY)
def board_now(sitting: str) -> object:
    """The board as data; 304 to whoever has this version, for one cheap statement."""
    found, now = get_watched_sitting(sitting, visible_to=the_viewer()), clock.now()
    version = board_version(found, now)
    if request.if_none_match.contains(version):
        unchanged = Response(status=304)
        unchanged.set_etag(version)
        return unchanged
    seats = list_seats(found, now)
    answer = answer_json(
        {
            "now": _milliseconds(now),
            "seats": [
                [
                    seat.number,
                    seat.attempt,
                    seat.state.value,
                    seat.answered,
                    _milliseconds(seat.contact),
                    seat.changes,
                ]
                for seat in seats
            ],
            "events": [_event(one) for one in list_events(found.id)],
            "announcements": _said(found, seats),
        }
    )
    answer.set_etag(version)
    return answer

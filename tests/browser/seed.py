"""The site the stories play on: the shipped content, the demonstration, a few more candidates."""

from datetime import datetime

from sqlalchemy import select

from examsite.accounts.models import User
from examsite.accounts.services.people import add_user
from examsite.commands import demo
from examsite.commands.demo_enrolment import viewer_of
from examsite.domain.actions import Action
from examsite.domain.terms import Role
from examsite.exams.models import Sitting
from examsite.exams.services.sittings import enter
from examsite.handbook.book import shelf
from examsite.kit import clock
from examsite.kit.db import db, write
from examsite.kit.passwords import hash_password
from examsite.practicals.models import PracticalSession
from examsite.practicals.queries.sessions import get_booking, get_session
from examsite.practicals.services import sessions
from tests.browser.live import Live

PASSWORD = "demo-story"
SITTERS = (
    "offline", "reload", "shift", "stale", "early", "keys", "looks", "finished",
)  # fmt: skip
"""Candidates with a place in the exam that is open now, one for each story."""
NAMES = {
    username: f"示例同学{letter}"
    for username, letter in zip(SITTERS, "甲乙丙丁戊己庚辛", strict=True)
}
SCORED = ("keys", "looks")
"""Those whose practical is scored: both examiners have a seat."""


def fill(site: Live) -> None:
    """`examsite demo`, then the candidates of the stories."""
    _shelve_a_book(site)
    demo.prepare_demo(site.settings)
    with site.opened():
        now = clock.now()
        _add_sitters(now)
        _book(now)


def _shelve_a_book(site: Live) -> None:
    """A book that counts as made: making it takes both processors from the browser for minutes."""
    folder = shelf.shelf_of(site.settings.home)
    made = shelf.MadeBook(
        hash=shelf.fingerprint(site.settings.content / "handbook"),
        made_at="2026-01-01T00:00:00Z",
        pages=1,
        pdf_bytes=5,
        epub_bytes=2,
    )
    folder.mkdir(exist_ok=True)
    shelf.put(folder, made, pdf=b"%PDF-", epub=b"PK")


def _add_sitters(now: datetime) -> None:
    """Everybody in SITTERS, with one password, on the roster of the open sitting."""
    password_hash = hash_password(PASSWORD)
    with write(Action.DEMO_LOADED, by=None, now=now) as tx:
        for username, name in NAMES.items():
            add_user(
                tx,
                username=username,
                name=name,
                password_hash=password_hash,
                roles=[Role.CANDIDATE],
            )
    officer = viewer_of(demo.demo_user("officer"), Role.OFFICER)
    sitting = db.session.scalars(
        select(Sitting).where(Sitting.opens_at <= now, Sitting.closes_at > now)
    ).one()
    for username in SITTERS:
        user = demo.demo_user(username)
        enter(sitting, user_id=user.id, verdict={"by": "tests"}, by=officer, now=now)


def _book(now: datetime) -> None:
    """A place in today's practical, with both examiners, for everybody in SCORED."""
    officer = viewer_of(demo.demo_user("officer"), Role.OFFICER)
    running = db.session.scalars(
        select(PracticalSession.public_id).where(PracticalSession.ends_at > now)
    ).one()
    for username in SCORED:
        session = get_session(running)
        candidate = demo.demo_user(username)
        booked = sessions.book(session, candidate, slot_at=session.starts_at, by=officer, now=now)
        for seat, name in ((1, "examiner1"), (2, "examiner2")):
            examiner: User = demo.demo_user(name)
            case = get_booking(booked.public_id)
            sessions.assign(case, examiner, seat=seat, by=officer, now=now)

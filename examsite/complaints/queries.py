"""Complaints as their handlers and whoever complained see them, and who has acted in a matter."""

import re
from contextlib import suppress
from dataclasses import dataclass

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload

from examsite.accounts.queries_calendar import get_working_calendar
from examsite.attempts.models import Attempt
from examsite.complaints.models import Complaint
from examsite.complaints.policies import unseal
from examsite.credentials.models import Credential
from examsite.domain.certificate_number import parse_number
from examsite.domain.complaint import ComplaintState
from examsite.domain.dates import Term, WorkingCalendar
from examsite.domain.errors import NotFound, Refusal
from examsite.kit.access import Viewer
from examsite.kit.clock import local_date
from examsite.kit.db import db
from examsite.practicals.models import Assignment, Booking
from examsite.results.models import Appeal, Decision, Result
from examsite.short_answers.queries.marks import list_markers

_NUMBER = re.compile(r"[0-9A-Za-z][0-9A-Za-z -]{11,18}[0-9A-Za-z]")


@dataclass(frozen=True)
class Matter:
    """A complaint with the day its reply is due."""

    complaint: Complaint
    due: Term

    @property
    def is_open(self) -> bool:
        """Whether no reply has been given."""
        return self.complaint.state is not ComplaintState.REPLIED


def _matter(complaint: Complaint, calendar: WorkingCalendar) -> Matter:
    first = local_date(complaint.filed_at)
    return Matter(complaint, calendar.term(first, complaint.answer_days))


def find_complaint(number: str) -> Complaint | None:
    """The complaint with this number."""
    return db.session.scalar(select(Complaint).where(Complaint.public_id == number))


def matter_of(complaint: Complaint) -> Matter:
    """The complaint with its term."""
    return _matter(complaint, get_working_calendar())


def get_matter(number: str) -> Matter:
    """A complaint for officers, its text still sealed; or NotFound."""
    rows = select(Complaint).where(Complaint.public_id == number)
    found = db.session.scalar(rows.options(joinedload(Complaint.handler)))
    if found is None:
        raise NotFound
    return matter_of(found)


def list_matters(most: int = 200) -> list[Matter]:
    """Open complaints by the day they are due, then the latest answered."""
    rows = select(Complaint).options(joinedload(Complaint.handler))
    calendar = get_working_calendar()
    found = [
        _matter(one, calendar)
        for one in db.session.scalars(rows.order_by(Complaint.id.desc()).limit(most))
    ]
    waiting = sorted((one for one in found if one.is_open), key=lambda one: one.due.last)
    return waiting + [one for one in found if not one.is_open]


def count_waiting(viewer: Viewer) -> int:
    """Complaints that nobody handles, and this person's own to be answered."""
    mine = (Complaint.handler_id == viewer.id) & (Complaint.state == ComplaintState.HANDLING)
    rows = select(func.count(Complaint.id)).where(
        or_(Complaint.state == ComplaintState.RECEIVED, mine)
    )
    return db.session.scalar(rows) or 0


def list_actors(complaint: Complaint) -> frozenset[int]:
    """Everybody who has acted in the matters of whoever complains, and of the holders of
    certificates the text names: released, decided, marked, examined. A bounded number of
    statements."""
    people = _certified_in(unseal(complaint.text, complaint))
    if complaint.user_id is not None:
        people.add(complaint.user_id)
    if not people:
        return frozenset()
    acts = (
        select(Result.released_by_id).where(Result.user_id.in_(people)),
        select(Decision.decided_by_id).where(Decision.user_id.in_(people)),
        select(Appeal.decided_by_id).where(Appeal.user_id.in_(people)),
        select(Appeal.marker_id).where(Appeal.user_id.in_(people)),
        select(Assignment.examiner_id)
        .join(Booking, Booking.id == Assignment.booking_id)
        .where(Booking.candidate_id.in_(people)),
    )
    found = {one for rows in acts for one in db.session.scalars(rows) if one is not None}
    attempts = list(db.session.scalars(select(Attempt.id).where(Attempt.user_id.in_(people))))
    return frozenset(found | people | list_markers(attempts))


def _certified_in(text: str) -> set[int]:
    """Holders of the certificates whose numbers stand in the text."""
    numbers = set()
    for typed in _NUMBER.findall(text)[:20]:
        with suppress(Refusal):
            numbers.add(parse_number(typed))
    if not numbers:
        return set()
    return set(db.session.scalars(select(Credential.user_id).where(Credential.number.in_(numbers))))

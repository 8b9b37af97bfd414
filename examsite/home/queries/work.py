"""The work that waits for a person, by role: each kind is one bounded statement or two."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, func, select, true

from examsite.accounts.models import Membership
from examsite.accounts.queries import get_issuer, list_organisation_ids, list_pending_proposals
from examsite.accounts.queries_calendar import list_missing_years
from examsite.attempts.models import Attempt
from examsite.attempts.queries.late import list_open_late
from examsite.complaints.queries import count_waiting as count_complaints
from examsite.credentials.queries import list_awaiting_award
from examsite.domain.permissions import Permission
from examsite.domain.terms import Pool, SittingKind
from examsite.enrolment.queries.applications import count_waiting
from examsite.enrolment.queries.candidacies import list_due
from examsite.exams.models import Entry, ExamForm, Sitting
from examsite.exams.queries import is_watched_by
from examsite.invigilation.queries.flags import list_open_flags
from examsite.invigilation.queries.seat import ACTS as ATTEMPT_ACTS
from examsite.items.queries.reviews import count_to_review
from examsite.kit.access import Viewer
from examsite.kit.clock import local_date
from examsite.kit.db import db
from examsite.practicals.models import Assignment, Booking, PracticalScore, ScoreSheet
from examsite.results.queries.appeals import list_to_decide, list_to_mark
from examsite.results.queries.corrections import SCORE_CORRECTION
from examsite.results.queries.regrading import REGRADE
from examsite.results.queries.score_incidents import count_open_incidents
from examsite.results.queries.waiting import list_waiting_practicals, list_waiting_sittings
from examsite.short_answers.queries.progress import list_waiting
from examsite.short_answers.queries.queues import list_lines

MOST_SITTINGS = 10
ISSUER_ACTS = "issuer"


class Kind(StrEnum):
    """A kind of waiting work, most urgent first."""

    SITTING_OPEN = "sitting_open"
    SCORES_DIFFER = "scores_differ"
    SCORE = "score"
    MARK_ANSWERS = "mark_answers"
    RELEASE_KNOWLEDGE = "release_knowledge"
    ANSWERS_WAIT = "answers_wait"
    COMBINE = "combine"
    RELEASE_PRACTICAL = "release_practical"
    ATTEMPT_ACTS = "attempt_acts"
    LATE_ANSWERS = "late_answers"
    FLAGS = "flags"
    APPEALS = "appeals"
    COMPLAINTS = "complaints"
    APPEAL_MARKING = "appeal_marking"
    CORRECTIONS = "corrections"
    REGRADES = "regrades"
    ISSUER_CHANGE = "issuer_change"
    PROPOSALS = "proposals"
    DECISIONS = "decisions"
    AWARDS = "awards"
    APPLICANTS = "applicants"
    FORMS = "forms"
    REVIEW_ITEMS = "review_items"
    MEMBERSHIPS = "memberships"
    ISSUER_UNSET = "issuer_unset"
    CALENDAR_UNKNOWN = "calendar_unknown"


@dataclass(frozen=True)
class Work:
    """One row of the queue: what, how many, and the public id its page is found by."""

    kind: Kind
    count: int = 1
    title: str = ""
    target: str = ""


def list_work(viewer: Viewer, now: datetime) -> list[Work]:
    """Everything that waits for this person, most urgent first."""
    found: list[Work] = []
    for permission, reads in BY_PERMISSION.items():
        if viewer.may(permission):
            for read in reads:
                found += read(viewer, now)
    order = list(Kind)
    return sorted(found, key=lambda one: order.index(one.kind))


def _counted(kind: Kind, rows: Select[Any]) -> Iterator[Work]:
    count = db.session.scalar(rows) or 0
    if count:
        yield Work(kind, count)


def _open_sittings(viewer: Viewer, now: datetime) -> Iterator[Work]:
    rows = (
        select(Sitting, func.count(Entry.id))
        .outerjoin(Entry, Entry.sitting_id == Sitting.id)
        .where(Sitting.kind == SittingKind.EXAM, Sitting.opens_at <= now, Sitting.closes_at > now)
        .where(is_watched_by(viewer))
        .group_by(Sitting.id)
        .order_by(Sitting.closes_at)
        .limit(MOST_SITTINGS)
    )
    for sitting, count in db.session.execute(rows):
        yield Work(Kind.SITTING_OPEN, count, sitting.title, sitting.public_id)


def _releases(_viewer: Viewer, _now: datetime) -> Iterator[Work]:
    for waiting in list_waiting_sittings():
        if waiting.ready:
            yield Work(
                Kind.RELEASE_KNOWLEDGE, waiting.ready, waiting.of.title, waiting.of.public_id
            )
    for waiting in list_waiting_practicals():
        if waiting.ready:
            yield Work(
                Kind.RELEASE_PRACTICAL, waiting.ready, waiting.of.title, waiting.of.public_id
            )


def _combinations(_viewer: Viewer, _now: datetime) -> Iterator[Work]:
    """Bookings all of whose sheets are signed and that have no combined score."""
    signed = (
        select(Assignment.booking_id)
        .join(ScoreSheet, ScoreSheet.assignment_id == Assignment.id)
        .where(Assignment.withdrawn_at.is_(None))
        .group_by(Assignment.booking_id)
        .having(func.count(ScoreSheet.id) == func.count(ScoreSheet.signed_at))
        .having(func.count(ScoreSheet.id) >= 4)
    )
    scored = select(PracticalScore.booking_id)
    rows = select(func.count(Booking.id)).where(Booking.id.in_(signed), Booking.id.not_in(scored))
    return _counted(Kind.COMBINE, rows)


def _proposals(viewer: Viewer, _now: datetime) -> Iterator[Work]:
    """Acts another person proposed and this one may settle."""
    rows = [one for one in list_pending_proposals() if one.proposed_by_id != viewer.id]
    corrections = [one for one in rows if one.act == SCORE_CORRECTION]
    issuer = [one for one in rows if one.act.startswith(ISSUER_ACTS)]
    regrades = [one for one in rows if one.act == REGRADE]
    attempts = [one for one in rows if one.act in ATTEMPT_ACTS]  # every invigilator may settle
    others = len(rows) - len(corrections) - len(issuer) - len(regrades) - len(attempts)
    if corrections:
        yield Work(Kind.CORRECTIONS, len(corrections))
    if regrades:
        yield Work(Kind.REGRADES, len(regrades))
    yield from (Work(Kind.ISSUER_CHANGE, target=one.public_id) for one in issuer)
    if others:
        yield Work(Kind.PROPOSALS, others)


def _attempt_acts(viewer: Viewer, _now: datetime) -> Iterator[Work]:
    """What another invigilator proposed to do to an attempt."""
    pending = [one for one in list_pending_proposals() if one.act in ATTEMPT_ACTS]
    watched = set(
        db.session.scalars(
            select(Attempt.public_id)
            .join(Sitting, Sitting.id == Attempt.sitting_id)
            .where(Attempt.public_id.in_([one.subject_id for one in pending]))
            .where(is_watched_by(viewer))
        )
        if pending
        else ()
    )
    for one in pending:
        if one.subject_id in watched and one.proposed_by_id != viewer.id:
            yield Work(Kind.ATTEMPT_ACTS, title=one.reason, target=one.subject_id)


def _appeals(_viewer: Viewer, _now: datetime) -> Iterator[Work]:
    """Appeals in which the next step is an officer's."""
    waiting = list_to_decide()
    if waiting:
        yield Work(Kind.APPEALS, len(waiting))


def _complaints(viewer: Viewer, _now: datetime) -> Iterator[Work]:
    """Complaints that nobody handles, and one's own to be answered."""
    count = count_complaints(viewer)
    if count:
        yield Work(Kind.COMPLAINTS, count)


def _appeal_marking(viewer: Viewer, _now: datetime) -> Iterator[Work]:
    """Answers this person is to mark afresh."""
    yield from (Work(Kind.APPEAL_MARKING, target=one.public_id) for one in list_to_mark(viewer))


def _late(viewer: Viewer, _now: datetime) -> Iterator[Work]:
    """Late answers nobody has said anything about yet."""
    for attempt, due in list_open_late(visible_to=viewer, limit=MOST_SITTINGS):
        yield Work(Kind.LATE_ANSWERS, title=due.isoformat(), target=attempt)


def _flags(viewer: Viewer, now: datetime) -> Iterator[Work]:
    """Doubts that can be decided on: answered, or not answered in time."""
    today = local_date(now)
    for one in list_open_flags(visible_to=viewer, limit=MOST_SITTINGS):
        if one.raised_by_id != viewer.id and (one.replied_at or today > one.reply_due):
            yield Work(Kind.FLAGS, target=one.public_id, title=one.attempt.sitting.title)


def _decisions(_viewer: Viewer, _now: datetime) -> Iterator[Work]:
    due, awards = list_due(), list_awaiting_award()
    if due:
        yield Work(Kind.DECISIONS, len(due))
    if awards:
        yield Work(Kind.AWARDS, len(awards))


def _applicants(_viewer: Viewer, now: datetime) -> Iterator[Work]:
    count = count_waiting(now)
    if count:
        yield Work(Kind.APPLICANTS, count)


def _differences(_viewer: Viewer, _now: datetime) -> Iterator[Work]:
    count = count_open_incidents()
    if count:
        yield Work(Kind.SCORES_DIFFER, count)


def _forms(_viewer: Viewer, _now: datetime) -> Iterator[Work]:
    waiting = ExamForm.pool == Pool.EXAM, ExamForm.released_at.is_(None)
    return _counted(Kind.FORMS, select(func.count(ExamForm.id)).where(*waiting))


def _scoring(viewer: Viewer, _now: datetime) -> Iterator[Work]:
    """Cases assigned to this examiner in which a sheet is still to be signed."""
    signed = (
        select(func.count(ScoreSheet.signed_at))
        .where(ScoreSheet.assignment_id == Assignment.id)
        .correlate(Assignment)
        .scalar_subquery()
    )
    rows = select(func.count(Assignment.id)).where(
        Assignment.examiner_id == viewer.id, Assignment.withdrawn_at.is_(None), signed < 2
    )
    return _counted(Kind.SCORE, rows)


def _answers(viewer: Viewer, _now: datetime) -> Iterator[Work]:
    """Short answers this person may mark."""
    count = sum(line.left for line in list_lines(viewer))
    if count:
        yield Work(Kind.MARK_ANSWERS, count)


def _marking(_viewer: Viewer, _now: datetime) -> Iterator[Work]:
    """Sittings whose results wait for people's marks."""
    for one in list_waiting():
        yield Work(Kind.ANSWERS_WAIT, one.answers, one.sitting.title, one.sitting.public_id)


def _items(viewer: Viewer, _now: datetime) -> Iterator[Work]:
    """Items of other people that are not in use and have not been sent back as they stand."""
    return _counted(Kind.REVIEW_ITEMS, count_to_review(viewer))


def _memberships(viewer: Viewer, now: datetime) -> Iterator[Work]:
    houses = list_organisation_ids(viewer.id, local_date(now))
    rows = select(func.count(Membership.id)).where(
        Membership.organisation_id.in_(houses),
        Membership.confirmed_at.is_(None),
        Membership.to_date.is_(None),
    )
    return _counted(Kind.MEMBERSHIPS, rows)


def _issuer(_viewer: Viewer, _now: datetime) -> Iterator[Work]:
    issuer = get_issuer()
    needed = (issuer.name, issuer.unified_code, issuer.address, issuer.complaint_contact)
    if not all(needed):
        yield Work(Kind.ISSUER_UNSET, sum(not fact for fact in needed))


def _calendar(_viewer: Viewer, now: datetime) -> Iterator[Work]:
    """Years without an arrangement of days off: terms in them are counted roughly."""
    yield from (Work(Kind.CALENDAR_UNKNOWN, target=str(year)) for year in list_missing_years(now))


BY_PERMISSION: dict[Permission, tuple[Any, ...]] = {
    Permission.WATCH_SITTING: (_open_sittings, _attempt_acts, _late),
    Permission.RUN_CERTIFICATION: (
        _flags,
        _differences,
        _releases,
        _marking,
        _combinations,
        _proposals,
        _appeals,
        _complaints,
        _decisions,
        _applicants,
        _forms,
        _calendar,
    ),
    Permission.SCORE_PRACTICAL: (_scoring,),
    Permission.MARK_ANSWERS: (_answers, _appeal_marking),
    Permission.REVIEW_ITEMS: (_items,),
    Permission.MANAGE_PROVIDER: (_memberships,),
    Permission.ADMINISTER: (_issuer,),
}


@dataclass(frozen=True)
class Ahead:
    """A sitting of the coming days: its roster and how many have started."""

    sitting: Sitting
    entered: int
    started: int


def list_ahead(viewer: Viewer, now: datetime, days: int = 7) -> list[Ahead]:
    """Sittings that are open or open within the days, of an invigilator only those they watch
    over; one statement."""
    watches = viewer.may(Permission.WATCH_SITTING)
    entered = (
        select(func.count(Entry.id))
        .where(Entry.sitting_id == Sitting.id)
        .correlate(Sitting)
        .scalar_subquery()
    )
    started = (
        select(func.count(Attempt.id))
        .where(Attempt.sitting_id == Sitting.id)
        .correlate(Sitting)
        .scalar_subquery()
    )
    rows = (
        select(Sitting, entered, started)
        .where(Sitting.kind == SittingKind.EXAM)
        .where(Sitting.closes_at > now, Sitting.opens_at < now + timedelta(days=days))
        .where(is_watched_by(viewer) if watches else true())
        .order_by(Sitting.opens_at)
        .limit(MOST_SITTINGS)
    )
    return [Ahead(*row) for row in db.session.execute(rows)]

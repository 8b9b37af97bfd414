"""Published lists: what the public sees of them, what officers see, who waits to be published."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager, joinedload

from examsite.attempts.models import Attempt
from examsite.credentials.queries import list_awaiting_award
from examsite.domain.errors import NotFound
from examsite.domain.names import mask
from examsite.domain.publication import PublicationState, state_on
from examsite.domain.roster import show_admission_number
from examsite.enrolment.models import Publication, PublishedDecision
from examsite.exams.models import Entry
from examsite.kit.db import db
from examsite.results.models import Decision, Result

MOST_SHOWN = 50


@dataclass(frozen=True)
class Shown:
    """A list with where it stands on a day and how many are on it."""

    row: Publication
    state: PublicationState
    people: int


def list_publications(today: date, *, running: bool = False) -> list[Shown]:
    """The newest lists; `running`: only those the public can read now. One statement."""
    people = (
        select(func.count(PublishedDecision.id))
        .where(PublishedDecision.publication_id == Publication.id)
        .correlate(Publication)
        .scalar_subquery()
    )
    rows = select(Publication, people).order_by(Publication.id.desc()).limit(MOST_SHOWN)
    if running:
        rows = rows.where(Publication.withdrawn_at.is_(None), Publication.until >= today)
    return [Shown(row, state_on(row, today), count) for row, count in db.session.execute(rows)]


def get_publication(public_id: str) -> Publication:
    """One list with who published it, or NotFound."""
    rows = select(Publication).where(Publication.public_id == public_id)
    found = db.session.scalar(rows.options(joinedload(Publication.published_by)))
    if found is None:
        raise NotFound
    return found


def list_places(publication: Publication) -> list[PublishedDecision]:
    """Everybody on a list with decision and name, in order of names; one statement."""
    rows = (
        select(PublishedDecision)
        .join(PublishedDecision.decision)
        .join(Decision.user)
        .where(PublishedDecision.publication_id == publication.id)
        .options(contains_eager(PublishedDecision.decision).contains_eager(Decision.user))
    )
    return sorted(db.session.scalars(rows), key=lambda one: (one.decision.user.name, one.id))


def list_places_of(decision_id: int) -> list[PublishedDecision]:
    """A decision's places on lists, with the lists."""
    rows = select(PublishedDecision).where(PublishedDecision.decision_id == decision_id)
    return list(db.session.scalars(rows.options(joinedload(PublishedDecision.window))))


def list_own_running(user_id: int, today: date) -> list[Publication]:
    """The lists on which this person is published now."""
    rows = (
        select(Publication)
        .join(PublishedDecision, PublishedDecision.publication_id == Publication.id)
        .join(Decision, Decision.id == PublishedDecision.decision_id)
        .where(Decision.user_id == user_id)
        .where(Publication.withdrawn_at.is_(None), Publication.until >= today)
    )
    return list(db.session.scalars(rows.order_by(Publication.id)))


def list_unpublished() -> list[Decision]:
    """Decisions that wait for an award and stand on no list in force, oldest first."""
    listed = (
        select(PublishedDecision.decision_id)
        .join(Publication, Publication.id == PublishedDecision.publication_id)
        .where(Publication.withdrawn_at.is_(None))
    )
    known = set(db.session.scalars(listed))
    return [one for one in list_awaiting_award() if one.id not in known]


@dataclass(frozen=True)
class Line:
    """What the public sees of one person: a masked name and the number of the exam's slip."""

    name: str
    number: str


def list_lines(publication: Publication) -> list[Line]:
    """The masked list in order of numbers; two statements."""
    places = list_places(publication)
    numbers = _numbers([one.decision_id for one in places])
    lines = [
        Line(mask(one.decision.user.name), numbers.get(one.decision_id, "–")) for one in places
    ]
    return sorted(lines, key=lambda one: (one.number, one.name))


def _numbers(decision_ids: list[int]) -> dict[int, str]:
    rows = (
        select(Decision.id, Entry.admission_number)
        .join(Result, Result.id == Decision.knowledge_id)
        .join(Attempt, Attempt.id == Result.attempt_id)
        .join(Entry, (Entry.sitting_id == Attempt.sitting_id) & (Entry.user_id == Attempt.user_id))
        .where(Decision.id.in_(decision_ids), Entry.admission_number.is_not(None))
    )
    return {row[0]: show_admission_number(row[1] or "") for row in db.session.execute(rows)}

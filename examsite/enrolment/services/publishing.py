"""Publishing who is to be awarded: begun, withdrawn, one person kept back and let go."""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import select

from examsite.accounts.queries_calendar import get_working_calendar
from examsite.credentials.policies import before_award
from examsite.domain.actions import Action
from examsite.domain.publication import (
    NobodyToPublish,
    NotKeptBack,
    PublicationOver,
    PublicationState,
    require_awardable,
    require_days,
    state_on,
)
from examsite.domain.terms import Level
from examsite.enrolment.models import Publication, PublishedDecision
from examsite.enrolment.queries.publications import list_places_of, list_unpublished
from examsite.enrolment.services.identity import ReasonNeeded
from examsite.kit.access import Viewer
from examsite.kit.clock import local_date
from examsite.kit.db import write
from examsite.results.models import Decision


@before_award
def refuse_while_published(decision: Decision, today: date) -> None:
    """Raise StillPublished or KeptBack: nothing is dated inside a window."""
    require_awardable(list_places_of(decision.id), today)


def publish(
    level: Level,
    decisions: Collection[str],
    *,
    title: str,
    days: int,
    by: Viewer,
    now: datetime,
) -> Publication:
    """Show these people (public ids of their decisions) for so many working days after today.

    Raises BadPublicationDays, NobodyToPublish.
    """
    require_days(days)
    since = local_date(now)
    with write(Action.PUBLICATION_BEGUN, by=by, now=now) as tx:
        held = select(Decision.id).where(Decision.public_id.in_(list(decisions)))
        tx.execute(held.with_for_update())
        chosen = [
            one for one in list_unpublished() if one.public_id in decisions and one.level is level
        ]
        if not chosen:
            raise NobodyToPublish
        made = tx.add(
            Publication(
                title=title.strip(),
                level=level,
                days=days,
                since=since,
                until=get_working_calendar().add(since, days),
                published_at=now,
                published_by_id=by.id,
                withdrawal_reason="",
            )
        )
        tx.add_all(
            [PublishedDecision(publication_id=made.id, decision_id=one.id) for one in chosen]
        )
        tx.about = made
        tx.note(people=len(chosen))
    return made


def withdraw(publication: Publication, *, reason: str, by: Viewer, now: datetime) -> None:
    """Take a running list back: its people can be published anew. Raises ReasonNeeded,
    PublicationOver."""
    said = reason.strip()
    if not said:
        raise ReasonNeeded
    with write(Action.PUBLICATION_WITHDRAWN, by=by, now=now, about=publication, why=said) as tx:
        tx.lock(publication)
        if state_on(publication, local_date(now)) is not PublicationState.RUNNING:
            raise PublicationOver
        publication.withdrawn_at, publication.withdrawal_reason = now, said


def keep_back(place: PublishedDecision, *, reason: str, by: Viewer, now: datetime) -> None:
    """Hold one person's certificate while an objection is looked into; the reason stays in the
    journal. Raises ReasonNeeded, NotKeptBack when it is held already."""
    _change(place, Action.AWARD_KEPT_BACK, now, reason=reason, by=by, now=now)


def let_go(place: PublishedDecision, *, reason: str, by: Viewer, now: datetime) -> None:
    """The objection is settled: awards go on after the window. Raises ReasonNeeded, NotKeptBack."""
    _change(place, Action.AWARD_LET_GO, None, reason=reason, by=by, now=now)


def _change(
    place: PublishedDecision,
    action: Action,
    at: datetime | None,
    *,
    reason: str,
    by: Viewer,
    now: datetime,
) -> None:
    said = reason.strip()
    if not said:
        raise ReasonNeeded
    with write(action, by=by, now=now, about=place.decision, why=said) as tx:
        tx.lock(place)
        if place.is_kept_back is (at is not None):
            raise NotKeptBack
        place.kept_back_at = at

"""Enrolling the people of the demonstration the way everybody enrols."""

from datetime import date, datetime, timedelta

from sqlalchemy import select

from examsite.accounts.models import User
from examsite.accounts.queries import list_current_documents
from examsite.accounts.services.documents import give_consent
from examsite.domain.identity import DocumentType
from examsite.domain.terms import Level, Role
from examsite.enrolment.models import Season
from examsite.enrolment.policies import Accepted
from examsite.enrolment.queries.applications import find_identity, get_applicant
from examsite.enrolment.services.applications import accept_evidence, apply
from examsite.enrolment.services.identity import record_identity
from examsite.enrolment.services.seasons import open_season
from examsite.exams.models import Sitting
from examsite.exams.queries import get_sitting
from examsite.kit.access import Viewer
from examsite.kit.clock import local_date
from examsite.kit.db import db

BIRTH = date(2000, 1, 1)
SEASON = timedelta(days=183)


def viewer_of(user: User, *roles: Role) -> Viewer:
    """A person acting in the demonstration, without a sign-in."""
    return Viewer(
        id=user.id,
        public_id=user.public_id,
        username=user.username,
        name=user.name,
        roles=frozenset(roles),
        session_id=0,
    )


def open_season_around(now: datetime, officer: Viewer) -> None:
    """A junior season that covers the demonstration's past and its next months."""
    today = local_date(now)
    running = select(Season.id).where(Season.level == Level.JUNIOR, Season.ends_on >= today)
    if db.session.scalar(running) is None:
        open_season(
            title="演示考季",
            level=Level.JUNIOR,
            starts_on=today - timedelta(days=60),
            ends_on=today + SEASON,
            by=officer,
            now=now,
        )


def enrol(user: User, sitting: Sitting, *, officer: Viewer, now: datetime) -> None:
    """Consent, identity, application; the officer accepts training done elsewhere."""
    person = viewer_of(user, Role.CANDIDATE)
    for document in list_current_documents():
        if document.required:
            give_consent(document, by=person, now=now)
    if find_identity(user.id) is None:
        record_identity(
            legal_name=user.name,
            kind=DocumentType.PASSPORT,
            number=f"DEMO{user.id:05d}",
            birth=BIRTH,
            by=person,
            now=now,
        )
    enrolment = apply(get_sitting(sitting.public_id), by=person, now=now)
    if not enrolment.admitted:
        accept_evidence(
            get_applicant(enrolment.public_id),
            Accepted(training=True),
            reason="演示：采信线下培训证明",
            by=officer,
            now=now,
        )

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
from examsite.enrolment.services import batches
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


def announce_batch(sitting: Sitting, now: datetime, officer: Viewer) -> None:
    """A batch with this sitting, announced for the next week."""
    today = local_date(now)
    made = batches.draft(
        batches.Notice(
            title="初级评价（演示批次）",
            text="年满 16 周岁、学时齐全者可以报名；16 至 17 周岁须经监护人同意。\n\n"
            "请带身份证件原件参加考试与实战考核，证件由监考在座位上核验。",
            enrols_from=today,
            enrols_until=today + timedelta(days=7),
            contact="见页面下方的投诉联系方式",
            fee="演示批次不收费",
        ),
        by=officer,
        now=now,
    )
    batches.bind_sitting(made, sitting.public_id, by=officer, now=now)
    batches.announce(made, by=officer, now=now)


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

"""What is known about people and a level: the facts the eligibility rules are asked with."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from examsite.attempts.models import Attempt
from examsite.credentials.models import Credential
from examsite.credentials.queries import standing
from examsite.domain.eligibility import Facts, Holding
from examsite.domain.terms import AttemptState, Level
from examsite.enrolment.models import Enrolment, LegalIdentity, Season
from examsite.enrolment.policies import Accepted, ReadShare, training_minutes
from examsite.exams.models import Sitting
from examsite.handbook.models import Chapter, Passage, Reading
from examsite.kit.clock import local_date
from examsite.kit.db import db


def gather_facts(user_ids: Collection[int], level: Level, today: date) -> dict[int, Facts]:
    """Facts of each person, in the same number of statements for one as for many."""
    people = list(user_ids)
    identities = _identities(people)
    minutes = _training(people)
    held = _held(people, today)
    attempts = _attempts(people, level)
    season = find_season(level, today)
    accepted = _accepted(people, level)
    return {
        person: _facts_of(
            today,
            identities.get(person),
            minutes.get(person, (0, 0)),
            held.get(person, {}),
            tuple(attempts.get(person, ())),
            (season.starts_on, season.ends_on) if season else None,
            accepted.get(person, Accepted()),
        )
        for person in people
    }


def _facts_of(
    today: date,
    identity: LegalIdentity | None,
    minutes: tuple[int, int],
    held: dict[Level, Holding],
    attempts: tuple[date, ...],
    season: tuple[date, date] | None,
    accepted: Accepted,
) -> Facts:
    return Facts(
        today=today,
        birth=identity.birth_date if identity else None,
        guardian_verified=identity is not None and identity.guardian_consent_at is not None,
        training_minutes=minutes[0],
        compliance_minutes=minutes[1],
        training_accepted=accepted.training,
        held=held,
        employment_months=accepted.employment_months,
        sessions=accepted.sessions,
        major_sessions=accepted.major_sessions,
        attempts=attempts,
        season=season,
    )


def _identities(people: list[int]) -> dict[int, LegalIdentity]:
    rows = select(LegalIdentity).where(LegalIdentity.user_id.in_(people))
    return {row.user_id: row for row in db.session.scalars(rows)}


def _training(people: list[int]) -> dict[int, tuple[int, int]]:
    length = func.sum(func.length(Passage.text))
    live = Passage.retired_at.is_(None)
    chapters = {
        row.id: row
        for row in db.session.execute(
            select(Chapter.id, Chapter.slug, Chapter.minutes, length.label("whole"))
            .join(Passage, Passage.chapter_id == Chapter.id)
            .where(live)
            .group_by(Chapter.id)
        )
    }
    read = db.session.execute(
        select(Reading.user_id, Passage.chapter_id, length)
        .join(Passage, Passage.id == Reading.passage_id)
        .where(live, Reading.user_id.in_(people))
        .group_by(Reading.user_id, Passage.chapter_id)
    )
    shares: dict[int, list[ReadShare]] = {}
    for person, chapter_id, characters in read:
        chapter = chapters[chapter_id]
        share = ReadShare(chapter.slug, chapter.minutes, characters, chapter.whole)
        shares.setdefault(person, []).append(share)
    return {person: training_minutes(found) for person, found in shares.items()}


def _held(people: list[int], today: date) -> dict[int, dict[Level, Holding]]:
    """The certificate of each level that lasts longest among those not replaced."""
    rows = (
        select(Credential)
        .where(Credential.user_id.in_(people))
        .options(selectinload(Credential.events))
        .order_by(Credential.valid_until)
    )
    found: dict[int, dict[Level, Holding]] = {}
    for row in db.session.scalars(rows):
        holding = Holding(row.issued_on, row.valid_until, standing(row, today).status)
        levels = found.setdefault(row.user_id, {})
        before = levels.get(row.level)
        if before is None or holding.status == "valid" or before.status != "valid":
            levels[row.level] = holding
    return found


def _attempts(people: list[int], level: Level) -> dict[int, list[date]]:
    rows = db.session.execute(
        select(Attempt.user_id, Attempt.started_at)
        .join(Sitting, Sitting.id == Attempt.sitting_id)
        .where(Attempt.user_id.in_(people), Attempt.state != AttemptState.VOIDED)
        .where(Sitting.level == level, Sitting.certifying)
        .order_by(Attempt.started_at)
    )
    found: dict[int, list[date]] = {}
    for person, started_at in rows:
        found.setdefault(person, []).append(local_date(started_at))
    return found


def find_season(level: Level, today: date) -> Season | None:
    """The season of a level that is open on a day."""
    rows = select(Season).where(
        Season.level == level, Season.starts_on <= today, Season.ends_on >= today
    )
    return db.session.scalars(rows.order_by(Season.id.desc())).first()


def list_seasons(limit: int = 60) -> list[Season]:
    """Seasons of every level, the newest first."""
    return list(db.session.scalars(select(Season).order_by(Season.starts_on.desc()).limit(limit)))


def _accepted(people: list[int], level: Level) -> dict[int, Accepted]:
    rows = db.session.execute(
        select(Enrolment.user_id, Enrolment.verdict)
        .join(Sitting, Sitting.id == Enrolment.sitting_id)
        .where(Enrolment.user_id.in_(people), Sitting.level == level)
    )
    found: dict[int, Accepted] = {}
    for person, verdict in rows:
        stored = verdict.get("accepted") or {}
        found[person] = found.get(person, Accepted()).merged(stored)
    return found

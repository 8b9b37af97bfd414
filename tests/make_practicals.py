"""Builders of practicals: adopted rules, a session, a booking, seated examiners, signed sheets."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import select

from examsite.accounts.models import User
from examsite.domain.actions import Action
from examsite.domain.canonical import sha256_hex
from examsite.domain.sheet_content import read_rubric
from examsite.domain.terms import Level, SheetPart
from examsite.exams.models import SchemeVersion
from examsite.kit.access import Viewer
from examsite.kit.db import db, write
from examsite.practicals.models import Assignment, Booking, PracticalSession, RubricVersion
from examsite.practicals.queries.sessions import get_booking
from examsite.practicals.queries.sheets import Work, find_newest_version, get_work
from examsite.practicals.services import business, sessions, sheets

BANK = Path(__file__).parent.parent / "question_bank"
PROCESS, REVIEW = SheetPart.PROCESS, SheetPart.REVIEW


def load(name: str) -> dict[str, Any]:
    """A YAML file of the bank as it comes back from the database: text keys."""
    with (BANK / name).open(encoding="utf-8") as file:
        return json.loads(json.dumps(yaml.safe_load(file)))


RULES = load("levels/junior.yaml")
RUBRIC = load("rubrics/junior.yaml")
IDS = read_rubric(RUBRIC)


def adopt(now: datetime, *, level: Level = Level.JUNIOR, **practical: Any) -> None:
    """The junior rules and rubric, for any level, with changes to the practical part."""
    rules = {**RULES, "level": level.value, "practical": {**RULES["practical"], **practical}}
    with write(Action.SCHEME_ADOPTED, by=None, now=now) as tx:
        common = {"level": level, "version": "2026.1", "adopted_at": now}
        digest = sha256_hex(rules)
        tx.add(SchemeVersion(**common, provisional=True, rules=rules, content_hash=digest))
        rubric = {**RUBRIC, "level": level.value}
        tx.add(RubricVersion(**common, content=rubric, content_hash=sha256_hex(rubric)))


def user(username: str) -> User:
    """Somebody of the cast as a row."""
    return db.session.scalars(select(User).where(User.username == username)).one()


def practical_session(
    officer: Viewer, now: datetime, *, level: Level = Level.JUNIOR, **changes: Any
) -> PracticalSession:
    """A session that begins in an hour and lasts four."""
    facts: dict[str, Any] = {
        "title": "示例实战场次",
        "level": level,
        "venue": "示例考点 3 号直播间",
        "starts_at": now + timedelta(hours=1),
        "ends_at": now + timedelta(hours=5),
        "simulation": False,
    }
    return sessions.schedule(**(facts | changes), by=officer, now=now)


def booking(
    officer: Viewer,
    now: datetime,
    *,
    of: PracticalSession | None = None,
    candidate: str = "candidate",
    **changes: Any,
) -> Booking:
    """A place for the candidate; makes rules and session where none is given."""
    if of is None:
        level = changes.get("level", Level.JUNIOR)
        practical = changes.pop("practical", {})
        adopt(now, level=level, **practical)
        of = practical_session(officer, now, **changes)
    made = sessions.book(of, user(candidate), slot_at=of.starts_at, by=officer, now=now)
    return fresh(made)


def fresh(made: Booking) -> Booking:
    """The booking with all it points to, read again as a new request would."""
    db.session.expire_all()
    return get_booking(made.public_id)


def seat(made: Booking, examiner: str, number: int, officer: Viewer, now: datetime) -> Assignment:
    """An examiner in a seat."""
    return sessions.assign(fresh(made), user(examiner), seat=number, by=officer, now=now)


def process(band: int = 3, **changes: Any) -> dict[str, Any]:
    """A whole process part: one band everywhere, every checklist item done."""
    content: dict[str, Any] = {
        "bands": dict.fromkeys(IDS.dimensions, band),
        "notes": {},
        "critical": {},
        "done": [item for items in IDS.dimensions.values() for item in items],
        "global": band,
    }
    return content | changes


def review(band: int = 3, **changes: Any) -> dict[str, Any]:
    """A whole review part."""
    bands = dict.fromkeys(IDS.oral, band)
    return {"bands": bands, "notes": {}, "critical": {}, **changes}


def work_of(examiner: Viewer) -> Work:
    """The examiner's only assignment."""
    row = db.session.scalars(
        select(Assignment).where(
            Assignment.examiner_id == examiner.id, Assignment.withdrawn_at.is_(None)
        )
    ).one()
    return get_work(row.public_id, visible_to=examiner)


def write_part(
    examiner: Viewer,
    part: SheetPart,
    content: dict[str, Any],
    now: datetime,
    *,
    seal: bool,
    client_id: str | None = None,
    base_version: int | None = None,
) -> Any:
    """Save or seal a part from the newest version, as this examiner."""
    work = work_of(examiner)
    sheet = work.sheets[part]
    newest = find_newest_version(sheet)
    number = newest.number if newest else 0
    verb = sheets.sign if seal else sheets.save
    return verb(
        work.assignment,
        sheet,
        content,
        client_id=client_id or f"test-{number}-{sha256_hex(content)[:20]}",
        base_version=number if base_version is None else base_version,
        by=examiner,
        now=now,
    )


def sealed(
    examiner: Viewer,
    now: datetime,
    *,
    one: dict[str, Any] | None = None,
    two: dict[str, Any] | None = None,
) -> None:
    """Both parts signed."""
    write_part(examiner, PROCESS, one or process(), now, seal=True)
    write_part(examiner, REVIEW, two or review(), now, seal=True)


def no_baseline(made: Booking, officer: Viewer, now: datetime) -> None:
    """The officer records that there is nothing to compare with."""
    business.record(fresh(made), None, reason="新账号", by=officer, now=now)

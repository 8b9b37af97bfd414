"""Builders for what comes after the exam: marked attempts, practical scores, results, a book."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import yaml
from flask import current_app
from sqlalchemy import func, select

from examsite.accounts.models import User
from examsite.attempts.models import Attempt, ScoreVersion
from examsite.domain.actions import Action
from examsite.domain.terms import AttemptState, Level, Outcome, SheetPart
from examsite.exams.models import ExamBlueprint, ExamForm, FormItem, SchemeVersion, Sitting
from examsite.handbook.models import Chapter, Passage
from examsite.kit.access import Viewer
from examsite.kit.db import db, write
from examsite.practicals.models import (
    Assignment,
    Booking,
    PracticalScore,
    PracticalSession,
    RubricVersion,
    ScoreSheet,
)
from examsite.results.models import Result
from examsite.results.services.releasing import release
from tests import make_exam
from tests.cast import NOW, PEOPLE

BANK = Path(__file__).resolve().parent.parent / "question_bank"
AREAS = {"A": [4000, 5000, 14], "B": [4000, 5000, 14]}


def user(username: str) -> User:
    """A person of the cast."""
    return db.session.scalars(select(User).where(User.username == username)).one()


def rules(**changes: Any) -> SchemeVersion:
    """The shipped junior rules and blueprint, made once a test; `changes` replace rules."""
    scheme = db.session.scalar(select(SchemeVersion))
    if scheme is None:
        level, blueprint = (
            yaml.safe_load((BANK / folder / "junior.yaml").read_text(encoding="utf-8"))
            for folder in ("levels", "blueprints")
        )
        with write(Action.SCHEME_ADOPTED, by=None, now=NOW) as tx:
            common = {"level": Level.JUNIOR, "version": "t", "content_hash": "0", "adopted_at": NOW}
            scheme = tx.add(SchemeVersion(provisional=True, rules=level | changes, **common))
            tx.add(ExamBlueprint(rules=blueprint, **common))
    return scheme


def sitting(*people: str, certifying: bool = True, **more: Any) -> Sitting:
    """A sitting under the shipped junior rules; an invigilator has seen who sits there."""
    rules()
    more.setdefault("identity_checked_at", NOW)
    known = db.session.scalars(select(ExamForm)).first()
    made = make_exam.sitting(*people, exam_form=known, **more)
    if not certifying:
        with write(Action.SITTING_OPENED, by=None, now=NOW, about=made):
            made.certifying = False
    return made


def attempt(
    username: str,
    total: int = 8000,
    *,
    of: Sitting | None = None,
    areas: dict[str, list[int]] | None = None,
    marked: bool = True,
    started_at: datetime = NOW,
) -> Attempt:
    """An attempt that was handed in, with a machine score unless `marked` is off."""
    of = of or sitting(username)
    with write(Action.ATTEMPT_HANDED_IN, by=None, now=NOW) as tx:
        made = tx.add(
            Attempt(
                sitting_id=of.id,
                user_id=user(username).id,
                form_id=of.form_id,
                scheme_id=of.scheme_id,
                state=AttemptState.HANDED_IN,
                started_at=started_at,
                limit_seconds=3600,
                factor_percent=100,
                extra_seconds=0,
                window_end=of.closes_at,
                grace_seconds=10,
                deadline=started_at + timedelta(hours=1),
                submitted_at=started_at + timedelta(minutes=50),
                receipt={"code": "7Q4M-20XK"},
            )
        )
    if marked:
        mark(made, total, areas)
    return made


def mark(attempt: Attempt, total: int = 8000, areas: dict[str, list[int]] | None = None) -> None:
    """A machine score, everything right but the first item."""
    places = db.session.scalars(select(FormItem).where(FormItem.form_id == attempt.form_id))
    marks = {place.public_id: [0 if n == 0 else place.points, 1] for n, place in enumerate(places)}
    with write(Action.ATTEMPT_HANDED_IN, by=None, now=NOW) as tx:
        tx.add(
            ScoreVersion(
                attempt_id=attempt.id,
                number=1,
                method="machine",
                rule_version="t",
                total=total,
                marks=marks,
                areas=AREAS if areas is None else areas,
                at=NOW,
            )
        )


def booking(
    username: str,
    total: int = 8000,
    outcome: Outcome = Outcome.PASS,
    *,
    examiners: tuple[str, ...] = ("examiner_a", "examiner_b"),
    scored: bool = True,
    signed: bool = True,
    slot_at: datetime = NOW,
    reasons: tuple[str, ...] = (),
) -> Booking:
    """A practical in a session of its own, with signed sheets and a combined score."""
    scheme = rules()
    with write(Action.PRACTICAL_BOOKED, by=None, now=NOW) as tx:
        rubric = db.session.scalar(select(RubricVersion)) or tx.add(
            RubricVersion(
                level=Level.JUNIOR, version="t", content={}, content_hash="0", adopted_at=NOW
            )
        )
        session = tx.add(
            PracticalSession(
                title="初级实战考核",
                level=Level.JUNIOR,
                scheme_id=scheme.id,
                rubric_id=rubric.id,
                venue="一号直播间",
                starts_at=slot_at,
                ends_at=slot_at + timedelta(hours=3),
                created_at=NOW,
            )
        )
        made = tx.add(
            Booking(
                session_id=session.id,
                candidate_id=user(username).id,
                number=1,
                slot_at=slot_at,
                booked_at=NOW,
            )
        )
        for seat, examiner in enumerate(examiners, start=1):
            assigned = tx.add(
                Assignment(
                    booking_id=made.id, examiner_id=user(examiner).id, seat=seat, assigned_at=NOW
                )
            )
            tx.add_all(
                [
                    ScoreSheet(
                        assignment_id=assigned.id,
                        part=part,
                        opened_at=NOW,
                        signed_at=NOW if signed else None,
                    )
                    for part in SheetPart
                ]
            )
        if scored:
            steps = {"reasons": list(reasons)}
            tx.add(
                PracticalScore(
                    booking_id=made.id, number=1, total=total, outcome=outcome, steps=steps, at=NOW
                )
            )
    return made


def results(
    username: str, by: Viewer, now: datetime = NOW, of: Sitting | None = None
) -> tuple[Result, Result]:
    """Both parts passed and released: the knowledge exam and the practical."""
    knowledge = release([attempt(username, of=of)], by=by, now=now)[0]
    practical = release([booking(username)], by=by, now=now)[0]
    return knowledge, practical


def passage(key: str = "ch01-what-operator", minutes: int = 20, **chapter: Any) -> Passage:
    """A passage in a chapter of its own."""
    number = (db.session.scalar(select(func.max(Chapter.number))) or 0) + 1
    facts = {"slug": f"chapter-{number}", "title": "操盘手", "title_en": "The operator"} | chapter
    with write(Action.HANDBOOK_SYNCED, by=None, now=NOW) as tx:
        made = tx.add(
            Chapter(
                number=number,
                part="第一编",
                whole=True,
                minutes=minutes,
                objectives=[],
                sources=[],
                terms=[],
                content_hash="0",
                **facts,
            )
        )
        return tx.add(
            Passage(
                key=key,
                chapter_id=made.id,
                position=1,
                title="1.1 一场直播里的操盘手",
                level=Level.JUNIOR,
                html="<p>…</p>",
                text="操盘手对目标负责。",
                content_hash="0",
                changed_at=NOW,
            )
        )


def session_of(of: Booking) -> PracticalSession:
    """The practical session of a booking."""
    return db.session.get_one(PracticalSession, of.session_id)


def sitting_of(of: Result) -> Sitting:
    """The sitting of a knowledge result."""
    rows = select(Sitting).join(Attempt, Attempt.sitting_id == Sitting.id)
    return db.session.scalars(rows.where(Attempt.id == of.attempt_id)).one()


def sitting_by_id(sitting_id: int) -> Sitting:
    """A sitting by internal id."""
    return db.session.get_one(Sitting, sitting_id)


def viewer(username: str) -> Viewer:
    """A person of the cast as a viewer, without signing in."""
    person = user(username)
    roles = frozenset(PEOPLE[username][1])
    return Viewer(person.id, person.public_id, username, person.name, roles, session_id=0)


def address_of(endpoint: str) -> str:
    """The path of a page that takes no values."""
    rules_ = current_app.url_map.iter_rules(endpoint)
    return next(rule.rule for rule in rules_ if "GET" in (rule.methods or ()))

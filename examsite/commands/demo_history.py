"""Two certificate holders of the demonstration, made the way everybody is: exam, practical,
release, decision, award; one of the certificates is then revoked."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from examsite.accounts.models import User
from examsite.accounts.services.people import add_user
from examsite.attempts.models import Attempt
from examsite.attempts.queries.answers import Marked, list_for_marking
from examsite.attempts.queries.attempts import get_seat
from examsite.attempts.services import handing_in, saving, taking
from examsite.commands.demo_enrolment import enrol, viewer_of
from examsite.credentials.services.awarding import award
from examsite.credentials.services.status import revoke
from examsite.domain.actions import Action
from examsite.domain.identity import DocumentType
from examsite.domain.sheet_content import read_rubric
from examsite.domain.terms import ItemType, Level, Role, SheetPart
from examsite.enrolment.services.decisions import decide
from examsite.exams.models import ExamForm
from examsite.exams.queries import get_newest_scheme, get_own_entry
from examsite.exams.services.arranging import Arrangement, open_sitting
from examsite.invigilation.services.identity import check
from examsite.kit import chance
from examsite.kit.access import Viewer
from examsite.kit.db import db, write
from examsite.kit.passwords import hash_password
from examsite.kit.site import settings
from examsite.practicals.models import Assignment
from examsite.practicals.queries.sessions import get_booking, get_session
from examsite.practicals.queries.sheets import get_work
from examsite.practicals.services import business, combining, sessions, sheets
from examsite.results.services.releasing import release

HOLDERS = (("holder1", "示例持证人甲"), ("holder2", "示例持证人乙"))
BEFORE = timedelta(days=20)
BANDS = {"examiner1": 4, "examiner2": 4}


@dataclass(frozen=True)
class Stage:
    """Who plays, with what form, and when."""

    officer: Viewer
    examiners: dict[str, User]
    form: ExamForm
    at: datetime


def _user(username: str) -> User:
    return db.session.scalars(select(User).where(User.username == username)).one()


def right_value(item: Marked) -> Any:
    """The answer that earns everything, in this form's own ids."""
    opaque = {original: shown for shown, original in item.option_ids.items()}
    key = item.key["key"]
    if item.type is ItemType.NUMERIC:
        unit = item.key.get("unit")
        return {"number": key, "unit": unit} if unit else {"number": key}
    if item.type is ItemType.SINGLE:
        return opaque[key]
    if item.type in (ItemType.MULTIPLE, ItemType.ORDERING):
        return [opaque[one] for one in key]
    if item.type is ItemType.MATCHING:
        return {opaque[left]: opaque[right] for left, right in key.items()}
    return key


def _take_exam(holder: User, stage: Stage) -> Attempt:
    """Sit the exam and leave out every twelfth item."""
    viewer, at = viewer_of(holder, Role.CANDIDATE), stage.at
    sitting = open_sitting(
        Arrangement(
            title="初级知识考试（上一批）",
            opens_at=at,
            closes_at=at + timedelta(hours=3),
            seconds=75 * 60,
            remote=True,
        ),
        form=stage.form,
        scheme=get_newest_scheme(Level.JUNIOR),
        by=stage.officer,
        now=at,
    )
    enrol(holder, sitting, officer=stage.officer, now=at)
    entry = get_own_entry(sitting.public_id, visible_to=holder.id)
    check(entry, DocumentType.PASSPORT, by=stage.officer, now=at)
    seat = get_seat(sitting.public_id, visible_to=viewer)
    attempt = taking.start(seat, device="demo", by=viewer, now=at).attempt
    for number, item in enumerate(list_for_marking(attempt), start=1):
        if number % 12:
            body = {"value": right_value(item), "seq": 1}
            when = at + timedelta(seconds=50 * number)
            saving.save(attempt.public_id, item.item, body, by=viewer, now=when)
    done = at + timedelta(minutes=70)
    return handing_in.hand_in(attempt.public_id, by=viewer, now=done, keys=settings().keys_folder)


def _sheet_content(part: SheetPart, rubric: dict[str, Any], band: int) -> dict[str, Any]:
    ids = read_rubric(rubric)
    content: dict[str, Any] = {"bands": dict.fromkeys(ids.banded(part), band)}
    content |= {"notes": {}, "critical": {}}
    if part is SheetPart.PROCESS:
        done = [item for items in ids.dimensions.values() for item in items]
        content |= {"done": done, "global": band}
    return content


def _score(assignment: Assignment, examiner: User, band: int, at: datetime) -> None:
    viewer = viewer_of(examiner, Role.EXAMINER)
    for part in (SheetPart.PROCESS, SheetPart.REVIEW):
        work = get_work(assignment.public_id, visible_to=viewer)
        rubric = work.assignment.booking.session.rubric.content
        sheets.sign(
            work.assignment,
            work.sheets[part],
            _sheet_content(part, rubric, band),
            client_id=f"demo-{assignment.public_id}-{part.value}",
            base_version=0,
            by=viewer,
            now=at,
        )


def _practical(holder: User, stage: Stage) -> Any:
    """The practical, scored by two, with no comparable baseline."""
    at = stage.at + timedelta(days=5)
    made = sessions.schedule(
        title="初级实战考核（上一批）",
        level=Level.JUNIOR,
        venue="示例考点 1 号直播间",
        starts_at=at,
        ends_at=at + timedelta(hours=3),
        simulation=False,
        by=stage.officer,
        now=at,
    )
    session = get_session(made.public_id)
    booked = sessions.book(session, holder, slot_at=at, by=stage.officer, now=at)
    for seat, (name, examiner) in enumerate(stage.examiners.items(), start=1):
        case = get_booking(booked.public_id)
        assigned = sessions.assign(case, examiner, seat=seat, by=stage.officer, now=at)
        _score(assigned, examiner, BANDS[name], at + timedelta(hours=2))
    case = get_booking(booked.public_id)
    later = at + timedelta(hours=4)
    business.record(case, None, reason="新账号，没有可比场次", by=stage.officer, now=later)
    combining.combine(get_booking(booked.public_id), by=stage.officer, now=later)
    return get_booking(booked.public_id)


def _certify(holder: User, stage: Stage) -> Any:
    attempt, booking = _take_exam(holder, stage), _practical(holder, stage)
    at = stage.at + timedelta(days=10)
    release([attempt, booking], by=stage.officer, now=at)
    decision = decide(
        holder, Level.JUNIOR, award=True, reason="两部分均通过", by=stage.officer, now=at
    )
    return award(decision, by=stage.officer, now=at)


def add_holders(form: ExamForm, now: datetime) -> None:
    """The two holders and their certificates, once."""
    if db.session.scalar(select(User.id).where(User.username == HOLDERS[0][0])) is not None:
        return
    stage = Stage(
        officer=viewer_of(_user("officer"), Role.OFFICER),
        examiners={name: _user(name) for name in BANDS},
        form=form,
        at=now - BEFORE,
    )
    made: list[Any] = []
    for username, name in HOLDERS:
        stored = hash_password(chance.token())
        with write(Action.DEMO_LOADED, by=None, now=stage.at) as tx:
            holder = add_user(
                tx, username=username, name=name, password_hash=stored, roles=[Role.CANDIDATE]
            )
        made.append(_certify(holder, stage))
    revoke(
        made[1],
        reason_code="error",
        reason="演示：颁发后发现资料有误",
        by=viewer_of(_user("officer2"), Role.OFFICER),
        now=now - timedelta(days=1),
    )

"""Reads about what is offered: rules in force, forms, sittings, rosters."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, func, or_, select, true
from sqlalchemy.orm import joinedload

from examsite.accounts.models import User
from examsite.domain.errors import NotFound
from examsite.domain.permissions import Permission
from examsite.domain.roster import WAITING_OPENS
from examsite.domain.terms import FormPolicy, ItemState, ItemType, Level, Pool, SittingKind
from examsite.exams.models import (
    Entry,
    ExamBlueprint,
    ExamForm,
    FormItem,
    SchemeVersion,
    Sitting,
    SittingForm,
    SittingInvigilator,
)
from examsite.items.models import Item, ItemVersion
from examsite.kit.access import Viewer
from examsite.kit.db import db


def get_newest_scheme(level: Level) -> SchemeVersion:
    """The rules of a level adopted last, or NotFound."""
    return cast(SchemeVersion, _newest(SchemeVersion, level))


def get_newest_blueprint(level: Level) -> ExamBlueprint:
    """The exam specification of a level adopted last, or NotFound."""
    return cast(ExamBlueprint, _newest(ExamBlueprint, level))


def _newest(table: Any, level: Level) -> Any:
    rows = select(table).where(table.level == level).order_by(table.id.desc()).limit(1)
    found = db.session.scalar(rows)
    if found is None:
        raise NotFound("还没有这个级别的规则：请先运行 examsite sync。")
    return found


def list_drawable(level: Level, pool: Pool = Pool.EXAM) -> list[tuple[Item, ItemVersion]]:
    """Live items of a level and pool with their newest version."""
    newest = (
        select(ItemVersion.item_id, func.max(ItemVersion.number).label("number"))
        .group_by(ItemVersion.item_id)
        .subquery()
    )
    rows = (
        select(Item, ItemVersion)
        .join(ItemVersion, ItemVersion.item_id == Item.id)
        .join(
            newest,
            (newest.c.item_id == ItemVersion.item_id) & (newest.c.number == ItemVersion.number),
        )
        .where(Item.level == level, Item.pool == pool, Item.state == ItemState.LIVE)
        .order_by(Item.code)
    )
    return [(item, version) for item, version in db.session.execute(rows)]


def get_form(public_id: str) -> ExamForm:
    """A form with its blueprint, or NotFound."""
    form = db.session.scalar(
        select(ExamForm)
        .where(ExamForm.public_id == public_id)
        .options(joinedload(ExamForm.blueprint))
    )
    if form is None:
        raise NotFound
    return form


def list_forms() -> list[ExamForm]:
    """Every form exams are taken with, the newest first."""
    rows = select(ExamForm).where(ExamForm.pool == Pool.EXAM).order_by(ExamForm.id.desc())
    return list(db.session.scalars(rows.limit(100)))


def find_tryout_form() -> ExamForm | None:
    """The form with which machines are tried, once there is one."""
    rows = select(ExamForm).where(ExamForm.pool == Pool.PRACTICE).order_by(ExamForm.id)
    return db.session.scalars(rows.limit(1)).first()


def list_form_items(form: ExamForm) -> list[FormItem]:
    """The places of a form in order, with their item versions and items: for staff."""
    rows = (
        select(FormItem)
        .where(FormItem.form_id == form.id)
        .options(joinedload(FormItem.version).joinedload(ItemVersion.item))
        .order_by(FormItem.position)
    )
    return list(db.session.scalars(rows))


def is_short_answer() -> ColumnElement[bool]:
    """A form's item is a short answer, alone or as a part of a testlet: people mark it."""
    kind: ColumnElement[str] = FormItem.shape["type"].as_string()
    return kind == ItemType.SHORT_ANSWER.value


def list_form_ids(sitting: Sitting) -> list[int]:
    """Every form taken in a sitting, or to be taken: its own, parallel ones, those of entries."""
    parallel = select(SittingForm.form_id).where(SittingForm.sitting_id == sitting.id)
    frozen = select(Entry.form_id).where(Entry.sitting_id == sitting.id, Entry.form_id.is_not(None))
    return sorted({sitting.form_id, *db.session.scalars(parallel.union(frozen))})


def uses_form(form_id: int) -> ColumnElement[bool]:
    """A sitting in which this form is taken, or to be taken: for statements on `Sitting`."""
    parallel = select(SittingForm.sitting_id).where(SittingForm.form_id == form_id)
    frozen = select(Entry.sitting_id).where(Entry.form_id == form_id)
    return or_(Sitting.form_id == form_id, Sitting.id.in_(parallel.union(frozen)))


def asks_short_answers(sitting: Sitting) -> bool:
    """Whether any form of a sitting asks for anything people have to mark."""
    rows = select(FormItem.id).where(
        FormItem.form_id.in_(list_form_ids(sitting)), is_short_answer()
    )
    rows = rows.limit(1)
    return db.session.scalar(rows) is not None


def get_sitting(public_id: str) -> Sitting:
    """A sitting with its scheme, form and blueprint, or NotFound: for officers."""
    return _get_sitting(Sitting.public_id == public_id)


def get_watched_sitting(public_id: str, *, visible_to: Viewer) -> Sitting:
    """The same for whoever watches over it; NotFound to other invigilators."""
    return _get_sitting(Sitting.public_id == public_id, is_watched_by(visible_to))


def is_watched_by(viewer: Viewer) -> ColumnElement[bool]:
    """A sitting that the viewer may watch over, for statements on `Sitting`: officers all,
    invigilators theirs, and those for which nobody has been assigned yet."""
    if viewer.may(Permission.RUN_CERTIFICATION):
        return true()
    assigned = select(SittingInvigilator.id).where(SittingInvigilator.sitting_id == Sitting.id)
    mine = assigned.where(SittingInvigilator.user_id == viewer.id)
    return or_(mine.exists(), ~assigned.exists())


def list_invigilators(sitting_id: int) -> list[User]:
    """Who watches over a sitting, in order of assignment."""
    rows = (
        select(User)
        .join(SittingInvigilator, SittingInvigilator.user_id == User.id)
        .where(SittingInvigilator.sitting_id == sitting_id)
        .order_by(SittingInvigilator.id)
    )
    return list(db.session.scalars(rows))


def _get_sitting(*conditions: ColumnElement[bool]) -> Sitting:
    sitting = db.session.scalar(
        select(Sitting)
        .where(*conditions)
        .options(
            joinedload(Sitting.scheme),
            joinedload(Sitting.form).joinedload(ExamForm.blueprint),
        )
    )
    if sitting is None:
        raise NotFound
    return sitting


def is_identified(sitting_id: Any, user_id: Any) -> ColumnElement[bool]:
    """An attempt that counts for a certificate: an invigilator has seen who sat there. The
    columns are those of the attempt; what is not identified counts as practice."""
    checked = Entry.identity_checked_at.is_not(None)
    seat = select(Entry.id).where(Entry.sitting_id == sitting_id, Entry.user_id == user_id, checked)
    return seat.exists()


def find_entry(sitting_id: int, user_id: int) -> Entry | None:
    """A person's place on a roster."""
    return db.session.scalar(
        select(Entry).where(Entry.sitting_id == sitting_id, Entry.user_id == user_id)
    )


def require_reach(viewer: Viewer, sitting: str) -> None:
    """Raise NotFound when the viewer's sign-in is good for another sitting alone."""
    if viewer.sitting not in ("", sitting):
        raise NotFound


def get_own_entry(sitting: str, *, visible_to: int) -> Entry:
    """The viewer's own place on a sitting's roster, the sitting loaded; NotFound to others."""
    entry = db.session.scalar(
        select(Entry)
        .join(Sitting, Sitting.id == Entry.sitting_id)
        .where(Sitting.public_id == sitting, Entry.user_id == visible_to)
        .options(joinedload(Entry.sitting))
    )
    if entry is None:
        raise NotFound
    return entry


def list_entries(sitting_id: int) -> list[Entry]:
    """Everybody on a roster, in order of entry."""
    rows = select(Entry).where(Entry.sitting_id == sitting_id).order_by(Entry.id)
    return list(db.session.scalars(rows))


def get_entry(sitting: str, user: str) -> Entry:
    """A person's place on a roster by public ids, the sitting loaded, or NotFound: for staff."""
    entry = db.session.scalar(
        select(Entry)
        .join(Sitting, Sitting.id == Entry.sitting_id)
        .join(User, User.id == Entry.user_id)
        .where(Sitting.public_id == sitting, User.public_id == user)
        .options(joinedload(Entry.sitting))
    )
    if entry is None:
        raise NotFound
    return entry


def find_entry_by_number(admission_number: str) -> Entry | None:
    """The seat with this admission number, its sitting loaded."""
    rows = select(Entry).where(Entry.admission_number == admission_number)
    return db.session.scalar(rows.options(joinedload(Entry.sitting)))


def list_taken_numbers(day: date) -> set[str]:
    """The admission numbers given for a day."""
    rows = select(Entry.admission_number).where(
        Entry.admission_number.startswith(f"{day:%y%m%d}", autoescape=True)
    )
    return {number for number in db.session.scalars(rows) if number}


def list_parallel_forms(sitting: Sitting) -> list[int]:
    """The forms that are dealt in a sitting: the parallel ones, or its own."""
    rows = (
        select(SittingForm.form_id)
        .where(SittingForm.sitting_id == sitting.id)
        .order_by(SittingForm.ordinal)
    )
    return list(db.session.scalars(rows)) or [sitting.form_id]


def list_without_form(sitting: Sitting) -> list[Entry]:
    """Those on a roster for whom no form is frozen yet, in order of seats."""
    rows = select(Entry).where(Entry.sitting_id == sitting.id, Entry.form_id.is_(None))
    return list(db.session.scalars(rows.order_by(Entry.seat, Entry.id)))


def list_due_rosters(now: datetime) -> list[Sitting]:
    """Sittings whose waiting room opens now and whose roster, not empty, nobody has closed.

    An online sitting with one form for all has nothing to deal out: people may enter it until an
    officer closes its roster.
    """
    dealt = or_(Sitting.remote.is_(False), Sitting.form_policy != FormPolicy.ONE)
    rows = (
        select(Sitting)
        .where(
            Sitting.kind == SittingKind.EXAM,
            dealt,
            Sitting.roster_closed_at.is_(None),
            Sitting.opens_at <= now + WAITING_OPENS,
            Sitting.closes_at > now,
            select(Entry.id).where(Entry.sitting_id == Sitting.id).exists(),
        )
        .order_by(Sitting.opens_at)
    )
    return list(db.session.scalars(rows))


def list_own_entries(user_id: int) -> list[Entry]:
    """The sittings a person is entered for, soonest first."""
    rows = (
        select(Entry)
        .join(Sitting, Sitting.id == Entry.sitting_id)
        .where(Entry.user_id == user_id, Sitting.kind == SittingKind.EXAM)
        .options(joinedload(Entry.sitting))
        .order_by(Sitting.opens_at)
    )
    return list(db.session.scalars(rows))


def list_open_sittings(level: Level | None, now: datetime) -> list[Sitting]:
    """Sittings whose window has not ended, soonest first."""
    rows = select(Sitting).where(Sitting.kind == SittingKind.EXAM, Sitting.closes_at > now)
    rows = rows.order_by(Sitting.opens_at)
    if level is not None:
        rows = rows.where(Sitting.level == level)
    return list(db.session.scalars(rows.limit(50)))


@dataclass(frozen=True)
class SittingLine:
    """A sitting in a staff list with the length of its roster."""

    sitting: Sitting
    entered: int


def list_sittings() -> list[SittingLine]:
    """The newest sittings with the number of people entered."""
    entered = (
        select(func.count()).where(Entry.sitting_id == Sitting.id).correlate(Sitting)
    ).scalar_subquery()
    rows = select(Sitting, entered).where(Sitting.kind == SittingKind.EXAM)
    rows = rows.order_by(Sitting.opens_at.desc()).limit(100)
    return [SittingLine(sitting, count) for sitting, count in db.session.execute(rows)]


def list_roster(sitting_id: int) -> list[tuple[Entry, User]]:
    """The people entered for a sitting, in order of entry."""
    rows = (
        select(Entry, User)
        .join(User, User.id == Entry.user_id)
        .where(Entry.sitting_id == sitting_id)
        .order_by(Entry.id)
    )
    return [(entry, user) for entry, user in db.session.execute(rows)]

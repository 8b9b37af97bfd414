"""`examsite demo`: one account per role, an exam open now, a practical today, two certificates."""

from datetime import datetime, timedelta

import click
from sqlalchemy import select

from examsite.accounts.demo_people import DEMO_PEOPLE, password_of
from examsite.accounts.models import Membership, Organisation, User
from examsite.accounts.services.people import add_user
from examsite.commands.content import read_in
from examsite.commands.demo_enrolment import announce_batch, enrol, open_season_around, viewer_of
from examsite.commands.demo_history import add_holders
from examsite.commands.start import add_first_rows, opened, prepare
from examsite.domain.actions import Action
from examsite.domain.terms import Level, Role, SittingKind
from examsite.enrolment.queries.batches import list_batches
from examsite.exams.models import ExamForm, Sitting
from examsite.exams.queries import find_entry, get_newest_scheme
from examsite.exams.services.arranging import Arrangement, open_sitting
from examsite.exams.services.forms import assemble_form, release_form
from examsite.kit import clock
from examsite.kit.db import db, write
from examsite.kit.passwords import hash_password
from examsite.practicals.models import Booking, PracticalSession
from examsite.practicals.queries.sessions import get_booking, get_session
from examsite.practicals.services import sessions
from examsite.settings import Settings

SEED = 2026
WINDOW = timedelta(days=7)


def find_user(username: str) -> User | None:
    """The account with this user name."""
    return db.session.scalar(select(User).where(User.username == username))


def demo_user(username: str) -> User:
    """An account that the demonstration has made."""
    found = find_user(username)
    assert found is not None, username
    return found


def add_people(now: datetime) -> None:
    """Whoever is missing of the cast, and the organisation of provider, candidate and manager."""
    missing = [person for person in DEMO_PEOPLE if find_user(person.username) is None]
    hashes = {person.username: hash_password(person.password) for person in missing}
    if not missing:
        return
    with write(Action.DEMO_LOADED, by=None, now=now) as tx:
        for person in missing:
            add_user(
                tx,
                username=person.username,
                name=person.name,
                password_hash=hashes[person.username],
                roles=list(person.roles),
            )
        house = tx.add(Organisation(name="示例服务商", created_at=now))
        for username in ("candidate", "manager"):
            tx.add(
                Membership(
                    user_id=demo_user(username).id,
                    organisation_id=house.id,
                    from_date=clock.local_date(now),
                    asked_at=now,
                    confirmed_at=now,
                )
            )


def released_form(now: datetime) -> ExamForm:
    """The junior form of the demonstration, assembled once from the shipped bank."""
    form = db.session.scalar(
        select(ExamForm).where(ExamForm.level == Level.JUNIOR, ExamForm.released_at.is_not(None))
    )
    if form is not None:
        return form
    officer = viewer_of(demo_user("officer"), Role.OFFICER)
    form = assemble_form(Level.JUNIOR, seed=SEED, by=officer, now=now)
    second = viewer_of(demo_user("officer2"), Role.OFFICER)
    return release_form(form, by=second, two_people=True, now=now)


def open_exam_now(now: datetime) -> Sitting:
    """A junior sitting that is open now, with the demonstration's candidate on its roster."""
    officer = viewer_of(demo_user("officer"), Role.OFFICER)
    sitting = db.session.scalar(
        select(Sitting).where(
            Sitting.kind == SittingKind.EXAM,
            Sitting.opens_at <= now,
            Sitting.closes_at > now + timedelta(hours=2),
        )
    )
    if sitting is None:
        sitting = open_sitting(
            Arrangement(
                title="初级知识考试（演示考次）",
                opens_at=now - timedelta(minutes=5),
                closes_at=now + WINDOW,
                seconds=75 * 60,
                remote=True,
            ),
            form=released_form(now),
            scheme=get_newest_scheme(Level.JUNIOR),
            by=officer,
            now=now,
        )
    candidate = demo_user("candidate")
    if find_entry(sitting.id, candidate.id) is None:
        enrol(candidate, sitting, officer=officer, now=now)
    return sitting


def open_practical_today(now: datetime) -> None:
    """A practical session today with the candidate booked and two examiners seated."""
    officer = viewer_of(demo_user("officer"), Role.OFFICER)
    running = db.session.scalar(
        select(PracticalSession).where(PracticalSession.ends_at > now).limit(1)
    )
    if running is not None:
        return
    minute = now.replace(second=0, microsecond=0)  # as people type it
    made = sessions.schedule(
        title="初级实战考核（演示场次）",
        level=Level.JUNIOR,
        venue="示例考点 3 号直播间",
        starts_at=minute,
        ends_at=minute + timedelta(hours=10),
        simulation=False,
        by=officer,
        now=now,
    )
    session = get_session(made.public_id)
    booked = sessions.book(session, demo_user("candidate"), slot_at=minute, by=officer, now=now)
    for seat, examiner in ((1, "examiner1"), (2, "examiner2")):
        case: Booking = get_booking(booked.public_id)
        sessions.assign(case, demo_user(examiner), seat=seat, by=officer, now=now)


def open_batch(now: datetime) -> None:
    """A batch that is announced, with an exam in a hall in ten days; the candidate has applied and
    waits for the document to be checked."""
    if list_batches():
        return
    officer = viewer_of(demo_user("officer"), Role.OFFICER)
    opens = (now + timedelta(days=10)).replace(minute=0, second=0, microsecond=0)
    sitting = open_sitting(
        Arrangement(
            title="初级知识考试（演示批次）",
            opens_at=opens,
            closes_at=opens + timedelta(hours=2),
            seconds=75 * 60,
            place="示例考点 201 机房",
        ),
        form=released_form(now),
        scheme=get_newest_scheme(Level.JUNIOR),
        by=officer,
        now=now,
    )
    announce_batch(sitting, now, officer)
    enrol(demo_user("candidate"), sitting, officer=officer, now=now)


def load(now: datetime) -> None:
    """Everything that is missing; safe to run at every start."""
    add_people(now)
    open_season_around(now, viewer_of(demo_user("officer"), Role.OFFICER))
    add_holders(released_form(now), now)
    open_exam_now(now)
    open_practical_today(now)
    open_batch(now)


@click.command("demo")
def demo() -> None:
    """准备数据目录、读入内容、载入演示数据（只用于开发环境，可重复执行）。"""
    prepare_demo(Settings())


def prepare_demo(settings: Settings) -> None:
    """From an empty folder to a site with people and exams; ClickException in production."""
    if settings.production:
        raise click.ClickException("生产环境不能载入演示数据")
    prepare(settings)
    with opened(settings):
        add_first_rows()
        read_in(settings)
        load(clock.now())
    click.echo("演示账号（密码在后）：")
    for person in DEMO_PEOPLE:
        click.echo(f"  {person.name}\t{person.username}\t{password_of(person.username)}")

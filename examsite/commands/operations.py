"""`examsite backup | restore | upgrade | check ready`: running an installation for years."""

from datetime import datetime
from pathlib import Path

import click
from sqlalchemy import inspect, select, update
from sqlalchemy.exc import SQLAlchemyError

from examsite.accounts.models import LoginSession, OneTimeCode
from examsite.attempts.models import Attempt
from examsite.commands import backup as backups
from examsite.commands.content import check
from examsite.commands.start import add_first_rows, opened, start_problems
from examsite.domain.actions import Action
from examsite.domain.terms import AttemptState
from examsite.exams.models import Entry, Sitting
from examsite.kit import clock, health, schema
from examsite.kit.db import db, let_go, write
from examsite.kit.journal import first_fault
from examsite.kit.secret import NotReady
from examsite.settings import Settings


@click.command("backup")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def backup(file: Path) -> None:
    """把数据库、密钥与文件存成一个备份（含密钥，请妥善保管）。"""
    try:
        manifest = backups.back_up(Settings(), file, clock.now())
    except (NotReady, SQLAlchemyError) as problem:
        raise click.ClickException(str(problem)) from problem
    click.echo(f"已备份 {len(manifest['files'])} 个文件：{file}")


@click.command("restore")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--force", is_flag=True, help="覆盖已有的数据。")
def restore(file: Path, force: bool) -> None:
    """从备份恢复；先停掉网站。恢复后核对日志链，并结束所有登录。"""
    settings = Settings()
    try:
        manifest = backups.restore(settings, file, force=force)
    except (NotReady, SQLAlchemyError) as problem:
        raise click.ClickException(str(problem)) from problem
    with opened(settings):
        _require_whole_journal()
        if not schema.is_at_head(db.engine):
            click.echo("备份的数据库结构较旧：请接着运行 examsite upgrade")
        else:
            note_restored(manifest["made_at"], clock.now())
    click.echo(f"已恢复到 {manifest['made_at']} 的状态，日志链完整。")


def note_restored(made_at: str, now: datetime) -> None:
    """A line in the journal; sign-ins and codes that had ended since must not come back."""
    with write(Action.SYSTEM_RESTORED, by=None, now=now, why=made_at) as tx:
        for table, column in ((LoginSession, "ended_at"), (OneTimeCode, "used_at")):
            still_open = getattr(table, column).is_(None)
            tx.execute(update(table).where(still_open).values({column: now}))


def _require_whole_journal() -> None:
    fault = first_fault(db.session())
    if fault is not None:
        raise click.ClickException(f"日志链在第 {fault.n} 行不成立：{fault.reason}")


def open_sittings(now: datetime) -> list[str]:
    """Titles of sittings that must not be disturbed: somebody writes, or may begin to.

    Reads single columns, so that it also works on the schema before an upgrade.
    """
    writing = (
        select(Attempt.sitting_id)
        .where(Attempt.state == AttemptState.IN_PROGRESS, Attempt.deadline > now)
        .distinct()
    )
    entered = select(Entry.sitting_id).distinct()
    in_window = (Sitting.opens_at <= now) & (Sitting.closes_at > now) & Sitting.certifying
    rows = select(Sitting.title).where(
        Sitting.id.in_(writing) | (in_window & Sitting.id.in_(entered))
    )
    return list(db.session.scalars(rows.order_by(Sitting.id)))


@click.command("upgrade")
def upgrade() -> None:
    """升级：先备份，再改数据库结构，最后核对；有考次进行时拒绝。"""
    settings, now = Settings(), clock.now()
    try:
        with opened(settings):
            _require_quiet(now)
        target = settings.home / "backups" / f"before-upgrade-{now:%Y%m%dT%H%M%S}.tar.gz"
        backups.back_up(settings, target, now)
        click.echo(f"已备份：{target}")
        upgrade_database(settings, now)
    except (NotReady, SQLAlchemyError) as problem:
        raise click.ClickException(str(problem)) from problem
    click.echo("升级完成，日志链完整。")


def _require_quiet(now: datetime) -> None:
    if not inspect(db.engine).has_table(Sitting.__tablename__):
        raise NotReady("没有找到数据库：请先运行 examsite init")
    titles = open_sittings(now)
    if titles:
        raise NotReady(f"有考次正在进行，现在不能升级：{'、'.join(titles)}")


def upgrade_database(settings: Settings, now: datetime) -> None:
    """Schema to head, new documents published, journal checked; a line says from where to where."""
    with opened(settings):
        before = schema.current_revision(db.engine)
        let_go()
        schema.upgrade(settings.sqlalchemy_url)
        add_first_rows()
        _require_whole_journal()
        after = schema.current_revision(db.engine)
        if before != after:
            with write(Action.SYSTEM_UPGRADED, by=None, now=now, why=f"{before} -> {after}"):
                pass


@check.command("ready")
def check_ready() -> None:
    """开考前自检：能否启动、数据库、密钥、磁盘、时钟、HTTPS、日志链。"""
    settings = Settings()
    problems = start_problems(settings)
    for problem in problems:
        click.echo(f"✕ {problem}", err=True)
    if problems:
        raise click.ClickException(f"{len(problems)} 处须改。")
    with opened(settings):
        failed = [one for one in health.checks(settings, clock.now()) if _say(one)]
        fault = first_fault(db.session())
        if _say(health.Check("journal", f"第 {fault.n} 行：{fault.reason}" if fault else "")):
            failed.append(health.Check("journal"))
    if failed:
        raise click.ClickException(f"{len(failed)} 处须改。")
    click.echo("可以开考。")


def _say(found: health.Check) -> bool:
    """Print one check; whether it failed."""
    if found.problem:
        click.echo(f"✕ {found.name}：{found.problem}", err=True)
    else:
        click.echo(f"✓ {found.name}")
    return bool(found.problem)

"""`examsite audit verify`: walk the journal and name the first line that does not hold."""

import click
from sqlalchemy import func, select

from examsite.commands.start import opened
from examsite.kit.db import db
from examsite.kit.journal import JournalEntry, first_fault
from examsite.settings import Settings


@click.group("audit")
def audit() -> None:
    """日志：核对散列链。"""


@audit.command("verify")
def verify() -> None:
    """逐行核对日志；发现第一处不符即指出行号并以 1 退出。"""
    with opened(Settings()):
        fault = first_fault(db.session())
        count = db.session.scalar(select(func.count(JournalEntry.n))) or 0
    if fault is not None:
        raise click.ClickException(f"日志第 {fault.n} 行：{fault.reason}")
    click.echo(f"日志完好：{count} 行")

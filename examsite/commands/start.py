"""`examsite init` and `examsite serve`: from an empty folder to an open port."""

import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import click
from sqlalchemy import select

from examsite.accounts.models import Issuer, OneTimeCode, RoleGrant
from examsite.accounts.queries import token_hash
from examsite.accounts.services.documents import publish_documents
from examsite.app import create_app
from examsite.domain.actions import Action
from examsite.domain.terms import Role
from examsite.kit import chance, clock, schema
from examsite.kit.db import db, write
from examsite.kit.keys import make_development_keys
from examsite.kit.secret import NotReady, make_secret, secret_path
from examsite.settings import Settings

FIRST_LINK_VALID = timedelta(days=2)


def prepare(settings: Settings) -> None:
    """Folder, secret, schema at head, development keys outside production. Idempotent."""
    settings.home.mkdir(parents=True, exist_ok=True)
    make_secret(secret_path(settings.home, settings.secret_file))
    schema.upgrade(settings.sqlalchemy_url)
    if not settings.production:
        make_development_keys(settings.keys_folder)


def add_first_rows() -> None:
    """The rows every installation has: the issuer (unset) and the current documents."""
    if db.session.get(Issuer, 1) is None:
        with write(Action.SYSTEM_INITIALISED, by=None, now=clock.now()) as tx:
            tx.add(Issuer(id=1))
    publish_documents(now=clock.now())


def first_administrator_link(settings: Settings) -> str | None:
    """A link, good once for two days, with which the first administrator sets an account up."""
    if db.session.scalar(select(RoleGrant.id).where(RoleGrant.role == Role.ADMIN).limit(1)):
        return None
    token, now = chance.token(), clock.now()
    with write(Action.PERSON_INVITED, by=None, now=now) as tx:
        tx.add(
            OneTimeCode(
                purpose="first_admin",
                target="",
                code_hash=token_hash(token),
                created_at=now,
                expires_at=now + FIRST_LINK_VALID,
            )
        )
    return f"{settings.base_url}/setup/{token}"


@click.command("init")
@click.option("--production", is_flag=True, help="首次生产部署：生成首位管理员的一次性链接。")
def init(production: bool) -> None:
    """准备数据目录：建库、密钥；可重复执行。"""
    settings = Settings()
    if production and not settings.production:
        raise click.ClickException("请先设置 EXAMSITE_ENV=production 与 EXAMSITE_BASE_URL=https://…")
    prepare(settings)
    with create_app(settings).app_context():
        add_first_rows()
        link = first_administrator_link(settings) if production else None
    if link:
        click.echo(f"首位管理员请在两天内打开（只能用一次）：{link}")
    click.echo(f"数据目录已就绪：{settings.home}")


def require_ready(settings: Settings) -> None:
    """Refuse to serve with a database that is not at head."""
    with create_app(settings).app_context():
        if not schema.is_at_head(db.engine):
            raise click.ClickException("数据库结构不是最新：请先运行 examsite upgrade")


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=5000, show_default=True)
@click.option("--workers", default=2, show_default=True)
def serve(host: str, port: int, workers: int) -> None:
    """启动网站；默认同时启动后台任务。"""
    settings = Settings()
    try:
        require_ready(settings)
    except NotReady as problem:
        raise click.ClickException(str(problem)) from problem
    program = str(Path(sys.executable).parent / "gunicorn")
    options = [
        "--worker-class=gthread",
        f"--workers={workers}",
        "--threads=8",
        f"--bind={host}:{port}",
        "--keep-alive=75",
        "--worker-connections=4000",
        "--backlog=4096",
        "--log-level=warning",
        "--no-control-socket",
    ]
    helper = None
    if settings.embedded_jobs:
        helper = subprocess.Popen([sys.executable, "-m", "examsite.cli", "work"])
    server = subprocess.Popen([program, *options, "examsite.wsgi:app"])
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: server.send_signal(signal.SIGTERM))
    click.echo(f"http://{host}:{port}")
    code = server.wait()
    if helper is not None:
        helper.terminate()
        helper.wait()
    os._exit(code if code > 0 else 0)

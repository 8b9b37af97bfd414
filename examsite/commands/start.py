"""`examsite init`: from an empty folder to a database with its first rows. What must hold to start."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import click
from flask import Flask
from sqlalchemy import select

from examsite.accounts.models import Issuer, OneTimeCode, RoleGrant
from examsite.accounts.queries import token_hash
from examsite.accounts.services.documents import publish_documents
from examsite.accounts.services.inviting import FIRST_ADMIN
from examsite.app import create_app
from examsite.domain.actions import Action
from examsite.domain.terms import Role
from examsite.kit import chance, clock, health, schema
from examsite.kit.db import db, let_go, write
from examsite.kit.keys import make_development_keys
from examsite.kit.secret import NotReady, make_secret, secret_path
from examsite.settings import Settings

FIRST_LINK_VALID = timedelta(days=2)


def prepare(settings: Settings) -> None:
    """Folder, secret, schema at head, development keys outside production. Idempotent."""
    settings.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    make_secret(secret_path(settings.home, settings.secret_file))
    schema.upgrade(settings.sqlalchemy_url)
    if not settings.production:
        make_development_keys(settings.keys_folder)


@contextmanager
def opened(settings: Settings) -> Iterator[Flask]:
    """The installation for a command: its application inside its context, let go of at the end.

    Raises ClickException when the installation is not ready.
    """
    try:
        app = create_app(settings)
    except NotReady as problem:
        raise click.ClickException(str(problem)) from problem
    with app.app_context():
        try:
            yield app
        finally:
            let_go()


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
                purpose=FIRST_ADMIN,
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
        raise click.ClickException(
            "请先设置 EXAMSITE_ENV=production 与 EXAMSITE_BASE_URL=https://…"
        )
    prepare(settings)
    with opened(settings):
        add_first_rows()
        link = first_administrator_link(settings) if production else None
    if link:
        click.echo(f"首位管理员请在两天内打开（只能用一次）：{link}")
    click.echo(f"数据目录已就绪：{settings.home}")


def start_problems(settings: Settings) -> list[str]:
    """Why the program must not start: settings and keys first, then the database."""
    found = list(health.problems_before_start(settings))
    if found:
        return found
    with opened(settings):
        problem = health.database_problem()
    return [problem] if problem else []


def require_ready(settings: Settings) -> None:
    """Refuse to serve, naming everything that is missing."""
    found = start_problems(settings)
    if found:
        raise click.ClickException("不能启动：\n" + "\n".join(f"✕ {each}" for each in found))

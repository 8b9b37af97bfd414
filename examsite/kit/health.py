"""Health: whether the process is up, whether the site is ready, and why it would not start.

Three addresses for monitoring, and the checks that `examsite serve` and `check ready` use.
"""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from hmac import compare_digest
from importlib.metadata import version
from pathlib import Path

from flask import Response, current_app, request
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from examsite.domain.errors import NotFound
from examsite.kit import clock, jobs, schema
from examsite.kit.db import db
from examsite.kit.keys import RECEIPT_KEY, SEAL_KEY, is_development, load_seal_key
from examsite.kit.passwords import checks as password_checks
from examsite.kit.secret import NotReady, read_secret, secret_path
from examsite.kit.site import settings
from examsite.kit.types import UTCDateTime
from examsite.kit.web import PUBLIC, Pages, answer_json
from examsite.settings import ROOT, Settings

pages = Pages("health", __name__)
LEAST_FREE = 256 * 1024 * 1024
"""Bytes that must be free where the data lie."""
MOST_SKEW = 1.0
"""Seconds this machine's clock may differ from PostgreSQL's."""
LOOPBACK = {"127.0.0.1", "::1"}


@dataclass(frozen=True)
class Check:
    """One thing that must hold. `problem` is empty when it does."""

    name: str
    problem: str = ""


def checks(config: Settings, now: datetime) -> list[Check]:
    """Everything `/readyz` looks at, in the order in which it is repaired."""
    steps = (
        ("database", database_problem()),
        ("keys", _keys_problem(config)),
        ("disk", _disk_problem(config.home)),
        ("clock", _clock_problem(now)),
        ("https", _https_problem(config)),
    )
    return [Check(name, problem) for name, problem in steps]


def database_problem() -> str:
    """Why the database cannot be used: out of reach, or its schema is not the program's."""
    try:
        at_head = schema.is_at_head(db.engine)
    except SQLAlchemyError as error:
        return f"数据库连接不上（{type(error).__name__}）"
    return "" if at_head else "数据库结构不是最新：请运行 examsite upgrade"


def _keys_problem(config: Settings) -> str:
    missing = [name for name in (RECEIPT_KEY, SEAL_KEY) if not (config.keys_folder / name).exists()]
    if missing:
        return f"缺少密钥文件：{'、'.join(missing)}"
    return _development_problem(config) if config.production else ""


def _development_problem(config: Settings) -> str:
    try:
        seal = load_seal_key(config.keys_folder)
    except (NotReady, OSError, ValueError) as problem:
        return f"签章密钥不可用：{problem}"
    if any(is_development(certificate) for certificate in seal.chain):
        return "生产环境不能使用演示密钥：请运行 examsite keys create 或 examsite keys import"
    return ""


def _disk_problem(home: Path) -> str:
    free = shutil.disk_usage(home).free
    return "" if free >= LEAST_FREE else f"磁盘只剩 {free // (1024 * 1024)} MB"


def _clock_problem(now: datetime) -> str:
    if db.engine.dialect.name == "postgresql" and current_app.config["DATABASE_CLOCK"]:
        try:
            there = db.session.scalar(select(func.clock_timestamp(type_=UTCDateTime())))
        except SQLAlchemyError:
            return ""  # the database check says so
        here = now - clock.steady.ahead
        skew = abs((there - here).total_seconds()) if there else 0.0
        return f"本机与数据库的时钟相差 {skew:.1f} 秒" if skew > MOST_SKEW else ""
    clock.steady.now()
    return "系统时钟发生跳变，截止时间按单调时钟继续" if clock.steady.stepped else ""


def _https_problem(config: Settings) -> str:
    if config.production and not config.base_url.startswith("https://"):
        return "EXAMSITE_BASE_URL 须以 https:// 开头"
    return ""


def problems_before_start(config: Settings) -> Iterator[str]:
    """Why the program must not start with these settings; needs neither application nor database.

    Outside production only the secret is needed.
    """
    try:
        read_secret(secret_path(config.home, config.secret_file))
    except (NotReady, OSError) as problem:
        yield str(problem)
    if not config.production:
        return
    yield from filter(None, (_https_problem(config), _keys_problem(config)))
    yield from filter(None, (_bank_problem(config.bank),))


def _bank_problem(bank: Path | None) -> str:
    if bank is None:
        return "生产环境须设置 EXAMSITE_BANK：本机构自己的题库"
    if not bank.exists():
        return f"没有找到题库：{bank}"
    if bank.resolve().is_relative_to(ROOT):
        return "EXAMSITE_BANK 不能在程序目录里：随程序发布的题目都算已公开"
    return ""


@pages.get("/healthz", may=PUBLIC)
def healthz() -> object:
    """The process answers; nothing else is looked at."""
    return answer_json({"status": "up"})


@pages.get("/readyz", may=PUBLIC)
def readyz() -> object:
    """200 when everything holds, otherwise 503 naming what does not."""
    found = checks(settings(), clock.now())
    failing = [check.name for check in found if check.problem]
    said = {check.name: check.problem or "ok" for check in found}
    status = "not_ready" if failing else "ready"
    body = {"status": status, "failing": failing, "checks": said}
    return answer_json(body, 503 if failing else 200)


@pages.get("/metrics", may=PUBLIC)
def metrics() -> object:
    """Numbers for Prometheus: from this machine itself, or with the bearer token."""
    if not _may_read_metrics():
        raise NotFound
    return Response("\n".join(_lines()) + "\n", mimetype="text/plain")


def _may_read_metrics() -> bool:
    given = request.headers.get("Authorization", "")
    token = settings().metrics_token
    if token and compare_digest(given.encode(), f"Bearer {token}".encode()):
        return True
    forwarded = request.headers.get("X-Forwarded-For") or request.headers.get("Forwarded")
    return request.remote_addr in LOOPBACK and not forwarded


def _lines() -> Iterator[str]:
    """Gauges from the database are the same in every worker; the rest is this process's own."""
    now = clock.now()
    yield "# TYPE examsite_info gauge"
    yield f'examsite_info{{version="{version("examsite")}"}} 1'
    yield "# TYPE examsite_check_ok gauge"
    for check in checks(settings(), now):
        yield f'examsite_check_ok{{check="{check.name}"}} {0 if check.problem else 1}'
    queue = jobs.counts(now)
    yield "# TYPE examsite_jobs gauge"
    for state in ("waiting", "failed"):
        yield f'examsite_jobs{{state="{state}"}} {queue[state]}'
    yield "# TYPE examsite_job_oldest_seconds gauge"
    yield f"examsite_job_oldest_seconds {queue['oldest_seconds']}"
    yield "# TYPE examsite_password_checks_total counter"
    yield f"examsite_password_checks_total {password_checks.count}"

"""The whole database into one file and back: SQLite's backup, PostgreSQL's own programs."""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from sqlalchemy import URL, create_engine, inspect, text

from examsite.kit.secret import NotReady


class BackupFailed(NotReady):
    """The archive cannot be made or used; the message says why."""


def is_sqlite(url: URL) -> bool:
    """Whether the database is a file of ours."""
    return url.get_backend_name() == "sqlite"


def database_file(url: URL) -> Path:
    """That file."""
    return Path(url.database or "")


def dump_database(url: URL, target: Path) -> None:
    """A consistent copy while others go on writing."""
    if not is_sqlite(url):
        run_postgres("pg_dump", url, ["--format=custom", "--no-owner", f"--file={target}"])
        return
    if not database_file(url).exists():
        raise BackupFailed("没有找到数据库：请先运行 examsite init")
    with (
        closing(sqlite3.connect(database_file(url))) as here,
        closing(sqlite3.connect(target)) as there,
    ):
        here.backup(there)


def find_postgres(program: str) -> str:
    """A program of PostgreSQL, on the path or where Debian puts it; BackupFailed when missing."""
    found = shutil.which(program)
    if found:
        return found
    homes = Path("/usr/lib/postgresql").glob(f"*/bin/{program}")
    installed = sorted(homes, key=lambda path: float(path.parent.parent.name))
    if not installed:
        raise BackupFailed(
            f"没有找到 {program}：请安装 PostgreSQL 客户端（Debian：postgresql-client）"
        )
    return str(installed[-1])


def run_postgres(program: str, url: URL, options: list[str]) -> None:
    """Run a client program; the address goes through the environment, where nobody reads it."""
    query = {key: str(value) for key, value in url.query.items()}
    given = {
        "PGHOST": url.host or query.get("host", ""),
        "PGPORT": str(url.port or query.get("port", "")),
        "PGUSER": url.username or "",
        "PGPASSWORD": str(url.password or ""),
        "PGDATABASE": url.database or "",
        "PGSSLMODE": query.get("sslmode", ""),
    }
    environment = os.environ | {key: value for key, value in given.items() if value}
    command = [find_postgres(program), *options]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise BackupFailed(f"{program} 失败：{done.stderr.strip()[-500:]}")


def load_database(url: URL, dump: Path) -> None:
    """Make the database what the dump says, whatever was in it."""
    if is_sqlite(url):
        with (
            closing(sqlite3.connect(dump)) as here,
            closing(sqlite3.connect(database_file(url))) as there,
        ):
            here.backup(there)
        return
    find_postgres("pg_restore")
    _drop_everything(url)
    options = ["--no-owner", "--single-transaction", "--exit-on-error"]
    run_postgres("pg_restore", url, [*options, f"--dbname={url.database}", str(dump)])


def _drop_everything(url: URL) -> None:
    engine = create_engine(url)
    with engine.begin() as connection:
        for table in inspect(connection).get_table_names():
            connection.execute(text(f'DROP TABLE "{table}" CASCADE'))
        functions = "SELECT oid::regprocedure::text FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
        for function in connection.scalars(text(functions)).all():
            connection.execute(text(f"DROP FUNCTION {function} CASCADE"))
    engine.dispose()

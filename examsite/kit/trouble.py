"""Trouble around the program (环境故障): no room on the disk, no database, no free connection.

None of these is a bug: whoever asks again finds everything as it was. A full disk is 507, what
passes by itself 503; both say when to ask again.
"""

import errno
import sqlite3
from collections.abc import Iterator
from typing import NamedTuple

from flask_babel import lazy_gettext as _l
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnectionFree

from examsite.kit.lazy import lazy

psycopg = lazy("psycopg")  # not where the data lie in SQLite

ROOM_GONE = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
SQLITE_PASSES = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_NOMEM,
}
DISK_FULL = "53100"
"""PostgreSQL's own code for it."""


class Trouble(NamedTuple):
    """What to answer: status, code and words, and the seconds after which to ask again."""

    status: int
    code: str
    words: str
    seconds: int


NO_ROOM = Trouble(
    507,
    "disk_full",
    _l(
        "服务器的磁盘满了，刚才的内容没有存上；已经确认保存的都在，考试页面会留着没存上的并自动再试。"
        "请告诉监考或考务。"
    ),
    5,
)
UNREACHABLE = Trouble(
    503,
    "database_unavailable",
    _l("数据库暂时连不上或太忙，刚才的内容没有存上；已经确认保存的都在，请稍候再试。"),
    2,
)


def trouble_of(error: BaseException) -> Trouble | None:
    """Which trouble this is, looking through what wraps it; None for anything that is a bug."""
    for one in _chain(error):
        found = _one(one)
        if found is not None:
            return found
    return None


def _chain(error: BaseException) -> Iterator[BaseException]:
    """The error and what the database layer has wrapped in it."""
    yield error
    if isinstance(error, DBAPIError) and error.orig is not None:
        yield error.orig


def _one(error: BaseException) -> Trouble | None:
    if isinstance(error, NoConnectionFree):
        return UNREACHABLE
    if isinstance(error, sqlite3.Error):
        return _of_sqlite(getattr(error, "sqlite_errorcode", 0) & 0xFF)
    if isinstance(error, OSError) and error.errno in ROOM_GONE:
        return NO_ROOM
    state = getattr(error, "sqlstate", "")  # psycopg's errors, None where no server spoke
    if state == "":
        return None
    return _of_postgres(error, state)


def _of_sqlite(code: int) -> Trouble | None:
    if code == sqlite3.SQLITE_FULL:
        return NO_ROOM
    return UNREACHABLE if code in SQLITE_PASSES else None


def _of_postgres(error: BaseException, state: str | None) -> Trouble | None:
    if state == DISK_FULL:
        return NO_ROOM
    return UNREACHABLE if isinstance(error, psycopg.OperationalError) else None

"""Counting the statements a request sends to the database."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event

from examsite.kit import driver
from examsite.kit.db import db

UNCOUNTED = ("BEGIN", "COMMIT", "ROLLBACK", "PRAGMA")
"""Not statements in the sense of the targets: they only frame or configure."""


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements sent to the database meanwhile."""
    seen: list[str] = []

    def keep(statement):
        if not statement.startswith(UNCOUNTED):
            seen.append(statement)

    def note(_connection, _cursor, statement, *_):
        keep(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    driver.watchers.append(keep)
    try:
        yield seen
    finally:
        driver.watchers.remove(keep)
        event.remove(db.engine, "before_cursor_execute", note)

"""Statements run on the database driver itself: for what every request and every save asks.

A save costs a fraction of a millisecond in the database and used to cost ten times that on the
way through sessions and transactions. Here SQLAlchemy writes the SQL once for each database and
knows the types of the columns; after that the driver runs it, one statement a transaction, on
connections of their own that commit by themselves. The same promises hold: SQLite syncs fully,
PostgreSQL commits synchronously, and a writer of SQLite takes its turn with the gate's.
"""

from collections import deque, namedtuple
from collections.abc import Callable, Mapping
from typing import Any, TypeVar, cast

from flask import current_app
from sqlalchemy import Engine, Executable, event
from sqlalchemy.dialects import sqlite
from sqlalchemy.engine import Dialect
from sqlalchemy.sql.compiler import SQLCompiler

from examsite.kit.db import DRIVER, db, sqlite_turn

Processor = Callable[[Any], Any]
Result = TypeVar("Result")
watchers: list[Callable[[str], None]] = []
"""Told every statement that is run; the tests count them."""


class Statement:
    """A statement of SQLAlchemy Core, compiled once for a database and run without SQLAlchemy.

    Its parameters are named; values are converted as the columns' types say, both ways. Rows
    are named tuples by column label.
    """

    def __init__(self, made: Executable, dialect: Dialect):
        compiled = cast(SQLCompiler, made.compile(dialect=_naming(dialect)))  # type: ignore[attr-defined]
        self.sql = str(compiled)
        self._fixed = {}
        self._binds: list[tuple[str, Processor | None]] = []
        for name, bound in compiled.binds.items():
            convert = bound.type.dialect_impl(dialect).bind_processor(dialect)
            if bound.required:
                self._binds.append((name, convert))
            else:
                value = bound.effective_value
                self._fixed[name] = convert(value) if convert else value
        columns = list(getattr(made, "selected_columns", ()))
        self._row = namedtuple("Row", [column.key for column in columns])  # type: ignore[misc]
        self._results = [
            (at, convert)
            for at, column in enumerate(columns)
            if (convert := column.type.dialect_impl(dialect).result_processor(dialect, None))
        ]

    def parameters(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """The driver's parameters; KeyError names one that is not given."""
        return self._fixed | {
            name: convert(given[name]) if convert else given[name] for name, convert in self._binds
        }

    def row(self, values: tuple[Any, ...]) -> Any:
        """A row of the driver with its values converted."""
        found = list(values)
        for at, convert in self._results:
            found[at] = convert(found[at])
        return self._row(*found)


def _naming(dialect: Dialect) -> Dialect:
    """The dialect that writes `:name`, where the database's own writes question marks."""
    return sqlite.dialect(paramstyle="named") if dialect.name == "sqlite" else dialect


class Driver:
    """Open connections nobody is using, and the statements compiled so far."""

    def __init__(self, engine: Engine):
        self.engine = engine
        self._idle: deque[Any] = deque()
        self._statements: dict[Callable[..., Executable], Statement] = {}
        event.listen(engine, "engine_disposed", self._let_go)

    def statement(self, build: Callable[[Dialect], Executable]) -> Statement:
        """What `build` makes for this database, compiled when first asked for."""
        found = self._statements.get(build)
        if found is None:
            dialect = self.engine.dialect
            found = self._statements[build] = Statement(build(dialect), dialect)
        return found

    def run(self, sql: str, parameters: dict[str, Any], read: Callable[[Any], Result]) -> Result:
        """Run one statement and `read` its cursor.

        A connection that the server has dropped is replaced, once, and the others with it:
        whatever is run here may be run twice.
        """
        for watch in watchers:
            watch(sql)
        connection = self._take()
        try:
            found = read(connection.execute(sql, parameters))
        except self.engine.dialect.loaded_dbapi.Error as problem:
            if not self.engine.dialect.is_disconnect(problem, connection, None):
                self._idle.append(connection)
                raise
            self._let_go()
            connection = self._take()
            found = read(connection.execute(sql, parameters))
        self._idle.append(connection)
        return found

    def _take(self) -> Any:
        """A connection for this thread alone, until it is put back; taking one is a fifth of
        what a pool costs."""
        try:
            return self._idle.pop()
        except IndexError:
            made = self.engine.raw_connection()
            made.detach()
            return made.dbapi_connection

    def _let_go(self, _engine: Engine | None = None) -> None:
        while self._idle:
            self._idle.pop().close()


def rows(build: Callable[[Dialect], Executable], **given: Any) -> list[Any]:
    """Every row of a SELECT."""
    driver = _driver()
    statement = driver.statement(build)
    found = driver.run(statement.sql, statement.parameters(given), _all)
    return [statement.row(values) for values in found]


def insert(build: Callable[[Dialect], Executable], **given: Any) -> int:
    """Run one INSERT into append-only rows; how many were added, on disk when this returns."""
    driver = _driver()
    statement = driver.statement(build)
    parameters = statement.parameters(given)
    with sqlite_turn(driver.engine.dialect):
        return driver.run(statement.sql, parameters, _count)


def _all(cursor: Any) -> list[tuple[Any, ...]]:
    return cast("list[tuple[Any, ...]]", cursor.fetchall())


def _count(cursor: Any) -> int:
    return int(cursor.rowcount)


def _driver() -> Driver:
    found = current_app.extensions.get(DRIVER)
    if found is None:
        found = current_app.extensions[DRIVER] = Driver(db.engines[DRIVER])
    return cast(Driver, found)

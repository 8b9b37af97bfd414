"""The database and its one gate: every write is one named, timed, journalled transaction."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Protocol, TypeVar

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Engine, MetaData, event, inspect, make_url
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.orm import DeclarativeBase, ORMExecuteState, Session, registry

from examsite.domain.actions import Action
from examsite.kit import clock
from examsite.kit.types import UTCDateTime

GATE = "write_gate"
TURN = "write_turn"
DRIVER = "driver"
"""The name of the connections that commit by themselves."""
PATIENCE = 10.0
"""Seconds a writer of SQLite waits for others before it gives up."""
NAMES = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


_turn = threading.Lock()
"""SQLite's writers in this process queue here: its own queue is sleeping and trying again.
Whoever has waited too long goes on and lets the database answer."""


class Model(DeclarativeBase):
    """Base of every table. Times go through `UTCDateTime`, names through one convention."""

    registry = registry(
        metadata=MetaData(naming_convention=NAMES), type_annotation_map={datetime: UTCDateTime()}
    )


db = SQLAlchemy(
    model_class=Model,
    disable_autonaming=True,
    session_options={"expire_on_commit": False, "autoflush": False},
)


class Actor(Protocol):
    """Whoever does something: an account, or nobody for the program itself."""

    @property
    def id(self) -> int: ...
    @property
    def public_id(self) -> str: ...


class WriteOutsideGate(RuntimeError):
    """A change was attempted without `write(...)`."""


Row = TypeVar("Row", bound=Model)


class Transaction:
    """What a service holds while it writes: locks, new rows, jobs, notes for the journal."""

    def __init__(self, session: Session, action: Action, by: Actor | None, now: datetime):
        self.session, self.action, self.by, self.now = session, action, by, now
        self.connection = _start(session)
        self.about: Any = None
        self.why = ""
        self.diffs: dict[str, Any] = {}
        self.after_commit: list[Any] = []

    def lock(self, row: Row) -> Row:
        """Read the row again, held against other writers until commit."""
        columns = [column.key for column in inspect(type(row)).column_attrs]
        self.session.refresh(row, columns, with_for_update={"of": type(row)})
        return row

    def add(self, row: Row) -> Row:
        """Insert the row now, so that its ids are known and its constraints have spoken."""
        self.session.add(row)
        self.session.flush()
        return row

    def add_all(self, rows: list[Any]) -> None:
        """Insert many rows in as few statements as the database allows."""
        self.session.add_all(rows)
        self.session.flush()

    def remove(self, row: Model) -> None:
        """Delete the row."""
        self.session.delete(row)
        self.session.flush()

    def note(self, **facts: Any) -> None:
        """Facts for the journal line that no column difference shows."""
        self.diffs.setdefault("note", {}).update(facts)

    def execute(self, statement: Any, parameters: Any = None) -> Any:
        """A statement of SQLAlchemy Core inside this transaction."""
        return self.session.execute(statement, parameters)


def _begin(action: Action, by: Actor | None, now: datetime) -> Transaction:
    session: Session = db.session()
    if GATE in session.info:
        raise RuntimeError(f"{action} inside another write: services do not call services")
    tx = Transaction(session, action, by, now)
    session.info[GATE] = tx
    return tx


def _start(session: Session) -> Connection:
    """The connection that has read, from now on in a transaction that may write.

    On both databases each statement sees what others have committed before it. PostgreSQL
    goes on in the transaction it began with the first statement; SQLite reads without one.
    """
    session.flush()  # refuses what was changed before the gate opened
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        session.info[TURN] = _turn.acquire(timeout=PATIENCE)
        try:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        except BaseException:
            _end_turn(session)
            raise
    return connection


def _end_turn(session: Session) -> None:
    if session.info.pop(TURN, False):
        _turn.release()


@contextmanager
def sqlite_turn(dialect: Dialect) -> Iterator[None]:
    """A writer's turn outside the gate; on PostgreSQL nobody waits for anybody."""
    taken = dialect.name == "sqlite" and _turn.acquire(timeout=PATIENCE)
    try:
        yield
    finally:
        if taken:
            _turn.release()


@contextmanager
def _inside(tx: Transaction, finishers: list[Any]) -> Iterator[Transaction]:
    """Run the body, then the finishers, then commit; whatever goes wrong leaves nothing."""
    try:
        yield tx
        tx.session.flush()
        for finish in finishers:
            finish(tx)
        tx.session.commit()
    except BaseException:
        tx.session.rollback()
        raise
    finally:
        del tx.session.info[GATE]
        _end_turn(tx.session)
    for call in tx.after_commit:
        call()


@contextmanager
def write(
    action: Action,
    *,
    by: Actor | None,
    now: datetime,
    about: Any = None,
    why: str = "",
) -> Iterator[Transaction]:
    """One change: a transaction with its journal line and jobs, or nothing at all.

    `about` is the row concerned (`tx.about` may set it later); `why` is the reason given
    by a person. Everything flushed inside is compared column by column for the journal.
    """
    tx = _begin(action, by, now)
    tx.about, tx.why = about, why
    with _inside(tx, _finishers):
        yield tx


@contextmanager
def append(action: Action, *, by: Actor | None, now: datetime) -> Iterator[Transaction]:
    """The narrow gate for append-only rows that are their own journal (answers, sign-ins).

    Same transaction, durability and refusal of nesting as `write`, without a journal line.
    """
    with _inside(_begin(action, by, now), []) as tx:
        yield tx


_finishers: list[Any] = []


def at_end_of_write(finish: Any) -> Any:
    """Register what the gate does just before commit (the journal does)."""
    _finishers.append(finish)
    return finish


def _refuse_flush(session: Session, _context: Any, _instances: Any) -> None:
    changed = session.new or session.deleted or any(map(session.is_modified, session.dirty))
    if changed and GATE not in session.info:
        raise WriteOutsideGate("use `with write(...)`: a row changed outside the gate")


def _refuse_statement(state: ORMExecuteState) -> None:
    writes = state.is_insert or state.is_update or state.is_delete
    if writes and GATE not in state.session.info:
        raise WriteOutsideGate("use `with write(...)`: a statement would change rows")


def prepare_sqlite(engine: Engine) -> None:
    """WAL with full syncing, foreign keys on; no transaction until the gate begins one.

    A transaction that reads and then writes cannot be upgraded while another writes,
    whatever the timeout; the gate's BEGIN IMMEDIATE makes writers queue instead.
    """

    @event.listens_for(engine, "connect")
    def _on_connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            f"busy_timeout={PATIENCE * 1000:.0f}",
        ):
            connection.execute(f"PRAGMA {pragma}")


def follow_clock(app: Flask, engine: Engine) -> None:
    """Where PostgreSQL's clock decides, every new connection asks it: the program's own time, of
    starts, hand-ins and sweeps, is then the database's even on a machine whose clock is off."""

    @event.listens_for(engine, "connect")
    def _on_connect(connection: Any, _record: Any) -> None:
        if app.config["DATABASE_CLOCK"]:
            (there,) = connection.execute("SELECT clock_timestamp()").fetchone()
            connection.rollback()
            clock.steady.follow(there)


def hear_clock() -> None:
    """Have a connection, so that `clock.now` is the database's from the first time it is asked."""
    db.session.connection()
    db.session.rollback()


def init_db(app: Flask, url: str, *, pool: int) -> None:
    """Bind the database to the application: the session's connections, and beside them those
    of `kit.driver`, which commit each statement by itself."""
    options: dict[str, Any] = {"url": url, "pool_size": pool, "max_overflow": pool}
    if make_url(url).get_backend_name() == "postgresql":
        options["connect_args"] = {"options": "-c lock_timeout=5s -c statement_timeout=60s"}
    app.config["SQLALCHEMY_BINDS"] = {
        None: options,
        DRIVER: options | {"isolation_level": "AUTOCOMMIT"},
    }
    db.init_app(app)
    with app.app_context():
        for engine in db.engines.values():
            if engine.dialect.name == "sqlite":
                prepare_sqlite(engine)
            else:
                follow_clock(app, engine)


def let_go() -> None:
    """Close every connection of this process."""
    db.session.remove()
    for engine in db.engines.values():
        engine.dispose()


event.listen(Session, "before_flush", _refuse_flush)
event.listen(Session, "do_orm_execute", _refuse_statement)

__all__ = [
    "Actor",
    "Model",
    "Transaction",
    "append",
    "at_end_of_write",
    "db",
    "hear_clock",
    "init_db",
    "let_go",
    "write",
]

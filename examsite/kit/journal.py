"""The journal: what was done, by whom, when, in a chain of hashes. Written by the gate itself.

A line carries the hash of the one before it; its personal detail (column differences,
reason, request id, address) lives in a side row that can be erased, and the line keeps
only the salted digest. Database triggers refuse UPDATE and DELETE of lines and refuse a
line that does not continue the chain.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from flask import has_request_context, request
from sqlalchemy import JSON, ForeignKey, LargeBinary, Table, event, insert, inspect, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from examsite.domain.canonical import canonical
from examsite.kit import chance
from examsite.kit.clock import rfc3339
from examsite.kit.db import GATE, Model, Transaction, at_end_of_write
from examsite.kit.log import request_id

GENESIS = "0" * 64
MOST_ROWS = 40
"""Changes of more rows than this are counted by table instead of listed."""


class JournalHead(Model):
    """One row: the number and hash of the newest line. A trigger moves it."""

    __tablename__ = "journal_head"
    id: Mapped[int] = mapped_column(primary_key=True)
    n: Mapped[int]
    hash: Mapped[str]


class JournalEntry(Model):
    """One line of the journal, append-only."""

    __tablename__ = "journal_entry"
    n: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    who: Mapped[str]
    what: Mapped[str] = mapped_column(index=True)
    about_type: Mapped[str]
    about_id: Mapped[str] = mapped_column(index=True)
    detail: Mapped[str]
    prev: Mapped[str]
    hash: Mapped[str] = mapped_column(unique=True)

    @property
    def about(self) -> dict[str, str]:
        """The subject as it is hashed."""
        return {"type": self.about_type, "id": self.about_id, "detail": self.detail}

    def digest(self) -> str:
        """The hash this line must carry: sha256 of canonical [n, at, who, what, about, prev]."""
        line = [self.n, rfc3339(self.at), self.who, self.what, self.about, self.prev]
        return hashlib.sha256(canonical(line)).hexdigest()


class JournalDetail(Model):
    """The erasable part of a line: differences, reason, request id, address."""

    __tablename__ = "journal_detail"
    n: Mapped[int] = mapped_column(ForeignKey("journal_entry.n"), primary_key=True)
    salt: Mapped[bytes] = mapped_column(LargeBinary(16))
    body: Mapped[dict[str, Any]] = mapped_column(JSON)

    def digest(self) -> str:
        """The digest the line keeps: sha256(salt + canonical body)."""
        return hashlib.sha256(self.salt + canonical(self.body)).hexdigest()


@dataclass(frozen=True)
class Fault:
    """The first line at which the chain does not hold."""

    n: int
    reason: str


ENTRY, DETAIL = cast(Table, JournalEntry.__table__), cast(Table, JournalDetail.__table__)
HEAD = select(JournalHead.n, JournalHead.hash).where(JournalHead.id == 1).with_for_update()
INSERTS = {table: insert(table).inline() for table in (ENTRY, DETAIL)}
"""Put together once: every write ends with them."""


def _plain(value: Any) -> Any:
    """A column value as canonical JSON can hold it."""
    if value is None or isinstance(value, (str, int, bool)):
        return value
    if isinstance(value, datetime):
        return rfc3339(value)
    if isinstance(value, bytes):
        return {"sha256": hashlib.sha256(value).hexdigest()}
    if isinstance(value, dict):
        return {str(key): _plain(entry) for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(entry) for entry in value]
    return str(value)


def _name(row: Any) -> str:
    return str(getattr(row, "public_id", None) or getattr(row, "id", "") or "")


def _differences(row: Any, *, new: bool) -> dict[str, Any]:
    found: dict[str, Any] = {}
    state = inspect(row)
    for column in state.mapper.column_attrs:
        if column.columns[0].info.get("journal") is False:
            continue
        history = state.attrs[column.key].history
        if new and history.added and history.added[0] is not None:
            found[column.key] = _plain(history.added[0])
        elif not new and history.has_changes():
            before = history.deleted[0] if history.deleted else None
            after = history.added[0] if history.added else None
            found[column.key] = [_plain(before), _plain(after)]
    return found


@event.listens_for(Session, "before_flush")
def _collect(session: Session, _context: Any, _instances: Any) -> None:
    tx: Transaction | None = session.info.get(GATE)
    if tx is None:
        return
    rows = [(row, "new") for row in session.new]
    rows += [(row, "changed") for row in session.dirty if session.is_modified(row)]
    rows += [(row, "removed") for row in session.deleted]
    listed = tx.diffs.setdefault("rows", [])
    counted = tx.diffs.setdefault("counts", {})
    for row, how in rows:
        table = row.__tablename__
        counted[f"{table} {how}"] = counted.get(f"{table} {how}", 0) + 1
        if len(listed) < MOST_ROWS:
            listed.append([table, _name(row), how, _differences(row, new=how == "new")])


@at_end_of_write
def record(tx: Transaction) -> None:
    """Add the line of this write. Rows first, the journal head last, to keep lock order."""
    body: dict[str, Any] = {**tx.diffs, "why": tx.why, "request": request_id()}
    if has_request_context():
        body["address"] = request.remote_addr or ""
    if len(body.get("rows", [])) < MOST_ROWS:
        body.pop("counts", None)
    detail = JournalDetail(salt=chance.salt(), body=_plain(body))
    head = tx.connection.execute(HEAD).one()
    entry = JournalEntry(
        n=head.n + 1,
        at=tx.now.replace(microsecond=tx.now.microsecond // 1000 * 1000),
        actor_id=tx.by.id if tx.by else None,
        who=tx.by.public_id if tx.by else "system",
        what=str(tx.action),
        about_type=tx.about.__tablename__ if tx.about is not None else "",
        about_id=_name(tx.about) if tx.about is not None else "",
        detail=detail.digest(),
        prev=head.hash,
    )
    entry.hash = entry.digest()
    detail.n = entry.n
    for table, row in ((ENTRY, entry), (DETAIL, detail)):
        values = {column.key: getattr(row, column.key) for column in table.columns}
        tx.connection.execute(INSERTS[table], values)


def list_entries(session: Session, *, after: int, limit: int) -> list[JournalEntry]:
    """Lines with numbers above `after`, oldest first."""
    rows = select(JournalEntry).where(JournalEntry.n > after).order_by(JournalEntry.n)
    return list(session.scalars(rows.limit(limit)))


def _faults(session: Session) -> Iterator[Fault]:
    prev, n = GENESIS, 0
    rows = select(JournalEntry, JournalDetail).outerjoin(JournalDetail).order_by(JournalEntry.n)
    for entry, detail in session.execute(rows).yield_per(500):
        n += 1
        if entry.n != n:
            yield Fault(n, "这一行缺失")
            return
        if entry.prev != prev:
            yield Fault(n, "与上一行接不上")
        if entry.hash != entry.digest():
            yield Fault(n, "内容与散列值不符")
        erased: JournalDetail | None = detail
        if erased is not None and erased.digest() != entry.detail:
            yield Fault(n, "明细与摘要不符")
        prev = entry.hash
    head = session.get(JournalHead, 1)
    if head is None or (head.n, head.hash) != (n, prev):
        yield Fault(n + 1, "末尾被截断")


def first_fault(session: Session) -> Fault | None:
    """Walk the chain; the first line that does not hold, or None when all do."""
    return next(_faults(session), None)

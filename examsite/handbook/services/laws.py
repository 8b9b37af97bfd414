"""Appendix E into the database, so that its page and checks read one table."""

from datetime import datetime
from pathlib import Path

from sqlalchemy import select

from examsite.domain.actions import Action
from examsite.handbook.laws import Law, read_laws
from examsite.handbook.models import LawDocument
from examsite.handbook.services.building import BUILD
from examsite.kit.content_files import plain
from examsite.kit.db import db, write
from examsite.kit.jobs import enqueue


def sync_laws(folder: Path, now: datetime) -> list[str]:
    """Store the laws as the file has them; the documents that were written or removed."""
    laws = read_laws(folder)
    stored = {row.document: row for row in db.session.scalars(select(LawDocument))}
    wanted = {law.document: _columns(law, at) for at, law in enumerate(laws, start=1)}
    changed = [name for name, columns in wanted.items() if not _same(stored.get(name), columns)]
    gone = [name for name in stored if name not in wanted]
    if changed or gone:
        with write(Action.HANDBOOK_SYNCED, by=None, now=now) as tx:
            for name in gone:
                tx.remove(stored[name])
            for name in changed:
                _store(stored.get(name) or tx.add(LawDocument(**wanted[name])), wanted[name])
            tx.note(laws=[*changed, *gone])
            enqueue(tx, BUILD, {})
    return [*changed, *gone]


def _columns(law: Law, position: int) -> dict[str, object]:
    return {
        "position": position,
        "document": law.document,
        "kind": law.kind,
        "issuer": law.issuer,
        "versions": plain([version.model_dump() for version in law.versions]),
    }


def _same(row: LawDocument | None, columns: dict[str, object]) -> bool:
    return row is not None and all(getattr(row, name) == value for name, value in columns.items())


def _store(row: LawDocument, columns: dict[str, object]) -> None:
    for name, value in columns.items():
        setattr(row, name, value)

"""The stamp of the content files last read in: when it still holds, there is nothing to read.

It covers the bytes of every file and of the program that reads them, because another program may
make something else of the same files.
"""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Mapped, mapped_column

from examsite.domain.actions import Action
from examsite.kit.db import Model, db, write

PROGRAM = Path(__file__).resolve().parent.parent
ONLY = 1
"""Id of the one row."""


class ContentStamp(Model):
    """One row: what was last read in, and when."""

    __tablename__ = "content_stamp"
    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str]
    at: Mapped[datetime]


def stamp_of(folders: Iterable[Path]) -> str:
    """Hex SHA-256 over the names and bytes of all files in the folders, and of this program."""
    digest = hashlib.sha256()
    sources = [(PROGRAM, path) for path in PROGRAM.rglob("*.py")]
    files = [(folder, path) for folder in folders for path in folder.rglob("*") if path.is_file()]
    for folder, path in sorted(sources) + sorted(files):
        name = f"{folder.name}/{path.relative_to(folder).as_posix()}".encode()
        content = path.read_bytes()
        digest.update(b"%d %s %d " % (len(name), name, len(content)))
        digest.update(content)
    return digest.hexdigest()


def stamp_holds(stamp: str) -> bool:
    """Whether these very files were the last to be read in."""
    return db.session.scalar(select(ContentStamp.digest)) == stamp


def set_stamp(stamp: str, now: datetime) -> None:
    """Keep that these files have been read in whole."""
    with write(Action.CONTENT_READ, by=None, now=now) as tx:
        row = tx.session.get(ContentStamp, ONLY)
        if row is None:
            tx.add(ContentStamp(id=ONLY, digest=stamp, at=now))
        else:
            row.digest, row.at = stamp, now

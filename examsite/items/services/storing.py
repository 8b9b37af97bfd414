"""The rows of an item as written: its version, its key. Used wherever what is written becomes rows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from examsite.domain.canonical import sha256_hex
from examsite.domain.terms import Cognitive, ItemState, Level
from examsite.items.files import ItemFile
from examsite.items.models import Item, ItemVersion, KeyVersion
from examsite.items.queries.bank import Current
from examsite.kit.content_files import plain
from examsite.kit.db import Transaction

NextVersion = tuple[Item, int, ItemFile]
"""The item, the number of the version to be added, and what it says."""


@dataclass(frozen=True)
class Origin:
    """Where new items come from: the state they begin in, their bank, their author."""

    state: ItemState
    shipped: bool
    author_id: int | None = None


def version_columns(file: ItemFile) -> dict[str, Any]:
    """The columns of an item version that come from its file."""
    shape = file.shape
    return {
        "content": plain(file.content()),
        "passage": shape.passage,
        "cognitive": Cognitive(shape.cognitive),
        "difficulty": shape.difficulty.quantize(Decimal("0.001")),
        "seconds": shape.seconds,
        "enemies": list(shape.enemies),
        "laws": [
            {name: value for name, value in plain(law.model_dump()).items() if value is not None}
            for law in shape.laws
        ],
        "provenance": plain(shape.provenance.model_dump()),
        "content_hash": file.content_hash,
    }


def key_columns(file: ItemFile) -> dict[str, Any]:
    """The columns of a key version that come from its file."""
    key, rationales = plain(file.shape.answer_key()), dict(file.shape.rationales)
    return {
        "key": key,
        "rationales": rationales,
        "content_hash": sha256_hex([key, rationales]),
    }


def differs(row: ItemVersion | KeyVersion, columns: Mapping[str, Any]) -> bool:
    """Whether a row says anything else than these columns."""
    return any(getattr(row, name) != value for name, value in columns.items())


def add_items(tx: Transaction, files: Iterable[ItemFile], origin: Origin) -> list[NextVersion]:
    """New items, each waiting for its first version."""
    rows = [
        (
            Item(
                code=file.code,
                level=Level(file.shape.level),
                area=file.shape.area,
                type=file.type,
                pool=file.pool,
                state=origin.state,
                shipped=origin.shipped,
                author_id=origin.author_id,
            ),
            1,
            file,
        )
        for file in files
    ]
    tx.add_all([item for item, _, _ in rows])
    return rows


def next_versions(changed: Iterable[tuple[Current, ItemFile]]) -> list[NextVersion]:
    """Items that stand, each waiting for the version after its newest."""
    return [(known.item, known.version.number + 1, file) for known, file in changed]


def add_versions(tx: Transaction, rows: Iterable[NextVersion], reason: str) -> None:
    """Each version with the first version of its key."""
    made = [
        (
            ItemVersion(item_id=item.id, number=number, created_at=tx.now, **version_columns(file)),
            file,
        )
        for item, number, file in rows
    ]
    tx.add_all([version for version, _ in made])
    tx.add_all([key_row(tx, version, 1, file, reason) for version, file in made])


def key_row(
    tx: Transaction, version: ItemVersion, number: int, file: ItemFile, reason: str
) -> KeyVersion:
    """A key of a version, not yet added."""
    return KeyVersion(
        item_version_id=version.id,
        number=number,
        reason=reason,
        created_at=tx.now,
        **key_columns(file),
    )

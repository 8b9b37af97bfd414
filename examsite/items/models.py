"""Tables of the bank. Versions and keys are immutable; keys live in their own table.

`ItemVersion.content`, what a candidate may see, with the ids of the item's file:
  every type     {"stem"}
  single, multiple, ordering   + {"options": {id: text}}
  matching       + {"left": {id: text}, "right": {id: text}}
  numeric        + {"rounding"} and either {"unit"}, fixed by the stem, or {"units": [...]},
                 from which the candidate chooses; {"variants": [{name: number}]} for a family
  short_answer   + {"length": [least, most]} in characters
  testlet        + {"material", "figures"?: {name: SVG}, "parts": [{"id", "type", "points", ...content of that type}]}
`KeyVersion.key`, never shown before release:
  every marked type  {"key"}: an id, a list of ids, a bool, a number as text, or {left: right}
  numeric        + {"tolerance": {"abs", "rel"} (decimals as text), "unit": text or None (None
                 unless the candidate chooses it), "solve", "rounding"}; of a family also
                 {"params", "where"} as its file has them
  testlet        {"parts": {part id: key as above}}
  short_answer   {"key": None, "guide": [{"points", "text"}], "anchors": {points: text}}
  after a regrade that accepts more answers also {"accept": [answers as in "key"]}
`KeyVersion.rationales` is {option, left, wrong number or "key": text}; of a testlet,
"<part id>.<id>".
"""

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, ForeignKey, Numeric, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from examsite.domain.item_life import ReviewAct
from examsite.domain.terms import Cognitive, ItemState, ItemType, Level, Pool
from examsite.kit.chance import public_id
from examsite.kit.db import Model
from examsite.kit.types import text_enum

SECRET = {"journal": False}
"""Item content and keys stay out of the journal; hashes are there."""


class Area(Model):
    """A knowledge area, A to K."""

    __tablename__ = "area"
    letter: Mapped[str] = mapped_column(String(1), primary_key=True)
    title: Mapped[str] = mapped_column(String(60))
    title_en: Mapped[str] = mapped_column(String(120))


class Item(Model):
    """One question over its whole life. (id, pool) is a key, so that forms can insist on a pool."""

    __tablename__ = "item"
    __table_args__ = (UniqueConstraint("id", "pool"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(16), unique=True, default=public_id)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    level: Mapped[Level] = mapped_column(text_enum(Level), index=True)
    area: Mapped[str] = mapped_column(ForeignKey("area.letter"))
    type: Mapped[ItemType] = mapped_column(text_enum(ItemType))
    pool: Mapped[Pool] = mapped_column(text_enum(Pool))
    state: Mapped[ItemState] = mapped_column(text_enum(ItemState), index=True)
    shipped: Mapped[bool] = mapped_column(default=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))


class ItemVersion(Model):
    """What a candidate sees: never a key, never a rationale."""

    __tablename__ = "item_version"
    __table_args__ = (UniqueConstraint("item_id", "number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"), index=True)
    number: Mapped[int]
    content: Mapped[dict[str, Any]] = mapped_column(JSON, info=SECRET)
    passage: Mapped[str] = mapped_column(String(80), index=True)
    cognitive: Mapped[Cognitive] = mapped_column(text_enum(Cognitive))
    difficulty: Mapped[Decimal] = mapped_column(Numeric(4, 3))
    seconds: Mapped[int]
    enemies: Mapped[list[str]] = mapped_column(JSON, info=SECRET)
    laws: Mapped[list[dict[str, str]]] = mapped_column(JSON)
    provenance: Mapped[dict[str, Any]] = mapped_column(JSON)
    content_hash: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]
    item: Mapped[Item] = relationship()


class KeyVersion(Model):
    """The answer key and rationales of one item version. Read by marking and staff only."""

    __tablename__ = "key_version"
    __table_args__ = (UniqueConstraint("item_version_id", "number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    item_version_id: Mapped[int] = mapped_column(ForeignKey("item_version.id"), index=True)
    number: Mapped[int]
    key: Mapped[dict[str, Any]] = mapped_column(JSON, info=SECRET)
    rationales: Mapped[dict[str, str]] = mapped_column(JSON, info=SECRET)
    content_hash: Mapped[str] = mapped_column(String(64))
    reason: Mapped[str] = mapped_column(default="")
    overrules: Mapped[str | None] = mapped_column(String(64))
    """Made by a regrade: the content hash of the written key it stands in for, until the item's
    file or workbook says something else."""
    created_at: Mapped[datetime]


class ItemReview(Model):
    """What a reviewer did with an item as it stood: append-only. A key version names both the
    version and its key."""

    __tablename__ = "item_review"
    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"), index=True)
    key_version_id: Mapped[int] = mapped_column(ForeignKey("key_version.id"))
    act: Mapped[ReviewAct] = mapped_column(text_enum(ReviewAct))
    note: Mapped[str] = mapped_column(Text, info=SECRET)
    by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime]


class ImportPlan(Model):
    """What a workbook would do to the bank, read and shown to its owner, not done yet. Gone
    once it is done; worthless after half an hour."""

    __tablename__ = "import_plan"
    __table_args__ = (UniqueConstraint("user_id", "token"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(16), unique=True, default=public_id)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    token: Mapped[str] = mapped_column(String(64))
    """SHA-256 of the file."""
    filename: Mapped[str] = mapped_column(String(120), info=SECRET)
    body: Mapped[dict[str, Any]] = mapped_column(JSON, info=SECRET)
    made_at: Mapped[datetime] = mapped_column(index=True)

"""Tables of the book. Markdown in git is the source; these rows are its synced image."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from examsite.domain.terms import Level
from examsite.kit.chance import public_id
from examsite.kit.db import Model
from examsite.kit.types import text_enum

BULK = {"journal": False}
"""Long text stays out of the journal; its hash is there."""


class Chapter(Model):
    """One chapter: front matter and the terms it explains."""

    __tablename__ = "chapter"
    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(unique=True)
    """1 to 99; appendices follow from 101 on."""
    slug: Mapped[str] = mapped_column(String(40), unique=True)
    title: Mapped[str] = mapped_column(String(120))
    title_en: Mapped[str] = mapped_column(String(200))
    part: Mapped[str] = mapped_column(String(60))
    whole: Mapped[bool]
    minutes: Mapped[int]
    objectives: Mapped[list[dict[str, str]]] = mapped_column(JSON, info=BULK)
    sources: Mapped[list[dict[str, str]]] = mapped_column(JSON, info=BULK)
    terms: Mapped[list[dict[str, Any]]] = mapped_column(JSON, info=BULK)
    content_hash: Mapped[str] = mapped_column(String(64))
    passages: Mapped[list["Passage"]] = relationship(
        order_by="Passage.position", back_populates="chapter", lazy="raise_on_sql"
    )


class Passage(Model):
    """A numbered section: what items cite and score reports lead to."""

    __tablename__ = "passage"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(80), unique=True)
    chapter_id: Mapped[int] = mapped_column(ForeignKey("chapter.id"), index=True)
    position: Mapped[int]
    title: Mapped[str] = mapped_column(String(120))
    level: Mapped[Level] = mapped_column(text_enum(Level))
    html: Mapped[str] = mapped_column(Text, info=BULK)
    text: Mapped[str] = mapped_column(Text, info=BULK)
    content_hash: Mapped[str] = mapped_column(String(64))
    version: Mapped[int] = mapped_column(default=1)
    changed_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]
    chapter: Mapped[Chapter] = relationship(back_populates="passages")


class Reading(Model):
    """That a person has read a passage, and which version of it."""

    __tablename__ = "reading"
    __table_args__ = (UniqueConstraint("user_id", "passage_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    passage_id: Mapped[int] = mapped_column(ForeignKey("passage.id"))
    version: Mapped[int]
    first_at: Mapped[datetime]
    last_at: Mapped[datetime]


class Note(Model):
    """A person's own mark in the book: a quoted stretch, words of theirs, or both. Private."""

    __tablename__ = "note"
    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(16), unique=True, default=public_id)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    passage_id: Mapped[int] = mapped_column(ForeignKey("passage.id"), index=True)
    version: Mapped[int]
    quote: Mapped[str] = mapped_column(Text, default="", info=BULK)
    place: Mapped[int] = mapped_column(default=0, info=BULK)
    """Which occurrence of the quote in the passage, from 0."""
    text: Mapped[str] = mapped_column(Text, default="", info=BULK)
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    passage: Mapped[Passage] = relationship(lazy="raise_on_sql")


class LawDocument(Model):
    """A law of appendix E with its versions, the newest first."""

    __tablename__ = "law_document"
    id: Mapped[int] = mapped_column(primary_key=True)
    position: Mapped[int]
    document: Mapped[str] = mapped_column(String(80), unique=True)
    kind: Mapped[str] = mapped_column(String(20))
    issuer: Mapped[str] = mapped_column(String(60))
    versions: Mapped[list[dict[str, Any]]] = mapped_column(JSON, info=BULK)

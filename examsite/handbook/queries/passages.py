"""Reads of chapters and passages, and where a passage stands."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import contains_eager

from examsite.domain.errors import NotFound
from examsite.domain.terms import Level
from examsite.handbook.files import FIRST_APPENDIX
from examsite.handbook.models import Chapter, Passage
from examsite.kit.db import db

LIVE = and_(Chapter.number > 0, Passage.retired_at.is_(None))


@dataclass(frozen=True)
class PassageLink:
    """Where a passage stands, for those who cite it. `version` is the present one."""

    key: str
    title: str
    level: Level
    version: int
    slug: str
    chapter_number: int
    chapter_title: str


LINK = (
    Passage.key,
    Passage.title,
    Passage.level,
    Passage.version,
    Chapter.slug,
    Chapter.number,
    Chapter.title,
)


def asked_by(level: Level) -> ColumnElement[bool]:
    """Passages on a level's reading list: of chapters, its own and those of the levels below."""
    levels = list(Level)[: list(Level).index(level) + 1]
    return and_(Passage.level.in_(levels), Chapter.number < FIRST_APPENDIX)


def get_chapter(slug: str) -> Chapter:
    """The chapter with its live passages, or NotFound; one statement."""
    rows = (
        select(Chapter)
        .join(Chapter.passages)
        .options(contains_eager(Chapter.passages))
        .where(LIVE, Chapter.slug == slug)
        .order_by(Passage.position)
        .execution_options(populate_existing=True)
    )
    chapter = db.session.scalars(rows).unique().one_or_none()
    if chapter is None:
        raise NotFound
    return chapter


def get_passage(slug: str, key: str) -> Passage:
    """A live passage of a chapter, or NotFound."""
    wanted = select(Passage).join(Chapter).where(LIVE, Chapter.slug == slug, Passage.key == key)
    passage = db.session.scalar(wanted)
    if passage is None:
        raise NotFound
    return passage


def find_passages(keys: Collection[str]) -> dict[str, PassageLink]:
    """Id -> where it stands, for those of `keys` that exist; retired ones are left out."""
    rows = db.session.execute(select(*LINK).join(Chapter).where(LIVE, Passage.key.in_(list(keys))))
    return {row[0]: PassageLink(*row) for row in rows}

"""Reads of the contents: chapters with progress, the place of one of them."""

from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import and_, func, select

from examsite.domain.canonical import sha256_hex
from examsite.domain.terms import Level
from examsite.handbook.files import FIRST_APPENDIX
from examsite.handbook.models import Chapter, Passage, Reading
from examsite.handbook.queries.passages import LIVE, asked_by
from examsite.kit.db import db


@dataclass(frozen=True)
class ChapterLine:
    """A chapter in the contents: how many sections, how many this person has read."""

    number: int
    slug: str
    title: str
    title_en: str
    part: str
    whole: bool
    minutes: int
    passages: int
    read: int

    @property
    def mark(self) -> str:
        """Its number, or an appendix's letter."""
        last = self.number - FIRST_APPENDIX
        return str(self.number) if last < 0 else chr(ord("A") + last)


def list_contents(user_id: int | None = None, level: Level | None = None) -> list[ChapterLine]:
    """Every chapter in order, or those a level asks for with what it asks of them; one
    statement."""
    mine = and_(
        Reading.passage_id == Passage.id,
        Reading.user_id == (user_id or 0),
        Reading.version == Passage.version,
    )
    rows = db.session.execute(
        select(
            Chapter.number,
            Chapter.slug,
            Chapter.title,
            Chapter.title_en,
            Chapter.part,
            Chapter.whole,
            Chapter.minutes,
            func.count(Passage.id).label("passages"),
            func.count(Reading.id).label("read"),
        )
        .join(Passage, Passage.chapter_id == Chapter.id)
        .outerjoin(Reading, mine)
        .where(LIVE, *([] if level is None else [asked_by(level)]))
        .group_by(Chapter.id)
        .order_by(Chapter.number)
    )
    return [ChapterLine(*row) for row in rows]


def book_version() -> str:
    """Twelve hex digits that change when any chapter does."""
    hashes = db.session.scalars(
        select(Chapter.content_hash).where(Chapter.number > 0).order_by(Chapter.number)
    )
    return sha256_hex(list(hashes))[:12]


def by_part(lines: list[ChapterLine]) -> list[tuple[str, list[ChapterLine]]]:
    """The contents, part by part."""
    return [(part, list(some)) for part, some in groupby(lines, key=lambda line: line.part)]


@dataclass(frozen=True)
class Place:
    """Where a chapter stands in the book: its own line, its part, its neighbours."""

    line: ChapterLine
    part: list[ChapterLine]
    before: ChapterLine | None
    after: ChapterLine | None


def place_of(lines: list[ChapterLine], chapter: Chapter) -> Place:
    """The chapter's place in contents that `list_contents` has read."""
    at = next(index for index, line in enumerate(lines) if line.number == chapter.number)
    return Place(
        line=lines[at],
        part=[line for line in lines if line.part == chapter.part],
        before=lines[at - 1] if at else None,
        after=lines[at + 1] if at + 1 < len(lines) else None,
    )

"""Reads of the book: contents with progress, one chapter, glossary, where a passage stands."""

from collections.abc import Collection
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import and_, func, select
from sqlalchemy.orm import contains_eager

from examsite.domain.errors import NotFound
from examsite.domain.terms import Level
from examsite.handbook.models import Chapter, Passage, Reading
from examsite.kit.db import db

LIVE = and_(Chapter.number > 0, Passage.retired_at.is_(None))


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


@dataclass(frozen=True)
class GlossaryEntry:
    """A term with each definition and the chapters (number, slug) that give it."""

    term: str
    en: str
    synonyms: list[str]
    definitions: list[tuple[str, list[tuple[int, str]]]]


def list_contents(user_id: int | None = None) -> list[ChapterLine]:
    """Every chapter in order; one statement."""
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
        .where(LIVE)
        .group_by(Chapter.id)
        .order_by(Chapter.number)
    )
    return [ChapterLine(*row) for row in rows]


def by_part(lines: list[ChapterLine]) -> list[tuple[str, list[ChapterLine]]]:
    """The contents, part by part."""
    return [(part, list(some)) for part, some in groupby(lines, key=lambda line: line.part)]


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


def find_readings(user_id: int, chapter: Chapter) -> dict[int, int]:
    """Passage id -> the version this person has read, for the passages of a chapter."""
    ids = [passage.id for passage in chapter.passages]
    rows = select(Reading.passage_id, Reading.version).where(
        Reading.user_id == user_id, Reading.passage_id.in_(ids)
    )
    return {row.passage_id: row.version for row in db.session.execute(rows)}


def find_passages(keys: Collection[str]) -> dict[str, PassageLink]:
    """Id -> where it stands, for those of `keys` that exist; retired ones are left out."""
    rows = db.session.execute(
        select(
            Passage.key,
            Passage.title,
            Passage.level,
            Passage.version,
            Chapter.slug,
            Chapter.number,
            Chapter.title,
        )
        .join(Chapter)
        .where(LIVE, Passage.key.in_(list(keys)))
    )
    return {row[0]: PassageLink(*row) for row in rows}


def count_read(user_id: int, level: Level) -> tuple[int, int]:
    """(read in the present version, all) of the passages a level asks for: its own and those
    of the levels below."""
    levels = list(Level)[: list(Level).index(level) + 1]
    mine = and_(
        Reading.passage_id == Passage.id,
        Reading.user_id == user_id,
        Reading.version == Passage.version,
    )
    row = db.session.execute(
        select(func.count(Reading.id), func.count(Passage.id))
        .select_from(Passage)
        .join(Chapter)
        .outerjoin(Reading, mine)
        .where(LIVE, Passage.level.in_(levels))
    ).one()
    return row[0], row[1]


def list_glossary() -> list[GlossaryEntry]:
    """The book's terms, in the order in which the book explains them."""
    live = select(Passage.chapter_id).where(Passage.retired_at.is_(None))
    chapters = db.session.execute(
        select(Chapter.number, Chapter.slug, Chapter.terms)
        .where(Chapter.number > 0, Chapter.id.in_(live))
        .order_by(Chapter.number)
    )
    entries: dict[str, GlossaryEntry] = {}
    for number, slug, terms in chapters:
        for line in terms:
            entry = entries.setdefault(
                line["term"], GlossaryEntry(line["term"], line["en"], [], [])
            )
            entry.synonyms.extend(set(line["synonyms"]) - set(entry.synonyms))
            given = dict(entry.definitions)
            if line["definition"] in given:
                given[line["definition"]].append((number, slug))
            else:
                entry.definitions.append((line["definition"], [(number, slug)]))
    return list(entries.values())


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


def next_to_read(lines: list[ChapterLine]) -> ChapterLine | None:
    """The first chapter with sections still unread; None when the book is read."""
    return next((line for line in lines if line.read < line.passages), None)

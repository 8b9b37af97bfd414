"""Search over the book and its glossary."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, or_, select

from examsite.handbook.models import Chapter, Passage
from examsite.handbook.queries.appendices import GlossaryEntry, list_glossary
from examsite.handbook.queries.passages import LIVE
from examsite.handbook.search import Piece, Wanted, excerpt, holds, read_query, weight
from examsite.kit.db import db

MOST_HITS = 40


@dataclass(frozen=True)
class Hit:
    """A passage that holds what was looked for, with the text around it."""

    slug: str
    key: str
    title: str
    number: int
    chapter: str
    pieces: list[Piece]


@dataclass(frozen=True)
class Found:
    """What a search found: the words with what they also stand for, terms, passages."""

    wanted: list[Wanted]
    terms: list[GlossaryEntry]
    hits: list[Hit]
    total: int


def find_in_book(query: str, *, most: int = MOST_HITS) -> Found:
    """Passages and terms that hold every word of the query, the most telling first.

    Two statements; the database only narrows down, the same rule as everywhere decides.
    """
    glossary = list_glossary()
    wanted = read_query(query, [entry.names for entry in glossary])
    if not wanted:
        return Found([], [], [], 0)
    terms = [entry for entry in glossary if holds(" ".join([*entry.names, entry.en]), wanted)]
    rows = db.session.execute(
        select(
            Chapter.slug,
            Passage.key,
            Passage.title,
            Chapter.number,
            Chapter.title.label("chapter"),
            Passage.text,
        )
        .join(Chapter)
        .where(LIVE, *(_holds(one) for one in wanted))
    ).all()
    found = [row for row in rows if holds(f"{row.title}\n{row.text}", wanted)]
    found.sort(key=lambda row: (-weight(row.title, row.text, wanted), row.number, row.key))
    hits = [Hit(*row[:5], excerpt(row.text, wanted)) for row in found[:most]]
    return Found(wanted, terms, hits, len(found))


def _holds(wanted: Wanted) -> ColumnElement[bool]:
    """Rows that may hold a word: the database compares letters without their size."""
    text = Passage.title + "\n" + Passage.text
    return or_(*(text.icontains(name, autoescape=True) for name in wanted.names))

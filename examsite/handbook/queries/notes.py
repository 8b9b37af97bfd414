"""Reads of a person's marks and notes."""

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager, joinedload

from examsite.domain.errors import NotFound
from examsite.handbook.models import Chapter, Note, Passage
from examsite.kit.db import db


def list_notes(user_id: int, chapter: Chapter | None = None) -> list[Note]:
    """A person's notes in the order of the book, of one chapter or of the whole book."""
    rows = (
        select(Note)
        .join(Note.passage)
        .join(Chapter)
        .options(contains_eager(Note.passage).contains_eager(Passage.chapter))
        .where(Note.user_id == user_id)
        .order_by(Chapter.number, Passage.position, Note.id)
    )
    if chapter is not None:
        rows = rows.where(Passage.chapter_id == chapter.id)
    return list(db.session.scalars(rows))


def count_notes(user_id: int) -> int:
    """How many notes a person keeps."""
    rows = select(func.count(Note.id)).where(Note.user_id == user_id)
    return db.session.scalar(rows) or 0


def get_note(public_id: str, *, visible_to: int) -> Note:
    """The viewer's own note with its passage; NotFound to anybody else."""
    rows = (
        select(Note)
        .where(Note.public_id == public_id, Note.user_id == visible_to)
        .options(joinedload(Note.passage).joinedload(Passage.chapter))
    )
    note = db.session.scalar(rows)
    if note is None:
        raise NotFound
    return note

"""Marks and notes in the book: a person's own, seen by nobody else."""

from datetime import datetime

from examsite.domain.actions import Action
from examsite.domain.errors import Conflict, Invalid
from examsite.handbook.models import Note, Passage
from examsite.handbook.queries.notes import count_notes
from examsite.kit.access import Viewer
from examsite.kit.db import write

LONGEST_QUOTE, LONGEST_TEXT, MOST_NOTES = 500, 4000, 2000


class EmptyNote(Invalid):
    """422: neither a quote nor words."""

    code = "empty_note"
    message = "请先选一段文字，或写下笔记。"


class NoteTooLong(Invalid):
    """422: a quote or a note beyond its length."""

    code = "note_too_long"
    message = "划线最多 %(quote)s 字，笔记最多 %(text)s 字，请分成几条。"


class TooManyNotes(Conflict):
    """409: the shelf is full."""

    code = "too_many_notes"
    message = "笔记已有 %(most)s 条，请先导出，再删去一些。"


def keep_note(
    passage: Passage, *, quote: str, place: int, text: str, by: Viewer, now: datetime
) -> Note:
    """Keep a mark, a note, or both, on the passage as it is now."""
    quote, text = " ".join(quote.split()), text.strip()
    if not quote and not text:
        raise EmptyNote
    if len(quote) > LONGEST_QUOTE or len(text) > LONGEST_TEXT:
        raise NoteTooLong(quote=LONGEST_QUOTE, text=LONGEST_TEXT)
    if count_notes(by.id) >= MOST_NOTES:
        raise TooManyNotes(most=MOST_NOTES)
    with write(Action.NOTE_KEPT, by=by, now=now, about=passage) as tx:
        return tx.add(
            Note(
                user_id=by.id,
                passage_id=passage.id,
                version=passage.version,
                quote=quote,
                place=max(0, min(place, LONGEST_TEXT)),
                text=text,
                created_at=now,
                changed_at=now,
            )
        )


def change_note(note: Note, *, text: str, by: Viewer, now: datetime) -> Note:
    """Write other words to the same mark."""
    text = text.strip()
    if not text and not note.quote:
        raise EmptyNote
    if len(text) > LONGEST_TEXT:
        raise NoteTooLong(quote=LONGEST_QUOTE, text=LONGEST_TEXT)
    with write(Action.NOTE_KEPT, by=by, now=now, about=note) as tx:
        tx.lock(note)
        note.text, note.changed_at = text, now
    return note


def remove_note(note: Note, *, by: Viewer, now: datetime) -> None:
    """Take a mark away for good."""
    with write(Action.NOTE_REMOVED, by=by, now=now, about=note) as tx:
        tx.remove(note)

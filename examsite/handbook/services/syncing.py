"""The book's files into the database: what changed is rendered, counted and journalled once."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from examsite.domain.actions import Action
from examsite.domain.canonical import sha256_hex
from examsite.handbook.files import ChapterFile, PassageFile, TermLine, read_handbook
from examsite.handbook.models import Chapter, Passage
from examsite.handbook.services.building import BUILD
from examsite.kit import markup
from examsite.kit.content_files import plain
from examsite.kit.db import Transaction, db, write
from examsite.kit.jobs import enqueue
from examsite.kit.marked_terms import Term


@dataclass
class HandbookReport:
    """What a sync did: numbers of chapters written, ids of passages by what happened to them."""

    chapters: list[int] = field(default_factory=list)
    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    retired: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.chapters or self.added or self.changed or self.retired)


def sync_handbook(folder: Path, now: datetime) -> HandbookReport:
    """Store what differs from the files; raises ContentRefused and stores nothing on any fault.

    A passage is known by its id for ever: a changed text raises its version, a vanished one is
    retired, one that returns is taken up again. A second run with the same files writes nothing.
    """
    files = read_handbook(folder)
    stored = _stored()
    hashes = {file.front.slug: _chapter_hash(file, files) for file in files}
    if _same(stored, hashes):
        return HandbookReport()
    report = HandbookReport()
    with write(Action.HANDBOOK_SYNCED, by=None, now=now) as tx:
        rows = _matched(files, stored)
        _park(tx, rows, stored)
        passages = {passage.key: passage for row in stored for passage in row.passages}
        for file in files:
            row, fingerprint = rows.get(file.front.order), hashes[file.front.slug]
            stands = row is not None and row.number == file.front.order
            if row is None or not stands or row.content_hash != fingerprint:
                row = _write_chapter(tx, row, file, fingerprint)
                _write_passages(tx, row, file, _terms(file, files), passages, report)
                report.chapters.append(file.front.order)
        _retire(files, passages.values(), now, report)
        tx.note(chapters=report.chapters, added=len(report.added), changed=report.changed)
        tx.note(retired=report.retired)
        enqueue(tx, BUILD, {})
    return report


def _stored() -> list[Chapter]:
    return list(db.session.scalars(select(Chapter).options(selectinload(Chapter.passages))))


def _same(stored: list[Chapter], hashes: dict[str, str]) -> bool:
    live = {row.slug: row.content_hash for row in stored if row.number > 0}
    return live == hashes


def _chapter_hash(file: ChapterFile, files: list[ChapterFile]) -> str:
    """Of everything the chapter's rows are made from, the whole book's glossary included."""
    terms = [[one.front.order, [plain(term.model_dump()) for term in one.terms]] for one in files]
    drawn = {name: drawing.inner for name, drawing in file.drawings.items()}
    return sha256_hex([markup.VERSION, file.raw, drawn, terms])


def _matched(files: list[ChapterFile], stored: list[Chapter]) -> dict[int, Chapter]:
    """Number in the files -> row: the row of the same slug, else the one of the same number."""
    by_slug = {row.slug: row for row in stored}
    slugs = {file.front.slug for file in files}
    free = {row.number: row for row in stored if row.slug not in slugs}
    rows = {}
    for file in files:
        row = by_slug.get(file.front.slug) or free.get(file.front.order)
        if row is not None:
            rows[file.front.order] = row
    return rows


def _park(tx: Transaction, rows: dict[int, Chapter], stored: list[Chapter]) -> None:
    """Free the numbers of chapters that move or are gone: below zero, where no reader looks."""
    kept = {row.id for number, row in rows.items() if row.number == number}
    for row in stored:
        if row.id not in kept:
            row.number = -row.id
    tx.session.flush()


def _write_chapter(
    tx: Transaction, row: Chapter | None, file: ChapterFile, fingerprint: str
) -> Chapter:
    front = file.front
    values = {
        "number": front.order,
        "slug": front.slug,
        "title": front.title,
        "title_en": front.title_en,
        "part": front.part,
        "whole": front.status == "whole",
        "minutes": front.minutes,
        "objectives": plain([one.model_dump() for one in front.objectives]),
        "sources": plain([one.model_dump() for one in front.sources]),
        "terms": plain([one.model_dump() for one in file.terms]),
        "content_hash": fingerprint,
    }
    if row is None:
        return tx.add(Chapter(**values))
    for name, value in values.items():
        setattr(row, name, value)
    return row


def _terms(file: ChapterFile, files: list[ChapterFile]) -> list[Term]:
    """The book's glossary, this chapter's own definitions first."""
    lines: dict[str, TermLine] = {}
    for one in [file, *files]:
        for line in one.terms:
            lines.setdefault(line.term, line)
    return [Term((name, *line.synonyms), line.definition) for name, line in lines.items()]


def _write_passages(
    tx: Transaction,
    row: Chapter,
    file: ChapterFile,
    terms: list[Term],
    passages: dict[str, Passage],
    report: HandbookReport,
) -> None:
    new = []
    for position, source in enumerate(file.passages, start=1):
        fingerprint = _passage_hash(source, file)
        passage = passages.get(source.key)
        if passage is None:
            passage = Passage(key=source.key, version=1, changed_at=tx.now)
            new.append(passage)
            report.added.append(source.key)
        elif passage.content_hash != fingerprint:
            passage.version += 1
            passage.changed_at = tx.now
            report.changed.append(source.key)
        elif passage.retired_at is not None:
            report.added.append(source.key)
        passage.chapter_id, passage.position, passage.retired_at = row.id, position, None
        passage.title, passage.level = source.title, source.level
        passage.html = markup.render(
            source.source, terms, prefix=f"{source.key}-", drawings=file.drawings
        )
        passage.text = markup.plain_text(source.source)
        passage.content_hash = fingerprint
    tx.add_all(new)


def _passage_hash(source: PassageFile, file: ChapterFile) -> str:
    """Of what a reader sees: a redrawn diagram is a change too."""
    drawn = [file.drawings[name].inner for name, _ in markup.diagrams(source.source)]
    return sha256_hex([source.title, source.source, *drawn])


def _retire(
    files: list[ChapterFile], passages: Iterable[Passage], now: datetime, report: HandbookReport
) -> None:
    live = {source.key for file in files for source in file.passages}
    for passage in passages:
        if passage.key not in live and passage.retired_at is None:
            passage.retired_at = now
            report.retired.append(passage.key)

"""Reads of the journal for its pages; the tables belong to `kit.journal`."""

from dataclasses import dataclass

from sqlalchemy import Select, func, or_, select

from examsite.domain.errors import NotFound
from examsite.kit.db import db
from examsite.kit.journal import JournalDetail, JournalEntry, list_entries

PAGE = 50
MOST = 1000
"""Lines in one answer of the API."""


@dataclass(frozen=True)
class Search:
    """What an auditor looks for; empty fields do not narrow."""

    action: str = ""
    whom: str = ""
    page: int = 1


def _matching(search: Search) -> Select[JournalEntry]:
    rows = select(JournalEntry)
    if search.action:
        rows = rows.where(JournalEntry.what == search.action)
    if search.whom:
        rows = rows.where(
            or_(JournalEntry.who == search.whom, JournalEntry.about_id == search.whom)
        )
    return rows


def list_lines(search: Search) -> tuple[list[JournalEntry], int]:
    """A page of lines, the newest first, and how many match; two statements."""
    rows = _matching(search)
    total = db.session.scalar(select(func.count()).select_from(rows.subquery())) or 0
    shown = rows.order_by(JournalEntry.n.desc()).limit(PAGE).offset((search.page - 1) * PAGE)
    return list(db.session.scalars(shown)), total


def list_lines_after(n: int) -> list[JournalEntry]:
    """Lines with higher numbers, oldest first, as many as one answer holds."""
    return list_entries(db.session(), after=n, limit=MOST)


def get_line(n: int) -> tuple[JournalEntry, JournalDetail | None]:
    """A line and what is left of its detail; NotFound beyond the journal."""
    rows = select(JournalEntry, JournalDetail).outerjoin(JournalDetail).where(JournalEntry.n == n)
    row = db.session.execute(rows).first()
    if row is None:
        raise NotFound
    return row[0], row[1]

"""Reads of what a person has read, and where they go on."""

from sqlalchemy import and_, func, select

from examsite.domain.terms import Level
from examsite.handbook.files import FIRST_APPENDIX
from examsite.handbook.models import Chapter, Passage, Reading
from examsite.handbook.queries.passages import LINK, LIVE, PassageLink, asked_by
from examsite.kit.db import db


def find_readings(user_id: int, chapter: Chapter) -> dict[int, int]:
    """Passage id -> the version this person has read, for the passages of a chapter."""
    ids = [passage.id for passage in chapter.passages]
    rows = select(Reading.passage_id, Reading.version).where(
        Reading.user_id == user_id, Reading.passage_id.in_(ids)
    )
    return {row.passage_id: row.version for row in db.session.execute(rows)}


def count_read(user_id: int, level: Level) -> tuple[int, int]:
    """(read in the present version, all) of the passages a level asks for: its own and those
    of the levels below."""
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
        .where(LIVE, asked_by(level))
    ).one()
    return row[0], row[1]


def find_next_passage(user_id: int) -> PassageLink | None:
    """Where this person goes on: the first unread passage after the one read last, else the
    first unread of the chapters."""
    order = Chapter.number * 1000 + Passage.position
    mine = and_(
        Reading.passage_id == Passage.id,
        Reading.user_id == user_id,
        Reading.version == Passage.version,
    )
    last = (
        select(order)
        .select_from(Reading)
        .join(Passage, Passage.id == Reading.passage_id)
        .join(Chapter)
        .where(LIVE, Reading.user_id == user_id)
        .order_by(Reading.last_at.desc(), Reading.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    rows = (
        select(*LINK)
        .join(Chapter)
        .outerjoin(Reading, mine)
        .where(LIVE, Chapter.number < FIRST_APPENDIX, Reading.id.is_(None))
        .order_by((order < func.coalesce(last, 0)), order)
        .limit(1)
    )
    row = db.session.execute(rows).first()
    return PassageLink(*row) if row else None

"""Seasons: dated stretches in which attempts at a level are counted."""

from datetime import date, datetime

from sqlalchemy import select

from examsite.domain.actions import Action
from examsite.domain.errors import Conflict, Invalid
from examsite.domain.terms import Level
from examsite.enrolment.models import Season
from examsite.kit.db import Actor, write


class SeasonsOverlap(Conflict):
    """409: a day belongs to one season of a level."""

    code = "seasons_overlap"
    message = "与这个级别的另一个考季日期重叠：%(title)s。"


class SeasonTooShort(Invalid):
    """422: it ends before it begins."""

    code = "season_too_short"
    message = "考季的结束日期不能早于开始日期。"


def open_season(
    *, title: str, level: Level, starts_on: date, ends_on: date, by: Actor | None, now: datetime
) -> Season:
    """Open a season of a level, both days inclusive."""
    if ends_on < starts_on:
        raise SeasonTooShort
    with write(Action.SEASON_OPENED, by=by, now=now) as tx:
        other = tx.session.scalars(
            select(Season).where(
                Season.level == level, Season.starts_on <= ends_on, Season.ends_on >= starts_on
            )
        ).first()
        if other is not None:
            raise SeasonsOverlap(title=other.title)
        row = Season(title=title, level=level, starts_on=starts_on, ends_on=ends_on)
        season: Season = tx.add(row)
        tx.about = season
    return season

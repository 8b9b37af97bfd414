"""The table of a dry run, page by page: whose score moves, who crosses the line, what rests on it."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ColumnElement, func, or_, select

from examsite.accounts.models import User
from examsite.attempts.models import Attempt
from examsite.kit.db import db
from examsite.results.models import RegradeLine, RegradeRun, Result
from examsite.results.queries.certificates import certified

PER_PAGE = 50


class Only(StrEnum):
    """Which lines are shown."""

    ALL = "all"
    UP = "up"
    DOWN = "down"
    CROSSING = "crossing"
    CERTIFIED = "certified"


class Order(StrEnum):
    """How they are sorted."""

    FALLS = "falls"  # the largest fall first
    RISES = "rises"
    NAME = "name"


@dataclass(frozen=True)
class Certificate:
    """A certificate that rests on an attempt; `kind` is its newest event."""

    public_id: str
    number: str
    kind: str


@dataclass(frozen=True)
class Line:
    """One line with whose it is, what was released of it, and the certificate that rests on it."""

    line: RegradeLine
    attempt: str
    name: str
    result: str | None
    certificate: Certificate | None


@dataclass(frozen=True)
class LinePage:
    """One page of lines."""

    lines: list[Line]
    total: int
    page: int

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // PER_PAGE))


def list_certificates(attempt_ids: Collection[int]) -> dict[int, Certificate]:
    """Attempt -> the certificate issued on its result; absent where there is none."""
    if not attempt_ids:
        return {}
    rows = db.session.execute(certified().where(Attempt.id.in_(attempt_ids)))
    return {row.attempt_id: Certificate(row.credential, row.number, row.kind) for row in rows}


def _narrowed(run: RegradeRun, only: Only) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [RegradeLine.run_id == run.id]
    crossing = RegradeLine.passed != RegradeLine.after_passed
    match only:
        case Only.UP:
            found.append(RegradeLine.moved > 0)
        case Only.DOWN:
            found.append(RegradeLine.moved < 0)
        case Only.CROSSING:
            found.append(crossing)
        case Only.CERTIFIED:
            changed = or_(crossing, RegradeLine.moved != 0)
            resting = certified().subquery()
            found += [changed, RegradeLine.attempt_id.in_(select(resting.c.attempt_id))]
    return found


_ORDERS = {
    Order.FALLS: (RegradeLine.moved, RegradeLine.id),
    Order.RISES: (RegradeLine.moved.desc(), RegradeLine.id),
    Order.NAME: (User.username, RegradeLine.id),
}


def list_lines(run: RegradeRun, only: Only, order: Order, page: int) -> LinePage:
    """A page of a run's lines; three statements."""
    wanted = _narrowed(run, only)
    total = db.session.scalar(select(func.count(RegradeLine.id)).where(*wanted)) or 0
    page = min(max(page, 1), max(1, -(-total // PER_PAGE)))
    rows = db.session.execute(
        select(RegradeLine, Attempt.public_id, User.name, Result.public_id)
        .join(Attempt, Attempt.id == RegradeLine.attempt_id)
        .join(User, User.id == Attempt.user_id)
        .outerjoin(Result, Result.attempt_id == Attempt.id)
        .where(*wanted)
        .order_by(*_ORDERS[order])
        .limit(PER_PAGE)
        .offset((page - 1) * PER_PAGE)
    ).all()
    certificates = list_certificates([row[0].attempt_id for row in rows])
    return LinePage([Line(*row, certificates.get(row[0].attempt_id)) for row in rows], total, page)

"""What an examiner may open: assignments and sheets of his own, nothing else."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from examsite.domain.errors import NotFound
from examsite.domain.names import mask
from examsite.domain.terms import SheetPart
from examsite.kit.access import Viewer
from examsite.kit.db import db
from examsite.practicals.models import (
    Assignment,
    Booking,
    PracticalSession,
    RubricVersion,
    ScoreSheet,
    SheetVersion,
)


@dataclass(frozen=True)
class Work:
    """One assignment in the examiner's list: number and masked name, never more.

    Session and rubric stand here themselves: a refused write makes rows forget what they
    point to, and the page that shows the refusal still needs them.
    """

    assignment: Assignment
    number: int
    name: str
    slot_at: datetime
    session: PracticalSession
    rubric: RubricVersion
    sheets: dict[SheetPart, ScoreSheet]

    @property
    def next_part(self) -> SheetPart | None:
        """The part to fill in next, or None when both are sealed."""
        return next((part for part in SheetPart if not self._sealed(part)), None)

    def _sealed(self, part: SheetPart) -> bool:
        return part in self.sheets and self.sheets[part].signed_at is not None


def _own(viewer: Viewer) -> Select[Assignment]:
    to_booking = joinedload(Assignment.booking)
    to_session = to_booking.joinedload(Booking.session)
    return (
        select(Assignment)
        .where(Assignment.examiner_id == viewer.id, Assignment.withdrawn_at.is_(None))
        .options(
            to_booking.joinedload(Booking.candidate),
            to_session.joinedload(PracticalSession.rubric),
            to_session.joinedload(PracticalSession.scheme),
        )
    )


def _sheets(assignment_ids: list[int]) -> dict[int, dict[SheetPart, ScoreSheet]]:
    found: dict[int, dict[SheetPart, ScoreSheet]] = {one: {} for one in assignment_ids}
    for sheet in db.session.scalars(
        select(ScoreSheet).where(ScoreSheet.assignment_id.in_(assignment_ids))
    ):
        found[sheet.assignment_id][sheet.part] = sheet
    return found


def _work(assignment: Assignment, sheets: dict[SheetPart, ScoreSheet]) -> Work:
    booking = assignment.booking
    session = booking.session
    name = mask(booking.candidate.name)
    return Work(assignment, booking.number, name, booking.slot_at, session, session.rubric, sheets)


def list_work(viewer: Viewer) -> list[Work]:
    """The viewer's assignments in order of time; two statements."""
    rows = _own(viewer).join(Assignment.booking).order_by(Booking.slot_at, Booking.number)
    assignments = list(db.session.scalars(rows))
    sheets = _sheets([one.id for one in assignments])
    return [_work(one, sheets[one.id]) for one in assignments]


def get_work(public_id: str, *, visible_to: Viewer) -> Work:
    """One of the viewer's own assignments, or NotFound for everybody else."""
    row = db.session.scalar(_own(visible_to).where(Assignment.public_id == public_id))
    if row is None:
        raise NotFound
    return _work(row, _sheets([row.id])[row.id])


def get_sheet(public_id: str, *, visible_to: Viewer) -> tuple[Work, ScoreSheet]:
    """One of the viewer's own sheets by its own id, or NotFound."""
    sheet = db.session.scalar(select(ScoreSheet).where(ScoreSheet.public_id == public_id))
    if sheet is None:
        raise NotFound
    owner = db.session.scalar(_own(visible_to).where(Assignment.id == sheet.assignment_id))
    if owner is None:
        raise NotFound
    return _work(owner, _sheets([owner.id])[owner.id]), sheet


def find_newest_version(sheet: ScoreSheet) -> SheetVersion | None:
    """What the sheet says now, or None while nothing is saved."""
    rows = select(SheetVersion).where(SheetVersion.sheet_id == sheet.id)
    return db.session.scalars(rows.order_by(SheetVersion.number.desc()).limit(1)).first()


def find_version_from(sheet: ScoreSheet, client_id: str) -> SheetVersion | None:
    """The version a client has saved under this id, or None."""
    rows = select(SheetVersion).where(
        SheetVersion.sheet_id == sheet.id, SheetVersion.client_id == client_id
    )
    return db.session.scalar(rows)


def list_sealed_parts(assignment: Assignment) -> frozenset[SheetPart]:
    """The parts an examiner has sealed."""
    rows = select(ScoreSheet.part).where(
        ScoreSheet.assignment_id == assignment.id, ScoreSheet.signed_at.is_not(None)
    )
    return frozenset(db.session.scalars(rows))

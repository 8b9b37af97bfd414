"""Cases: everything about bookings that decides where their scoring stands, read in bulk."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from examsite.domain.canonical import sha256_hex
from examsite.domain.level_rules import read_practical
from examsite.domain.marking import Trigger
from examsite.domain.seals import require_others_visible
from examsite.domain.sheet_content import read_rubric, to_sheet
from examsite.domain.terms import SheetPart
from examsite.kit.db import db
from examsite.practicals.models import (
    Assignment,
    Booking,
    BusinessResult,
    PracticalScore,
    ScoreSheet,
    SheetVersion,
)
from examsite.practicals.policies import (
    Business,
    Case,
    CaseState,
    case_state,
    open_triggers,
    seats_needed,
)


@dataclass(frozen=True)
class Seat:
    """One examiner at one booking: the sheets he has and what the sealed ones say."""

    assignment: Assignment
    sheets: dict[SheetPart, ScoreSheet]
    newest: dict[SheetPart, SheetVersion]

    @property
    def sealed(self) -> frozenset[SheetPart]:
        """The parts this examiner has signed."""
        return frozenset(part for part, sheet in self.sheets.items() if sheet.signed_at)

    @property
    def complete(self) -> bool:
        """Both parts signed."""
        return self.sealed == frozenset(SheetPart)

    def content(self, part: SheetPart) -> dict[str, Any]:
        """What the newest version of the part says."""
        return self.newest[part].content


@dataclass(frozen=True)
class CaseView:
    """One booking with its seats in order, its business result and its newest score."""

    booking: Booking
    seats: tuple[Seat, ...]
    business: BusinessResult | None
    score: PracticalScore | None
    case: Case

    @property
    def complete_seats(self) -> tuple[Seat, ...]:
        """Those whose sheets are sealed in both parts, in order."""
        return tuple(seat for seat in self.seats if seat.complete)

    @property
    def inputs(self) -> str:
        """One hash over all a score rests on: seals, business result, rules, rubric."""
        session = self.booking.session
        seals = [
            [seat.assignment.public_id, *(seat.sheets[part].seal for part in SheetPart)]
            for seat in self.complete_seats
        ]
        number = self.business.number if self.business else 0
        return sha256_hex([seals, number, session.scheme.content_hash, session.rubric.content_hash])

    @property
    def scored(self) -> bool:
        """Whether the newest score rests on exactly what is there now."""
        return self.score is not None and self.score.steps["inputs"] == self.inputs

    @property
    def state(self) -> CaseState:
        """Where the case stands."""
        return case_state(self.case, scored=self.scored)

    @property
    def triggers(self) -> list[Trigger]:
        """Why another examiner is called, in a fixed order."""
        found = open_triggers(self.case)
        return [trigger for trigger in Trigger if trigger in found]

    @property
    def needed(self) -> int:
        """How many examiners the case needs, as far as is known."""
        return seats_needed(self.case)

    @property
    def others_visible(self) -> bool:
        """Whether everybody has sealed both parts (rulings 17)."""
        return all(seat.complete for seat in self.seats)

    def require_others_visible(self) -> None:
        """Raise StillBlind before that."""
        require_others_visible(seat.sealed for seat in self.seats)


def load_cases(bookings: Collection[Booking]) -> list[CaseView]:
    """The cases of these bookings, in their order; five statements for any number."""
    ids = [booking.id for booking in bookings]
    seats = _seats(ids)
    business, scores = _newest(BusinessResult, ids), _newest(PracticalScore, ids)
    return [
        _view(booking, tuple(seats[booking.id]), business.get(booking.id), scores.get(booking.id))
        for booking in bookings
    ]


def load_case(booking: Booking) -> CaseView:
    """The case of one booking."""
    return load_cases([booking])[0]


def _seats(booking_ids: Collection[int]) -> dict[int, list[Seat]]:
    rows = (
        select(Assignment)
        .where(Assignment.booking_id.in_(booking_ids), Assignment.withdrawn_at.is_(None))
        .options(joinedload(Assignment.examiner))
        .order_by(Assignment.seat)
    )
    assignments = list(db.session.scalars(rows))
    sheets, newest = _sheets([one.id for one in assignments])
    found: dict[int, list[Seat]] = defaultdict(list)
    for one in assignments:
        found[one.booking_id].append(Seat(one, sheets[one.id], newest[one.id]))
    return found


def _sheets(
    assignment_ids: Collection[int],
) -> tuple[
    dict[int, dict[SheetPart, ScoreSheet]],
    dict[int, dict[SheetPart, SheetVersion]],
]:
    """Sheets and their newest versions, by assignment and part; one statement."""
    last = (
        select(SheetVersion.sheet_id, func.max(SheetVersion.number).label("number"))
        .join(ScoreSheet, ScoreSheet.id == SheetVersion.sheet_id)
        .where(ScoreSheet.assignment_id.in_(assignment_ids))
        .group_by(SheetVersion.sheet_id)
        .subquery()
    )
    rows = (
        select(ScoreSheet, SheetVersion)
        .outerjoin(last, last.c.sheet_id == ScoreSheet.id)
        .outerjoin(
            SheetVersion,
            (SheetVersion.sheet_id == ScoreSheet.id) & (SheetVersion.number == last.c.number),
        )
        .where(ScoreSheet.assignment_id.in_(assignment_ids))
        .execution_options(populate_existing=True)
    )
    sheets: dict[int, dict[SheetPart, ScoreSheet]] = defaultdict(dict)
    newest: dict[int, dict[SheetPart, SheetVersion]] = defaultdict(dict)
    for sheet, version in db.session.execute(rows):
        sheets[sheet.assignment_id][sheet.part] = sheet
        if version is not None:
            newest[sheet.assignment_id][sheet.part] = version
    return sheets, newest


def _newest(model: Any, booking_ids: Collection[int]) -> dict[int, Any]:
    """The highest-numbered row of each booking; one statement."""
    last = (
        select(model.booking_id, func.max(model.number).label("number"))
        .where(model.booking_id.in_(booking_ids))
        .group_by(model.booking_id)
        .subquery()
    )
    rows = select(model).join(
        last, (last.c.booking_id == model.booking_id) & (last.c.number == model.number)
    )
    return {row.booking_id: row for row in db.session.scalars(rows)}


def business_of(booking: Booking, row: BusinessResult | None) -> Business | None:
    """How the business result counts: not at all in a simulation, unknown until recorded."""
    if booking.session.simulation:
        return Business()
    if row is None:
        return None
    return Business(row.score, row.figures["weight"], row.provisional)


def _view(
    booking: Booking,
    seats: tuple[Seat, ...],
    business: BusinessResult | None,
    score: PracticalScore | None,
) -> CaseView:
    rubric = read_rubric(booking.session.rubric.content)
    sheets = tuple(
        to_sheet(rubric, seat.content(SheetPart.PROCESS), seat.content(SheetPart.REVIEW))
        for seat in seats
        if seat.complete
    )
    rules = read_practical(booking.session.scheme.rules)
    case = Case(rules, sheets, len(seats), business_of(booking, business))
    return CaseView(booking, seats, business, score, case)

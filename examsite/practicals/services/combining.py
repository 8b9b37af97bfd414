"""From sealed sheets to the practical score: the rules of the domain, every step kept."""

from datetime import datetime
from fractions import Fraction
from typing import Any

from examsite.domain.actions import Action
from examsite.domain.marking import Marks, examiner_total
from examsite.domain.marking import combine as combine_sheets
from examsite.domain.practical import PracticalDecision, decide
from examsite.domain.rubric import Sheet, capped_bands, oral_points, process_points
from examsite.domain.terms import SheetPart
from examsite.kit.db import Actor, write
from examsite.practicals.models import Booking, PracticalScore
from examsite.practicals.policies import CaseState
from examsite.practicals.queries.cases import CaseView, load_case


def combine(booking: Booking, *, by: Actor | None, now: datetime) -> PracticalScore | None:
    """The score in force if the case is complete, combined now if it has to be; None while
    examiners, sheets or the business result are missing. Safe to call again and again."""
    if load_case(booking).state is not CaseState.READY:
        return _in_force(booking)
    with write(Action.PRACTICAL_ADJUDICATED, by=by, now=now, about=booking) as tx:
        session = booking.session  # kept: lock() forgets what a row points to
        tx.lock(booking)
        view = load_case(booking)
        if view.state is CaseState.READY:
            total, decision, steps = work_out(view)
            tx.note(session=session.public_id)
            tx.add(
                PracticalScore(
                    booking_id=booking.id,
                    number=view.score.number + 1 if view.score else 1,
                    total=total,
                    outcome=decision.outcome,
                    steps=steps,
                    at=now,
                )
            )
    return _in_force(booking)


def _in_force(booking: Booking) -> PracticalScore | None:
    view = load_case(booking)
    return view.score if view.scored else None


def work_out(view: CaseView) -> tuple[int, PracticalDecision, dict[str, Any]]:
    """Total in hundredths, proposed decision and steps of a complete case; changes nothing, so
    that a check may work it out again."""
    case, business = view.case, view.case.business
    rules, points = case.effective, case.business_score
    marks = combine_sheets(rules, case.sheets, points)
    provisional = business is not None and business.provisional
    decision = decide(rules, case.sheets, points, provisional)
    steps = {
        "inputs": view.inputs,
        "scheme": view.booking.session.scheme.version,
        "rubric": view.booking.session.rubric.version,
        "weights": dict(zip(("process", "business_result", "oral"), _weights(view), strict=True)),
        "cut": rules.cut,
        "sheets": [_sheet_steps(view, n, sheet) for n, sheet in enumerate(case.sheets)],
        "triggers": [trigger.value for trigger in view.triggers],
        "rule": "mean" if len(case.sheets) == 2 else "median",
        "marks": _marks(marks),
        "business": _business(view),
        "reasons": list(decision.reasons),
        "tipped": decision.tipped,
    }
    return marks.total, decision, steps


def _weights(view: CaseView) -> tuple[int, int, int]:
    """The weights that were used, after moving an absent business result to process."""
    weights = view.case.effective.weights
    return (weights if view.case.business_score is not None else weights.with_business(0)).parts


def _sheet_steps(view: CaseView, n: int, sheet: Sheet) -> dict[str, Any]:
    rules, seat = view.case.effective, view.complete_seats[n]
    capped = capped_bands(rules, sheet)
    return {
        "seat": seat.assignment.seat,
        "assignment": seat.assignment.public_id,
        "seals": {part.value: seat.sheets[part].seal for part in SheetPart},
        "bands": dict(sheet.bands),
        "counted": capped,
        "checklist": {name: list(pair) for name, pair in sheet.checklist.items()},
        "global": sheet.global_rating,
        "oral": list(sheet.oral),
        "process_points": process_points(rules, capped),
        "oral_points": str(oral_points(sheet)),
        "total": str(examiner_total(rules, sheet, view.case.business_score)),
        "critical": sorted(sheet.critical),
    }


def _marks(marks: Marks) -> dict[str, Any]:
    return {
        "process": marks.process,
        "oral": marks.oral,
        "total": marks.total,
        "bands": {name: _fraction(band) for name, band in marks.bands.items()},
        "critical": sorted(marks.critical),
    }


def _fraction(band: Fraction) -> str:
    """3 or 5/2: halves exist only after two bands were averaged."""
    return str(band)


def _business(view: CaseView) -> dict[str, Any]:
    """Which business result counted and how."""
    if view.booking.session.simulation:
        return {"kind": "simulation", "score": None}
    row = view.business
    assert row is not None, "a complete case has its business result"
    return {
        "kind": row.figures["kind"],
        "number": row.number,
        "score": row.score,
        "provisional": row.provisional,
    }

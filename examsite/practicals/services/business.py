"""The business result: the room's figures of the day against its own baseline (rulings 15)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import func, select

from examsite.domain.actions import Action
from examsite.domain.baseline import (
    MINIMUM_SESSIONS,
    LiveSession,
    baseline_sessions,
    why_not_comparable,
)
from examsite.domain.business_result import BusinessScore, Expectation, business_weight, score
from examsite.domain.dates import CHINA_TIME
from examsite.domain.errors import Conflict
from examsite.domain.level_rules import read_practical
from examsite.domain.results_index import Index, Indicator, index
from examsite.domain.scoring import round_half_up
from examsite.domain.terms import Level
from examsite.kit.clock import rfc3339
from examsite.kit.db import Actor, write
from examsite.kit.jobs import enqueue
from examsite.practicals.models import Booking, BusinessResult
from examsite.practicals.services.sheets import COMBINE

EXPECTATION = Expectation()
"""Nothing is fitted yet: expected = 0 and the weight is at most 10 until 100 recorded sessions."""


class SimulationHasNoResult(Conflict):
    """409: a simulation has no business result; its weight goes to process."""

    code = "simulation_has_no_result"
    message = "仿真场次不登记经营结果，这部分分值并入过程。"


@dataclass(frozen=True)
class Figures:
    """What the officer typed: the session examined and earlier ones of the same streamer."""

    exam: LiveSession
    earlier: Sequence[LiveSession]
    provisional: bool = False


def record(
    booking: Booking, figures: Figures | None, *, reason: str, by: Actor, now: datetime
) -> BusinessResult:
    """A new version of the business result; None: there is no comparable baseline, `reason` says
    why. Asks for the case to be combined anew."""
    session = booking.session
    if session.simulation:
        raise SimulationHasNoResult
    weight = read_practical(session.scheme.rules).weights.business_result
    worked = _nothing(reason) if figures is None else _worked(figures, session.level, weight)
    with write(Action.BUSINESS_RESULT_RECORDED, by=by, now=now, about=booking, why=reason) as tx:
        tx.lock(booking)
        last = select(func.max(BusinessResult.number)).where(
            BusinessResult.booking_id == booking.id
        )
        row = tx.add(
            BusinessResult(
                booking_id=booking.id,
                number=(tx.execute(last).scalar() or 0) + 1,
                figures=worked,
                score=worked["points"],
                provisional=bool(figures and figures.provisional and worked["weight"]),
                by_id=by.id,
                at=now,
            )
        )
        enqueue(tx, COMBINE, {"booking": booking.public_id})
    return row


def _nothing(reason: str) -> dict[str, Any]:
    return {"kind": "no_baseline", "reason": reason, "weight": 0, "points": None}


def _worked(figures: Figures, level: Level, level_weight: int) -> dict[str, Any]:
    """Everything typed, which sessions counted and why not, and the score, in whole numbers."""
    fitting = baseline_sessions(figures.exam, figures.earlier)
    result = score(figures.exam, fitting, EXPECTATION)
    weight = business_weight(level_weight, len(fitting), False, EXPECTATION.recorded)
    return {
        "kind": "figures",
        "exam": _line(figures.exam),
        "earlier": [
            _line(one) | {"left_out": why_not_comparable(figures.exam, one)}
            for one in figures.earlier
        ],
        "comparable": len(fitting),
        "fewest": MINIMUM_SESSIONS,
        "weight": weight,
        "points": result.points if result and weight else None,
        "index": _index(figures.exam, level, result),
        **_spread(result),
    }


def _line(one: LiveSession) -> dict[str, Any]:
    return {
        "started_at": rfc3339(one.started_at),
        "local": one.started_at.astimezone(CHINA_TIME).strftime("%Y-%m-%d %H:%M"),
        "minutes": one.minutes,
        "gmv": one.gmv,
        "special": one.special,
    }


def _spread(result: BusinessScore | None) -> dict[str, Any]:
    """Range, z and baseline of the score, as whole numbers and text."""
    if result is None:
        return {}
    return {
        "low": result.low,
        "high": result.high,
        "z": f"{result.z:.6f}",
        "baseline_per_hour": round_half_up(result.baseline),
    }


def _index(exam: LiveSession, level: Level, result: BusinessScore | None) -> int | None:
    """The index of domain.md 4.4.4 from the one indicator recorded: shown, never counted."""
    if result is None:
        return None
    line = Indicator("gmv_per_hour", 100, Fraction(exam.per_hour), result.baseline)
    found: Index = index(level, [line], result.sessions)
    return found.points

"""What comes next for a candidate: one step, decided from plain facts."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from examsite.domain.terms import Level, Outcome


class Next(StrEnum):
    """The step a candidate stands before, in the order of the way."""

    READ = "read"
    ENROL = "enrol"
    SIT_LATER = "sit_later"
    SIT_NOW = "sit_now"
    AWAIT_RESULT = "await_result"
    BOOK_PRACTICAL = "book_practical"
    PRACTICAL_AHEAD = "practical_ahead"
    AWAIT_PRACTICAL = "await_practical"
    AWAIT_DECISION = "await_decision"
    REFUSED = "refused"
    AWAIT_CERTIFICATE = "await_certificate"
    CERTIFIED = "certified"


@dataclass(frozen=True)
class Seat:
    """A place on a sitting's roster. `finished`: handed in or closed."""

    sitting: str
    title: str
    opens_at: datetime
    closes_at: datetime
    attempt: str = ""
    finished: bool = False
    released: bool = False


@dataclass(frozen=True)
class Slot:
    """A place in a practical session."""

    title: str
    venue: str
    at: datetime
    released: bool = False


@dataclass(frozen=True)
class Part:
    """The latest released result of a part."""

    result: str
    total: int
    outcome: Outcome

    @property
    def passed(self) -> bool:
        """Whether it counts."""
        return self.outcome is Outcome.PASS


@dataclass(frozen=True)
class Way:
    """One level as one candidate has walked it."""

    level: Level
    certified_until: date | None = None
    read: int = 0
    passages: int = 0
    seats: Sequence[Seat] = field(default_factory=tuple)
    slots: Sequence[Slot] = field(default_factory=tuple)
    knowledge: Part | None = None
    practical: Part | None = None
    decided: bool | None = None
    """The decision on exactly these two parts: award, refusal, or none yet."""


@dataclass(frozen=True)
class Step:
    """The next step, with the seat or slot it is about."""

    kind: Next
    way: Way
    seat: Seat | None = None
    slot: Slot | None = None


def current(ways: Sequence[Way]) -> Way:
    """The level being worked on: the lowest without a valid certificate, else the highest."""
    return next((way for way in ways if way.certified_until is None), ways[-1])


def next_step(way: Way, now: datetime) -> Step:
    """The one thing to do now at a level."""
    if way.certified_until is not None:
        return Step(Next.CERTIFIED, way)
    if way.decided is not None:
        return Step(Next.AWAIT_CERTIFICATE if way.decided else Next.REFUSED, way)
    if way.knowledge is None or not way.knowledge.passed:
        return _knowledge_step(way, now)
    if way.practical is not None and way.practical.passed:
        return Step(Next.AWAIT_DECISION, way)
    return _practical_step(way, now)


def _knowledge_step(way: Way, now: datetime) -> Step:
    for seat in sorted(way.seats, key=lambda one: one.opens_at):
        if seat.finished and not seat.released:
            return Step(Next.AWAIT_RESULT, way, seat)
        if not seat.finished and now < seat.closes_at:
            open_now = seat.opens_at <= now
            return Step(Next.SIT_NOW if open_now else Next.SIT_LATER, way, seat)
    untouched = way.read == 0 and way.passages > 0 and way.knowledge is None
    return Step(Next.READ if untouched else Next.ENROL, way)


def _practical_step(way: Way, now: datetime) -> Step:
    for slot in sorted(way.slots, key=lambda one: one.at):
        if not slot.released:
            ahead = now < slot.at
            return Step(Next.PRACTICAL_AHEAD if ahead else Next.AWAIT_PRACTICAL, way, slot=slot)
    return Step(Next.BOOK_PRACTICAL, way)

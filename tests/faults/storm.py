"""Everybody saves, things break, everybody tries again: what was acknowledged must be there.

The journal of what the site acknowledged is kept by the people themselves, outside the site.
"""

import heapq
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from bench.loads import in_turn
from bench.people import Candidate
from bench.wire import Call, Pump

AGAIN = 0.25
"""Seconds before the same save is tried again, as the exam page does in its first tries."""
PATIENCE = 120.0
"""Seconds after the last strike in which every save must have come through."""
MAY_PASS = {0, 429, 500, 502, 503, 504}
"""Answers after which the page tries again."""


@dataclass
class Strike:
    """Something that breaks, so many seconds into the storm."""

    at: float
    name: str
    hit: Callable[[], None]


@dataclass
class Outcome:
    """What came of a storm: saves acknowledged and repeated, recoveries, and what went wrong."""

    acknowledged: int = 0
    repeated: int = 0
    recoveries: list[tuple[str, float]] = field(default_factory=list)
    """Strike -> seconds until the first acknowledgement of a save sent after it."""
    refused: list[str] = field(default_factory=list)
    """Answers that no page could mend: a false conflict, a foreign paper, a broken session."""
    lost: list[str] = field(default_factory=list)
    """Items whose acknowledged answer is not the one the site has."""

    @property
    def good(self) -> bool:
        """Nothing lost, nothing refused."""
        return not self.lost and not self.refused


class Storm:
    """One run. The seed decides when people save and what."""

    def __init__(self, people: Sequence[Candidate], *, every: float, seed: int):
        self._people, self._every = people, every
        self._chance = random.Random(seed)
        self._pump, self._outcome = Pump(), Outcome()
        self._due: list[tuple[float, int, Candidate]] = []
        self._pending: dict[Candidate, tuple[bytes, float]] = {}
        self._struck: list[tuple[str, float]] = []
        self._count = 0

    def run(self, seconds: float, strikes: Sequence[Strike]) -> Outcome:
        """Save for so many seconds while the strikes fall, then until every save is through."""
        begun = time.perf_counter()
        end, waiting = begun + seconds, sorted(strikes, key=lambda one: -one.at)
        for who in self._people:
            self._plan(who, begun + self._chance.uniform(0, self._every))
        while self._due or len(self._pump):
            now = time.perf_counter()
            assert now < end + PATIENCE, f"{len(self._pending)} saves never came through"
            if waiting and begun + waiting[-1].at <= now:
                strike = waiting.pop()
                self._struck.append((strike.name, time.perf_counter()))
                strike.hit()
            self._send(now)
            for call in self._pump.wait(0.02):
                self._take(call, end)
        return self._outcome

    def _plan(self, who: Candidate, at: float) -> None:
        self._count += 1
        heapq.heappush(self._due, (at, self._count, who))

    def _send(self, now: float) -> None:
        while self._due and self._due[0][0] <= now:
            _, _, who = heapq.heappop(self._due)
            content, _ = self._pending.get(who, (b"", 0.0))
            content = content or who.save()
            self._pending[who] = (content, time.perf_counter())
            try:
                self._pump.send(who, content, time.perf_counter())
            except OSError:
                who.line.close()
                self._again(who)

    def _again(self, who: Candidate) -> None:
        self._outcome.repeated += 1
        self._plan(who, time.perf_counter() + AGAIN * self._chance.uniform(0.5, 1.5))

    def _take(self, call: Call, end: float) -> None:
        who: Candidate = call.who
        if call.status in MAY_PASS:
            self._again(who)
            return
        if not who.saved(call):
            self._outcome.refused.append(f"{call.status} {call.body[:120]!r}")
            return
        self._outcome.acknowledged += 1
        _, sent = self._pending.pop(who)
        while self._struck and self._struck[0][1] <= sent:
            name, at = self._struck.pop(0)
            self._outcome.recoveries.append((name, time.perf_counter() - at))
        due = time.perf_counter() + self._every * self._chance.uniform(0.8, 1.2)
        if due < end:
            self._plan(who, due)


def compare(people: Sequence[Candidate], outcome: Outcome) -> None:
    """Write down every item whose acknowledged answer is not the one the site has now."""

    def check(who: Candidate, call: Call) -> bool:
        if call.status == 200:
            outcome.lost += [f"{who.name} {item}" for item in who.missing(call)]
        return call.status == 200

    looked = in_turn(people, lambda who: who.look(), check)
    outcome.lost += ["a paper could not be opened again"] * looked.errors

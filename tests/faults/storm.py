"""Everybody saves, things break, everybody tries again: what was acknowledged must be there.

The journal of what the site acknowledged is kept by the people themselves, outside the site.
"""

import heapq
import json
import random
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from bench.loads import in_turn
from bench.people import Candidate
from bench.wire import Call, Pump

AGAIN = 0.25
"""Seconds before the same save is tried again, as the exam page does in its first tries."""
PATIENCE = 120.0
"""Seconds after the last strike in which every save must have come through."""
MAY_PASS = {0, 429, 500, 502, 503, 504, 507}
"""Answers after which the page tries again."""
BUG = 500
TRIES = 5
"""How often a paper is asked for when the storm is over."""


@dataclass
class Strike:
    """Something that breaks or is mended, so many seconds into the storm; `timed`: how long the
    next save takes is of interest."""

    at: float
    name: str
    hit: Callable[[], None]
    timed: bool = True


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
    """Items of which the site has nothing, or something older than what was acknowledged."""
    torn: list[str] = field(default_factory=list)
    """Items under whose acknowledged number the site has another answer."""
    foreign: list[str] = field(default_factory=list)
    """Items with an answer that their candidate never sent."""
    wrong: list[str] = field(default_factory=list)
    """What a scene itself looks at and finds otherwise than promised."""
    answers: Counter[int] = field(default_factory=Counter)
    """Status -> how often a save was answered so; 0: no answer came."""
    said: list[str] = field(default_factory=list)
    """What the site wrote down about its own bugs."""
    heard: dict[str, list[float]] = field(default_factory=dict)
    """Candidate -> instants (of `time.perf_counter`) at which a save was acknowledged."""

    @property
    def bugs(self) -> int:
        """Answers that say the program itself went wrong."""
        return self.answers[BUG]

    @property
    def good(self) -> bool:
        """Nothing lost or mixed up, nothing refused, no bug, and all as the scene promises."""
        return not any((self.lost, self.torn, self.foreign, self.refused, self.wrong, self.bugs))


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
                if strike.timed:
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
        self._outcome.answers[call.status] += 1
        if call.status in MAY_PASS:
            self._again(who)
            return
        if not who.saved(call):
            self._outcome.refused.append(f"{call.status} {call.body[:120]!r}")
            return
        self._outcome.acknowledged += 1
        self._outcome.heard.setdefault(who.name, []).append(time.perf_counter())
        _, sent = self._pending.pop(who)
        while self._struck and self._struck[0][1] <= sent:
            name, at = self._struck.pop(0)
            self._outcome.recoveries.append((name, time.perf_counter() - at))
        due = time.perf_counter() + self._every * self._chance.uniform(0.8, 1.2)
        if due < end:
            self._plan(who, due)


def compare(people: Sequence[Candidate], outcome: Outcome) -> None:
    """Write down every item whose acknowledged answer is not the one the site has now.

    Whoever is told to ask later asks again, as the page does.
    """

    def check(who: Candidate, call: Call) -> bool:
        if call.status == 200:
            waiting.remove(who)
            _compare(who, json.loads(call.body), outcome)
        return call.status == 200

    waiting = set(people)
    for _ in range(TRIES):
        in_turn(sorted(waiting, key=lambda who: who.name), lambda who: who.look(), check)
    outcome.lost += [f"{who.name}: the paper could not be opened again" for who in waiting]


def _compare(who: Candidate, paper: Any, outcome: Outcome) -> None:
    stored = paper["answers"]
    for item in stored.keys() - who.acknowledged.keys():
        outcome.foreign.append(f"{who.name} {item}")
    for item, own in who.acknowledged.items():
        found = stored.get(item, {"seq": 0, "value": None})
        if found["seq"] < own["seq"]:
            outcome.lost.append(f"{who.name} {item}")
        elif found["seq"] > own["seq"]:
            outcome.foreign.append(f"{who.name} {item}")
        elif found["value"] != own["value"]:
            outcome.torn.append(f"{who.name} {item}")

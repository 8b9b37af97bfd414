"""Three ways of asking: as fast as answers come, at appointed times, all at once."""

import heapq
import random
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from bench.wire import Call, Pump

Ask = Callable[[Any], bytes]
Check = Callable[[Any, Call], bool]


@dataclass
class Load:
    """What was measured."""

    seconds: float = 0.0
    latencies: list[float] = field(default_factory=list)
    errors: int = 0

    @property
    def a_second(self) -> float:
        """Good answers a second."""
        return len(self.latencies) / self.seconds

    def take(self, call: Call, good: bool) -> None:
        """Count one answer."""
        if good:
            self.latencies.append(call.seconds)
        else:
            self.errors += 1


def closed(people: Sequence[Any], ask: Ask, check: Check, seconds: float) -> Load:
    """Everybody asks again as soon as answered: how many answers fit into a second."""
    load, pump = Load(), Pump()
    begun = time.perf_counter()
    end = begun + seconds
    for who in people:
        pump.send(who, ask(who), time.perf_counter())
    while len(pump):
        for call in pump.wait(0.5):
            load.take(call, check(call.who, call))
            if call.done < end:
                pump.send(call.who, ask(call.who), time.perf_counter())
    load.seconds = time.perf_counter() - begun
    return load


def at_times(dues: list[tuple[float, Any]], ask: Ask, check: Check) -> Load:
    """Everybody asks at appointed times, `(seconds from now, who)`, answered or not.

    Who still waits for an answer asks as soon as it has come; the time counts from when
    the call was due.
    """
    load, pump = Load(), Pump()
    begun = time.perf_counter()
    order = [(begun + due, number, who) for number, (due, who) in enumerate(dues)]
    heapq.heapify(order)
    late: dict[Any, deque[float]] = {}
    while order or len(pump):
        now = time.perf_counter()
        while order and order[0][0] <= now:
            due, _, who = heapq.heappop(order)
            if who in late:
                late[who].append(due)
            else:
                late[who] = deque()
                pump.send(who, ask(who), due)
        wait = min(0.5, order[0][0] - time.perf_counter()) if order else 0.5
        for call in pump.wait(wait):
            load.take(call, check(call.who, call))
            if late[call.who]:
                pump.send(call.who, ask(call.who), late[call.who].popleft())
            else:
                del late[call.who]
    load.seconds = time.perf_counter() - begun
    return load


def spread(people: Sequence[Any], within: float) -> list[tuple[float, Any]]:
    """Times for `at_times`: everybody once, evenly within so many seconds; 0: at one instant."""
    return [(within * number / len(people), who) for number, who in enumerate(people)]


def in_turn(people: Sequence[Any], ask: Ask, check: Check, *, abreast: int = 4) -> Load:
    """A few at a time, each once: what comes before and after the measured part."""
    load, pump, waiting = Load(), Pump(), deque(people)
    begun = time.perf_counter()
    while waiting or len(pump):
        while waiting and len(pump) < abreast:
            who = waiting.popleft()
            pump.send(who, ask(who), time.perf_counter())
        for call in pump.wait(0.5):
            load.take(call, check(call.who, call))
    load.seconds = time.perf_counter() - begun
    return load


def paced(people: Sequence[Any], every: float, seconds: float) -> list[tuple[float, Any]]:
    """Times for `at_times`: each person about once in `every` seconds, a fifth early or late."""
    chance, dues = random.Random(7), []
    for who in people:
        due = chance.uniform(0, every)
        while due < seconds:
            dues.append((due, who))
            due += every * chance.uniform(0.8, 1.2)
    return dues

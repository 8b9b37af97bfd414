"""From raw times to figures, and from figures to a verdict."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field

from bench.loads import Load
from bench.meter import Meter

LEAST_RATIO = 0.50
MOST_P99 = 0.100
MOST_FOREIGN = 0.05
MOST_WANDER = 0.25


def share(sorted_times: Sequence[float], part: float) -> float:
    """The time within which this part of the calls was answered."""
    if not sorted_times:
        return float("nan")
    return sorted_times[min(len(sorted_times) - 1, int(len(sorted_times) * part))]


@dataclass(frozen=True)
class Measured:
    """One load with the processor time it took."""

    name: str
    load: Load
    meter: Meter

    def at(self, part: float) -> float:
        """Latency, in milliseconds."""
        return share(sorted(self.load.latencies), part) * 1000

    def cpu_ms(self, *trees: str) -> float:
        """Processor milliseconds of these trees for each good answer."""
        used = sum(self.meter.cpu.get(one, 0.0) for one in trees)
        return used * 1000 / max(1, len(self.load.latencies))


@dataclass(frozen=True)
class Round:
    """The site and the bare app, one right after the other."""

    site: Measured
    bare: Measured

    @property
    def ratio(self) -> float:
        """Saves of the site for each save of the bare app."""
        return self.site.load.a_second / self.bare.load.a_second


@dataclass
class Figures:
    """Everything one run gave."""

    rounds: list[Round] = field(default_factory=list)
    spread_out: Measured | None = None
    others: list[Measured] = field(default_factory=list)
    acknowledged: int = 0
    missing: int = 0
    resident: float = 0.0
    """Megabytes of the largest web worker at the end."""

    def measured(self) -> list[Measured]:
        """Every measured part."""
        parts = [one for round_ in self.rounds for one in (round_.site, round_.bare)]
        return [*parts, *([self.spread_out] if self.spread_out else []), *self.others]

    @property
    def ratio(self) -> float:
        """The median of the rounds."""
        return statistics.median(round_.ratio for round_ in self.rounds)

    @property
    def wander(self) -> float:
        """How far the bare app itself wandered between rounds."""
        speeds = [round_.bare.load.a_second for round_ in self.rounds]
        return (max(speeds) - min(speeds)) / statistics.median(speeds)

    def doubts(self) -> list[str]:
        """Reasons not to judge speed on this run."""
        found = []
        for one in self.measured():
            if one.meter.foreign > MOST_FOREIGN:
                found.append(f"{one.name}: {one.meter.foreign:.0%} of the machine was foreign")
        if self.wander > MOST_WANDER:
            found.append(f"the bare app itself wandered by {self.wander:.0%}")
        return found

    def lost(self) -> list[str]:
        """What no foreign load excuses."""
        found = []
        if self.missing:
            found.append(f"{self.missing} acknowledged answers are missing")
        errors = sum(one.load.errors for one in self.measured())
        if errors:
            found.append(f"{errors} calls failed")
        return found

    def slow(self) -> list[str]:
        """Targets missed."""
        found = []
        if self.ratio < LEAST_RATIO:
            found.append(f"ratio {self.ratio:.2f} is below {LEAST_RATIO:.2f}")
        if self.spread_out and self.spread_out.at(0.99) > MOST_P99 * 1000:
            found.append(f"p99 {self.spread_out.at(0.99):.0f} ms is over {MOST_P99 * 1000:.0f} ms")
        return found

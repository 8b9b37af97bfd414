"""Processor time by process tree, from /proc; and what else the machine was doing."""

import os
import statistics
import time
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")
CORES = os.cpu_count() or 1


def _stat(entry: Path) -> list[str]:
    """Fields of /proc/PID/stat after the name, which may itself hold blanks."""
    return (entry / "stat").read_text().rpartition(") ")[2].split()


def _processes() -> dict[int, tuple[int, float]]:
    """Process -> its parent and its processor seconds, dead children included."""
    found = {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            fields = _stat(entry)
        except OSError:  # it has just ended
            continue
        found[int(entry.name)] = (int(fields[1]), sum(map(int, fields[11:15])) / TICK)
    return found


def tree(root: int, processes: dict[int, tuple[int, float]] | None = None) -> set[int]:
    """The process and everything it started."""
    processes = processes if processes is not None else _processes()
    members, size = {root}, 0
    while len(members) > size:
        size = len(members)
        members |= {pid for pid, (parent, _) in processes.items() if parent in members}
    return members


def resident_megabytes(process: int) -> float:
    """Memory of a process that is really there."""
    pages = int((Path("/proc") / str(process) / "statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def _machine() -> float:
    """Seconds the processors were busy for programs, or were taken away by the host."""
    user, nice, system, _idle, _wait, _irq, _soft, steal = map(
        int, Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]
    )
    return (user + nice + system + steal) / TICK


class Meter:
    """Measures between entry and exit.

    `roots` names the trees of interest. Kernel threads (they flush our writes) count as
    nobody's; whatever is left over is foreign.
    """

    def __init__(self, roots: dict[str, int]):
        self.roots = roots
        self.cpu: dict[str, float] = {}
        self.seconds = self.foreign = 0.0

    def _read(self) -> dict[str, float]:
        processes = _processes()
        seconds = {pid: own for pid, (_, own) in processes.items()}
        cpu = {
            name: sum(seconds.get(pid, 0.0) for pid in tree(root, processes))
            for name, root in self.roots.items()
        }
        cpu["kernel"] = sum(seconds.get(pid, 0.0) for pid in tree(2, processes))
        cpu["loader"] = time.process_time()
        cpu["foreign"] = _machine() - sum(cpu.values())
        return cpu

    def __enter__(self) -> "Meter":
        self._before, self._begun = self._read(), time.perf_counter()
        return self

    def __exit__(self, *_: object) -> None:
        self.seconds = time.perf_counter() - self._begun
        after = self._read()
        self.cpu = {name: after[name] - before for name, before in self._before.items()}
        self.foreign = max(0.0, self.cpu["foreign"]) / (self.seconds * CORES)


def flush_microseconds(folder: Path) -> float:
    """How long the disk takes to make 8 kB durable: the median of 200 tries."""
    times, path = [], folder / "flush"
    with path.open("wb", buffering=0) as file:
        file.write(bytes(8192))
        for _ in range(200):
            begun = time.perf_counter()
            os.pwrite(file.fileno(), bytes(8192), 0)
            os.fdatasync(file.fileno())
            times.append(time.perf_counter() - begun)
    path.unlink()
    return statistics.median(times) * 1e6

"""The table at the end: one line for each scene and database, all seeds together."""

from collections.abc import Sequence
from dataclasses import dataclass

from tests.faults.scenes import Scene, Size
from tests.faults.storm import Outcome

COLUMNS = (
    "scene", "database", "size", "seeds", "strikes", "acknowledged", "again", "lost", "torn",
    "foreign", "first ack s", "verdict",
)  # fmt: skip
HEAD = "| " + " | ".join(COLUMNS) + " |\n|" + "---|" * len(COLUMNS)


@dataclass(frozen=True)
class Line:
    """One line of the table."""

    cells: Sequence[str]
    failed: bool

    def __str__(self) -> str:
        return "| " + " | ".join(self.cells) + " |"


def line_of(
    scene: Scene, database: str, size: Size, outcomes: Sequence[Outcome], *, not_here: str = ""
) -> Line:
    """What came of a scene: counts of all seeds, the slowest first acknowledgement."""
    slowest = max((s for one in outcomes for _, s in one.recoveries), default=None)
    slow = bool(scene.most and slowest is not None and slowest > scene.most)
    failed = slow or not all(one.good for one in outcomes)
    cells = (
        scene.name,
        database,
        f"{size.candidates}",
        f"{len(outcomes)}",
        f"{sum(len(one.recoveries) for one in outcomes)}",
        f"{sum(one.acknowledged for one in outcomes)}",
        f"{sum(one.repeated for one in outcomes)}",
        f"{sum(len(one.lost) for one in outcomes)}",
        f"{sum(len(one.torn) for one in outcomes)}",
        f"{sum(len(one.foreign) for one in outcomes)}",
        "-" if slowest is None else f"{slowest:.1f}",
        _verdict(outcomes, slow=slow, failed=failed, not_here=not_here),
    )
    return Line(cells, failed)


def _verdict(outcomes: Sequence[Outcome], *, slow: bool, failed: bool, not_here: str) -> str:
    if not_here:
        return f"not played: {not_here}"
    if not failed:
        return "good"
    wrong = {
        "too slow": slow,
        "lost": any(one.lost for one in outcomes),
        "torn": any(one.torn for one in outcomes),
        "foreign": any(one.foreign for one in outcomes),
        "refused": any(one.refused for one in outcomes),
        "bugs (500)": any(one.bugs for one in outcomes),
        "not as promised": any(one.wrong for one in outcomes),
    }
    return "FAILED: " + ", ".join(word for word, is_so in wrong.items() if is_so)

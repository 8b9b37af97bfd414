"""`./dev faults` and `./dev nightly`: the scenes at full size, one line each, one table, a verdict.

Nightly also lives an attempt's life 2,000 times (`tests/attempts/test_life.py`).
"""

import argparse
import subprocess
import sys
from collections.abc import Iterator

from tests.faults.scenes import SCENES, Scene, Size, play
from tests.faults.storm import Outcome
from tests.faults.table import HEAD, Line, line_of
from tests.faults.worlds import NotHere

SIZES = {
    "faults": Size(candidates=300, seconds=60.0, every=5.0),
    "nightly": Size(candidates=300, seconds=180.0, every=5.0),
}
SEEDS = 3
LIFE = [
    sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider",
    "--hypothesis-profile=nightly", "tests/attempts/test_life.py",
]  # fmt: skip


def main() -> int:
    """Play every scene on every database it is for; 1 when something was lost or too slow."""
    parser = argparse.ArgumentParser(prog="./dev faults", description=__doc__)
    parser.add_argument("size", choices=SIZES, nargs="?", default="faults")
    parser.add_argument("--scene", choices=[one.name for one in SCENES], help="only this one")
    parser.add_argument("--database", choices=("sqlite", "postgres"), help="only on this one")
    parser.add_argument("--candidates", type=int, help="how many people save; 300")
    parser.add_argument("--seconds", type=float, help="how long they save")
    parser.add_argument("--seeds", type=int, default=SEEDS, help="runs of each; 3")
    options = parser.parse_args()
    usual = SIZES[options.size]
    size = Size(
        options.candidates or usual.candidates, options.seconds or usual.seconds, usual.every
    )
    table = [_all(*run, size, options.seeds) for run in _runs(options)]
    print("\n".join([HEAD, *(str(line) for line in table)]))
    bad = sum(line.failed for line in table)
    if options.size == "nightly" and not options.scene:
        bad += subprocess.run(LIFE, check=False).returncode != 0
    print("nothing lost" if not bad else f"FAILED: {bad}")
    return 1 if bad else 0


def _runs(options: argparse.Namespace) -> Iterator[tuple[Scene, str]]:
    for scene in SCENES:
        for name in ("sqlite", "postgres"):
            fits = scene.postgres in (None, name == "postgres")
            if fits and options.scene in (None, scene.name) and options.database in (None, name):
                yield scene, name


def _all(scene: Scene, database: str, size: Size, seeds: int) -> Line:
    """One scene with every seed; what was wrong is printed as it is found."""
    outcomes: list[Outcome] = []
    for seed in range(1, seeds + 1):
        try:
            outcome = play(scene, size, postgres=database == "postgres", seed=seed)
        except NotHere as reason:
            return line_of(scene, database, size, [], not_here=str(reason))
        outcomes.append(outcome)
        print(line_of(scene, database, size, [outcome]), flush=True)
        kinds = (outcome.lost, outcome.torn, outcome.foreign, outcome.refused, outcome.wrong)
        for lines in (*kinds, outcome.said):
            for line in lines[:3]:
                print(f"  {line[:300]}")
    return line_of(scene, database, size, outcomes)


if __name__ == "__main__":
    raise SystemExit(main())

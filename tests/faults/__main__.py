"""`./dev faults` and `./dev nightly`: the scenes at full size, one line each, and a verdict."""

import argparse

from tests.faults.scenes import SCENES, Scene, Size, play, summary

SIZES = {
    "faults": Size(candidates=60, seconds=30.0, every=3.0, strikes=3),
    "nightly": Size(candidates=300, seconds=120.0, every=5.0, strikes=10),
}
SEEDS = {"faults": (1,), "nightly": (1, 2, 3)}


def main() -> int:
    """Play every scene on every database it is for; 1 when something was lost or too slow."""
    parser = argparse.ArgumentParser(prog="./dev faults", description=__doc__)
    parser.add_argument("size", choices=SIZES, nargs="?", default="faults")
    parser.add_argument("--scene", choices=[one.name for one in SCENES], help="only this one")
    parser.add_argument("--database", choices=("sqlite", "postgres"), help="only on this one")
    options = parser.parse_args()
    bad = 0
    for scene in SCENES:
        if options.scene in (None, scene.name):
            for postgres in (False, True):
                name = "postgres" if postgres else "sqlite"
                if scene.postgres in (None, postgres) and options.database in (None, name):
                    for seed in SEEDS[options.size]:
                        bad += _run(scene, SIZES[options.size], name, seed)
    print("nothing lost" if not bad else f"FAILED: {bad} runs")
    return 1 if bad else 0


def _run(scene: Scene, size: Size, database: str, seed: int) -> int:
    outcome = play(scene, size, postgres=database == "postgres", seed=seed)
    slow = [seconds for _, seconds in outcome.recoveries if scene.most and seconds > scene.most]
    print(f"{scene.name} {database} seed {seed}: {summary(outcome)}", flush=True)
    for line in (*outcome.refused[:3], *outcome.lost[:3]):
        print(f"  {line}")
    if slow:
        print(f"  FAILED: {max(slow):.1f} s until the next save, at most {scene.most} s")
    return int(not outcome.good or bool(slow))


if __name__ == "__main__":
    raise SystemExit(main())

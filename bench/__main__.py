"""`python -m bench`: measure, print, judge.

Exit code: 0 targets met; 1 a target missed, an answer lost or a call failed; 3 not judged,
because the machine was busy with other things.
"""

import argparse
import os
import platform
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench import content, loads
from bench.figures import Figures, Measured, Round
from bench.loads import Load
from bench.meter import Meter, resident_megabytes
from bench.people import Bare, Candidate
from bench.report import keep, table
from bench.stage import Stage, stage, workers_of
from bench.wire import Call

EVERY = 25.0
"""Seconds between two saves of one candidate in an exam."""


def _measure(name: str, place: Stage, do: Callable[[], Load]) -> Measured:
    print(f"bench: {name}", file=sys.stderr)
    with Meter(place.roots) as meter:
        load = do()
    return Measured(name, load, meter)


def _saved(who: Bare, call: Call) -> bool:
    return who.saved(call)


def _enter(people: list[Bare]) -> None:
    """Everybody signs in, a few at a time: the waiting room before an exam."""

    def keep_cookie(who: Bare, call: Call) -> bool:
        if call.status == 201:
            who.signed_in(call)
        return call.status == 201

    failed = loads.in_turn(people, lambda who: who.sign_in(), keep_cookie).errors
    if failed:
        raise SystemExit(f"bench: {failed} people could not sign in")


def _keep_paper(who: Candidate, call: Call) -> bool:
    """Whether the paper came, whole; 200 would be somebody's second attempt."""
    if call.status == 201:
        who.started(call)
    return call.status == 201 and len(who.paper) == who.items


def _handed_in(_who: Candidate, call: Call) -> bool:
    return call.status == 200


def run(options: argparse.Namespace, place: Stage) -> Figures:
    """The whole exam: sign in, start, save in peace, save against the bare app, hand in.

    In peace comes first: what the database writes to disk after the rounds is no exam's.
    """
    figures = Figures()
    names = [place.facts["user_fmt"].format(number) for number in range(options.candidates)]
    people = [
        Candidate(place.site_port, name, options.items, seed) for seed, name in enumerate(names)
    ]
    plain = [
        Bare(place.bare_port, name, options.items, seed)
        for seed, name in enumerate(names[: options.clients])
    ]
    _enter([*people, *plain])
    exam = place.facts["exam"]
    when = f"within {options.within:.0f} s" if options.within else "all at once"
    times = loads.spread(people, options.within)
    start = _measure(
        f"start, {when}",
        place,
        lambda: loads.at_times(times, lambda who: who.start(exam), _keep_paper),
    )
    dues = loads.paced(people, EVERY, options.paced_seconds)
    figures.spread_out = _measure(
        f"save, {len(people)} candidates every {EVERY:.0f} s",
        place,
        lambda: loads.at_times(dues, lambda who: who.save(), _saved),
    )
    for number in range(options.rounds):
        figures.rounds.append(_round(number, options, place, people, plain))
    hand_in = _measure(
        f"hand in, {when}",
        place,
        lambda: loads.at_times(times, lambda who: who.hand_in(), _handed_in),
    )
    figures.others = [start, hand_in]
    figures.resident = max(map(resident_megabytes, workers_of(place.roots["site"])))
    _compare(people, figures)
    return figures


def _round(
    number: int,
    options: argparse.Namespace,
    place: Stage,
    people: list[Candidate],
    plain: list[Bare],
) -> Round:
    """One A/B pair; other candidates every round, so that none answers a thousand times."""
    first = number * options.clients % len(people)
    some = (people[first:] + people[:first])[: options.clients]

    def flat_out(who: list[Any], name: str) -> Measured:
        def load() -> Load:
            return loads.closed(who, lambda one: one.save(), _saved, options.seconds)

        return _measure(f"round {number + 1}, {name}", place, load)

    return Round(site=flat_out(some, "site"), bare=flat_out(plain, "bare"))


def _compare(people: list[Candidate], figures: Figures) -> None:
    """Every acknowledged answer against what the site says it has."""

    def check(who: Candidate, call: Call) -> bool:
        figures.acknowledged += len(who.acknowledged)
        figures.missing += len(who.missing(call))
        return call.status == 200

    loads.in_turn(people, lambda who: who.look(), check)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./dev bench", description=__doc__)
    parser.add_argument("what", nargs="?", choices=("exam", "content"), default="exam")
    parser.add_argument("--postgres", action="store_true", help="on PostgreSQL, not SQLite")
    parser.add_argument("--candidates", type=int, default=200)
    parser.add_argument("--items", type=int, default=60)
    parser.add_argument("--clients", type=int, default=32, help="at once, in the rounds")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=4.0, help="of each half of a round")
    parser.add_argument("--paced-seconds", type=float, default=40.0)
    parser.add_argument("--within", type=float, default=0.0, help="seconds for all starts")
    return parser.parse_args()


def main() -> int:
    """Measure, print, judge."""
    options = _options()
    if options.what == "content":
        return content.main(postgres=options.postgres)
    settings = {key: getattr(options, key) for key in ("candidates", "items", "postgres")}
    with stage(**settings) as place:
        about = {
            "at": datetime.now(UTC).isoformat(timespec="seconds"),
            "machine": f"{os.cpu_count()} cores, {platform.machine()}, {platform.system()}",
            "python": platform.python_version(),
            "flush_microseconds": round(place.flush),
            "command": " ".join(Path(word).name for word in place.command),
            **vars(options),
        }
        figures = run(options, place)
    print("\n".join(f"{key}: {value}" for key, value in about.items()), end="\n\n")
    print(table(figures), end="\n\n")
    keep(figures, about, Path(__file__).with_name("last.json"))
    return _verdict(figures)


def _verdict(figures: Figures) -> int:
    doubts, lost, slow = figures.doubts(), figures.lost(), figures.slow()
    for line in lost:
        print(f"FAILED: {line}")
    for line in slow:
        print(f"{'not judged' if doubts else 'FAILED'}: {line}")
    for line in doubts:
        print(f"not judged: {line}")
    if lost or (slow and not doubts):
        return 1
    if doubts:
        return 3
    print("all targets met")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

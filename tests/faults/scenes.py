"""What breaks: each scene is a storm with strikes, run on a place of its own."""

import json
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

from bench.loads import in_turn
from bench.people import Candidate
from bench.wire import Call
from tests.faults.place import Place, place
from tests.faults.proxy import Proxy
from tests.faults.storm import Outcome, Storm, Strike, compare

ITEMS = 30


@dataclass(frozen=True)
class Size:
    """How large a run is."""

    candidates: int
    seconds: float
    every: float
    strikes: int


@dataclass(frozen=True)
class Scene:
    """A name, where it can be played, and what strikes; `most` seconds until the next save."""

    name: str
    postgres: bool | None
    hit: Callable[[Place, random.Random], None] | None
    most: float = 0.0


SCENES = (
    Scene("workers", None, Place.kill_a_worker, 2.0),
    Scene("everything", None, Place.kill_everything, 30.0),
    Scene("postgres", True, Place.kill_postgres, 15.0),
    Scene("replies", None, None),
)
"""`postgres` None: on both databases. Limits: exam-day promise P2; a new start of everything
also loads the program."""


def play(scene: Scene, size: Size, *, postgres: bool, seed: int) -> Outcome:
    """Fill a place, let everybody in, and let it storm."""
    chance = random.Random(seed)
    with place(candidates=size.candidates, items=ITEMS, postgres=postgres) as found:
        people = _enter(found, size.candidates)
        storm = Storm(people, every=size.every, seed=seed)
        with _network(found, scene, chance) as port:
            _connect(people, port)
            outcome = storm.run(size.seconds, _strikes(scene, size, found, chance))
        _connect(people, found.port)
        found.until_up()
        compare(people, outcome)
        for who in people:
            who.line.close()
        return outcome


def _connect(people: list[Candidate], port: int) -> None:
    """Everybody's next call goes to this port."""
    for who in people:
        who.line.close()
        who.line.port = port


@contextmanager
def _network(found: Place, scene: Scene, chance: random.Random) -> Iterator[int]:
    """The port people use: the site's own, or a proxy's that spoils replies."""
    if scene.hit is not None:
        yield found.port
        return
    with Proxy(found.port, seed=chance.randrange(2**32)) as proxy:
        yield proxy.port


def _strikes(scene: Scene, size: Size, found: Place, chance: random.Random) -> list[Strike]:
    if scene.hit is None:
        return []
    length = size.seconds / (size.strikes + 1)
    return [
        Strike(
            length * (number + chance.uniform(0.5, 1.5)),
            scene.name,
            partial(scene.hit, found, chance),
        )
        for number in range(size.strikes)
    ]


def _enter(found: Place, candidates: int) -> list[Candidate]:
    """Everybody signs in and starts; who meets a site that is not up yet comes again."""
    people = [
        Candidate(found.port, found.facts["user_fmt"].format(number), ITEMS, seed=number)
        for number in range(candidates)
    ]
    found.until_up()

    def keep_cookie(who: Candidate, call: Call) -> bool:
        if call.status == 201:
            who.signed_in(call)
        return call.status == 201

    def keep_paper(who: Candidate, call: Call) -> bool:
        if call.status == 201:
            who.started(call)
        return call.status == 201

    exam = found.facts["exam"]
    assert not in_turn(people, lambda who: who.sign_in(), keep_cookie).errors
    assert not in_turn(people, lambda who: who.start(exam), keep_paper).errors
    return people


def summary(outcome: Outcome) -> str:
    """The figures of a run as one line of JSON."""
    slowest = max((seconds for _, seconds in outcome.recoveries), default=0.0)
    return json.dumps(
        {
            "acknowledged": outcome.acknowledged,
            "repeated": outcome.repeated,
            "strikes": len(outcome.recoveries),
            "slowest_recovery_s": round(slowest, 2),
            "refused": len(outcome.refused),
            "lost": len(outcome.lost),
        }
    )

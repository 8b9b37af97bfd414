"""What breaks: each scene is a storm with strikes, run on a place of its own."""

import random
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

from bench.loads import in_turn
from bench.people import Candidate
from bench.wire import Call
from tests.faults import worlds
from tests.faults.looks import Look, deadlines, ledgers, troubled
from tests.faults.place import Place, place
from tests.faults.proxy import Proxy
from tests.faults.storm import Outcome, Storm, Strike, compare

ITEMS = 30
APART = 5.0
"""Seconds between strikes on average, at least: what was killed has to be back to be hit again."""
Hit = Callable[[Place, random.Random], None]


@dataclass(frozen=True)
class Size:
    """How large a run is; `strikes` and `hold` None: as many and as long as the scene wants."""

    candidates: int
    seconds: float
    every: float
    strikes: int | None = None
    hold: float | None = None


@dataclass(frozen=True)
class Scene:
    """A name, where it can be played, and what strikes; `most` seconds until the next save.

    `postgres` None: on both databases. What is hit is mended by `lift` after `hold` seconds; the
    time until the next save counts from then, or from the hit where others go on meanwhile.
    `pace`: how much faster than usual people save.
    """

    name: str
    postgres: bool | None
    hit: Hit | None
    most: float = 0.0
    strikes: int = 3
    lift: Hit | None = None
    hold: float = 8.0
    others_go_on: bool = False
    pace: float = 1.0
    world: Callable[[], AbstractContextManager[worlds.World]] = worlds.ordinary
    look: Look | None = None
    cut: bool = False
    """Replies are cut, halved and delayed by a proxy."""


SCENES = (
    Scene("workers", None, Place.kill_a_worker, 2.0, strikes=10),
    Scene("everything", None, Place.kill_everything, 30.0),
    Scene("postgres", True, Place.kill_postgres, 15.0, strikes=5),
    Scene("replies", None, None, strikes=0, cut=True),
    Scene(
        "outage", None, Place.go_down, 30.0,
        strikes=1, lift=Place.come_up, hold=90.0, look=ledgers,
    ),
    Scene(
        "hanging", None, Place.stop_a_worker, 2.0, lift=Place.go_on, hold=12.0, others_go_on=True
    ),
    Scene(
        "disk", None, Place.fill_the_disk, 15.0,
        lift=Place.free_the_disk, pace=20.0, world=worlds.small_disk, look=troubled(507),
    ),
    Scene(
        "connections", True, Place.take_connections, 5.0,
        lift=Place.give_connections_back, world=worlds.few_connections, look=troubled(503),
    ),
    Scene(
        "ahead", True, None, strikes=0, world=partial(worlds.clock_off, 7200), look=deadlines
    ),
    Scene(
        "behind", True, None, strikes=0, world=partial(worlds.clock_off, -7200), look=deadlines
    ),
    Scene(
        "step", False, Place.step_the_clock, 2.0,
        strikes=1, world=partial(worlds.clock_off, 0), look=deadlines,
    ),
)  # fmt: skip
"""Limits: exam-day promise P2; a new start of everything also loads the program."""


def named(name: str) -> Scene:
    """The scene of that name."""
    return next(one for one in SCENES if one.name == name)


def play(scene: Scene, size: Size, *, postgres: bool, seed: int) -> Outcome:
    """Fill a place, let everybody in, and let it storm. Raises NotHere where it cannot be."""
    chance = random.Random(seed)
    with scene.world() as world, _site(world, size, postgres) as found:
        people = _enter(found, size.candidates)
        storm = Storm(people, every=size.every / scene.pace, seed=seed)
        with _network(found, scene, chance) as port:
            _connect(people, port)
            strikes = _strikes(scene, size, found, chance)
            last = max((one.at for one in strikes), default=0.0)
            outcome = storm.run(max(size.seconds, last + 2 * size.every), strikes)
        _connect(people, found.port)
        found.until_up()
        compare(people, outcome)
        if scene.look is not None:
            scene.look(found, people, outcome)
        for who in people:
            who.line.close()
        outcome.said = found.errors()
        return outcome


def _site(world: worlds.World, size: Size, postgres: bool) -> AbstractContextManager[Place]:
    return place(
        candidates=size.candidates,
        items=ITEMS,
        postgres=postgres,
        within=world.within,
        connections=world.connections,
        more=world.more,
    )


def _connect(people: list[Candidate], port: int) -> None:
    """Everybody's next call goes to this port."""
    for who in people:
        who.line.close()
        who.line.port = port


@contextmanager
def _network(found: Place, scene: Scene, chance: random.Random) -> Iterator[int]:
    """The port people use: the site's own, or a proxy's that spoils replies."""
    if not scene.cut:
        yield found.port
        return
    with Proxy(found.port, seed=chance.randrange(2**32)) as proxy:
        yield proxy.port


def _strikes(scene: Scene, size: Size, found: Place, chance: random.Random) -> list[Strike]:
    """Spread over the storm, never one before the last is mended."""
    if scene.hit is None:
        return []
    most = max(1, int(size.seconds / APART)) if size.strikes is None else size.strikes
    count = min(most, scene.strikes)
    hold = 0.0 if scene.lift is None else scene.hold if size.hold is None else size.hold
    length = max(size.seconds / (count + 1), hold * 1.5)
    made: list[Strike] = []
    for number in range(count):
        at = length * (number + chance.uniform(0.5, 1.0))
        timed = scene.lift is None or scene.others_go_on
        made.append(Strike(at, scene.name, partial(scene.hit, found, chance), timed=timed))
        if scene.lift is not None:
            lift = partial(scene.lift, found, chance)
            made.append(Strike(at + hold, scene.name, lift, timed=not scene.others_go_on))
    return made


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
    found.entered = datetime.now(UTC)
    return people

"""A filled site that can be killed and started again, on SQLite or on PostgreSQL of its own."""

import os
import random
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, datetime
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import psycopg

from bench.meter import tree
from bench.stage import APP
from tests.browser.live import command, environment, fixture, free_port
from tests.faults.worlds import WALL_FILE
from tests.postgres import Server

WORKERS = 2


class Place:
    """The running site; `facts` is what the fixture says of its exam and people.

    `environment` is the site's own: the database server does not have it. `log` is what the site
    says, not where its disk may be full.
    """

    def __init__(
        self,
        environment: dict[str, str],
        server: Server | None,
        facts: dict[str, Any],
        log: Path,
    ):
        self.facts, self.log = facts, log
        self.port = free_port()
        self.server = server
        self.environment = environment
        self.home = Path(environment["EXAMSITE_HOME"])
        self.entered = datetime.now(UTC)
        """When everybody had started."""
        self.stopped: list[int] = []
        self.held: list[psycopg.Connection[Any]] = []
        self._site: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Run `examsite serve`; who asks before it answers has to ask again."""
        words = command("serve", f"--port={self.port}", f"--workers={WORKERS}")
        with self.log.open("ab") as log:
            self._site = subprocess.Popen(
                words, env=self.environment, stdout=log, stderr=subprocess.STDOUT
            )

    def until_up(self) -> None:
        """Return once the site answers; TimeoutError when it does not in four minutes."""
        assert self._site is not None
        for _ in range(2400):
            try:
                line = HTTPConnection("127.0.0.1", self.port, timeout=60)
                line.request("GET", "/livez")
                line.getresponse().read()
            except OSError:
                try:
                    self._site.wait(0.1)
                except subprocess.TimeoutExpired:
                    continue
                raise RuntimeError("the site ended by itself") from None
            line.close()
            return
        raise TimeoutError("nothing answers")

    def stop(self) -> None:
        """In order, if it still runs; nobody is left hanging."""
        self.go_on(random.Random())
        self.give_connections_back(random.Random())
        if self._site is not None and self._site.poll() is None:
            self._site.send_signal(signal.SIGTERM)
            self._site.wait(60)

    def errors(self) -> list[str]:
        """Lines of the log about the program's own bugs."""
        lines = self.log.read_text("utf-8", "replace").splitlines()
        return [line for line in lines if "unhandled" in line or "Traceback" in line]

    def kill_a_worker(self, chance: random.Random) -> None:
        """kill -9 of one web worker."""
        workers = self._workers()
        if workers:
            os.kill(chance.choice(workers), signal.SIGKILL)

    def kill_everything(self, _chance: random.Random) -> None:
        """kill -9 of the site's every process, and a new start."""
        self.go_down(_chance)
        self.start()

    def go_down(self, _chance: random.Random) -> None:
        """kill -9 of the site's every process."""
        assert self._site is not None
        _kill(tree(self._site.pid))
        self._site.wait(30)

    def come_up(self, _chance: random.Random) -> None:
        """A new start."""
        self.start()

    def stop_a_worker(self, chance: random.Random) -> None:
        """SIGSTOP: one web worker hangs; those who are connected to it wait."""
        pid = chance.choice(self._workers())
        os.kill(pid, signal.SIGSTOP)
        self.stopped.append(pid)

    def go_on(self, _chance: random.Random) -> None:
        """SIGCONT for whoever was stopped; one that was replaced meanwhile is left alone."""
        while self.stopped:
            with suppress(ProcessLookupError):
                os.kill(self.stopped.pop(), signal.SIGCONT)

    def take_connections(self, _chance: random.Random) -> None:
        """Somebody else takes every connection PostgreSQL has to give, the site's own too."""
        assert self.server is not None
        plain = self.server.url("site").replace("+psycopg", "")
        while len(self.held) < self.server.connections:
            try:
                self.held.append(psycopg.connect(plain, autocommit=True))
            except psycopg.OperationalError:
                if not self._cut_one():
                    return

    def _cut_one(self) -> bool:
        """End the site's connections; whether there were any."""
        mine = [one.info.backend_pid for one in self.held]
        cut = self.held[0].execute(
            "SELECT pg_terminate_backend(pid, 1000) FROM pg_stat_activity "
            "WHERE datname = 'site' AND NOT pid = ANY(%s)",
            [mine],
        )
        return cut.rowcount > 0

    def give_connections_back(self, _chance: random.Random) -> None:
        """Whoever had taken them lets go."""
        while self.held:
            self.held.pop().close()

    def fill_the_disk(self, _chance: random.Random) -> None:
        """Write until nothing more fits where the data lie."""
        with (self.home / "filler").open("ab", buffering=0) as filler, suppress(OSError):
            while True:
                filler.write(bytes(1 << 16))
        with (self.home / "crumbs").open("ab", buffering=0) as filler, suppress(OSError):
            while True:
                filler.write(bytes(512))

    def free_the_disk(self, _chance: random.Random) -> None:
        """Room again; a database server that gave up meanwhile is started anew."""
        for name in ("filler", "crumbs"):
            (self.home / name).unlink(missing_ok=True)
        process = self.server.process if self.server else None
        if self.server and process and process.poll() is not None:
            (self.server.folder / "data" / "postmaster.pid").unlink(missing_ok=True)
            self.server.start()

    def step_the_clock(self, _chance: random.Random) -> None:
        """The wall clock of the site's machine jumps by two hours; time goes on as before."""
        Path(self.environment[WALL_FILE]).write_text("7200")

    def kill_postgres(self, _chance: random.Random) -> None:
        """kill -9 of the database server's every process, and a new start from its log."""
        assert self.server is not None
        assert self.server.process is not None
        _kill(tree(self.server.process.pid))
        self.server.process.wait(30)
        (self.server.folder / "data" / "postmaster.pid").unlink(missing_ok=True)
        self.server.start()

    def _workers(self) -> list[int]:
        """Web workers: gunicorn's processes but the first, which started the others."""
        assert self._site is not None
        web = [pid for pid in tree(self._site.pid) if APP in _command(pid)]
        return [pid for pid in sorted(web)[1:] if pid not in self.stopped]


def _command(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().split("\0")
    except OSError:
        return []


def _kill(processes: set[int]) -> None:
    for pid in processes:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue


@contextmanager
def place(
    *,
    candidates: int,
    items: int,
    postgres: bool,
    within: Path | None = None,
    connections: int = 100,
    more: dict[str, str] | None = None,
) -> Iterator[Place]:
    """A site with an exam open to so many people; everything is gone afterwards.

    Its data, the database server's too, lie in a folder `within` another. `more` goes into the
    site's environment when it serves, not when it is filled.
    """
    with ExitStack() as stack:
        box = tempfile.TemporaryDirectory(prefix="examsite-faults-", dir=within)
        folder = Path(stack.enter_context(box))
        log = Path(stack.enter_context(tempfile.TemporaryDirectory())) / "serve.log"
        server = None
        if postgres:
            made = Server(durable=True, within=within, connections=connections)
            server = stack.enter_context(made)
        settings = environment(home=str(folder), database_url=_database(server))
        facts = fixture(
            folder, settings, f"--candidates={candidates}", f"--items={items}",
            "--exam-seconds=7200",
        )  # fmt: skip
        found = Place(settings | (more or {}), server, facts, log)
        found.start()
        stack.callback(found.stop)
        yield found


def _database(server: Server | None) -> str:
    """The address of a new database; empty for SQLite."""
    if server is None:
        return ""
    plain = server.url("postgres").replace("+psycopg", "")
    with psycopg.connect(plain, autocommit=True) as connection:
        connection.execute("CREATE DATABASE site")
    return server.url("site")

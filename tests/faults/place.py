"""A filled site that can be killed and started again, on SQLite or on PostgreSQL of its own."""

import os
import random
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import psycopg

from bench.meter import tree
from bench.stage import APP
from tests.browser.live import command, environment, fixture, free_port
from tests.postgres import Server

WORKERS = 2


class Place:
    """The running site; `facts` is what the fixture says of its exam and people."""

    def __init__(self, environment: dict[str, str], server: Server | None, facts: dict[str, Any]):
        self.facts = facts
        self.port = free_port()
        self.server = server
        self._environment = environment
        self._site: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Run `examsite serve`; who asks before it answers has to ask again."""
        words = command("serve", f"--port={self.port}", f"--workers={WORKERS}")
        with (Path(self._environment["EXAMSITE_HOME"]) / "serve.log").open("ab") as log:
            self._site = subprocess.Popen(
                words, env=self._environment, stdout=log, stderr=subprocess.STDOUT
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
        """In order, if it still runs."""
        if self._site is not None and self._site.poll() is None:
            self._site.send_signal(signal.SIGTERM)
            self._site.wait(60)

    def kill_a_worker(self, chance: random.Random) -> None:
        """kill -9 of one web worker."""
        workers = self._workers()
        if workers:
            os.kill(chance.choice(workers), signal.SIGKILL)

    def kill_everything(self, _chance: random.Random) -> None:
        """kill -9 of the site's every process, and a new start."""
        assert self._site is not None
        _kill(tree(self._site.pid))
        self._site.wait(30)
        self.start()

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
        return sorted(web)[1:]


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
def place(*, candidates: int, items: int, postgres: bool) -> Iterator[Place]:
    """A site with an exam open to so many people; everything is gone afterwards."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="examsite-faults-")))
        server = stack.enter_context(Server(durable=True)) if postgres else None
        settings = environment(home=str(folder), database_url=_database(server))
        facts = fixture(
            folder, settings, f"--candidates={candidates}", f"--items={items}",
            "--exam-seconds=7200",
        )  # fmt: skip
        found = Place(settings, server, facts)
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

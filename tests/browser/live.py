"""A running copy of the real program: its data folder, its server, what stands in its database."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from time import monotonic
from typing import Any, TypeVar
from urllib.request import urlopen

from sqlalchemy import select

from examsite.app import create_app
from examsite.attempts.models import Attempt
from examsite.attempts.queries.answers import list_for_marking
from examsite.commands.demo_history import right_value
from examsite.kit.db import db, let_go
from examsite.settings import Settings

Found = TypeVar("Found")
START = 120
"""Seconds the server may take to answer: several Pythons start at once on a busy machine."""
PROBE = 5
ANSWER = 30
STOP = 40


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(**settings: str) -> dict[str, str]:
    """This process's environment with these settings and no others of the program."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("EXAMSITE_")}
    return kept | {f"EXAMSITE_{name.upper()}": value for name, value in settings.items()}


def command(*words: str) -> list[str]:
    """`examsite WORDS`, with the Python that runs the tests."""
    return [sys.executable, "-m", "examsite.cli", *words]


class Live:
    """One site: fill its data folder, then `serving()`."""

    def __init__(self, home: Path):
        self.home = home
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.settings = Settings(home=home, base_url=self.url)
        self.environment = environment(home=str(home), base_url=self.url)
        self.cookies: dict[tuple[str, str], Any] = {}
        """Browser state by person and language, so that each signs in once."""

    @contextmanager
    def opened(self) -> Iterator[None]:
        """The program's own queries and services on this site's database."""
        with create_app(self.settings).app_context():
            yield
            let_go()

    @contextmanager
    def serving(self, workers: int) -> Iterator["Live"]:
        """`examsite serve` until the end of the block; a server that ends by itself is a fault."""
        serve = command("serve", "--port", str(self.port), "--workers", str(workers))
        with (self.home / "serve.log").open("wb") as log:
            self.server = subprocess.Popen(
                serve, env=self.environment, stdout=log, stderr=subprocess.STDOUT
            )
            try:
                self.until(self._answers, seconds=START)
                yield self
            finally:
                self.server.terminate()
                try:
                    code = self.server.wait(STOP)
                except subprocess.TimeoutExpired:
                    self.server.kill()
                    raise
        assert code == 0, self._log()

    def _answers(self) -> bool:
        try:
            with urlopen(f"{self.url}/healthz", timeout=PROBE) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def _log(self) -> str:
        return (self.home / "serve.log").read_text("utf-8", "replace")[-4000:]

    def until(self, find: Callable[[], Found], *, seconds: float = ANSWER) -> Found:
        """What `find` gives once it gives something; the pause is a watch over the server."""
        end = monotonic() + seconds
        while not (found := find()):
            assert monotonic() < end, f"not found in {seconds} s\n{self._log()}"
            try:
                code = self.server.wait(0.1)
            except subprocess.TimeoutExpired:
                continue
            raise AssertionError(f"the server ended with {code}\n{self._log()}")
        return found

    def right_answers(self, attempt: str) -> dict[str, Any]:
        """The full answer of every item of a paper, by item; read from the live database."""
        with self.opened():
            row = db.session.scalars(select(Attempt).where(Attempt.public_id == attempt)).one()
            return {one.item: right_value(one) for one in list_for_marking(row)}

    def mails(self, to: str) -> list[str]:
        """The texts of the mails that would have been sent to an address."""
        files = (self.home / "outbox").glob("*.eml")
        read = [message_from_bytes(path.read_bytes(), policy=default) for path in files]
        return [mail.get_content() for mail in read if mail["To"] == to]


def fixture(home: Path, settings: dict[str, str], *options: str) -> dict[str, Any]:
    """Fill a data folder by `examsite fixture`: what the command says of it."""
    out = home / "fixture.json"
    made = subprocess.run(
        command("fixture", *options, "--out", str(out)),
        env=settings,
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode == 0, made.stderr
    return dict(json.loads(out.read_text("utf-8")))


def fixture_site(home: Path, *options: str) -> tuple[Live, dict[str, Any]]:
    """A site filled so, and what the command says of it."""
    site = Live(home)
    return site, fixture(home, site.environment, *options)

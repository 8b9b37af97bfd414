"""The stage: a data folder with a fixture, the site as `serve` starts it, the bare app beside it."""

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from bench.meter import flush_microseconds, tree
from tests.postgres import Server

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = [sys.executable, "-m", "examsite.cli"]
APP = "examsite.wsgi:app"


@dataclass
class Stage:
    """Where things run."""

    facts: dict[str, Any]
    site_port: int
    bare_port: int
    flush: float
    command: list[str]
    roots: dict[str, int] = field(default_factory=dict)


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _await_answer(port: int, process: "subprocess.Popen[bytes]") -> None:
    """Until a worker answers, whatever it says: the port is open before any worker is ready."""
    for _ in range(1200):
        if process.poll() is not None:
            break
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            connection.request("GET", "/livez")
            connection.getresponse().read()
            connection.close()
            return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError(f"nothing answers on port {port}")


@contextmanager
def running(command: list[str], port: int, env: dict[str, str]) -> Iterator[int]:
    """A server, from its open port to its end; gives its process id."""
    process = subprocess.Popen(command, env=env, cwd=ROOT, stdout=subprocess.DEVNULL)
    try:
        _await_answer(port, process)
        yield process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(40)


def _gunicorn(pid: int) -> dict[int, list[str]]:
    """The processes of gunicorn under the site, the first started first, with their commands."""
    found = {}
    for member in sorted(tree(pid)):
        words = Path(f"/proc/{member}/cmdline").read_text().split("\0")[:-1]
        if APP in words:
            found[member] = words
    if not found:
        raise RuntimeError("the site does not run under gunicorn")
    return found


def gunicorn_of(pid: int) -> list[str]:
    """The command by which the site runs gunicorn, read from the running process."""
    return next(iter(_gunicorn(pid).values()))


def workers_of(pid: int) -> list[int]:
    """The site's web workers: all but the process that started them."""
    return list(_gunicorn(pid))[1:]


def like(command: list[str], port: int) -> list[str]:
    """The same command for the bare app: same class, workers, threads."""
    command = [re.sub(r"^--bind=.*", f"--bind=127.0.0.1:{port}", word) for word in command]
    return ["bench.bare:app" if word == APP else word for word in command]


def _databases(folder: Path, server: Server | None) -> tuple[str, str]:
    """Addresses of the site's database and of the bare app's, both on the same server."""
    if server is None:
        return "", str(folder / "bare.sqlite3")
    plain = server.url("{}").replace("+psycopg", "")
    with psycopg.connect(plain.format("postgres"), autocommit=True) as connection:
        connection.execute("CREATE DATABASE site")
        connection.execute("CREATE DATABASE bare")
    return plain.format("site"), plain.format("bare")


def _environment(folder: Path, site: str, bare: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("EXAMSITE_")}
    return kept | {
        "EXAMSITE_HOME": str(folder),
        "EXAMSITE_DATABASE_URL": site,
        "BENCH_DATABASE": bare,
    }


@contextmanager
def stage(*, candidates: int, items: int, postgres: bool) -> Iterator[Stage]:
    """Everything up and filled; everything gone afterwards."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="examsite-bench-")))
        server = stack.enter_context(Server(durable=True)) if postgres else None
        env = _environment(folder, *_databases(folder, server))
        out = folder / "fixture.json"
        options = [f"--candidates={candidates}", f"--items={items}", "--exam-seconds=7200"]
        fill = [*PROGRAM, "fixture", *options, f"--out={out}"]
        subprocess.run(fill, env=env, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        facts = json.loads(out.read_text())
        names = [facts["user_fmt"].format(number) for number in range(candidates)]
        _prepare_bare(names, env)
        site_port, bare_port = free_port(), free_port()
        serve = [*PROGRAM, "serve", f"--port={site_port}"]
        roots = {"site": stack.enter_context(running(serve, site_port, env))}
        command = gunicorn_of(roots["site"])
        copy = like(command, bare_port)
        roots["bare"] = stack.enter_context(running(copy, bare_port, env))
        if server is not None and server.process is not None:
            roots["postgres"] = server.process.pid
        flush = flush_microseconds(folder)
        yield Stage(facts, site_port, bare_port, flush, command, roots)


def _prepare_bare(names: list[str], env: dict[str, str]) -> None:
    code = "import sys; from bench.bare import prepare; prepare(sys.stdin.read().split())"
    fill = [sys.executable, "-c", code]
    subprocess.run(fill, input=" ".join(names).encode(), env=env, cwd=ROOT, check=True)

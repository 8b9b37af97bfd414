"""Serving: the site with its worker, stopped without leaving anybody behind, started again."""

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import urllib.parse
import urllib.request
from datetime import timedelta
from http.cookiejar import CookieJar
from pathlib import Path

import pytest

from examsite.app import create_app
from examsite.commands import serve
from examsite.commands.start import add_first_rows, opened, prepare
from examsite.domain.actions import Action
from examsite.kit import clock, jobs
from examsite.kit.db import write
from examsite.settings import Settings

PATIENCE = 60


def until(true, what):
    """Wait for something another process does."""
    tick = threading.Event()
    for _ in range(PATIENCE * 10):
        found = true()
        if found:
            return found
        tick.wait(0.1)
    raise AssertionError(f"waited too long for {what}")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    folder = tmp_path_factory.mktemp("served")
    settings = Settings(home=folder)
    prepare(settings)
    with opened(settings):
        add_first_rows()
    return folder


@pytest.fixture
def start(home):
    """Start a command of the program; whatever still runs in the end is killed."""
    started = []

    def run(*arguments, **environment):
        process = subprocess.Popen(
            [sys.executable, "-m", "examsite.cli", *map(str, arguments)],
            env={**os.environ, "EXAMSITE_HOME": str(home), **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        started.append(process)
        return process

    yield run
    for process in started:
        process.kill()
        process.communicate()


def get(url):
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            return answer.status
    except OSError:
        return None


def children(process):
    listing = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(process.pid)],
        capture_output=True,
        text=True,
        check=False,
    )
    return [int(each) for each in listing.stdout.split()]


def alive(pids):
    """Those that still run; a dead one nobody has waited for does not."""
    states = {pid: Path(f"/proc/{pid}/stat") for pid in pids}
    return [pid for pid, path in states.items() if path.exists() and ") Z " not in path.read_text()]


def ask_for_a_code(port):
    """Register through the running site, as a browser does."""
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    url = f"http://127.0.0.1:{port}/register"
    page = opener.open(url, timeout=20).read().decode()
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]
    form = [("csrf_token", token), ("name", "示例"), ("contact", "13800138000")]
    form += [("new_password", "correct horse"), ("accepted", "privacy"), ("accepted", "rules")]
    opener.open(url, urllib.parse.urlencode(form).encode(), timeout=20)


def test_it_works_stops_and_starts_again(start, home):
    port = free_port()
    for _ in range(2):
        site = start("serve", "--port", port, "--workers", 1)
        until(lambda: get(f"http://127.0.0.1:{port}/readyz") == 200, "the site")
        family = children(site)
        assert len(family) == 2  # the server and the worker
        ask_for_a_code(port)
        until(lambda: list((home / "outbox").glob("*.txt")), "the worker")
        for path in (home / "outbox").glob("*"):
            path.unlink()
        site.send_signal(signal.SIGTERM)
        output, _ = site.communicate(timeout=PATIENCE)
        assert site.returncode == 0, output
        assert alive(family) == []
        assert "Traceback" not in output


def test_killed_it_leaves_nobody_behind(start):
    port = free_port()
    site = start("serve", "--port", port, "--workers", 1)
    until(lambda: get(f"http://127.0.0.1:{port}/healthz") == 200, "the site")
    family = children(site)
    site.kill()
    until(lambda: not alive(family), "the children")
    serve.require_free("127.0.0.1", port)
    assert family


def test_a_worker_that_died_is_started_again(start):
    port = free_port()
    site = start("serve", "--port", port, "--workers", 1)
    until(lambda: get(f"http://127.0.0.1:{port}/healthz") == 200, "the site")
    server, worker = sorted(children(site))
    commands = {pid: Path(f"/proc/{pid}/cmdline").read_text() for pid in (server, worker)}
    dead = next(pid for pid, command in commands.items() if "work" in command.split("\0"))
    os.kill(dead, signal.SIGKILL)
    until(lambda: len(children(site)) == 2 and dead not in children(site), "another worker")
    site.send_signal(signal.SIGINT)
    output, _ = site.communicate(timeout=PATIENCE)
    assert site.returncode == 0
    assert "后台任务意外退出" in output


def test_a_port_in_use_is_named(start):
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = holder.getsockname()[1]
        site = start("serve", "--port", port)
        output, _ = site.communicate(timeout=PATIENCE)
    assert site.returncode == 1
    assert f"端口 {port} 已被占用" in output


def test_a_foreign_address_is_named(start):
    site = start("serve", "--host", "192.0.2.1", "--port", free_port())
    output, _ = site.communicate(timeout=PATIENCE)
    assert site.returncode == 1
    assert "不能在 192.0.2.1" in output


def test_production_is_refused_by_every_door(start, home):
    environment = {"EXAMSITE_ENV": "production"}
    for arguments in (("serve", "--port", free_port()), ("work",)):
        refused = start(*arguments, **environment)
        output, _ = refused.communicate(timeout=PATIENCE)
        assert refused.returncode == 1
        assert "演示密钥" in output
    wsgi = subprocess.run(
        [sys.executable, "-c", "import examsite.wsgi"],
        env={**os.environ, "EXAMSITE_HOME": str(home), **environment},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert wsgi.returncode == 1
    assert "演示密钥" in wsgi.stderr


def test_the_worker_finishes_what_was_left_and_stops(start, home):
    with opened(Settings(home=home)):
        past = clock.now() - timedelta(minutes=5)
        payload = {"to": "13900139000", "subject": "", "text": "left", "id": "left-behind"}
        with write(Action.DEMO_LOADED, by=None, now=past) as tx:
            jobs.enqueue(tx, "sms.send", payload)
    worker = start("work", "--threads", 1)
    until((home / "outbox" / "left-behind.txt").exists, "the sweep")
    (home / "outbox" / "left-behind.txt").unlink()
    worker.send_signal(signal.SIGTERM)
    output, _ = worker.communicate(timeout=PATIENCE)
    assert worker.returncode == 0, output


def test_a_sweep_that_fails_does_not_end_the_sweeping(monkeypatch, home):
    app, stop, rounds = create_app(Settings(home=home)), threading.Event(), []

    def broken(now):
        rounds.append(now)
        if len(rounds) == 2:
            stop.set()
        raise OSError("the disk is full")

    monkeypatch.setattr(jobs, "sweep", broken)
    serve.keep_sweeping(app, stop, every=0)
    assert len(rounds) == 2

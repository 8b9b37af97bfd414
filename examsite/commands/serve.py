"""`examsite serve` and `examsite work`: the site on its port, and the work that comes later."""

import ctypes
import errno
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path

import click
from flask import Flask

from examsite.app import create_app
from examsite.attempts import jobs as attempts_jobs
from examsite.commands.demo import prepare_demo
from examsite.commands.start import require_ready
from examsite.exams import jobs as exams_jobs
from examsite.invigilation import jobs as invigilation_jobs
from examsite.kit import clock, jobs
from examsite.kit.db import hear_clock
from examsite.results import jobs as results_jobs
from examsite.settings import Settings

SWEEP_EVERY = 30.0
SWEEPERS = (jobs, exams_jobs, attempts_jobs, invigilation_jobs, results_jobs)
LET_FINISH = 25
"""Seconds a job may go on after the signal to stop."""
PR_SET_PDEATHSIG = 1


def require_free(host: str, port: int) -> None:
    """Refuse a port that another program holds, before anything is started."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as problem:
            if problem.errno == errno.EADDRINUSE:
                raise click.ClickException(
                    f"端口 {port} 已被占用：请用 --port 换一个，或先停掉占用它的程序"
                ) from problem
            raise click.ClickException(
                f"不能在 {host}:{port} 上启动：{problem.strerror}"
            ) from problem


def die_with_parent() -> None:
    """Linux: a child is told to stop when its parent is killed, so that none stays behind."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _start(command: list[str]) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(command, preexec_fn=die_with_parent)


def _server_command(host: str, port: int, workers: int) -> list[str]:
    address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    return [
        str(Path(sys.executable).parent / "gunicorn"),
        "--worker-class=gthread",
        f"--workers={workers}",
        "--threads=8",
        f"--bind={address}",
        "--keep-alive=75",
        "--worker-connections=4000",
        "--backlog=4096",
        "--log-level=warning",
        "--no-control-socket",
        "examsite.wsgi:app",
    ]


class Family:
    """The server and the worker beside it: started, watched and stopped together."""

    def __init__(self, server: list[str], worker: list[str] | None):
        self._worker_command = worker
        self.stopping = False
        self.server = _start(server)
        self.worker = _start(worker) if worker else None

    def stop(self, *_: object) -> None:
        """Ask both to finish what they are doing and end."""
        self.stopping = True
        for process in (self.server, self.worker):
            if process is not None and process.poll() is None:
                process.terminate()

    def wait(self) -> int:
        """Until the server ends; a worker that died is started again. Gives the exit code."""
        while True:
            try:
                code = self.server.wait(timeout=1)
                break
            except subprocess.TimeoutExpired:
                self._revive_worker()
        asked = self.stopping
        self.stop()
        if self.worker is not None:
            self.worker.wait()
        return 0 if asked else (code if code > 0 else 1 if code else 0)

    def _revive_worker(self) -> None:
        if self.worker is None or self.stopping or self.worker.poll() is None:
            return
        click.echo("后台任务意外退出，重新启动。", err=True)
        self.worker = _start(self._worker_command or [])


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=5000, show_default=True)
@click.option("--workers", default=2, show_default=True)
@click.option("--demo", is_flag=True, help="先准备好演示数据（只用于开发环境）。")
def serve(host: str, port: int, workers: int, demo: bool) -> None:
    """启动网站；默认同时启动后台任务。"""
    settings = Settings()
    if demo:
        prepare_demo(settings)
    require_ready(settings)
    require_free(host, port)
    worker = [sys.executable, "-m", "examsite.cli", "work"] if settings.embedded_jobs else None
    family = Family(_server_command(host, port, workers), worker)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, family.stop)
    click.echo(f"http://{host}:{port}")
    sys.exit(family.wait())


def keep_sweeping(app: Flask, stop: threading.Event, every: float = SWEEP_EVERY) -> None:
    """Every half minute, at once to begin with: do what was sent and never done, close the
    rosters that are due, hand in the attempts whose time is over, release what rules let go."""
    while not stop.is_set():
        for room in SWEEPERS:
            try:
                with app.app_context():
                    hear_clock()
                    room.sweep(clock.now())
            except Exception:
                jobs.log.exception("the sweep failed, the next one will try again")
        stop.wait(every)


@click.command("work")
@click.option("--threads", default=2, show_default=True)
def work(threads: int) -> None:
    """做后台任务（发信、计分、生成证书……），直到收到停止信号。"""
    settings = Settings()
    require_ready(settings)
    app = create_app(settings)
    huey = jobs.make_huey(str(settings.home), settings.redis_url)
    jobs.connect(app, huey)
    stop = threading.Event()
    sweeper = threading.Thread(target=keep_sweeping, args=(app, stop), name="sweep")
    sweeper.start()
    try:
        huey.create_consumer(
            workers=threads,
            periodic=False,
            max_delay=0.5,  # a file queue is polled: nobody waits longer than this
            shutdown_timeout=LET_FINISH,
            graceful_signal="TERM",
        ).run()
    finally:
        stop.set()
        sweeper.join(LET_FINISH)

"""A PostgreSQL server of the tests' own: temporary folder, unprivileged user, unix socket."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path


def _binary(name: str) -> str:
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    return str(found[-1]) if found else shutil.which(name) or name


def _unprivileged() -> list[str]:
    """PostgreSQL refuses to run as root: drop to another user there."""
    if os.geteuid() != 0:
        return []
    user = pwd.getpwnam("nobody")
    return ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]


class Server:
    """Started on entry, stopped and removed on exit; `durable` keeps what it acknowledges.

    `within` is the folder in which it makes its own; at most so many `connections`.
    """

    def __init__(
        self, *, durable: bool = False, within: Path | None = None, connections: int = 100
    ) -> None:
        self.durable, self.connections = durable, connections
        self.folder = Path(tempfile.mkdtemp(prefix="examsite-pg-", dir=within or "/tmp"))
        self.process: subprocess.Popen[bytes] | None = None

    def url(self, database: str) -> str:
        return f"postgresql+psycopg://examsite@/{database}?host={self.folder}"

    def __enter__(self) -> "Server":
        prefix = _unprivileged()
        if prefix:
            user = pwd.getpwnam("nobody")
            os.chown(self.folder, user.pw_uid, user.pw_gid)
        run = [*prefix, _binary("initdb"), "-D", str(self._data), "-U", "examsite", "-A", "trust"]
        subprocess.run(
            [*run, "-E", "UTF8", "--locale=C"], check=True, capture_output=True, cwd=self.folder
        )
        self.start()
        return self

    @property
    def _data(self) -> Path:
        return self.folder / "data"

    def start(self) -> None:
        """Run on the data that is there; returns once it takes connections."""
        options = {
            "unix_socket_directories": self.folder,
            "listen_addresses": "",
            "fsync": "on" if self.durable else "off",
            "full_page_writes": "on" if self.durable else "off",
            # In tests statistics must not turn up at one time and not at another.
            "autovacuum": "on" if self.durable else "off",
            "max_connections": self.connections,
        }
        settings = [part for key, value in options.items() for part in ("-c", f"{key}={value}")]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [*_unprivileged(), _binary("postgres"), "-D", str(self._data), *settings],
                cwd=self.folder,
                stdout=subprocess.DEVNULL,
                stderr=log,
            )
        ready = [_binary("pg_isready"), "-h", str(self.folder), "-q"]
        for _ in range(1000):  # each try starts a process: some ten seconds in all
            if subprocess.run(ready, check=False).returncode == 0:
                return
            if self.process.poll() is not None:
                break
        raise RuntimeError((self.folder / "log").read_text())

    def __exit__(self, *_: object) -> None:
        if self.process:
            self.process.send_signal(signal.SIGINT)  # "fast": clients are cut off
            self.process.wait(30)
        shutil.rmtree(self.folder, ignore_errors=True)

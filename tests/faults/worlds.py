"""Where a scene is played: an ordinary folder, a small disk, a machine whose clock is wrong."""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

DISK = "512m"
"""Room for the program's data and PostgreSQL's, and nothing much beside."""
SOURCE = Path(__file__).with_name("wall.c")
WALL_FILE = "WALL_FILE"


class NotHere(Exception):
    """This machine does not allow the scene; the words say why."""


@dataclass(frozen=True)
class World:
    """The folder for the data (None: any), what is added to the site's environment, and how many
    connections PostgreSQL gives."""

    within: Path | None = None
    more: dict[str, str] = field(default_factory=dict)
    connections: int = 100


@contextmanager
def ordinary() -> Iterator[World]:
    """Nothing special."""
    yield World()


@contextmanager
def few_connections() -> Iterator[World]:
    """PostgreSQL gives hardly more connections than the site needs."""
    yield World(connections=50)


@contextmanager
def small_disk() -> Iterator[World]:
    """A file system in memory that can be filled; raises NotHere where none may be mounted."""
    with tempfile.TemporaryDirectory(prefix="examsite-disk-") as folder:
        made = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={DISK},mode=1777", "tmpfs", folder],
            capture_output=True,
            text=True,
            check=False,
        )
        if made.returncode:
            raise NotHere(f"no small file system: {made.stderr.strip() or made.returncode}")
        try:
            yield World(within=Path(folder))
        finally:
            subprocess.run(["umount", "-l", folder], check=True)


@contextmanager
def clock_off(seconds: int) -> Iterator[World]:
    """The site's machine, but not the database's, is off by so much; its clock can be set anew
    by writing the file. Raises NotHere without a C compiler: libfaketime cannot be used, with it
    Python's waiting fails or never ends."""
    compiler = shutil.which("cc")
    if compiler is None or sys.platform != "linux":
        raise NotHere("no C compiler for a clock that is off")
    with tempfile.TemporaryDirectory(prefix="examsite-clock-") as folder:
        library, wall = Path(folder) / "wall.so", Path(folder) / "wall"
        subprocess.run([compiler, "-shared", "-fPIC", "-o", library, SOURCE], check=True)
        wall.write_text(f"{seconds:d}")
        yield World(more={"LD_PRELOAD": str(library), WALL_FILE: str(wall)})

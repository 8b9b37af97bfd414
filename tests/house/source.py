"""The checkout as the house tests read it: files, syntax trees, rooms."""

import ast
import subprocess
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGE = ROOT / "examsite"
TEMPLATES = PACKAGE / "templates"
STATIC = PACKAGE / "static"
VENDOR = STATIC / "vendor"
TEXT = {
    ".css", ".html", ".js", ".json", ".md", ".mjs", ".po", ".py", ".sh", ".svg", ".toml", ".txt",
    ".yaml", ".yml", ".lock", "",
}  # fmt: skip


@cache
def tracked() -> tuple[Path, ...]:
    """Every file that is or would be committed."""
    listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    found = subprocess.run(listing, cwd=ROOT, check=True, capture_output=True).stdout
    names = sorted(name for name in found.decode().split("\0") if name)
    return tuple(path for name in names if (path := ROOT / name).is_file())


def python_files(*inside: str) -> list[Path]:
    """Tracked Python files, all or below some folders."""
    return [
        path
        for path in tracked()
        if path.suffix == ".py" and (not inside or short(path).startswith(inside))
    ]


def templates() -> list[Path]:
    """Every template: pages, components, mails, papers."""
    return [path for path in tracked() if path.is_relative_to(TEMPLATES)]


def short(path: Path) -> str:
    """The path as a reader of the failure wants it."""
    return path.relative_to(ROOT).as_posix()


@cache
def tree(path: Path) -> ast.Module:
    """The syntax tree of a Python file."""
    return ast.parse(path.read_text("utf-8"), short(path))


def listed(found: Iterable[object]) -> str:
    """Findings for the message of a failed test, one a line."""
    lines = found.items() if isinstance(found, dict) else found
    return "\n" + "\n".join(map(str, lines))


def rooms() -> set[str]:
    """The packages of `examsite` that are rooms."""
    floors = {"domain", "psychometrics", "kit", "commands"}
    return {path.parent.name for path in PACKAGE.glob("*/__init__.py")} - floors


def layer(path: Path) -> tuple[str, str]:
    """Room and layer of a module: `examsite/exams/services/forms.py` is ("exams", "services")."""
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    if len(parts) == 1:
        return ("", parts[0])
    return (parts[0], parts[1].split("_")[0])


def imports(path: Path) -> Iterator[tuple[str, int]]:
    """Every module a file imports, with the line; `from a import b` gives both a and a.b."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module, node.lineno
            yield from ((f"{node.module}.{alias.name}", node.lineno) for alias in node.names)

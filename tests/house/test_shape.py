"""The shape of the code: sizes, docstrings, layers, who may commit, what no file may hold."""

import ast
import re
import subprocess
import sys

import pytest

from examsite.kit.lazy import HEAVY
from tests.house.source import (
    ROOT,
    imports,
    layer,
    listed,
    python_files,
    rooms,
    short,
    tracked,
    tree,
)

LONGEST = 400
SIZED = {".py", ".js", ".mjs", ".css", ".html"}
DOORS = {"routes", "staff", "api"}
INSIDES = {"services", "queries", "policies", "models"}
WEB = ("flask", "flask_babel", "flask_login", "flask_wtf", "werkzeug", "wtforms")
MAY_COMMIT = {
    "examsite/kit/db.py": "the gate itself",
    "examsite/commands/dumps.py": "empties a PostgreSQL database before a backup is restored",
}
MAY_ROLL_BACK = {
    "examsite/kit/db.py": "the gate itself",
    "examsite/kit/errors.py": "after a refusal nothing half done stays",
    "examsite/kit/jobs.py": "a worker starts each job afresh",
    "examsite/home/navigation.py": "the page that reports a database fault needs a footer too",
    "examsite/accounts/services/signing_in.py": "no connection is held while a password is hashed",
    "examsite/attempts/services/handing_in.py": "no connection is held while a receipt is signed",
}
MEANINGLESS = {"utils", "util", "helpers", "helper", "common", "base", "core", "misc", "admin"}
REGISTRIES = re.compile(
    r"pypi\.(?:org|io)|python"
    r"hosted|npm"
    r"js\.(?:org|com)|yarnpkg|mirrors?\.[a-z]+\.|simple/?index"
)
MACHINE = re.compile(
    r"(?<![\w.])/(?:work|root|mnt|Users)/[\w.]|(?<![\w.])/home/[a-z]|/tmp/(?:bash_jobs|brief)"
)


def test_no_file_is_long():
    long = {
        short(path): lines
        for path in tracked()
        if path.suffix in SIZED and not short(path).startswith("migrations/")
        if (lines := path.read_text("utf-8").count("\n")) > LONGEST
    }
    assert not long, listed(long)


def test_pages_and_components_are_short():
    long = {
        short(path): lines
        for path in tracked()
        if path.suffix == ".html" and short(path).startswith("examsite/templates/")
        if (lines := path.read_text("utf-8").count("\n"))
        > (60 if "/components/" in short(path) else 150)
    }
    assert not long, listed(long)


def test_every_module_says_what_it_is():
    silent = [
        short(path)
        for path in python_files()
        if not ast.get_docstring(tree(path)) and path.read_text("utf-8").strip()
    ]
    assert not silent, listed(silent)


def test_every_public_function_of_the_program_says_what_it_does():
    """Overrides, properties of protocols and nested functions are understood from their place."""
    silent = []
    for path in python_files("examsite/"):
        classes = [node for node in tree(path).body if isinstance(node, ast.ClassDef)]
        places = [(tree(path).body, ""), *((node.body, f"{node.name}.") for node in classes)]
        protocols = {n.name for n in classes if "Protocol" in map(ast.unparse, n.bases)}
        explained = {n.name for c in classes for n in c.body if _documented(n)}
        for body, owner in places:
            for node in body:
                named = isinstance(node, ast.FunctionDef | ast.ClassDef)
                if not named or node.name.startswith("_") or owner[:-1] in protocols:
                    continue
                overrides = owner and node.name in explained
                if not overrides and not _documented(node) and not _nested(node, owner):
                    silent.append(f"{short(path)}:{node.lineno} {owner}{node.name}")
    assert not silent, listed(silent)


def _documented(node) -> bool:
    return isinstance(node, ast.FunctionDef | ast.ClassDef) and bool(ast.get_docstring(node))


def _nested(node, owner) -> bool:
    return bool(owner) and isinstance(node, ast.ClassDef)


def _calls(path, names):
    for node in ast.walk(tree(path)):
        called = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        if called and node.func.attr in names:
            yield node.lineno, node.func.attr


def test_only_the_gate_commits():
    found = [
        f"{short(path)}:{line} {name}"
        for path in python_files("examsite/")
        if short(path) not in MAY_COMMIT
        for line, name in _calls(path, {"commit", "begin", "begin_nested"})
    ]
    assert not found, listed(found)


def test_nobody_rolls_back_without_a_reason_written_down():
    found = [
        f"{short(path)}:{line}"
        for path in python_files("examsite/")
        if short(path) not in MAY_ROLL_BACK
        for line, _ in _calls(path, {"rollback"})
    ]
    assert not found, listed(found)
    assert {name for name in MAY_ROLL_BACK if not (ROOT / name).exists()} == set()


def test_insides_of_rooms_do_not_know_the_web():
    found = [
        f"{short(path)}:{line} {name}"
        for path in python_files("examsite/")
        if layer(path)[0] in rooms() and layer(path)[1] in INSIDES
        for name, line in imports(path)
        if name.split(".")[0] in WEB
    ]
    assert not found, listed(found)


def test_doors_write_nothing_and_know_no_sql():
    """A route asks queries and services; the session, the gate and SQL stay behind them."""
    found = [
        f"{short(path)}:{line} {name}"
        for path in python_files("examsite/")
        if layer(path)[0] in rooms() and layer(path)[1] in DOORS
        for name, line in imports(path)
        if name.split(".")[0] == "sqlalchemy" or name.startswith("examsite.kit.db")
    ]
    assert not found, listed(found)


def test_the_domain_needs_nothing_but_the_standard_library():
    allowed = {*sys.stdlib_module_names, "examsite"}
    found = [
        f"{short(path)}:{line} {name}"
        for path in python_files("examsite/domain/")
        for name, line in imports(path)
        if name.split(".")[0] not in allowed
        or (name.startswith("examsite") and not name.startswith("examsite.domain"))
    ]
    assert not found, listed(found)


def test_every_name_of_a_module_means_something():
    found = [short(path) for path in python_files("examsite/") if path.stem in MEANINGLESS]
    assert not found, listed(found)


def test_rooms_hold_only_known_layers():
    """A room's modules are its layers, or doors and commands with a telling suffix."""
    known = {*DOORS, *INSIDES, "forms", "jobs", "__init__", "init", ""}
    extra = {
        "files",
        "shapes",
        "sheets",
        "words",
        "documents",
        "sealing",
        "entering",
        "demo",
        "lint",
        "navigation",
        "families",
        "readings",
        "workbook",
        "book",
        "laws",
        "search",
        "incidents",
    }
    found = sorted(
        {
            f"examsite/{room}/{name}"
            for path in python_files("examsite/")
            for room, name in [layer(path)]
            if room in rooms() and name not in known | extra
        }
    )
    assert not found, listed(found)


def test_starting_the_program_loads_nothing_heavy():
    code = f"import sys, examsite.app; print(sorted(set({HEAVY!r}) & set(sys.modules)))"
    run = [sys.executable, "-c", code]
    found = subprocess.run(run, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    assert found.strip() == "[]"


@pytest.mark.parametrize(
    ("what", "pattern"), [("package registry", REGISTRIES), ("path of one machine", MACHINE)]
)
def test_no_file_names_a(what, pattern):
    found = []
    for path in tracked():
        if path.resolve() == (ROOT / "tests/house/test_shape.py"):
            continue
        try:
            text = path.read_text("utf-8")
        except UnicodeDecodeError:
            continue  # pictures and fonts
        for number, line in enumerate(text.splitlines(), 1):
            if match := pattern.search(line):
                found.append(f"{short(path)}:{number} {match.group()}")
    assert not found, listed(found)


def test_nothing_waits_to_be_done():
    marks = re.compile(r"\b(TO" r"DO|FIX" r"ME|XX" r"X|HA" r"CK)\b")
    found = [
        f"{short(path)}:{number}"
        for path in tracked()
        if path.suffix in SIZED
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if marks.search(line)
    ]
    assert not found, listed(found)


def test_no_test_is_skipped_or_sleeps():
    asleep = re.compile(
        r"time\.sleep\(|pytest\.mark\.(skip\b|xfail)|pytest\.skip\(|unittest\.mock|MagicMock"
    )
    # skipif remains: other systems lack what some tests need, the one we run on does not
    found = [
        f"{short(path)}:{number}"
        for path in python_files("tests/")
        if path.name != "test_shape.py"
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if asleep.search(line)
    ]
    assert not found, listed(found)


def test_every_test_asserts_something():
    silent = []
    for path in python_files("tests/"):
        if not path.name.startswith("test_"):
            continue
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                text = ast.unparse(node)
                if not re.search(r"\bassert\b|pytest\.raises|(expect|(check|require)_\w+)\(", text):
                    silent.append(f"{short(path)}:{node.lineno} {node.name}")
    assert not silent, listed(silent)

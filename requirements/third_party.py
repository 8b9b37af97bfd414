"""Write THIRD-PARTY.txt: name, version and licence of what a running site contains.

Read from the installed metadata of requirements/runtime.lock and from the manifest that ./dev
writes beside the front-end assets. With --check nothing is written; a stale file exits with 1.
"""

import json
import re
import sys
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "THIRD-PARTY.txt"
HEAD = """\
Third-party software of a running site. Made by requirements/third_party.py; do not edit.
This project's own licences: LICENSE (code), handbook/LICENSE, question_bank/LICENSE (content).
"""

# In the lock for other platforms or Python versions only. Named here so that the file is the
# same wherever it is made.
ELSEWHERE = {"brotlicffi": "MIT"}

# Metadata without a licence field; read in the package's own LICENSE file.
READ = {"huey": "MIT"}


def locked() -> list[tuple[str, str]]:
    """Name and version of every package in the runtime lock."""
    text = (ROOT / "requirements" / "runtime.lock").read_text("utf-8")
    return re.findall(r"^([a-z0-9][a-z0-9._-]*)==(\S+)", text, re.MULTILINE)


def licence_of(name: str) -> str:
    """The licence as the package itself states it, the most exact statement first."""
    about = metadata.metadata(name)
    if expression := about.get("License-Expression"):
        return expression
    classifiers = [
        line.rsplit(" :: ", 1)[1]
        for line in about.get_all("Classifier") or []
        if line.startswith("License :: ") and line != "License :: OSI Approved"
    ]
    stated = (about.get("License") or "").strip()
    if stated and "\n" not in stated and len(stated) <= 60:
        return stated
    if classifiers:
        return "; ".join(classifiers)
    if name in READ:
        return READ[name]
    sys.exit(f"third_party: {name} states no licence: read its LICENSE and add it to READ")


def table(rows: list[tuple[str, str, str]]) -> str:
    """Rows as aligned plain text."""
    width = [max(len(row[i]) for row in rows) for i in range(2)]
    return "".join(f"{a:<{width[0]}}  {b:<{width[1]}}  {c}\n" for a, b, c in sorted(rows))


def render() -> str:
    """The whole file."""
    python = []
    for name, version in locked():
        if name in ELSEWHERE:
            python.append((name, version, ELSEWHERE[name]))
            continue
        if (installed := metadata.version(name)) != version:
            sys.exit(f"third_party: {name} is {installed} here, {version} in the lock: ./dev setup")
        python.append((name, version, licence_of(name)))
    manifest = json.loads((ROOT / "examsite/static/vendor/manifest.json").read_text("utf-8"))
    browser = [(name, about["version"], about["license"]) for name, about in manifest.items()]
    return f"{HEAD}\nPython\n{table(python)}\nIn the browser\n{table(browser)}"


def main() -> int:
    """Write the file, or with --check compare it."""
    text = render()
    if "--check" not in sys.argv[1:]:
        TARGET.write_text(text, "utf-8")
    elif not TARGET.exists() or TARGET.read_text("utf-8") != text:
        print("THIRD-PARTY.txt is stale: make licences", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""What a browser is sent: the exam page's weight, the floor of browsers, nothing foreign."""

import gzip
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests import make_exam
from tests.house.source import STATIC, VENDOR, listed, short, tracked

MOST_BYTES = 200_000
"""Rulings 25: the exam page, compressed, without web fonts."""
CSS_BEYOND_THE_FLOOR = {
    "selector :has": r":has\(",
    "@layer": r"@layer\b",
    "@container": r"@container\b",
    "@scope": r"@scope\b",
    "@property": r"@property\b",
    "nesting": r"(?m)^\s*&|[{;]\s*&",
    "selector list in :is or :where": r":(?:is|where)\(",
    "media range": r"@media[^{]*[<>]=?",
    "color-mix": r"color-mix\(",
    "new colour spaces": r"\b(?:oklch|oklab|lab|lch|hwb)\(",
    "relative colours": r"\(\s*from\s",
    "logical inset": r"(?<![\w-])inset(?:-inline|-block)?(?:-start|-end)?\s*:",
    "own properties for transforms": r"(?<![\w-])(?:translate|rotate|scale)\s*:",
    "flex gap in one rule": r"\{[^{}]*display:\s*(?:inline-)?flex[^{}]*(?<![\w-])gap:[^{}]*\}",
    "subgrid": r"\bsubgrid\b",
    "imports": r"@import\b",
}
"""What Chromium 80 or Safari 14 does not know and what breaks a rule rather than a decoration."""
JS_BEYOND_THE_FLOOR = {
    "assigning ??=": r"\?\?=|\|\|=|&&=",
    "replaceAll": r"\.replaceAll\(",
    "at": r"\.at\(-?\d",
    "replaceChildren": r"\.replaceChildren\(",
    "structuredClone": r"\bstructuredClone\(",
    "hasOwn": r"Object\.hasOwn\(",
    "findLast": r"\.findLast(?:Index)?\(",
    "toSorted": r"\.to(?:Sorted|Reversed|Spliced)\(",
    "groupBy": r"\.groupBy\(",
    "Promise.any": r"Promise\.(?:any|withResolvers)\(",
    "randomUUID": r"\.randomUUID\(",
    "dialogs": r"\.showModal\(",
    "unguarded requestSubmit": r"(?<!\.requestSubmit\) form)\.requestSubmit\(",
    "private members": r"(?m)^\s*#\w+|this\.#",
    "static blocks": r"\bstatic\s*\{",
    "lookbehind": r"\(\?<[=!]",
    "top-level await": r"(?m)^(?:const .*= )?await\s",
    "AbortSignal.timeout": r"AbortSignal\.(?:timeout|any)\(",
    "locks": r"navigator\.locks\b",
    "inert": r"\.inert\b",
    "popover": r"\.(?:show|hide|toggle)Popover\(",
    "import maps": r"importmap",
    "Array.fromAsync": r"Array\.fromAsync\(",
    "error cause": r"\{\s*cause\s*[:}]",
}
NEVER_IN_JS = {
    "eval": r"\beval\s*\(|new\s+Function\b|setTimeout\(\s*['\"]",
    "written markup": r"\.(?:inner|outer)HTML\s*=|insertAdjacentHTML|document\.write",
    "an address elsewhere": r"https?://|['\"]//\w",
    "synchronous waiting": r"\balert\(|\bprompt\(|\.open\([^)]*,\s*false\s*\)",
}


def ours(*kinds: str) -> list[Path]:
    """Our own front-end files of some kinds."""
    return [path for path in tracked() if path.is_relative_to(STATIC) and path.suffix in kinds]


def bare(text: str, kind: str) -> str:
    """Without comments and, in scripts, without a comment at the end of a line."""
    text = re.sub(r"/\*.*?\*/", lambda m: "\n" * m.group().count("\n"), text, flags=re.DOTALL)
    return re.sub(r"(?m)(?<![:'\"])//.*$", "", text) if kind != ".css" else text


def offences(paths: list[Path], patterns: dict[str, str]) -> list[str]:
    """Which pattern occurs where."""
    found = []
    for path in paths:
        text = bare(path.read_text("utf-8"), path.suffix)
        for what, pattern in patterns.items():
            for match in re.finditer(pattern, text):
                line = text.count("\n", 0, match.start()) + 1
                found.append(f"{short(path)}:{line} {what}")
    return found


def test_there_is_something_to_look_at():
    assert ours(".css")
    assert ours(".js")
    assert (VENDOR / "manifest.json").exists(), "run ./dev setup: front-end assets are missing"


def test_styles_stay_above_the_floor():
    found = offences([p for p in ours(".css") if "/pdf/" not in short(p)], CSS_BEYOND_THE_FLOOR)
    assert not found, listed(found)


def test_styles_are_not_nested():
    """A rule inside a rule, written without &."""
    found = []
    for path in ours(".css"):
        depth, at_rules = 0, []
        text = bare(path.read_text("utf-8"), ".css")
        for match in re.finditer(r"([^{};]*)\{|\}", text):
            if match.group() == "}":
                depth -= 1
                if at_rules and at_rules[-1] == depth:
                    at_rules.pop()
                continue
            head = match[1].strip()
            if head.startswith("@"):
                at_rules.append(depth)
            elif depth > len(at_rules):
                found.append(f"{short(path)}:{text.count(chr(10), 0, match.start()) + 1} {head}")
            depth += 1
        assert depth == 0, f"{short(path)}: braces do not match"
    assert not found, listed(found)


def test_styles_load_nothing_from_elsewhere():
    found = offences(ours(".css"), {"an address": r"url\(\s*['\"]?(?:https?:)?//"})
    assert not found, listed(found)


def test_styles_are_short():
    long = {short(p): n for p in ours(".css") if (n := p.read_text("utf-8").count("\n")) > 300}
    assert not long, listed(long)


def test_scripts_stay_above_the_floor():
    found = offences(ours(".js"), JS_BEYOND_THE_FLOOR)
    assert not found, listed(found)


def test_scripts_run_no_text_and_write_no_markup():
    found = offences(ours(".js"), NEVER_IN_JS)
    assert not found, listed(found)


def test_each_script_is_one_behaviour():
    long = {short(p): n for p in ours(".js") if (n := p.read_text("utf-8").count("\n")) > 150}
    assert not long, listed(long)


def test_scripts_are_checked_for_types():
    """Except those that are no modules: one speaks to browsers below the floor, one is a worker."""
    unchecked = [
        short(path)
        for path in ours(".js")
        if path.name not in ("floor.js", "offline-worker.js")
        and not path.read_text("utf-8").startswith("// @ts-check")
    ]
    assert not unchecked, listed(unchecked)


def test_every_script_imports_what_is_there():
    lost = [
        f"{short(path)}: {target}"
        for path in ours(".js")
        for target in re.findall(r"from\s+'([^']+)'|import\('([^']+)'\)", path.read_text("utf-8"))
        for target in filter(None, target)
        if not (path.parent / target).resolve().exists()
    ]
    assert not lost, listed(lost)


def test_every_behaviour_named_in_a_page_is_there():
    from_pages = {
        name
        for path in tracked()
        if path.suffix == ".html"
        for names in re.findall(r'data-behaviour="([\w\s-]+)"', path.read_text("utf-8"))
        for name in names.split()
    }
    known = (STATIC / "js" / "behaviours.js").read_text("utf-8")
    table = re.search(r"const BEHAVIOURS = \{(.*?)\};", known, re.DOTALL)
    assert table
    # the exam binds itself: js/exam/main.js
    missing = sorted(
        name for name in from_pages - {"exam"} if not re.search(rf"\b{name}\b", table[1])
    )
    assert not missing, listed(missing)


def test_the_manifest_names_what_is_served():
    manifest = json.loads((VENDOR / "manifest.json").read_text("utf-8"))
    files = {name for entry in manifest.values() for name in entry["files"]}
    assert files == {path.name for path in VENDOR.iterdir()} - {"manifest.json"}
    assert all(entry["version"] and entry["license"] for entry in manifest.values())


class Sources(HTMLParser):
    """Scripts and styles a page asks for."""

    def __init__(self) -> None:
        super().__init__()
        self.files: list[str] = []

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "script" and given.get("src"):
            self.files.append(given["src"])
        if tag == "link" and given.get("rel") in ("stylesheet", "icon", "modulepreload"):
            self.files.append(given["href"])


def needed(start: Path) -> set[Path]:
    """A script and everything it imports."""
    found, waiting = set(), [start]
    while waiting:
        path = waiting.pop().resolve()
        if path in found:
            continue
        found.add(path)
        if path.suffix == ".js" and VENDOR not in path.parents:
            for target in re.findall(r"""from\s+['"](\.[^'"]+)""", path.read_text("utf-8")):
                waiting.append(path.parent / target)
    return found


@pytest.fixture
def exam_page(site, clients):
    """The page of a started exam of sixty items."""
    bank = make_exam.bank(60)
    sitting = make_exam.sitting("candidate", exam_form=make_exam.form(bank))
    clients.candidate.post(f"/exams/{sitting.public_id}/pledge")
    start = clients.candidate.post(f"/exams/{sitting.public_id}/start")
    assert start.status_code == 303
    page = clients.candidate.get(start.location)
    assert page.status_code == 200
    return page


def test_the_exam_page_is_light(exam_page):
    parser = Sources()
    parser.feed(exam_page.text)
    paths: set[Path] = set()
    for source in parser.files:
        address = urlsplit(source)
        assert not address.netloc, f"{source}: from elsewhere"
        assert address.path.startswith("/static/"), source
        paths |= needed(STATIC / address.path.removeprefix("/static/"))
    sizes = {path: len(gzip.compress(path.read_bytes(), 6)) for path in paths}
    total = sum(sizes.values()) + len(gzip.compress(exam_page.data, 6))
    heaviest = sorted(sizes.items(), key=lambda pair: -pair[1])[:6]
    assert len(paths) > 10
    told = [f"{size:>8} {short(path)}" for path, size in heaviest]
    assert total <= MOST_BYTES, f"{total} bytes{listed(told)}"


def test_the_exam_page_asks_for_no_web_font(exam_page):
    styles = "".join(path.read_text("utf-8") for path in ours(".css") if "/pdf/" not in short(path))
    assert "@font-face" not in styles
    assert "font" not in "".join(re.findall(r'rel="preload"[^>]*', exam_page.text))

"""Templates: each belongs to a room and is used, nothing inline, nothing unescaped by accident."""

import ast
import re
from html.parser import HTMLParser

from jinja2 import Environment, nodes

from tests.house.source import TEMPLATES, listed, python_files, rooms, short, templates, tree

FOLDERS = {"components", "errors", "mail", "pdf"}
SAFE = {
    "handbook/chapter.html": "text of the handbook, rendered and cleaned by kit.markup",
    "handbook/offline/chapter.html": "the same",
    "handbook/notes/download.txt": "plain text, not a page",
    "accounts/document.html": "text of a document, rendered and cleaned by kit.markup",
    "practicals/sheet_form.html": "the literal lang attribute",
}
"""Templates that may mark text as safe, and which text."""
ELSEWHERE = {
    "https://beian.miit.gov.cn/": "the registration number's own page, as the law asks",
    "https://beian.mps.gov.cn/": "the same for the police registration",
}
"""Addresses of other sites that pages may link to, and why."""
DATA = {"application/json"}
"""Scripts that hold data and run nothing."""


def name(path) -> str:
    return path.relative_to(TEMPLATES).as_posix()


def pages():
    """Templates that a browser shows; papers are printed by our own engine."""
    return [path for path in templates() if not name(path).startswith(("pdf/", "mail/"))]


def test_every_template_belongs_to_a_room():
    known = rooms() | FOLDERS
    lost = [
        short(path)
        for path in templates()
        if name(path).split("/")[0] not in known and "/" in name(path)
    ]
    assert not lost, listed(lost)
    alone = [short(path) for path in templates() if "/" not in name(path)]
    missing = [path for path in alone if not re.search(r"/base(_\w+)?\.html$", path)]
    assert not missing, listed(missing)


def _strings() -> set[str]:
    return {
        node.value
        for path in python_files("examsite/")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def test_every_template_asked_for_is_there():
    there = {name(path) for path in templates()}
    asked = {text for text in _strings() if re.fullmatch(r"[a-z_]+/[\w.]+\.html", text)}
    missing = sorted(asked - there)
    assert not missing, listed(missing)


def test_every_template_is_used():
    referred = set(_strings())
    for path in templates():
        for text in re.findall(
            r"""["']([\w./]+\.(?:html|svg|txt|xhtml|opf))["']""", path.read_text("utf-8")
        ):
            referred.add(text)
    stems = {text.rsplit("/", 1)[-1].split(".")[0] for text in referred}
    unused = [
        short(path)
        for path in templates()
        if name(path) not in referred
        # mails and drawings are named by their stem: mail/<kind>.mail.txt
        and (not name(path).startswith(("mail/", "pdf/")) or path.name.split(".")[0] not in stems)
    ]
    assert not unused, listed(unused)


class Inline(HTMLParser):
    """Finds what a strict content policy forbids, and links that are not made by url_for."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "style":
            self.found.append(f"line {self.getpos()[0]}: <style>")
        if tag == "script" and "src" not in given and given.get("type") not in DATA:
            self.found.append(f"line {self.getpos()[0]}: inline <script>")
        for key, value in attrs:
            if key == "style" or re.fullmatch(r"on[a-z]+|hx-on.*|hx-vals-js|hx-vars", key):
                self.found.append(f"line {self.getpos()[0]}: {key}=")
            scheme = re.match(r"\s*(javascript|vbscript|data):", value or "", re.I)
            if scheme and not (tag == "img" and scheme[1] == "data"):
                self.found.append(f"line {self.getpos()[0]}: {value}")
            if key in ("href", "src", "action", "hx-get", "hx-post") and _is_literal(value or ""):
                self.found.append(f"line {self.getpos()[0]}: literal {key}={value}")


def _is_literal(value: str) -> bool:
    """An address written out, of ours or of another site."""
    return value not in ELSEWHERE and bool(re.match(r"/|https?:|[a-z]+/", value.strip()))


def test_nothing_is_inline_and_no_address_is_written_out():
    found = []
    for path in pages():
        # Jinja first, so that quotes inside {{ }} do not end an attribute
        text = path.read_text("utf-8")
        text = re.sub(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", _blank, text, flags=re.DOTALL)
        parser = Inline()
        parser.feed(text)
        found += [f"{short(path)} {each}" for each in parser.found]
    assert not found, listed(found)


def _blank(match: re.Match[str]) -> str:
    return "§" + "\n" * match.group().count("\n")


def test_only_named_templates_mark_text_as_safe():
    found = []
    for path in templates():
        text = path.read_text("utf-8")
        unescaped = re.search(r"\|\s*safe\b|autoescape\s+false|Markup\(", text)
        if unescaped and name(path) not in SAFE:
            found.append(short(path))
    assert not found, listed(found)


def test_the_code_marks_nothing_as_safe_outside_the_tools():
    found = [
        f"{short(path)}:{node.lineno}"
        for path in python_files("examsite/")
        if not short(path).startswith("examsite/kit/")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] == "Markup"
    ]
    assert not found, listed(found)


def test_every_template_can_be_read():
    jinja = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
    for path in templates():
        assert isinstance(jinja.parse(path.read_text("utf-8")), nodes.Template), short(path)


def test_every_form_that_posts_carries_the_token():
    without = []
    for path in pages():
        text = path.read_text("utf-8")
        for form in re.findall(r"<form\b.*?</form>", text, flags=re.DOTALL):
            head = form.split(">", 1)[0]
            if 'method="post"' in head and not re.search(r"csrf|hidden_tag|hidden\(|token\(", form):
                without.append(f"{short(path)}: {head[:80]}")
    assert not without, listed(without)

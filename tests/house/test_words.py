"""What is told to people: actions, settings, commands, refusals, and words no page may use."""

import ast
import importlib
import itertools
import pkgutil
import re
from collections import defaultdict

import click
import pytest

import examsite
from examsite.cli import main
from examsite.domain.actions import SENTENCES, Action
from examsite.domain.errors import Refusal
from examsite.domain.wording import Surface, lint
from examsite.kit.errors import STATUS
from examsite.settings import Settings
from tests.house.source import PACKAGE, ROOT, listed, python_files, short, templates, tree

SHARED_CODES = {"not_signed_in": "whoever is not signed in, by whatever way that was noticed"}
"""Codes that more than one refusal carries on purpose, and why."""
HAN = re.compile(r"[\u4e00-\u9fff]")


@pytest.mark.parametrize("action", Action)
def test_every_action_has_its_sentence(action):
    assert HAN.search(SENTENCES.get(action, ""))
    assert re.fullmatch(r"[a-z_]+\.[a-z_]+", action.value)


def test_no_sentence_is_told_of_two_actions():
    assert len(set(SENTENCES.values())) == len(SENTENCES) == len(Action)


def test_every_action_is_done_somewhere():
    """A word of the vocabulary that nobody uses is a promise nobody keeps."""
    used = {
        node.attr
        for path in python_files("examsite/")
        if short(path) != "examsite/domain/actions.py"
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "Action"
    }
    missing = sorted(action.name for action in Action if action.name not in used)
    assert not missing, listed(missing)


def test_every_setting_is_explained():
    body = next(
        node.body
        for node in tree(PACKAGE / "settings.py").body
        if isinstance(node, ast.ClassDef) and node.name == "Settings"
    )
    explained = {
        field.target.id
        for field, after in itertools.pairwise(body)
        if isinstance(field, ast.AnnAssign)
        and isinstance(after, ast.Expr)
        and isinstance(after.value, ast.Constant)
        and len(str(after.value.value)) > 10
    }
    assert set(Settings.model_fields) - explained == set()


def commands(group: click.Group = main, before: str = "") -> dict[str, click.Command]:
    """Every command of `examsite` by what a person types."""
    found: dict[str, click.Command] = {}
    for name, command in group.commands.items():
        typed = f"{before}{name}"
        if isinstance(command, click.Group):
            found |= commands(command, f"{typed} ")
        if not isinstance(command, click.Group) or command.invoke_without_command:
            found[typed] = command
    return found


def test_every_command_says_what_it_does():
    assert commands()
    missing = [typed for typed, command in commands().items() if not command.help]
    assert not missing, listed(missing)


WIRE = {
    "init", "sync", "check content", "check bank", "check ready", "check translations", "demo",
    "serve", "work", "fixture", "audit verify", "verify", "verify-receipt", "keys init-dev",
    "keys create", "keys import", "backup", "restore", "upgrade", "recompute",
}  # fmt: skip
"""Commands that outside programs and `./dev` rely on (wire.md)."""


def test_every_promised_command_is_there():
    missing = sorted(WIRE - set(commands()))
    assert not missing, listed(missing)


def test_the_readme_names_every_command():
    """Nothing to compare while there is no README; once there is one it is complete."""
    readme = ROOT / "README.md"
    text = readme.read_text("utf-8") if readme.exists() else ""
    missing = [typed for typed in commands() if text and f"examsite {typed}" not in text]
    assert not missing, listed(missing)


def refusals() -> list[type[Refusal]]:
    """Every class of refusal in the program."""
    for module in pkgutil.walk_packages(examsite.__path__, "examsite."):
        if module.name != "examsite.wsgi":  # makes an application when imported
            importlib.import_module(module.name)

    def below(kind: type[Refusal]) -> list[type[Refusal]]:
        return [kind, *(each for child in kind.__subclasses__() for each in below(child))]

    found = [kind for kind in below(Refusal) if kind.__module__.startswith("examsite.")]
    return sorted(set(found), key=lambda kind: (kind.__module__, kind.__name__))


def test_every_refusal_has_a_family_a_code_and_words():
    wrong = []
    for kind in refusals():
        where = f"{kind.__module__}.{kind.__name__}"
        if kind is Refusal or kind in STATUS:
            continue
        if not issubclass(kind, tuple(STATUS)):
            wrong.append(f"{where}: no family, so no status")
        if "code" not in vars(kind) or not re.fullmatch(r"[a-z][a-z0-9_]+", kind.code):
            wrong.append(f"{where}: no code of its own")
        if not HAN.search(kind.message) or not kind.message.rstrip().endswith(
            ("。", "？", "！", ")s")
        ):
            wrong.append(f"{where}: no Chinese sentence: {kind.message!r}")
        if re.search(r"%(?!\(\w+\)s|%)", kind.message):
            wrong.append(f"{where}: places must be %(name)s: {kind.message!r}")
        if not (kind.__doc__ or "").strip():
            wrong.append(f"{where}: no docstring")
    assert not wrong, listed(wrong)


def test_a_code_names_one_refusal():
    by_code: dict[str, set[str]] = defaultdict(set)
    for kind in refusals():
        if "code" in vars(kind) and kind not in STATUS:
            by_code[kind.code].add(f"{kind.__module__}.{kind.__name__}")
    families = {kind.code for kind in STATUS}
    twice = {
        code: sorted(names)
        for code, names in by_code.items()
        if (len(names) > 1 or code in families) and code not in SHARED_CODES
    }
    assert not twice, listed(twice)


def test_documents_of_refusal_say_the_status_that_is_sent():
    """A docstring that begins with a number begins with the right one."""
    wrong = []
    for kind in refusals():
        told = re.match(r"(\d{3})\b", kind.__doc__ or "")
        sent = next((status for family, status in STATUS.items() if issubclass(kind, family)), 400)
        if told and int(told[1]) != sent:
            wrong.append(f"{kind.__module__}.{kind.__name__}: says {told[1]}, is {sent}")
    assert not wrong, listed(wrong)


def _shown(text: str) -> str:
    """A template without Jinja comments and tags, words kept in order."""
    text = re.sub(r"\{#.*?#\}", " ", text, flags=re.DOTALL)
    return re.sub(r"<[^>]+>", " ", text)


def test_no_template_uses_a_forbidden_word():
    found = [
        f"{short(path)}: {finding.word} in {finding.excerpt!r}"
        for path in templates()
        for surface in [
            Surface.CERTIFICATE if path.name.startswith("certificate") else Surface.COPY
        ]
        for finding in lint(_shown(path.read_text("utf-8")), surface)
    ]
    assert not found, listed(found)


def test_no_sentence_in_the_code_uses_a_forbidden_word():
    """Refusals, forms, mails and titles are copy too; docstrings are for programmers."""
    found = []
    for path in python_files("examsite/"):
        if short(path) == "examsite/domain/wording.py":
            continue
        docs = {
            id(node.value)
            for node in ast.walk(tree(path))
            if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        }
        for node in ast.walk(tree(path)):
            text = isinstance(node, ast.Constant) and isinstance(node.value, str)
            if text and id(node) not in docs and HAN.search(node.value):
                found += [
                    f"{short(path)}:{node.lineno} {finding.word} in {finding.excerpt!r}"
                    for finding in lint(node.value, Surface.COPY)
                ]
    assert not found, listed(found)

"""`examsite check translations`: every sentence of the program stands in English too."""

import tomllib
from collections.abc import Iterator
from pathlib import Path

import click
from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po, write_po

from examsite import app
from examsite.domain.actions import SENTENCES
from examsite.domain.errors import Refusal
from examsite.kit.language import TRANSLATIONS
from examsite.settings import ROOT

PACKAGE = Path(app.__file__).resolve().parent
KEYWORDS = DEFAULT_KEYWORDS | {
    "_l": None,
    "lazy_gettext": None,
    "lazy_pgettext": ((1, "c"), 2),
    "lazy_ngettext": (1, 2),
}
"""What marks a sentence: gettext's own words and Flask-Babel's lazy ones."""
ENGLISH = TRANSLATIONS / "en" / "LC_MESSAGES" / "messages.po"


def extraction_rules() -> tuple[list[tuple[str, str]], dict[str, dict[str, str]]]:
    """What pybabel does with which file, from pyproject.toml."""
    mappings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["babel"][
        "mappings"
    ]
    methods = [(one["pattern"], one["method"]) for one in mappings]
    options = {
        one["pattern"]: {
            name: str(value) for name, value in one.items() if name not in ("pattern", "method")
        }
        for one in mappings
    }
    return methods, options


def _refusals(family: type[Refusal] = Refusal) -> Iterator[type[Refusal]]:
    yield family
    for one in family.__subclasses__():
        yield from _refusals(one)


def messages() -> Catalog:
    """Every sentence: those marked in code and templates, of refusals, of the journal."""
    methods, options = extraction_rules()
    catalog = Catalog(charset="utf-8")
    for name, line, text, comments, context in extract_from_dir(
        str(PACKAGE), method_map=methods, options_map=options, keywords=KEYWORDS
    ):
        catalog.add(text, locations=[(name, line)], auto_comments=comments, context=context)
    for refusal in _refusals():
        catalog.add(refusal.message, locations=[(refusal.__module__, 1)])
    for sentence in SENTENCES.values():
        catalog.add(sentence, locations=[("domain/actions.py", 1)])
    return catalog


def untranslated(wanted: Catalog, english: Catalog | None) -> list[str]:
    """The sentences without a finished English one."""
    missing = []
    for message in wanted:
        if not message.id:
            continue
        name = message.id if isinstance(message.id, str) else message.id[0]
        found = english.get(message.id, message.context) if english is not None else None
        given = found.string if found is not None else None
        strings = [given] if isinstance(given, str) else list(given or ())
        if found is None or found.fuzzy or not strings or not all(strings):
            missing.append(name)
    return missing


def read_english(path: Path) -> Catalog | None:
    """The English catalogue, or None when there is none yet."""
    if not path.exists():
        return None
    with path.open("rb") as stream:
        return read_po(stream, locale="en")


@click.command("translations")
@click.option("--pot", type=click.Path(path_type=Path), help="把全部句子写成翻译模板（POT）。")
@click.option(
    "--po", type=click.Path(path_type=Path), default=ENGLISH, help="英文译文；默认随附的。"
)
def check_translations(pot: Path | None, po: Path) -> None:
    """译文：每一句界面文字都有确定的英文。"""
    wanted = messages()
    if pot is not None:
        with pot.open("wb") as stream:
            write_po(stream, wanted, sort_output=True, omit_header=False)
    missing = untranslated(wanted, read_english(po))
    for sentence in missing:
        click.echo(f"✕ {sentence}", err=True)
    if missing:
        raise click.ClickException(f"{len(missing)} 句没有确定的英文。")
    click.echo(f"{len(wanted)} 句都有英文。")

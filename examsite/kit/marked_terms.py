"""Words of a glossary, marked in place in parsed Markdown with their definitions beside them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from markdown_it.token import Token


@dataclass(frozen=True)
class Term:
    """A word of the glossary: its names (the term itself first) and what it means."""

    names: tuple[str, ...]
    definition: str


def _name_pattern(name: str) -> str:
    """The name, not as a part of a longer Latin word or number."""
    before = r"(?<![A-Za-z0-9])" if re.match(r"[A-Za-z0-9]", name) else ""
    after = r"(?![A-Za-z0-9])" if re.search(r"[A-Za-z0-9]$", name) else ""
    return before + re.escape(name) + after


def mark_terms(tokens: Sequence[Token], terms: tuple[Term, ...], prefix: str) -> None:
    """Wrap the first occurrence of each term, never in headings or links."""
    owners: dict[str, int] = {}
    for number, term in enumerate(terms):
        for name in term.names:
            owners.setdefault(name, number)
    if not owners:
        return
    longest_first = sorted(owners, key=lambda name: (-len(name), name))
    pattern = re.compile("|".join(map(_name_pattern, longest_first)))
    done: set[int] = set()
    previous = ""
    for token in tokens:
        if token.type == "inline" and previous != "heading_open" and token.children:
            token.children = _marked(token.children, pattern, owners, terms, done, prefix)
        previous = token.type


def _marked(
    children: Sequence[Token],
    pattern: re.Pattern[str],
    owners: dict[str, int],
    terms: tuple[Term, ...],
    done: set[int],
    prefix: str,
) -> list[Token]:
    found: list[Token] = []
    in_link = 0
    for child in children:
        in_link += {"link_open": 1, "link_close": -1}.get(child.type, 0)
        if child.type != "text" or in_link:
            found.append(child)
            continue
        start = 0
        for match in pattern.finditer(child.content):
            number = owners[match[0]]
            if number in done:
                continue
            done.add(number)
            found.append(Token("text", "", 0, content=child.content[start : match.start()]))
            words = _term_html(match[0], terms[number], f"{prefix}t{len(done)}")
            found.append(Token("html_inline", "", 0, content=words))
            start = match.end()
        found.append(Token("text", "", 0, content=child.content[start:]))
    return found


def _term_html(name: str, term: Term, tip: str) -> str:
    """A word that shows its definition under the pointer, with the focus, or when tapped.

    The definition follows as an element of its own: style shows it, no script is needed.
    """
    title = "" if name == term.names[0] else f"<b>{escape(term.names[0])}</b>　"
    return (
        f'<span class="term" tabindex="0" role="button" aria-describedby="{escape(tip)}">'
        f'{escape(name)}</span><span class="tip" role="tooltip" id="{escape(tip)}">'
        f"{title}{escape(term.definition)}</span>"
    )

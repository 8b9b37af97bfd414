"""Searching the book (搜索): what is looked for, and where it stands in a text.

A query is words between spaces; a passage is found when it holds every word, or a word that the
glossary calls the same (ROI, 投产比). Words are parts of the text, as Chinese readers expect: no
index cuts 复购 out of 复购率 in one place and misses it in another. Pure.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

LONGEST = 60
"""Characters of a query that are read."""
MOST_WORDS = 6
BEFORE, AFTER = 24, 64
"""Characters shown around the first place where a word stands."""


@dataclass(frozen=True)
class Wanted:
    """One word of the query and every way of writing it, the word itself first."""

    names: tuple[str, ...]

    @property
    def word(self) -> str:
        """As it was typed."""
        return self.names[0]


@dataclass(frozen=True)
class Piece:
    """A stretch of shown text; `hit` when it is what was looked for."""

    text: str
    hit: bool


WIDE = {code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF5B))}
"""Letters and figures of full width, as some keyboards type them."""


def folded(typed: str) -> str:
    """What somebody typed as it is compared: letters and figures of one width, small.

    The book has no letters of full width (`domain.typography`), so its own text is only made
    small; folding all of it for each search took most of the time.
    """
    return typed.translate(WIDE).lower()


def read_query(query: str, terms: Iterable[Sequence[str]]) -> list[Wanted]:
    """The words of a query with what the glossary calls the same; `terms` are lists of names."""
    words = folded(query[:LONGEST]).split()[:MOST_WORDS]
    known = [tuple(name.lower() for name in names) for names in terms]
    return [Wanted(_names(word, known)) for word in dict.fromkeys(words)]


def _names(word: str, terms: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    names = [word]
    for term in terms:
        if any(word == name or _is_part(word, name) for name in term):
            names += [name for name in term if word not in name]
    return tuple(dict.fromkeys(names))


def _is_part(word: str, name: str) -> bool:
    """Whether an abbreviation stands in a name as a word of its own: ROI in 保本 ROI."""
    return word.isascii() and word.isalpha() and word in re.split(r"[^a-z]+", name)


def holds(text: str, wanted: Sequence[Wanted]) -> bool:
    """Whether a text has every word."""
    plain = text.lower()
    return all(any(name in plain for name in one.names) for one in wanted)


def excerpt(text: str, wanted: Sequence[Wanted]) -> list[Piece]:
    """The text around the first hit with every hit in it marked; its beginning without any."""
    names = sorted({name for one in wanted for name in one.names}, key=len, reverse=True)
    pattern = re.compile("|".join(map(re.escape, names)))
    line = " ".join(text.split())
    plain = line.lower()
    if len(plain) != len(line):  # a letter whose small form is longer: show without marks
        return [Piece(line[: BEFORE + AFTER], hit=False)]
    first = pattern.search(plain)
    start = max(0, first.start() - BEFORE) if first else 0
    end = min(len(line), start + BEFORE + AFTER)
    pieces = [Piece("…", hit=False)] if start else []
    at = start
    for found in pattern.finditer(plain, start, end):
        pieces.append(Piece(line[at : found.start()], hit=False))
        pieces.append(Piece(line[found.start() : found.end()], hit=True))
        at = found.end()
    pieces.append(Piece(line[at:end] + ("…" if end < len(line) else ""), hit=False))
    return [piece for piece in pieces if piece.text]


def weight(title: str, text: str, wanted: Sequence[Wanted]) -> int:
    """How much a passage is about the words: a title counts for more than the text."""
    head, body = title.lower(), text.lower()
    return sum(20 * head.count(name) + body.count(name) for one in wanted for name in one.names)

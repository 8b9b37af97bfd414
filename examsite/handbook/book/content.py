"""What the book holds, gathered from the handbook's files: chapters, appendices, index, laws.

Chapters have numbers and appendices letters. Appendices written as files stand by their letter
among those gathered here: the index of terms (A), the formulas (B), the table of laws (E).
"""

import re
from collections.abc import Iterable, Sequence
from copy import deepcopy
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import groupby
from pathlib import Path
from xml.etree.ElementTree import Element

from examsite.domain.terms import LEVEL_TITLES, Level
from examsite.handbook.book.body import glossary_for, section_body, use_of
from examsite.handbook.book.collation import initial, sort_key
from examsite.handbook.files import ChapterFile, Source, read_handbook
from examsite.handbook.laws import Law, read_laws

TITLE = "《跨越周期》操盘手手册"
APPENDICES = "附录"
"""The part of the book in which appendices stand."""
_NUMBER = re.compile(r"((?:\d+|[A-Z])\.\d+) (.+)")


@dataclass(frozen=True)
class Section:
    """A section: `number` is empty for those that close a chapter, `level` for junior ones."""

    key: str
    number: str
    title: str
    level: str
    body: Element

    @property
    def heading(self) -> str:
        """Number and title with a gap of one character."""
        return f"{self.number}　{self.title}" if self.number else self.title


@dataclass(frozen=True)
class Objective:
    """What a reader can do afterwards; `level` is empty for junior readers."""

    text: str
    level: str


class Kind(StrEnum):
    """What a part of the book is made of."""

    TEXT = "text"
    INDEX = "index"
    FORMULAS = "formulas"
    LAWS = "laws"


@dataclass(frozen=True)
class Chapter:
    """A chapter or an appendix; only those of kind TEXT have sections.

    `mark` is its number or letter, `terms` are those it explains with their ids in the index.
    """

    kind: Kind
    mark: str
    slug: str
    title: str
    title_en: str
    part: str = APPENDICES
    opens_part: bool = False
    whole: bool = True
    objectives: list[Objective] = field(default_factory=list)
    terms: list[tuple[str, str]] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)

    @property
    def label(self) -> str:
        """What people call it: 第 3 章, 附录 D."""
        return label_of(self.mark)

    @property
    def anchor(self) -> str:
        """Its id in the book."""
        return f"chapter-{self.slug}"

    @property
    def numbered(self) -> list[Section]:
        """The sections that the contents list."""
        return [one for one in self.sections if one.number]


@dataclass(frozen=True)
class Entry:
    """A term of the index with the chapter that explains it and the place of its first use there."""

    anchor: str
    initial: str
    term: str
    en: str
    synonyms: list[str]
    definition: str
    chapter: Chapter
    use: str
    """The id of the first use, or of the chapter where the text never uses the word."""


@dataclass(frozen=True)
class LawEntry:
    """A law with its versions and the chapters that name it."""

    law: Law
    chapters: list[Chapter]


@dataclass(frozen=True)
class FormulaCard:
    """The formulas that one section states."""

    section: Section
    formulas: list[Element]


@dataclass(frozen=True)
class Book:
    """Everything, `chapters` in the order of the book with what the gathered appendices hold."""

    chapters: list[Chapter]
    index: list[Entry]
    formulas: list[FormulaCard]
    laws: list[LawEntry]
    makers: frozenset[str]
    """Who wrote the texts: "program", "person" or both."""

    @property
    def index_by_initial(self) -> list[tuple[str, list[Entry]]]:
        """The index, letter by letter."""
        return [
            (letter, list(some)) for letter, some in groupby(self.index, lambda one: one.initial)
        ]


def label_of(mark: str) -> str:
    """第 3 章 or 附录 D."""
    return f"第 {mark} 章" if mark.isdecimal() else f"附录 {mark}"


def read_book(folder: Path) -> Book:
    """The book in the handbook's folder; raises ContentRefused for faulty files."""
    return gather(read_handbook(folder), read_laws(folder))


def gather(files: Sequence[ChapterFile], laws: Iterable[Law]) -> Book:
    """The book of these files."""
    names = list(dict.fromkeys(line.term for file in files for line in file.terms))
    ids = {name: f"term-{number}" for number, name in enumerate(names, start=1)}
    written = [_written(file, files, ids) for file in files]
    index, formulas = _index(files, written, ids), _formulas(written)
    named = [_law(one, files, written) for one in laws]
    gathered = [
        *([Chapter(Kind.INDEX, "A", "glossary", "术语表", "Terms")] if index else []),
        *([Chapter(Kind.FORMULAS, "B", "formulas", "公式卡", "Formulas")] if formulas else []),
        *(
            [Chapter(Kind.LAWS, "E", "laws", "法规版本表", "Laws and their versions")]
            if named
            else []
        ),
    ]
    makers = frozenset(file.front.provenance.made_by for file in files)
    return Book(_in_order([*written, *gathered]), index, formulas, named, makers)


def _in_order(chapters: Iterable[Chapter]) -> list[Chapter]:
    """Numbers, then letters; each knows whether it is the first of its part."""
    ordered = sorted(chapters, key=lambda one: (_place(one.mark), one.kind))
    found, part = [], ""
    for one in ordered:
        found.append(replace(one, opens_part=one.part != part))
        part = one.part
    return found


def _place(mark: str) -> tuple[int, str]:
    return (int(mark), "") if mark.isdecimal() else (10**6, mark)


def _written(file: ChapterFile, files: Sequence[ChapterFile], ids: dict[str, str]) -> Chapter:
    front, glossary = file.front, glossary_for(file, files, ids)
    mark = str(front.number)
    return Chapter(
        kind=Kind.TEXT,
        mark=mark,
        slug=front.slug,
        title=front.title.removeprefix(label_of(mark)).strip("　 "),
        title_en=re.sub(r"^Appendix [A-Z]: ", "", front.title_en),
        part=front.part if mark.isdecimal() else APPENDICES,
        whole=front.status == "whole",
        objectives=[Objective(one.text, _level(Level(one.level))) for one in front.objectives],
        terms=[(line.term, ids[line.term]) for line in file.terms],
        sections=[
            _section(
                passage.key, passage.title, passage.level, section_body(passage, file, glossary)
            )
            for passage in file.passages
        ],
        sources=front.sources,
    )


def _level(level: Level) -> str:
    return "" if level is Level.JUNIOR else LEVEL_TITLES[level]


def _section(key: str, title: str, level: Level, body: Element) -> Section:
    found = _NUMBER.fullmatch(title)
    number, words = (found[1], found[2]) if found else ("", title)
    return Section(key, number, words, _level(level), body)


def _index(
    files: Sequence[ChapterFile], written: Sequence[Chapter], ids: dict[str, str]
) -> list[Entry]:
    entries = []
    for file, chapter in zip(files, written, strict=True):
        for line in file.terms:
            anchor, use = ids[line.term], use_of(ids[line.term], chapter.slug)
            used = any(one.get("id") == use for s in chapter.sections for one in s.body.iter("a"))
            entries.append(
                Entry(
                    anchor=anchor,
                    initial=initial(line.term),
                    term=line.term,
                    en=line.en,
                    synonyms=list(line.synonyms),
                    definition=line.definition,
                    chapter=chapter,
                    use=use if used else chapter.anchor,
                )
            )
    once = {entry.anchor: entry for entry in reversed(entries)}  # a term explained twice: the first
    return sorted(once.values(), key=lambda entry: sort_key(entry.term))


def _formulas(written: Iterable[Chapter]) -> list[FormulaCard]:
    cards = [
        FormulaCard(
            section,
            [_copied(one) for one in section.body.iter("div") if one.get("class") == "formula"],
        )
        for chapter in written
        for section in chapter.sections
    ]
    return [card for card in cards if card.formulas]


def _copied(formula: Element) -> Element:
    """The formula without ids: they stay where it is first stated."""
    copy = deepcopy(formula)
    for element in copy.iter():
        element.attrib.pop("id", None)
    return copy


def _law(law: Law, files: Sequence[ChapterFile], written: Sequence[Chapter]) -> LawEntry:
    name = f"《{law.document}》"
    naming = [
        chapter
        for file, chapter in zip(files, written, strict=True)
        if any(name in passage.source for passage in file.passages)
    ]
    return LawEntry(law, naming)

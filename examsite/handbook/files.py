"""The handbook's files: their shape, and every fault of it named. Format: handbook/README.md."""

import re
from collections import Counter
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Literal, TypeVar

from pydantic import Field, StringConstraints, TypeAdapter

from examsite.domain.arithmetic import evaluate, rounded
from examsite.domain.terms import Level
from examsite.domain.typed_number import parse_number
from examsite.kit.content_files import (
    Day,
    Faults,
    Strict,
    Text,
    check,
    load_yaml,
    read_text,
    read_yaml,
)
from examsite.kit.drawing import Drawing, parse_drawing
from examsite.kit.markup import diagrams, plain_text, sections

Shape = TypeVar("Shape")
LevelLetter = Literal["J", "I", "S"]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{1,38}$")]
AreaLetter = Annotated[str, StringConstraints(pattern=r"^[A-K]$")]
RESERVED = {"book", "formulas", "glossary", "laws", "notes", "offline", "search", "templates"}
"""Addresses under /handbook/ that are not chapters."""
PASSAGE_ID = re.compile(r"(ch\d\d|app[A-E])-[a-z0-9]+(-[a-z0-9]+)*")
FOLDER = re.compile(r"(\d\d|[A-E])-([a-z0-9-]+)")
NUMBERED = re.compile(r"(\d+|[A-E])\.(\d+) \S")
FIRST_APPENDIX = 101
"""Appendices follow the chapters: A is number 101."""


class Objective(Strict):
    """What a reader of a level can do afterwards."""

    level: LevelLetter
    text: Text


class Source(Strict):
    """A report or law, with the limits of what it says."""

    title: Text
    publisher: Text
    date: Day | Literal["日期未载"]
    note: str = ""


class Check(Strict):
    """Somebody who read a text through: who, when, with what answer."""

    reader: Text
    on: Day
    answer: Text


class Provenance(Strict):
    """How a text was made and who has read it since."""

    made_by: Literal["program", "person"]
    made_on: Day
    checks: list[Check]


class Front(Strict):
    """The head of a chapter."""

    number: Annotated[int, Field(ge=1, le=99)] | Literal["A", "B", "C", "D", "E"]
    slug: Slug
    title: Text
    title_en: Text
    part: Text
    areas: Annotated[list[AreaLetter], Field(min_length=1)]
    status: Literal["whole", "excerpt"]
    minutes: Annotated[int, Field(ge=1, le=240)]
    objectives: Annotated[list[Objective], Field(min_length=1)]
    sources: list[Source]
    provenance: Provenance

    @property
    def order(self) -> int:
        """Where it stands in the book."""
        if isinstance(self.number, int):
            return self.number
        return FIRST_APPENDIX + ord(self.number) - ord("A")

    @property
    def mark(self) -> str:
        """How its folder begins, and its passage ids behind `ch` or `app`."""
        return f"{self.number:02d}" if isinstance(self.number, int) else self.number

    @property
    def prefix(self) -> str:
        """How the ids of its passages begin."""
        return f"ch{self.mark}-" if isinstance(self.number, int) else f"app{self.mark}-"


class TermLine(Strict):
    """A word the chapter explains."""

    term: Text
    en: Text
    definition: Text
    synonyms: tuple[Text, ...] = Field((), strict=False)


class Figure(Strict):
    """A computed number of the text: where it stands, how it is computed, what it is."""

    passage: Text
    text: Text
    formula: Text
    value: Text
    places: Annotated[int, Field(ge=0, le=8)]


@dataclass(frozen=True)
class PassageFile:
    """A numbered section as written."""

    key: str
    level: Level
    title: str
    source: str


@dataclass(frozen=True)
class ChapterFile:
    """One chapter as written; `raw` is the text of its index.md."""

    path: Path
    raw: str
    front: Front
    passages: tuple[PassageFile, ...]
    terms: tuple[TermLine, ...]
    figures: tuple[Figure, ...]
    drawings: dict[str, Drawing] = field(default_factory=dict)
    """File name -> diagram beside the text."""


_FRONT = TypeAdapter(Front)
_TERM = TypeAdapter(TermLine)
_FIGURE = TypeAdapter(Figure)


def read_handbook(folder: Path) -> list[ChapterFile]:
    """Every chapter in order of numbers; ContentRefused names all faults."""
    faults = Faults(folder)
    paths = sorted(folder.glob("*/index.md"))
    if not paths:
        faults.add(folder / "NN-slug" / "index.md", "", "", "手册里没有任何一章")
    chapters = [one for path in paths if (one := _chapter(path, faults)) is not None]
    _refuse_twice(chapters, faults)
    faults.refuse_if_any()
    return sorted(chapters, key=lambda one: one.front.order)


def _chapter(path: Path, faults: Faults) -> ChapterFile | None:
    raw = read_text(path, faults)
    parts = None if raw is None else _split(raw, path, faults)
    if raw is None or parts is None:
        return None
    head, body, line = parts
    data = load_yaml(head, path, faults, line=2)
    front = None if data is None else check(_FRONT, data, path, "", faults)
    if front is None:
        return None
    _check_folder(front, path, faults)
    passages = _passages(body, line, front, path, faults)
    terms = _rows(_TERM, path.with_name("terms.yaml"), "term", faults)
    figures = _rows(_FIGURE, path.with_name("figures.yaml"), "passage", faults)
    _check_figures(figures, passages, path.with_name("figures.yaml"), faults)
    drawings = _drawings(path, passages, faults)
    return ChapterFile(path, raw, front, tuple(passages), tuple(terms), tuple(figures), drawings)


def _split(raw: str, path: Path, faults: Faults) -> tuple[str, str, int] | None:
    """Front matter, body, and the line on which the body begins."""
    found = re.match(r"---\n(.*?\n)---\n", raw, re.DOTALL)
    if found is None:
        faults.add(path, "", "第 1 行", "开头须是用两行 --- 围起来的章信息")
        return None
    return found[1], raw[found.end() :], raw[: found.end()].count("\n") + 1


def _check_folder(front: Front, path: Path, faults: Faults) -> None:
    found = FOLDER.fullmatch(path.parent.name)
    if found is None or (found[1], found[2]) != (front.mark, front.slug):
        wanted = f"{front.mark}-{front.slug}"
        faults.add(path, "", "slug", f"文件夹名须是 {wanted}，与 number、slug 一致")
    if front.slug in RESERVED:
        faults.add(path, "", "slug", "这个地址留作他用，请换一个")


def _passages(body: str, line: int, front: Front, path: Path, faults: Faults) -> list[PassageFile]:
    before, found = sections(body)
    if before:
        faults.add(path, "", f"第 {line} 行", "第一个 ## 之前不能有正文")
    if not found:
        faults.add(path, "", "", "至少要有一个 ## 段落")
    passages = []
    for section in found:
        at = f"第 {line + section.line - 1} 行"
        key, level = section.attributes.get("id", ""), section.attributes.get("data-level", "")
        named = PASSAGE_ID.fullmatch(key)
        numbered = NUMBERED.match(section.title)
        if named is None or level not in set(Level):
            wanted = f"{{#{front.prefix}english-words level=J}}"
            faults.add(path, section.title, at, f"标题后须写 {wanted}，级别是 J、I 或 S")
            continue
        if not key.startswith(front.prefix):
            faults.add(path, key, at, f"段落 id 须以 {front.prefix} 开头")
        if numbered and numbered[1] != str(front.number):
            faults.add(path, key, at, f"小节编号须以 {front.number}. 开头")
        if not section.source:
            faults.add(path, key, at, "这一段没有正文")
        passages.append(PassageFile(key, Level(level), section.title, section.source))
    return passages


def _drawings(path: Path, passages: list[PassageFile], faults: Faults) -> dict[str, Drawing]:
    """The SVG files beside the text: each is sound, shown once, and described in words."""
    found: dict[str, Drawing] = {}
    for file in sorted(path.parent.glob("*.svg")):
        text = read_text(file, faults)
        with faults.noting(file, ""):
            found[file.name] = parse_drawing(text or "")
    shown = [(passage.key, *one) for passage in passages for one in diagrams(passage.source)]
    for key, name, label in shown:
        if not path.with_name(name).is_file():
            faults.add(path, key, name, "本章文件夹里没有这幅图")
        if not label:
            faults.add(path, key, name, "方括号里须写明图里画了什么")
    for name in {name for name in found if [one for _, one, _ in shown].count(name) != 1}:
        faults.add(path.with_name(name), "", "", "这幅图须在正文里出现恰好一次")
    return found


def _rows(adapter: TypeAdapter[Shape], path: Path, named: str, faults: Faults) -> list[Shape]:
    """The lines of a YAML list beside the chapter; an absent file is an empty list."""
    data = read_yaml(path, faults) if path.exists() else []
    if data is not None and not isinstance(data, list):
        faults.add(path, "", "", "须是一个列表")
    if not isinstance(data, list):
        return []
    rows = []
    for number, entry in enumerate(data, start=1):
        name = entry.get(named) if isinstance(entry, dict) else None
        rows.append(check(adapter, entry, path, str(name or f"第 {number} 条"), faults))
    return [row for row in rows if row is not None]


def _check_figures(
    figures: list[Figure], passages: list[PassageFile], path: Path, faults: Faults
) -> None:
    texts = {passage.key: plain_text(passage.source) for passage in passages}
    for figure in figures:
        item = f"{figure.passage}「{figure.text}」"
        if figure.passage not in texts:
            faults.add(path, item, "passage", "本章没有这个段落")
        elif figure.text not in texts[figure.passage]:
            faults.add(path, item, "text", "正文里找不到这几个字")
        printed = parse_number(figure.value)
        with faults.noting(path, item, "formula"):
            got = rounded(evaluate(figure.formula), figure.places)
            if printed is None:
                faults.add(path, item, "value", "须是一个数字")
            elif printed != Fraction(got):
                faults.add(path, item, "value", f"写的是 {figure.value}，算出来是 {got}")


def _refuse_twice(chapters: list[ChapterFile], faults: Faults) -> None:
    """Numbers, addresses and passage ids exist once in the book, a term once in a chapter."""
    seen: dict[tuple[str, str], Path] = {}

    def once(kind: str, name: str, path: Path) -> None:
        if (kind, name) in seen:
            faults.add(path, name, kind, f"已经在 {faults.name(seen[kind, name])} 用过")
        seen.setdefault((kind, name), path)

    for chapter in chapters:
        once("number", str(chapter.front.number), chapter.path)
        once("slug", chapter.front.slug, chapter.path)
        for passage in chapter.passages:
            once("id", passage.key, chapter.path)
        path = chapter.path.with_name("terms.yaml")
        for name, times in Counter(term.term for term in chapter.terms).items():
            if times > 1:
                faults.add(path, name, "term", "本章写了两次")

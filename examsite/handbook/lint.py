"""What the handbook is checked for beyond its format: forbidden words, structure, glossary.

Figures and ids are checked whenever the files are read (`files`). Pure: files in, findings out.
"""

from collections.abc import Iterable
from itertools import pairwise

from examsite.domain.typography import slips
from examsite.domain.wording import Surface, lint
from examsite.handbook.files import NUMBERED, ChapterFile
from examsite.kit.content_files import Finding
from examsite.kit.markup import plain_text

CLOSING = ("检查单", "公开案例", "常见误区")
"""What a whole chapter closes with; `法规与来源` may follow."""
LAW = "法规与来源"
PENDING = "待法务复核"


def lint_handbook(chapters: Iterable[ChapterFile]) -> list[Finding]:
    """Everything found, chapter by chapter."""
    found: list[Finding] = []
    owners: dict[str, str] = {}
    for chapter in chapters:
        found += _words(chapter) + _structure(chapter)
        for term in chapter.terms:
            owner = owners.setdefault(term.term, _name(chapter))
            if owner != _name(chapter):
                words = f"术语“{term.term}”已在 {owner} 解释，一个词只在一章解释"
                found.append(Finding(_name(chapter), words))
    return found


def missing_passages(cited: dict[str, list[str]], chapters: Iterable[ChapterFile]) -> list[Finding]:
    """Passage id -> items that cite it, held against the passages that exist."""
    known = {passage.key for chapter in chapters for passage in chapter.passages}
    return [
        Finding("、".join(items), f"依据的段落 {key} 不在手册里")
        for key, items in sorted(cited.items())
        if key not in known
    ]


def _name(chapter: ChapterFile) -> str:
    return f"{chapter.path.parent.name}"


def _words(chapter: ChapterFile) -> list[Finding]:
    front = chapter.front
    texts = [(_name(chapter), "\n".join([front.title, front.part, *_small(chapter)]))]
    texts += [
        (passage.key, f"{passage.title}\n{plain_text(passage.source)}")
        for passage in chapter.passages
    ]
    found = [
        Finding(where, f"不能用的词“{bad.word}”：{bad.excerpt}")
        for where, text in texts
        for bad in lint(text, Surface.COPY)
    ]
    return found + [
        Finding(where, f"{slip.why}：{slip.excerpt}")
        for where, text in texts
        for slip in slips(text)
    ]


def _small(chapter: ChapterFile) -> list[str]:
    """Objectives, terms, words in diagrams, the notes of sources; a source's title is quoted as published."""
    return [
        *(one.text for one in chapter.front.objectives),
        *(one.note for one in chapter.front.sources),
        *(f"{one.term}：{one.definition}" for one in chapter.terms),
        *(words for drawing in chapter.drawings.values() for words in drawing.words),
    ]


def _structure(chapter: ChapterFile) -> list[Finding]:
    """Numbers rise; a whole chapter closes with its fixed sections in their order."""
    found, name = [], _name(chapter)
    titles = [passage.title for passage in chapter.passages]
    numbers = [int(match[2]) for title in titles if (match := NUMBERED.match(title))]
    if any(later <= earlier for earlier, later in pairwise(numbers)):
        found.append(Finding(name, "小节编号须从小到大，不能重复"))
    closing = [title for title in titles if not NUMBERED.match(title)]
    unknown = [title for title in closing if title not in (*CLOSING, LAW)]
    if unknown:
        found.append(Finding(name, f"没有编号的小节只能是章末固定的几节：{'、'.join(unknown)}"))
    if closing and titles[-len(closing) :] != closing:
        found.append(Finding(name, "章末固定的几节须放在编号小节之后"))
    if chapter.front.status == "whole" and isinstance(chapter.front.number, int):
        absent = [title for title in CLOSING if title not in closing]
        if absent:
            found.append(Finding(name, f"全章须有：{'、'.join(absent)}"))
    for passage in chapter.passages:
        if passage.title == LAW and PENDING not in passage.source:
            found.append(Finding(passage.key, f"法规一节须以“{PENDING}”结尾"))
    return found

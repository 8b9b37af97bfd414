"""Reads of the appendices made from the book: glossary, formulas, laws."""

import re
from dataclasses import dataclass

from markupsafe import Markup
from sqlalchemy import select

from examsite.handbook.models import Chapter, LawDocument, Passage
from examsite.handbook.queries.passages import LINK, LIVE, PassageLink
from examsite.kit.db import db
from examsite.kit.markup import as_rendered

FORMULA = '<div class="formula">'
_FORMULAS = re.compile(FORMULA + r"\s*(.*?)\s*</div>", re.DOTALL)


@dataclass(frozen=True)
class GlossaryEntry:
    """A term with its definition and the chapter that gives it."""

    term: str
    en: str
    synonyms: list[str]
    definition: str
    number: int
    slug: str

    @property
    def names(self) -> list[str]:
        """Every way of calling it, the term first."""
        return [self.term, *self.synonyms]


def list_glossary() -> list[GlossaryEntry]:
    """The book's terms, in the order in which the book explains them."""
    live = select(Passage.chapter_id).where(Passage.retired_at.is_(None))
    chapters = db.session.execute(
        select(Chapter.number, Chapter.slug, Chapter.terms)
        .where(Chapter.number > 0, Chapter.id.in_(live))
        .order_by(Chapter.number)
    )
    return [
        GlossaryEntry(line["term"], line["en"], line["synonyms"], line["definition"], number, slug)
        for number, slug, terms in chapters
        for line in terms
    ]


@dataclass(frozen=True)
class LawLine:
    """A law with the chapters (number, slug) that name it."""

    law: LawDocument
    chapters: list[tuple[int, str]]


def list_laws() -> list[LawLine]:
    """Appendix E; two statements."""
    laws = list(db.session.scalars(select(LawDocument).order_by(LawDocument.position)))
    texts = db.session.execute(
        select(Chapter.number, Chapter.slug, Passage.text)
        .join(Passage, Passage.chapter_id == Chapter.id)
        .where(LIVE)
        .order_by(Chapter.number)
    ).all()
    named = {
        law.document: list(
            dict.fromkeys(
                (number, slug) for number, slug, text in texts if f"《{law.document}》" in text
            )
        )
        for law in laws
    }
    return [LawLine(law, named[law.document]) for law in laws]


@dataclass(frozen=True)
class FormulaCard:
    """The formulas of a passage, as HTML of ours."""

    link: PassageLink
    formulas: list[Markup]


def list_formulas() -> list[FormulaCard]:
    """Appendix B: every passage that states formulas, in the order of the book."""
    rows = db.session.execute(
        select(*LINK, Passage.html)
        .join(Chapter)
        .where(LIVE, Passage.html.contains(FORMULA))
        .order_by(Chapter.number, Passage.position)
    )
    return [
        FormulaCard(
            PassageLink(*row[:-1]), [as_rendered(one) for one in _FORMULAS.findall(row[-1])]
        )
        for row in rows
    ]

"""The book as PDF/UA: one document, so that contents, index and bookmarks know every page."""

import re
from copy import deepcopy
from typing import Any
from xml.etree.ElementTree import Element

from examsite.handbook.book.content import Book, Chapter
from examsite.handbook.book.imprint import Imprint
from examsite.handbook.book.placing import Layout, place_figures
from examsite.handbook.book.styles import drawing_rules, resolved
from examsite.kit import pdf, xhtml

RADII = (36, 60, 84)
"""Of the arcs on the title page, in millimetres."""
_INNER_LINK = re.compile(r' href="#[^"]*"')


def make_pdf(book: Book, imprint: Imprint) -> bytes:
    """The whole book."""
    css = resolved("pdf/book.css")
    bodies = {one.key: for_paper(one.body) for chapter in book.chapters for one in chapter.sections}
    for chapter in book.chapters:
        _place(chapter, bodies, css, imprint)
    html = _page(book.chapters, bodies, imprint, book=book, alone=False)
    name = bytes.fromhex(imprint.hash)[:16]
    return pdf.render_pdf(html, [], css=css, identifier=name, variant="pdf/ua-1")


def for_paper(body: Element) -> Element:
    """A copy in which each drawing carries its rules and its words for those who hear the book."""
    body = deepcopy(body)
    for svg in body.iter("svg"):
        title, style = Element("title"), Element("style")
        title.text, style.text = svg.get("aria-label"), drawing_rules(inside=True)
        for name in ("aria-label", "role"):
            svg.attrib.pop(name, None)
        svg[:0] = [title, style]
    return body


def _place(chapter: Chapter, bodies: dict[str, Element], css: str, imprint: Imprint) -> None:
    """Put the chapter's figures where they leave no gap; its links lead out of it and are left out."""

    def lay_out() -> Layout:
        html = _page([chapter], bodies, imprint, book=None, alone=True)
        return pdf.lay_out(_INNER_LINK.sub("", html), css)

    place_figures([bodies[one.key] for one in chapter.sections], lay_out)


def _page(
    chapters: list[Chapter],
    bodies: dict[str, Element],
    imprint: Imprint,
    *,
    book: Book | None,
    alone: bool,
) -> str:
    cards: list[Any] = book.formulas if book else []
    return pdf.fill(
        "book.html",
        book=book,
        chapters=chapters,
        alone=alone,
        texts={
            one.key: xhtml.written(bodies[one.key], xml=False)
            for chapter in chapters
            for one in chapter.sections
        },
        formulas_of={
            card.section.key: [xhtml.written(one, xml=False) for one in card.formulas]
            for card in cards
        },
        arcs=pdf.data_uri(
            pdf.fill("arcs.svg", radii=RADII, colour="#b3261e").encode(), "image/svg+xml"
        ),
        **imprint.facts,
    )

"""A section of the handbook as a still page: nothing unfolds, nothing pops up, terms are links."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from examsite.handbook.files import ChapterFile, PassageFile, TermLine
from examsite.kit import markup, xhtml
from examsite.kit.marked_terms import Term

MOST_SHORT = 26
"""So many characters of all columns together stand beside each other on paper."""


@dataclass
class Glossary:
    """The book's terms as one chapter meets them: where each name leads, what was linked already."""

    terms: list[Term]
    anchors: dict[str, str]
    """Any name of a term -> its id in the index."""
    met: set[str] = field(default_factory=set)
    """Ids of terms this chapter has linked: only the first use is a link."""


def glossary_for(
    file: ChapterFile, files: Iterable[ChapterFile], ids: Mapping[str, str]
) -> Glossary:
    """The glossary with the chapter's own meanings first; `ids` are by the term itself."""
    lines: dict[str, TermLine] = {}
    for one in (file, *files):
        for line in one.terms:
            lines.setdefault(line.term, line)
    anchors: dict[str, str] = {}
    for line in lines.values():
        for name in (line.term, *line.synonyms):
            anchors.setdefault(name, ids[line.term])
    return Glossary([Term((one.term, *one.synonyms), "") for one in lines.values()], anchors)


def section_body(passage: PassageFile, file: ChapterFile, glossary: Glossary) -> Element:
    """The section's text as the children of a `div`.

    The first use of a term in the chapter is a link to `#<id in the index>` with the id
    `use-<that id>-<chapter>`; figures have the id `<passage>-fig<n>`.
    """
    html = markup.render(passage.source, glossary.terms, drawings=file.drawings)
    root = xhtml.read(html)
    _open_examples(root)
    _bare_tables(root)
    _link_terms(root, glossary, file.front.slug)
    for number, figure in enumerate(root.iter("figure"), start=1):
        figure.set("id", f"{passage.key}-fig{number}")
    return root


def _open_examples(root: Element) -> None:
    """What unfolds on a page stands open in a book."""
    for details in list(root.iter("details")):
        details.tag = "div"
        details.set("class", "callout example")
        for summary in details.findall("summary"):
            summary.tag = "p"
            summary.set("class", "label")


def _bare_tables(root: Element) -> None:
    """Without the frame that scrolls; the class tells how many columns there are."""
    for parent, frame in xhtml.pairs(root, "div"):
        table = frame.find("table") if frame.get("class") == "table-responsive" else None
        if table is not None:
            columns = _mark_short_columns(table)
            table.set("class", f"c{columns}")
            xhtml.replace(parent, frame, table)


def _mark_short_columns(table: Element) -> int:
    """Cells of columns with nothing but short words get the class `short`: they do not break."""
    rows = [list(row) for row in table.iter("tr")]
    columns = max(map(len, rows), default=0)
    for column in range(columns):
        cells = [row[column] for row in rows if column < len(row)]
        if max(_width(xhtml.words(cell)) for cell in cells) <= MOST_SHORT / columns:
            for cell in cells:
                cell.set("class", f"{cell.get('class', '')} short".strip())
    return columns


def _width(text: str) -> float:
    """How many Chinese characters wide a text is."""
    return sum(1.0 if ord(char) > 0x2E7F else 0.55 for char in text.strip())


def _link_terms(root: Element, glossary: Glossary, slug: str) -> None:
    for parent, span in xhtml.pairs(root, "span"):
        if span.get("class") == "tip":
            xhtml.remove(parent, span)
            continue
        name = xhtml.words(span)
        anchor = glossary.anchors[name]
        link = Element("a", {"class": "term", "href": f"#{anchor}"})
        link.text = name
        if anchor in glossary.met:
            link = Element("span")
            link.text = name
        else:
            glossary.met.add(anchor)
            link.set("id", use_of(anchor, slug))
        xhtml.replace(parent, span, link)


def use_of(anchor: str, slug: str) -> str:
    """The id of a chapter's first use of a term."""
    return f"use-{anchor}-{slug}"

"""Our own HTML as a tree, to be changed and written again as HTML for paper or XHTML for EPUB.

Only what `kit.markup` renders is read here: it closes every tag and escapes by number or by the
four names XML knows, so that an XML parser reads it.
"""

from collections.abc import Iterator
from xml.etree.ElementTree import Element, fromstring, tostring

from markupsafe import Markup

from examsite.kit.drawing import NAMESPACE

SVG = f"{{{NAMESPACE}}}"


def read(html: str) -> Element:
    """The HTML as the children of a `div`; drawings keep their namespace as a plain attribute.

    Raises ParseError for anything that `kit.markup` would not have written.
    """
    root = fromstring(f"<div>{html}</div>")  # noqa: S314 - written by us, no declarations
    for element in root.iter():
        if element.tag.startswith(SVG):
            element.tag = element.tag.removeprefix(SVG)
            if element.tag == "svg":
                element.set("xmlns", NAMESPACE)
    return root


def written(element: Element, *, xml: bool) -> Markup:
    """What the element holds, for a template; `xml` writes `<br />` where HTML has `<br>`."""
    pieces = [_escaped(element.text)]
    for child in element:
        pieces.append(tostring(child, encoding="unicode", method="xml" if xml else "html"))
    return Markup("".join(pieces))  # noqa: S704 - escaped by the serialiser


def _escaped(text: str | None) -> str:
    return str(Markup.escape(text or ""))


def words(element: Element) -> str:
    """The text alone."""
    return "".join(element.itertext())


def replace(parent: Element, old: Element, new: Element) -> None:
    """Put `new` where `old` stands; what follows it in the text stays."""
    new.tail = old.tail
    parent[list(parent).index(old)] = new


def remove(parent: Element, child: Element) -> None:
    """Take the element out; the text behind it stays."""
    at = list(parent).index(child)
    if child.tail:
        if at:
            parent[at - 1].tail = (parent[at - 1].tail or "") + child.tail
        else:
            parent.text = (parent.text or "") + child.tail
    parent.remove(child)


def pairs(root: Element, tag: str) -> Iterator[tuple[Element, Element]]:
    """(parent, element) of every element called `tag`, safe against changes on the way."""
    found = [(parent, child) for parent in root.iter() for child in parent if child.tag == tag]
    yield from found

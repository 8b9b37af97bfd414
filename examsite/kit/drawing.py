"""Diagrams as SVG files that name classes instead of colours, so that one stylesheet draws all.

A drawing is put into the page itself: it follows the reader's fonts and prints with the text.
Therefore it may hold shapes and words only: no script, link, style, entity or id.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element, ParseError, fromstring

from markupsafe import escape

from examsite.domain.errors import Invalid

NAMESPACE = "http://www.w3.org/2000/svg"
WIDTH = 360
"""Units across: a phone shows one unit as one pixel."""
TALLEST = 600
CLASSES = {
    *("s", "l", "n", "inv", "mid", "end"),
    *("box", "soft", "hot", "ok", "look", "gold", "sky", "head"),
    *("rule", "flow", "curve", "curve2", "dash"),
}
PLACES = {
    "g": frozenset({"transform"}),
    "rect": frozenset({"x", "y", "width", "height", "rx"}),
    "circle": frozenset({"cx", "cy", "r"}),
    "ellipse": frozenset({"cx", "cy", "rx", "ry"}),
    "line": frozenset({"x1", "y1", "x2", "y2"}),
    "polyline": frozenset({"points"}),
    "polygon": frozenset({"points"}),
    "path": frozenset({"d"}),
    "text": frozenset({"x", "y", "transform"}),
    "tspan": frozenset({"x", "y", "dx", "dy"}),
}
_LABEL = re.compile(r'^(<svg viewBox="[^"]*" role="img" aria-label=")[^"]*(")')
_GEOMETRY = re.compile(r"[-+0-9.,\s()A-Za-z]*")


class BadDrawing(Invalid):
    """422: the file is not a drawing that may stand in a page."""

    code = "bad_drawing"
    message = "图不合规定：%(reason)s"


@dataclass(frozen=True)
class Drawing:
    """A checked diagram: its height in units, the shapes inside the root element, their words."""

    height: int
    inner: str
    words: tuple[str, ...]

    def svg(self, label: str) -> str:
        """The element for a page, read aloud as `label`."""
        return (
            f'<svg viewBox="0 0 {WIDTH} {self.height}" role="img" aria-label="{escape(label)}" '
            f'xmlns="{NAMESPACE}">{self.inner}</svg>'
        )


def relabelled(svg: str, label: str) -> str:
    """A drawing made by `Drawing.svg`, read aloud as something else."""
    return _LABEL.sub(lambda found: f"{found[1]}{escape(label)}{found[2]}", svg, count=1)


def parse_drawing(text: str) -> Drawing:
    """The drawing in an SVG file; BadDrawing says what may not stand there.

    The root is `viewBox="0 0 360 <height>"`; CLASSES and PLACES list what the rest may use.
    """
    if "<!" in text or "<?" in text:
        raise BadDrawing(reason="不能有声明、注释或指令")
    try:
        root = fromstring(text)  # noqa: S314 - no declarations, so no entities to expand
    except ParseError as problem:
        raise BadDrawing(reason=f"XML 读不出来（第 {problem.position[0]} 行）") from problem
    height = _height(root)
    _refuse_stray(root)
    words = tuple(piece.strip() for piece in root.itertext() if piece.strip())
    return Drawing(height, "".join(_written(one) for one in root), words)


def _height(root: Element) -> int:
    if root.tag != f"{{{NAMESPACE}}}svg" or set(root.attrib) != {"viewBox"}:
        raise BadDrawing(reason="根元素须是 svg，只写 xmlns 与 viewBox")
    found = re.fullmatch(rf"0 0 {WIDTH} (\d+)", root.get("viewBox", ""))
    if found is None or not 40 <= int(found[1]) <= TALLEST:
        raise BadDrawing(reason=f"viewBox 须是“0 0 {WIDTH} 高”，高在 40 到 {TALLEST} 之间")
    return int(found[1])


def _refuse_stray(element: Element) -> None:
    """Words stand in text elements only."""
    between = [element.text, *(child.tail for child in element)]
    if any((piece or "").strip() for piece in between):
        raise BadDrawing(reason="文字只能写在 text 里")


def _written(element: Element) -> str:
    name = element.tag.removeprefix(f"{{{NAMESPACE}}}")
    if name not in PLACES:
        raise BadDrawing(reason=f"不用元素 {name}")
    attributes = "".join(f' {key}="{value}"' for key, value in _attributes(name, element))
    if name in {"text", "tspan"}:
        words = str(escape(element.text or ""))
        words += "".join(_written(one) + str(escape(one.tail or "")) for one in element)
        return f"<{name}{attributes}>{words}</{name}>"
    _refuse_stray(element)
    return f"<{name}{attributes}>{''.join(_written(one) for one in element)}</{name}>"


def _attributes(name: str, element: Element) -> Iterator[tuple[str, str]]:
    for key, value in element.attrib.items():
        if key == "class":
            unknown = set(value.split()) - CLASSES
            if unknown:
                raise BadDrawing(reason=f"不认识的 class：{'、'.join(sorted(unknown))}")
        elif key not in PLACES[name] or not _GEOMETRY.fullmatch(value):
            raise BadDrawing(reason=f"{name} 不用属性 {key}")
        yield key, value

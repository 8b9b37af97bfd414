"""Figures that would leave a gap at the foot of a page: made a little smaller or moved down.

A figure does not break. Where it does not fit any more it goes to the next page, and what it
leaves is white. So a chapter is laid out by itself (it begins on a page of its own anyway), the
gaps are found, and the text that follows in the same section goes before the figure, as
typesetters do; then it is looked at again.
"""

from collections.abc import Callable
from xml.etree.ElementTree import Element

Layout = list[dict[str, tuple[float, float]]]
"""Per page, id -> top and bottom in millimetres."""
FOOT = 218.0
"""Where the text ends on a page, from its top."""
SMALLEST_GAP = 32.0
"""White that nobody minds: five lines."""
WIDTH, SMALLEST_WIDTH = 100.0, 84.0
"""Of a drawing on paper, in millimetres."""
AROUND = 14.0
"""Caption and margins of a figure."""
ROUNDS = 12
BEFORE, BLOCK = "before-", "block-"
STAYS_BEHIND = {"h3"}
"""What never goes before a figure."""


def place_figures(bodies: list[Element], lay_out: Callable[[], Layout]) -> None:
    """Change the sections of one chapter until no gap can be closed.

    `bodies` hold figures with ids; `lay_out` sets the chapter as they now stand.
    """
    figures = [figure for body in bodies for figure in body.findall("figure")]
    for _ in range(ROUNDS if figures else 0):
        _mark(bodies)
        layout = lay_out()
        _unmark(bodies)
        changed = _close_first_gap(bodies, layout)
        if changed is None or changed is figures[-1]:  # what is changed last has nothing behind it
            break


def _mark(bodies: list[Element]) -> None:
    """Ids for every block, and an empty mark before each figure: where the text stood then."""
    for number, body in enumerate(bodies):
        for index, child in reversed(list(enumerate(body))):
            if child.tag != "figure":
                child.set("id", f"{BLOCK}{number}-{index}")
            else:
                body.insert(index, Element("div", {"id": BEFORE + child.get("id", "")}))


def _unmark(bodies: list[Element]) -> None:
    for body in bodies:
        for child in list(body):
            if child.get("id", "").startswith(BEFORE):
                body.remove(child)
            elif child.get("id", "").startswith(BLOCK):
                del child.attrib["id"]


def _close_first_gap(bodies: list[Element], layout: Layout) -> Element | None:
    """The figure that was changed. Later gaps depend on earlier ones, so the first comes first."""
    for number, body in enumerate(bodies):
        for index, figure in enumerate(body):
            if figure.tag != "figure":
                continue
            gap = _gap(figure.get("id", ""), layout)
            if gap >= SMALLEST_GAP and (
                _shrink(figure, gap) or _move(body, index, gap, number, layout)
            ):
                return figure
    return None


def _gap(name: str, layout: Layout) -> float:
    """How much is white before a figure that went to the next page."""
    for page in layout:
        if BEFORE + name in page and name not in page:
            return FOOT - page[BEFORE + name][0]
    return 0.0


def _shrink(figure: Element, gap: float) -> bool:
    """Make the drawing narrower if that lets it stand in the gap."""
    svg = figure.find("svg")
    if svg is None or svg.get("style"):
        return False
    height = int(svg.get("viewBox", "").split()[3])
    width = (gap - AROUND) * 360 / height
    if not SMALLEST_WIDTH <= width < WIDTH:
        return False
    svg.set("style", f"width: {width:.1f}mm")
    return True


def _move(body: Element, index: int, gap: float, number: int, layout: Layout) -> bool:
    """Let the text behind the figure fill the gap; False where nothing may go before it.

    Figures keep their order: text between two of them goes before both.
    """
    passing, filled = [], 0.0
    for at in range(index + 1, len(body)):
        if body[at].tag in STAYS_BEHIND or filled >= gap:
            break
        if body[at].tag != "figure":
            passing.append(body[at])
            filled += _height(f"{BLOCK}{number}-{at}", layout)
    for block in passing:
        body.remove(block)
    body[index:index] = passing
    return bool(passing)


def _height(name: str, layout: Layout) -> float:
    return sum(page[name][1] - page[name][0] for page in layout if name in page)

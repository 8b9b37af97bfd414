"""Figures and the white they leave: smaller where that is enough, else text goes before them."""

from xml.etree.ElementTree import fromstring

import pytest

from examsite.handbook.book.placing import FOOT, ROUNDS, place_figures

TOP, PAGE = 25.0, FOOT - 25.0


def body(section, *blocks):
    """A section: `p30` is a paragraph of 30 mm, `f90` a figure of 90 mm, `h` a heading."""
    html = ""
    for number, block in enumerate(blocks):
        kind, height = block[0], int(block[1:] or 8)
        if kind == "f":
            units = (height - 14) * 360 // 100
            html += f'<figure id="f{section}{number}"><svg viewBox="0 0 360 {units}"/></figure>'
        else:
            tag = {"p": "p", "h": "h3"}[kind]
            html += f'<{tag} data-mm="{height}">{block}</{tag}>'
    return fromstring(f"<div>{html}</div>")


def set_by_hand(bodies):
    """A page maker of our own: paragraphs break anywhere, figures never."""
    pages, at = [{}], 0.0
    for child in (one for each in bodies for one in each):
        name = child.get("id", "")
        if child.tag == "figure":
            svg = child.find("svg")
            width = float((svg.get("style") or "width: 100.0mm")[7:-2])
            height = int(svg.get("viewBox").split()[3]) * width / 360 + 14
            if at + height > PAGE:
                pages.append({})
                at = 0.0
        else:
            height = float(child.get("data-mm", 0))
        pages[-1].setdefault(name, (TOP + at, TOP + min(at + height, PAGE)))
        at += height
        while at > PAGE:
            at -= PAGE
            pages.append({name: (TOP, TOP + at)})
    return pages


def placed(*sections):
    bodies = [body("" if at == 0 else "abc"[at], *one) for at, one in enumerate(sections)]
    rounds = []

    def lay_out():
        rounds.append(1)
        return set_by_hand(bodies)

    place_figures(bodies, lay_out)
    order = [[one.text or one.get("id") for one in each] for each in bodies]
    return order, len(rounds), bodies


def test_it_works():
    """130 mm of text, a figure of 100: the 63 mm left are filled with the next paragraphs."""
    order, rounds, _ = placed(["p130", "f100", "p40", "p30", "p50"])
    assert order == [["p130", "p40", "p30", "f1", "p50"]]
    assert rounds == 1, "behind the last figure nothing can change"


def test_a_figure_that_fits_stays():
    order, rounds, _ = placed(["p30", "f100", "p40"])
    assert (order, rounds) == ([["p30", "f1", "p40"]], 1)


def test_a_small_gap_stays():
    order, _, _ = placed(["p170", "f100", "p40"])
    assert order == [["p170", "f1", "p40"]]


def test_a_little_smaller_is_enough():
    order, _, bodies = placed(["p100", "f100", "p40"])
    svg = bodies[0].find(".//svg")
    assert order == [["p100", "f1", "p40"]]
    assert svg.get("style") == "width: 92.0mm"


@pytest.mark.parametrize("behind", [[], ["h", "p60"]])
def test_nothing_goes_before_a_figure_that_belongs_behind(behind):
    order, _, _ = placed(["p130", "f100", *behind], ["p80"])
    assert order[0] == ["p130", "f1", *behind]
    assert order[1] == ["p80"]


def test_figures_keep_their_order():
    order, _, _ = placed(["p130", "f100", "f60", "p40", "p40"])
    assert order == [["p130", "p40", "p40", "f1", "f2"]]


def test_later_gaps_are_looked_at_after_earlier_ones():
    order, rounds, _ = placed(["p130", "f100", "p90"], ["p20", "f150", "p100", "p30"])
    assert order == [["p130", "p90", "f1"], ["p20", "p100", "fb1", "p30"]]
    assert 1 < rounds <= ROUNDS


def test_no_marks_are_left():
    _, _, bodies = placed(["p130", "f100", "p40"])
    ids = [one.get("id") for each in bodies for one in each.iter() if one.get("id")]
    assert ids == ["f1"]


def test_a_chapter_without_figures_is_not_set():
    assert placed(["p130", "p40"])[1] == 0

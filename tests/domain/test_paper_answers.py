"""What is typed from a sheet: every kind of item, and what cannot be read."""

import pytest

from examsite.domain.paper_answers import PaperState, Unreadable, differences, read, show, state_of

OPTIONS = [{"id": name} for name in ("p", "q", "r", "s")]
ITEMS = {
    "single": {"type": "single", "options": OPTIONS},
    "multiple": {"type": "multiple", "options": OPTIONS},
    "true_false": {"type": "true_false"},
    "ordering": {"type": "ordering", "options": OPTIONS},
    "matching": {
        "type": "matching",
        "left": [{"id": "x"}, {"id": "y"}],
        "right": [{"id": "u"}, {"id": "v"}],
    },
    "numeric": {"type": "numeric"},
    "united": {"type": "numeric", "units": ["元", "%"]},
    "short_answer": {"type": "short_answer"},
}
for number, one in enumerate(ITEMS.values(), 1):
    one |= {"item": f"I{number}", "position": number}


@pytest.mark.parametrize(
    ("kind", "typed", "value", "shown"),
    [
        ("single", "b", "q", "B"),
        ("single", " Ｂ ", "q", "B"),
        ("multiple", "D、A", ["p", "s"], "AD"),
        ("true_false", "√", True, "对"),
        ("true_false", "f", False, "错"),
        ("ordering", "C A D", ["r", "p", "s"], "CAD"),
        ("matching", "2a1B", {"y": "u", "x": "v"}, "1B 2A"),
        ("matching", "1B", {"x": "v"}, "1B"),
        ("numeric", "１,200.5", {"number": "1200.5"}, "1200.5"),
        ("numeric", "二", {"number": "二"}, "二"),
        ("united", "12.5 b", {"number": "12.5", "unit": "%"}, "12.5 B"),
        ("united", "12.5", {"number": "12.5"}, "12.5"),
        ("short_answer", " 先停再报。\n", "先停再报。", "先停再报。"),
        *((kind, "  ", None, "") for kind in ITEMS),
    ],
)
def test_what_is_typed_is_read_and_shown_again(kind, typed, value, shown):
    assert read(ITEMS[kind], typed) == value
    assert show(ITEMS[kind], value) == shown
    assert read(ITEMS[kind], shown) == value


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        ("single", "E"),
        ("single", "AB"),
        ("single", "1"),
        ("multiple", "AA"),
        ("multiple", "A?"),
        ("true_false", "对错"),
        ("true_false", "是"),
        ("ordering", "ABCE"),
        ("matching", "1C"),
        ("matching", "0A"),
        ("matching", "3A"),
        ("matching", "1A1B"),
        ("matching", "AB"),
        ("united", "12.5 C"),
        ("united", "12.5 元/人"),
        ("united", "12.5 1"),
        ("numeric", "12.5 A"),
    ],
)
def test_what_cannot_be_read_is_named(kind, typed):
    with pytest.raises(Unreadable) as refused:
        read(ITEMS[kind], typed)
    assert refused.value.params == {"position": ITEMS[kind]["position"], "typed": typed}


def test_differences_are_in_the_order_of_the_paper():
    paper = list(ITEMS.values())
    one, other = {"I3": True, "I1": "p"}, {"I3": False, "I2": None, "I1": "q"}
    assert [item["item"] for item in differences(paper, one, other)] == ["I1", "I3"]


@pytest.mark.parametrize(
    ("versions", "settled", "state"),
    [
        (0, False, PaperState.OPEN),
        (1, False, PaperState.ENTERED),
        (2, False, PaperState.DIFFERENT),
        (2, True, PaperState.SETTLED),
        (3, True, PaperState.SETTLED),
    ],
)
def test_states(versions, settled, state):
    assert state_of([{}] * versions, settled=settled) is state

"""Marking one item, and reading a number as people type it."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from examsite.domain.scoring import RULE_VERSION, Tolerance, mark, round_half_up
from examsite.domain.terms import ItemType
from examsite.domain.typed_number import parse_number

SINGLE, MULTIPLE, TRUE_FALSE = ItemType.SINGLE, ItemType.MULTIPLE, ItemType.TRUE_FALSE
NUMERIC, ORDERING, MATCHING = ItemType.NUMERIC, ItemType.ORDERING, ItemType.MATCHING
KEY3 = {"l1": "r2", "l2": "r1", "l3": "r3"}

TABLE = [
    (SINGLE, "c", "c", 100, 100),
    (SINGLE, "a", "c", 100, 0),
    (SINGLE, ["c"], "c", 100, 0),
    (MULTIPLE, ["a", "c"], ["c", "a"], 200, 200),
    (MULTIPLE, ["a"], ["a", "c"], 200, 100),
    (MULTIPLE, ["a", "b"], ["a", "c"], 200, 0),
    (MULTIPLE, ["b", "d"], ["a", "c"], 200, 0),
    (MULTIPLE, ["a", "c", "b"], ["a", "c"], 200, 100),
    (MULTIPLE, ["a"], ["a", "b", "c"], 200, 67),  # 66.67 rounded once
    (MULTIPLE, ["a", "b"], ["a", "b", "c"], 200, 133),
    (MULTIPLE, ["a"], ["a", "b", "c", "d"], 150, 38),  # 37.5: a half goes up
    (MULTIPLE, [], ["a"], 200, 0),
    (MULTIPLE, ["a", "a"], ["a"], 200, 0),
    (MULTIPLE, "a", ["a"], 200, 0),
    (MULTIPLE, [["a"]], ["a"], 200, 0),
    (TRUE_FALSE, True, True, 100, 100),
    (TRUE_FALSE, False, False, 100, 100),
    (TRUE_FALSE, False, True, 100, 0),
    (TRUE_FALSE, 1, True, 100, 0),
    (TRUE_FALSE, "true", True, 100, 0),
    (ORDERING, ["c", "a", "d", "b"], ["c", "a", "d", "b"], 300, 300),
    (ORDERING, ["c", "a", "b", "d"], ["c", "a", "d", "b"], 300, 100),
    (ORDERING, ["a", "d", "b", "c"], ["c", "a", "d", "b"], 300, 200),
    (ORDERING, ["b", "d", "a", "c"], ["c", "a", "d", "b"], 300, 0),
    (ORDERING, ["c", "a"], ["c", "a", "d", "b"], 300, 100),
    (ORDERING, {}, ["c", "a"], 300, 0),
    (MATCHING, KEY3, KEY3, 300, 300),
    (MATCHING, {"l1": "r2", "l2": "r2", "l3": "r2"}, KEY3, 300, 100),
    (MATCHING, {"l3": "r3"}, KEY3, 200, 67),
    (MATCHING, {}, KEY3, 300, 0),
    (MATCHING, ["l1"], KEY3, 300, 0),
    (NUMERIC, {"number": "2.69"}, "2.69", 300, 300),
    (NUMERIC, {"number": "2.70"}, "2.69", 300, 0),
    (NUMERIC, {"number": "2.690"}, "2.69", 300, 300),
    (NUMERIC, {"number": "约三"}, "2.69", 300, 0),
    (NUMERIC, {"number": None}, "2.69", 300, 0),
    (NUMERIC, {}, "2.69", 300, 0),
    (NUMERIC, "2.69", "2.69", 300, 0),
]


@pytest.mark.parametrize(("kind", "value", "key", "worth", "earned"), TABLE)
def test_marks(kind, value, key, worth, earned):
    assert mark(kind, value, key, worth) == earned


@pytest.mark.parametrize(
    ("typed", "key", "absolute", "relative", "right"),
    [
        ("2.685", "2.69", "0.005", "0", True),
        ("2.695", "2.69", "0.005", "0", True),
        ("2.6849999", "2.69", "0.005", "0", False),
        ("103", "100", "0", "0.03", True),
        ("103.01", "100", "0", "0.03", False),
        ("-97", "-100", "0", "0.03", True),
        ("97", "-100", "0", "0.03", False),
        ("101", "100", "2", "0.001", True),  # the larger of the two
        ("0", "0", "0", "0.5", True),
        ("0.1", "0", "0", "0.5", False),
        ("129,024", "129024", "0", "0", True),
    ],
)
def test_tolerance(typed, key, absolute, relative, right):
    tolerance = Tolerance(Fraction(absolute), Fraction(relative))
    assert mark(NUMERIC, {"number": typed}, key, 300, tolerance) == 300 * right


@pytest.mark.parametrize(
    ("value", "earned"),
    [
        ({"number": "2.69", "unit": "元/人"}, 300),
        ({"number": "2.69", "unit": "元"}, 0),
        ({"number": "2.69", "unit": None}, 0),
        ({"number": "2.69"}, 0),
    ],
)
def test_a_unit_that_was_asked_for(value, earned):
    assert mark(NUMERIC, value, "2.69", 300, unit="元/人") == earned


@pytest.mark.parametrize(
    ("kind", "key"),
    [
        (MULTIPLE, []),
        (ORDERING, ["a"]),
        (MATCHING, {}),
        (NUMERIC, "三"),
        (ItemType.SHORT_ANSWER, None),
        (ItemType.TESTLET, None),
    ],
)
def test_a_key_that_is_none_is_a_bug(kind, key):
    with pytest.raises(ValueError):
        mark(kind, None, key, 100)


KEYS = {
    SINGLE: "a",
    MULTIPLE: ["a", "b", "c"],
    TRUE_FALSE: True,
    NUMERIC: "3",
    ORDERING: ["a", "b", "c", "d"],
    MATCHING: KEY3,
}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.sampled_from("abcd"),
    lambda inner: (
        st.lists(inner, max_size=5)
        | st.dictionaries(st.sampled_from(["number", "unit", "l1", "l2"]), inner)
    ),
    max_leaves=6,
)


@settings(max_examples=50)
@given(st.sampled_from(list(KEYS)), JSON, st.integers(0, 1000))
def test_any_value_earns_between_nothing_and_all(kind, value, worth):
    assert 0 <= mark(kind, value, KEYS[kind], worth) <= worth


@given(st.sampled_from(list(KEYS)), st.integers(0, 1000))
def test_the_key_itself_earns_all_and_nothing_earns_nothing(kind, worth):
    right = {"number": KEYS[kind]} if kind is NUMERIC else KEYS[kind]
    assert mark(kind, right, KEYS[kind], worth) == worth
    assert mark(kind, None, KEYS[kind], worth) == 0


@given(st.sets(st.sampled_from("abcdef")), st.sets(st.sampled_from("abcdef"), min_size=1))
def test_multiple_by_counting(chosen, key):
    net = sum(1 if one in key else -1 for one in chosen)
    exact = Fraction(max(net, 0) * 200, len(key))
    earned = mark(MULTIPLE, sorted(chosen), sorted(key), 200)
    assert abs(earned - exact) <= Fraction(1, 2)


@given(st.permutations("abcde"))
def test_ordering_by_positions(order):
    kept = sum(order.index(b) == order.index(a) + 1 for a, b in ["ab", "bc", "cd", "de"])
    assert mark(ORDERING, list(order), list("abcde"), 400) == kept * 100


@pytest.mark.parametrize(
    ("exact", "rounded"),
    [("1/2", 1), ("3/2", 2), ("149/100", 1), ("-1/2", 0), ("7", 7), ("0", 0)],
)
def test_round_half_up(exact, rounded):
    assert round_half_up(Fraction(exact)) == rounded


NUMBERS = [
    ("2.69", "2.69"),
    (" 2.69 ", "2.69"),
    ("２．６９", "2.69"),
    ("１２，３４５．６", "12345.6"),
    ("1,234,567.89", "1234567.89"),
    ("1 234 567", "1234567"),
    ("1\u202f234\u3000567", "1234567"),
    ("1'234", "1234"),
    ("-3", "-3"),
    ("－３", "-3"),
    ("−3.5", "-3.5"),
    ("–3", "-3"),
    ("- 3", "-3"),
    ("+3", "3"),
    ("＋3", "3"),
    (".5", "0.5"),
    ("-.5", "-0.5"),
    ("5.", "5"),
    ("007", "7"),
    ("0", "0"),
    ("-0", "0"),
    ("123456789012345678901234567890", "123456789012345678901234567890"),
]
GARBAGE = ["", " ", ".", "-", "+.", "abc", "1e3", "0x10", "½", "3²", "٣", "三", "1,23", "12,34,567"]
GARBAGE += ["1,2345", ",123", "1..2", "1.2.3", "--1", "1-", "2.69元", "5%", "1/2", "nan", "inf"]
GARBAGE += ["1234,567", "1.234,5", "1_000", "1\n2", "9" * 41, None, 3, 2.5, ["1"], {}]


@pytest.mark.parametrize(("typed", "number"), NUMBERS)
def test_numbers(typed, number):
    assert parse_number(typed) == Fraction(number)


@pytest.mark.parametrize("typed", GARBAGE)
def test_garbage_is_none(typed):
    assert parse_number(typed) is None


@given(st.decimals(-(10**9), 10**9, allow_nan=False, places=4))
def test_every_decimal_reads_back(number):
    for text in (f"{number:f}", f"{number:,f}"):
        assert parse_number(text) == Fraction(number)


@given(st.text(max_size=45))
def test_any_text_is_a_number_or_none(text):
    assert parse_number(text) is None or isinstance(parse_number(text), Fraction)


def test_the_rule_version_is_stored_with_marks():
    assert RULE_VERSION == "2026.1"

"""The shape of an answer by item type."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from examsite.domain.responses import BadValue, Choices, check_value
from examsite.domain.terms import ItemType

OFFERED = Choices(("a", "b", "c"), ("l1", "l2"), ("r1", "r2"), ("元", "%"))

GOOD = [
    ("single", "a"),
    ("multiple", ["c", "a"]),
    ("multiple", []),
    ("true_false", True),
    ("true_false", False),
    ("numeric", {"number": "2.69", "unit": "元"}),
    ("numeric", {"number": "2.69"}),
    ("numeric", {"number": "", "unit": None}),
    ("numeric", {"number": "大约三"}),
    ("ordering", ["b", "a", "c"]),
    ("ordering", ["b"]),
    ("matching", {"l1": "r2", "l2": "r2"}),
    ("matching", {}),
    ("short_answer", ""),
    ("short_answer", "复" * 4000),
    ("short_answer", "😀" * 4000),
]
BAD = [
    ("single", "z"),
    ("single", ["a"]),
    ("single", 1),
    ("multiple", "a"),
    ("multiple", ["a", "a"]),
    ("multiple", ["a", "z"]),
    ("multiple", ["a", ["b"]]),
    ("multiple", ["a", None]),
    ("true_false", "true"),
    ("true_false", 1),
    ("true_false", 0),
    ("numeric", "2.69"),
    ("numeric", {}),
    ("numeric", {"unit": "元"}),
    ("numeric", {"number": 2.69}),
    ("numeric", {"number": "1", "unit": "人"}),
    ("numeric", {"number": "1", "unit": ["元"]}),
    ("numeric", {"number": "1", "more": 1}),
    ("numeric", {"number": "1" * 41}),
    ("numeric", {"number": "1\0"}),
    ("ordering", {"a": 1}),
    ("ordering", ["a", "b", "c", "a"]),
    ("matching", ["l1", "r1"]),
    ("matching", {"l1": "l2"}),
    ("matching", {"x": "r1"}),
    ("matching", {"l1": ["r1"]}),
    ("matching", {"l1": None}),
    ("short_answer", "复" * 4001),
    ("short_answer", "a\0b"),
    ("short_answer", "\ud800"),
    ("short_answer", 5),
    ("testlet", None),
    ("testlet", {"p1": "a"}),
]


@pytest.mark.parametrize(("kind", "value"), GOOD)
def test_good(kind, value):
    check_value(ItemType(kind), value, OFFERED)


@pytest.mark.parametrize(("kind", "value"), BAD)
def test_bad(kind, value):
    with pytest.raises(BadValue) as refused:
        check_value(ItemType(kind), value, OFFERED)
    assert refused.value.code == "bad_value"


@pytest.mark.parametrize("kind", [kind for kind in ItemType if kind is not ItemType.TESTLET])
def test_cleared(kind):
    check_value(kind, None, OFFERED)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=5,
)


@settings(max_examples=50)
@given(st.sampled_from(ItemType), JSON)
def test_any_json_is_taken_or_refused_never_an_accident(kind, value):
    try:
        check_value(kind, value, OFFERED)
    except BadValue:
        return

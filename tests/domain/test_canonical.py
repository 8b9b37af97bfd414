"""Canonical JSON: one value, one sequence of bytes."""

import hashlib
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from examsite.domain.canonical import MAX_DEPTH, MAX_INTEGER, NotCanonical, canonical, sha256_hex

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=10)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-MAX_INTEGER, MAX_INTEGER) | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"b": 1, "a": [True, None, "元/人"]}, '{"a":[true,null,"元/人"],"b":1}'),
        (("x", -3), '["x",-3]'),
        ({"Z": 0, "a": 0, "é": 0, "中": 0, "😀": 0}, '{"Z":0,"a":0,"é":0,"中":0,"😀":0}'),
        ("\n\0", '"\\n\\u0000"'),
        (MAX_INTEGER, "9007199254740991"),
    ],
)
def test_it_works(value, expected):
    assert canonical(value) == expected.encode()


@pytest.mark.parametrize(
    "value",
    [
        1.0,
        [float("nan")],
        {"a": {"b": 2.5}},
        "\ud800",
        {"\udfff": 1},
        {1: "a"},
        {None: 1},
        MAX_INTEGER + 1,
        -(10**4000),
        b"bytes",
        {1, 2},
        object(),
    ],
)
def test_what_has_no_canonical_form_is_refused(value):
    with pytest.raises(NotCanonical):
        canonical(value)


def _nested(depth):
    value = 1
    for _ in range(depth):
        value = [value]
    return value


def test_depth_is_bounded():
    assert canonical(_nested(MAX_DEPTH)).count(b"[") == MAX_DEPTH
    for depth in (MAX_DEPTH + 1, 50_000):
        with pytest.raises(NotCanonical) as refused:
            canonical(_nested(depth))
        assert refused.value.params == {"reason": "depth"}


@settings(max_examples=50)
@given(VALUES)
def test_it_reads_back_and_does_not_depend_on_the_order_of_keys(value):
    text = canonical(value)
    again = json.loads(text)
    assert again == value
    assert canonical(again) == text
    if isinstance(value, dict):
        assert canonical(dict(reversed(value.items()))) == text


def test_digest():
    assert sha256_hex([]) == hashlib.sha256(b"[]").hexdigest()

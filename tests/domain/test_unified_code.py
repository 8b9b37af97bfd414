"""Unified social credit codes: the standard's own example, and every single slip caught."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from examsite.domain.unified_code import (
    SYMBOLS,
    BadUnifiedCode,
    check_symbol,
    parse_unified_code,
)

EXAMPLE = "91350100M000100Y43"  # GB 32100-2015
BODY = st.text(SYMBOLS, min_size=17, max_size=17)


@pytest.mark.parametrize(
    "typed", [EXAMPLE, EXAMPLE.lower(), " 91350100 M000100Y43 ", "９1350100M000100Y43"]
)
def test_it_works(typed):
    assert parse_unified_code(typed) == EXAMPLE


@pytest.mark.parametrize("typed", ["", "91350100M000100Y4", EXAMPLE + "3", "I" * 18, "x" * 10_000])
def test_other_shapes_are_refused(typed):
    with pytest.raises(BadUnifiedCode):
        parse_unified_code(typed)


@given(BODY, st.integers(0, 16), st.sampled_from(SYMBOLS))
def test_a_wrong_symbol_is_always_caught(body, place, symbol):
    code = body + check_symbol(body)
    assert parse_unified_code(code) == code
    slip = code[:place] + symbol + code[place + 1 :]
    if slip != code:
        with pytest.raises(BadUnifiedCode):
            parse_unified_code(slip)


@given(BODY, st.integers(0, 15))
def test_two_neighbours_swapped_are_always_caught(body, place):
    code = body + check_symbol(body)
    slip = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    if slip != code:
        with pytest.raises(BadUnifiedCode):
            parse_unified_code(slip)

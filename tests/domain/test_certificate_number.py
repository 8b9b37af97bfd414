"""Numbers and codes of certificates."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from examsite.domain.certificate_number import (
    CAPACITY,
    CROCKFORD,
    BadCode,
    BadNumber,
    check_symbol,
    display_code,
    display_number,
    make_code,
    next_number,
    number_at,
    parse_code,
    parse_number,
    serial_of,
)
from examsite.domain.terms import Level

KEY = b"a key of the installation"
SERIALS = st.integers(0, CAPACITY - 100)  # the last few may be skipped to the end
LEVELS = st.sampled_from(Level)


@pytest.mark.parametrize("number", ["OPI26-4T8W-2HNS", "OPS26-2H7Q-9KBZ"])
def test_the_sample_numbers_of_the_pictures_check(number):
    assert display_number(parse_number(number)) == number


@pytest.mark.parametrize(("text", "symbol"), [("G123489654321", "Y"), ("", "1")])
def test_known_check_symbols(text, symbol):
    # G123489654321-Y: the example other implementations of ISO/IEC 7064 MOD 37-2 are tried on
    assert check_symbol(text) == symbol


@given(LEVELS, SERIALS, st.integers(2026, 2099))
def test_a_number_tells_its_serial_to_the_key_holder_only(level, serial, year):
    number, taken = next_number(level, year, serial, KEY)
    assert taken >= serial
    assert serial_of(number, KEY) == taken
    assert number.startswith(f"OP{level}{year % 100}")
    assert len(number) == 13
    assert set(number[5:]) <= set(CROCKFORD)
    assert parse_number(display_number(number)) == number
    assert number_at(level, year, taken, b"another key") != number


def test_serials_are_skipped_where_the_check_symbol_would_mislead():
    numbers = [number_at(Level.JUNIOR, 2026, serial, KEY) for serial in range(2000)]
    kept = [number for number in numbers if number]
    assert len(set(kept)) == len(kept)
    assert 1600 < len(kept) < 1850  # 32 of 37
    after_gap = numbers.index(None)
    assert next_number(Level.JUNIOR, 2026, after_gap, KEY)[1] > after_gap


def test_the_last_serials_may_run_out():
    with pytest.raises(ValueError, match="range"):
        for serial in range(CAPACITY - 60, CAPACITY):
            assert next_number(Level.JUNIOR, 2026, serial, KEY)[1] >= serial
        next_number(Level.JUNIOR, 2026, CAPACITY, KEY)


@pytest.mark.parametrize(("serial", "year"), [(-1, 2026), (CAPACITY, 2026), (0, 2100), (0, 1999)])
def test_outside_the_range_is_a_bug(serial, year):
    with pytest.raises(ValueError, match="range"):
        number_at(Level.JUNIOR, year, serial, KEY)


@pytest.mark.parametrize(
    "typed",
    [
        "opi26-4t8w-2hns",
        " OPI26 4T8W 2HNS ",
        "ＯＰＩ２６－４Ｔ８Ｗ－２ＨＮＳ",
        "0P126–4T8W—2HNS",
        "0pl264t8w2hns",
        "OPI26.4T8W_2HNS",
    ],
)
def test_forgiving_input(typed):
    assert parse_number(typed) == "OPI264T8W2HNS"


def test_lookalikes_in_the_symbols():
    number, _ = next_number(Level.JUNIOR, 2026, 0, KEY)
    while not {"0", "1"} <= set(number[5:]):
        number, _ = next_number(Level.JUNIOR, 2026, serial_of(number, KEY) + 1, KEY)
    head, tail = number[:5], number[5:]
    for zero, one in [("O", "I"), ("o", "l"), ("0", "L"), ("O", "i")]:
        assert parse_number(head + tail.replace("0", zero).replace("1", one)) == number


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "OPJ26-7K3M-9QXA",  # the picture's sample does not check
        "OPX26-4T8W-2HNS",
        "OPI26-4T8W-2HN",
        "OPI26-4T8W-2HNSS",
        "OPI26-4T8U-2HNS",
        "OPIAB-4T8W-2HNS",
        "中文",
        "OPI26-4T8W-2HNS" + " " * 300,
    ],
)
def test_bad_numbers(typed):
    with pytest.raises(BadNumber):
        parse_number(typed)


@given(LEVELS, SERIALS, st.integers(5, 12), st.sampled_from(CROCKFORD), st.booleans())
def test_every_slip_of_one_symbol_or_of_two_neighbours_is_found(level, serial, place, other, swap):
    number, _ = next_number(level, 2026, serial, KEY)
    if swap and place < 12:
        slip = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    else:
        slip = number[:place] + other + number[place + 1 :]
    if slip != number:
        with pytest.raises(BadNumber):
            parse_number(slip)


@given(st.binary(min_size=10, max_size=10))
def test_codes(chance):
    code = make_code(chance)
    assert len(code) == 16
    assert int.from_bytes(chance, "big") == sum(
        CROCKFORD.index(symbol) << 5 * place for place, symbol in enumerate(reversed(code))
    )
    assert parse_code(display_code(code).lower()) == code


def test_a_code_takes_eighty_bits():
    assert display_code(make_code(bytes(10))) == "0000-0000-0000-0000"
    assert parse_code("oooo iiii llll zzzz") == "000011111111ZZZZ"
    with pytest.raises(ValueError, match="80 bits"):
        make_code(bytes(9))


@pytest.mark.parametrize("typed", ["", "0" * 15, "0" * 17, "U" * 16, "中" * 16])
def test_bad_codes(typed):
    with pytest.raises(BadCode):
        parse_code(typed)

"""The order of an index of Chinese terms: by Latin letter or by the first sound of the character.

The 3,755 common characters of GB 2312 stand in the order of their pinyin, so that their codes
sort them and nine hundred borders tell the letter; rarer characters follow under `其他`. A character
with several readings stands where the standard puts it.
"""

from bisect import bisect_right

OTHERS = "其他"
LETTERS = "ABCDEFGHJKLMNOPQRSTWXYZ"
BORDERS = (
    0xB0A1, 0xB0C5, 0xB2C1, 0xB4EE, 0xB6EA, 0xB7A2, 0xB8C1, 0xB9FE, 0xBBF7, 0xBFA6, 0xC0AC, 0xC2E8,
    0xC4C3, 0xC5B6, 0xC5BE, 0xC6DA, 0xC8BB, 0xC8F6, 0xCBFA, 0xCDDA, 0xCEF4, 0xD1B9, 0xD4D1,
)  # fmt: skip
"""The first code of each letter; I, U and V begin no Chinese syllable."""
LAST = 0xD7F9


def initial(term: str) -> str:
    """The letter under which a term stands in the index."""
    first = term[:1]
    if first.isascii() and first.isalpha():
        return first.upper()
    try:
        code = int.from_bytes(first.encode("gb2312"), "big")
    except UnicodeEncodeError:
        return OTHERS
    if not BORDERS[0] <= code <= LAST:
        return OTHERS
    return LETTERS[bisect_right(BORDERS, code) - 1]


def sort_key(term: str) -> tuple[bool, str, bool, bytes]:
    """Letters in order and `其他` last; under a letter Latin words before Chinese ones."""
    letter = initial(term)
    latin = term[:1].isascii()
    return letter == OTHERS, letter, not latin, term.casefold().encode("gb18030")

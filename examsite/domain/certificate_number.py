"""Certificate numbers and verification codes (证书编号、核验码).

Source: credentials.md 5.2, wire.md. Number: OP + level letter + two digits of the year + seven
Crockford base-32 symbols + one check symbol of ISO/IEC 7064 MOD 37-2 over the twelve before it.
The seven symbols are a keyed permutation of the serial: they tell neither volume nor neighbours.
Code: 80 random bits as sixteen Crockford symbols; who has it holds the paper.
"""

import hmac
import re
import unicodedata
from hashlib import sha256

from examsite.domain.errors import Invalid
from examsite.domain.terms import Level

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
SYMBOLS = 7
CAPACITY = 32**SYMBOLS  # serials of one level and year
CODE_BYTES = 10
_CHECK = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ*"
_UNUSED_CHECKS = frozenset("*ILOU")
_ROUNDS = 10
_LEFT, _RIGHT = 17, 18  # bits; together 35 = 7 symbols of 5
_SHAPE = re.compile(r"OP[JIS][0-9]{2}[0-9A-HJKMNP-TV-Z]{8}")
_LOOKALIKE = str.maketrans("OIL", "011")
_SEPARATORS = re.compile(r"[\s\-\u2010-\u2015\u2212\u30fc_.]+")


class BadNumber(Invalid):
    """422: not a number of ours, or mistyped: the check symbol does not fit."""

    code = "bad_number"
    message = "编号有误，请核对是否抄错。"


class BadCode(Invalid):
    """422: not the shape of a verification code."""

    code = "bad_code"
    message = "核验码有误，请核对是否抄错。"


def check_symbol(text: str) -> str:
    """The ISO/IEC 7064 MOD 37-2 check symbol of digits and capital letters: 0-9, A-Z or *."""
    total = 0
    for symbol in text:
        total = (total + _CHECK.index(symbol)) * 2 % 37
    return _CHECK[(1 - total) % 37]


def number_at(level: Level, year: int, serial: int, key: bytes) -> str | None:
    """The number of one serial of a level and year, or None for a serial that is skipped
    because its check symbol would be *, I, L, O or U. ValueError outside the capacity."""
    if not 0 <= serial < CAPACITY or not 0 <= year % 100 == year - 2000:
        raise ValueError("serial or year outside the numbers' range")
    prefix = f"OP{level.value}{year % 100:02d}"
    body = prefix + _symbols(_shuffle(serial, prefix, key), SYMBOLS)
    check = check_symbol(body)
    return None if check in _UNUSED_CHECKS else body + check


def next_number(level: Level, year: int, serial: int, key: bytes) -> tuple[str, int]:
    """The first usable number at or after `serial`, and the serial it took."""
    number = number_at(level, year, serial, key)
    while number is None:
        serial += 1
        number = number_at(level, year, serial, key)
    return number, serial


def serial_of(number: str, key: bytes) -> int:
    """The serial behind a number without separators: the inverse, for audits."""
    value = 0
    for symbol in number[5:12]:
        value = value * 32 + CROCKFORD.index(symbol)
    return _unshuffle(value, number[:5], key)


def parse_number(text: str) -> str:
    """A typed number as stored: any case, spaces, hyphens, full width; O for 0, I and L for 1
    in the symbols, 0P for OP, 1 or L for the level letter I. BadNumber when it cannot be."""
    typed = _squeeze(text)
    head, rest = typed[:3].translate(str.maketrans("01L", "OII")), typed[3:].translate(_LOOKALIKE)
    number = head + rest
    if not _SHAPE.fullmatch(number) or check_symbol(number[:-1]) != number[-1]:
        raise BadNumber
    return number


def display_number(number: str) -> str:
    """OPJ26-7K3M-9QXA: 5, 4 and 4 symbols."""
    return f"{number[:5]}-{number[5:9]}-{number[9:]}"


def make_code(chance: bytes) -> str:
    """Sixteen Crockford symbols from exactly ten bytes of a strong source of chance."""
    if len(chance) != CODE_BYTES:
        raise ValueError("a verification code takes 80 bits")
    return _symbols(int.from_bytes(chance, "big"), 16)


def parse_code(text: str) -> str:
    """A typed or scanned code as stored, forgiving like `parse_number`; BadCode otherwise."""
    code = _squeeze(text).translate(_LOOKALIKE)
    if len(code) != 16 or not set(code) <= set(CROCKFORD):
        raise BadCode
    return code


def display_code(code: str) -> str:
    """Four groups of four."""
    return "-".join(code[start : start + 4] for start in range(0, 16, 4))


def _squeeze(text: str) -> str:
    if len(text) > 200:
        return ""
    return _SEPARATORS.sub("", unicodedata.normalize("NFKC", text)).upper()


def _symbols(value: int, count: int) -> str:
    return "".join(CROCKFORD[value >> (5 * place) & 31] for place in reversed(range(count)))


def _shuffle(value: int, tweak: str, key: bytes) -> int:
    """An unbalanced Feistel network over 17 + 18 bits, HMAC-SHA-256 as round function."""
    left, right = value >> _RIGHT, value & (1 << _RIGHT) - 1
    for turn in range(0, _ROUNDS, 2):
        left ^= _round(right, turn, _LEFT, tweak, key)
        right ^= _round(left, turn + 1, _RIGHT, tweak, key)
    return left << _RIGHT | right


def _unshuffle(value: int, tweak: str, key: bytes) -> int:
    left, right = value >> _RIGHT, value & (1 << _RIGHT) - 1
    for turn in reversed(range(0, _ROUNDS, 2)):
        right ^= _round(left, turn + 1, _RIGHT, tweak, key)
        left ^= _round(right, turn, _LEFT, tweak, key)
    return left << _RIGHT | right


def _round(half: int, turn: int, bits: int, tweak: str, key: bytes) -> int:
    message = f"{tweak}:{turn}:{half}".encode()
    digest = hmac.new(key, message, sha256).digest()
    return int.from_bytes(digest[:4], "big") & (1 << bits) - 1

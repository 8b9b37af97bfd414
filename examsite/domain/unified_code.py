"""Unified social credit codes of organisations (统一社会信用代码).

Source: GB 32100-2015. Eighteen symbols of digits and capital letters without I, O, S, V, Z; the
last is a check symbol modulo 31 over the seventeen before it, weighted by powers of three.
"""

import unicodedata

from examsite.domain.errors import Invalid

SYMBOLS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
LENGTH = 18


class BadUnifiedCode(Invalid):
    """422: not eighteen of the allowed symbols, or the check symbol does not fit."""

    code = "bad_unified_code"
    message = "统一社会信用代码有误，请核对是否抄错（18 位，不含字母 I、O、S、V、Z）。"


def check_symbol(body: str) -> str:
    """The check symbol of the first seventeen symbols."""
    total = sum(SYMBOLS.index(symbol) * 3**place for place, symbol in enumerate(body))
    return SYMBOLS[-total % 31]


def parse_unified_code(text: str) -> str:
    """A typed code as stored: full width, lower case and spaces forgiven; BadUnifiedCode."""
    code = "".join(unicodedata.normalize("NFKC", text[:60]).split()).upper()
    if len(code) != LENGTH or not set(code) <= set(SYMBOLS) or check_symbol(code[:-1]) != code[-1]:
        raise BadUnifiedCode
    return code

"""Reading a number as people type it (数值作答), without ever guessing.

Source: rulings 9. A text that is no number is None, never an exception.
"""

import re
from fractions import Fraction
from typing import Any

LONGEST = 40  # characters

_SPACES = " \t\u00a0\u2002\u2003\u2009\u202f\u3000"
_TYPED = str.maketrans(
    dict(zip("０１２３４５６７８９．，＋", "0123456789.,+", strict=True))
    | dict.fromkeys("－−–—‐‑﹣﹘", "-")
    | dict.fromkeys(_SPACES, " ")
    | {"'": ",", "’": ","}
)
_NUMBER = re.compile(r"([+-]?) ?([0-9]+|[0-9]{1,3}(?:[, ][0-9]{3})+)?(?:\.([0-9]*))?")


def parse_number(text: Any) -> Fraction | None:
    """The number a person typed, exactly, or None if it is none.

    Understands full-width digits and signs, the minus in all its shapes, thousands in groups
    of three (comma, space, apostrophe), a bare leading or trailing point. No exponents, no
    units, no decimal comma, at most LONGEST characters.
    """
    if not isinstance(text, str) or len(text) > LONGEST:
        return None
    found = _NUMBER.fullmatch(text.translate(_TYPED).strip())
    if found is None or not (found[2] or found[3]):
        return None
    whole = (found[2] or "0").replace(",", "").replace(" ", "")
    size = Fraction(f"{whole}.{found[3] or '0'}")
    return -size if found[1] == "-" else size

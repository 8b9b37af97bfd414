"""People's names (姓名): as typed, a key for matching only, and a mask for strangers.

Source: rulings 20. One field of 1-60 characters, code points kept as typed, variation selectors
too; nothing here ever changes what is stored or printed.
"""

import re
import unicodedata

from examsite.domain.errors import Invalid

LONGEST = 60
_DOTS = re.compile(r"[.\u00b7\u0387\u2022\u2024\u2027\u2218\u2219\u22c5\u25cf\u2e31\u30fb\uff65]")


class BadName(Invalid):
    """422: empty, too long, or with characters no name has."""

    code = "bad_name"
    message = "姓名须为 1 至 60 个字符，不能含换行等控制字符。"


def check_name(name: str) -> None:
    """Raise BadName unless `name` can be stored as typed."""
    controls = any(unicodedata.category(char) in {"Cc", "Cs", "Zl", "Zp"} for char in name)
    if controls or not name_key(name) or len(name) > LONGEST:
        raise BadName


def name_key(name: str) -> str:
    """What two spellings of one name share: NFKC, case folded, without spaces, invisible
    characters and variation selectors, all middle dots (and the point typed for one) as one."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    kept = (char for char in folded if not (char.isspace() or _invisible(char)))
    return _DOTS.sub("·", unicodedata.normalize("NFKC", "".join(kept)))


def mask(name: str) -> str:
    """示* for two characters, 姚*包 for more (a star for each hidden one), * for one; a name in
    Latin letters shows its first letter: J***. Characters are counted as people see them."""
    seen = _seen(name.strip())
    if not seen:
        return ""
    if unicodedata.name(unicodedata.normalize("NFKC", seen[0])[0], "").startswith("LATIN"):
        return seen[0] + "***"
    if len(seen) <= 2:
        return (seen[0] if len(seen) == 2 else "") + "*"
    return seen[0] + "*" * (len(seen) - 2) + seen[-1]


def _seen(name: str) -> list[str]:
    """The name cut so that marks and variation selectors stay with their character."""
    seen: list[str] = []
    for char in name:
        if seen and (unicodedata.category(char).startswith("M") or _invisible(char)):
            seen[-1] += char
        else:
            seen.append(char)
    return seen


def _invisible(char: str) -> bool:
    """Format characters and variation selectors."""
    selector = "\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef"
    return selector or unicodedata.category(char) == "Cf"

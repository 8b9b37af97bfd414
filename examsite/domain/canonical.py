"""Canonical JSON: one value, one sequence of bytes, so that it can be hashed or signed.

Source: wire.md. Sorted keys (by code point), no spaces, non-ASCII as it is, integers only, UTF-8.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from examsite.domain.errors import Invalid

MAX_DEPTH = 32  # containers inside containers
MAX_INTEGER = 2**53 - 1  # the largest integer every JSON reader keeps exactly


class NotCanonical(Invalid):
    """The value has no canonical form: a float, a lone surrogate, a foreign type, too deep."""

    code = "not_canonical"
    message = "内容里有不能记录的数字或字符，请修改后再试。"


def canonical(value: Any) -> bytes:
    """The UTF-8 bytes of `value` as canonical JSON.

    Takes None, bool, int within +-(2**53 - 1), str without lone surrogates, list, tuple and
    mappings with str keys, at most MAX_DEPTH deep; raises NotCanonical for anything else.
    """
    plain = _plain(value, 0)
    text = json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode("utf-8")


def sha256_hex(value: Any) -> str:
    """Hex SHA-256 of the canonical JSON of `value`."""
    return hashlib.sha256(canonical(value)).hexdigest()


def _plain(value: Any, depth: int) -> Any:
    """The same value in plain lists and dicts, or NotCanonical."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, int):
        return _integer(value)
    if depth >= MAX_DEPTH:
        raise NotCanonical(reason="depth")
    if isinstance(value, Mapping):
        return {_key(key): _plain(inner, depth + 1) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner, depth + 1) for inner in value]
    raise NotCanonical(reason=type(value).__name__)


def _key(key: Any) -> str:
    if not isinstance(key, str):
        raise NotCanonical(reason="key")
    return _text(key)


def _text(text: str) -> str:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        raise NotCanonical(reason="surrogate") from None
    return str(text)


def _integer(number: int) -> int:
    if abs(number) > MAX_INTEGER:
        raise NotCanonical(reason="integer")
    return int(number)

"""A worked example of the handbook as a filled form."""

from dataclasses import dataclass
from datetime import date, time
from typing import Any

DAY = date(2026, 11, 22)
EVENING = time(20)


@dataclass(frozen=True)
class Example:
    """What goes in, and what the chapter says comes out.

    `shown` maps block.key or block.row.key to the value as the chapter prints it.
    """

    passage: str
    form: str
    values: dict[str, Any]
    shown: dict[str, Any]

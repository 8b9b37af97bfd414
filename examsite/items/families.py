"""Numeric families (参数化变体): one question with many numbers, each with a key that computes.

`params` names numbers, each from a list or a range; `where` says which combinations make sense.
A combination is a variant. The item's `key` is the key of its first variant.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import product
from math import prod
from typing import Annotated

from pydantic import Field, StringConstraints

from examsite.domain.arithmetic import evaluate
from examsite.domain.typed_number import parse_number
from examsite.kit.content_files import Strict, Text

FEWEST, MOST = 6, 5000
"""Variants a family has at least, and combinations it may be searched in."""
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,15}$")]
Values = Mapping[str, str]
_PLACE = re.compile(r"\{([a-z][a-z0-9_]*)(:,)?\}")
_RULE = re.compile(r"(.+?)(<=|>=|==|<|>)(.+)")


class Range(Strict):
    """Numbers from `start` to `end` in steps."""

    start: Annotated[Text, Field(alias="from")]
    end: Annotated[Text, Field(alias="to")]
    step: Text

    def choices(self) -> list[str]:
        """The numbers as text; ValueError when it is no range."""
        start, end, step = (_number(one) for one in (self.start, self.end, self.step))
        if step <= 0 or end < start:
            raise ValueError("params：from、to、step 不成一个范围")
        if (end - start) / step > MOST:
            raise ValueError(f"params：范围里的数不能超过 {MOST} 个")
        return [_text(start + step * at) for at in range(int((end - start) / step) + 1)]


Params = dict[Name, Range | Annotated[list[Text], Field(min_length=1)]]


def _number(text: str) -> Fraction:
    number = parse_number(text)
    if number is None:
        raise ValueError(f"params：“{text}”不是加引号的数字")
    return number


def _text(number: Fraction) -> str:
    """The shortest decimal; ranges of finite decimals have nothing else."""
    text = f"{float(number):.10f}".rstrip("0").rstrip(".")
    return text or "0"


def numbers(values: Values) -> dict[str, Fraction]:
    """A variant's values for a formula."""
    return {name: _number(text) for name, text in values.items()}


def variants(params: Params, where: Sequence[str]) -> Iterator[dict[str, str]]:
    """Every combination that keeps the rules, in a fixed order; ValueError when too many."""
    lists = [one.choices() if isinstance(one, Range) else list(one) for one in params.values()]
    if prod(map(len, lists)) > MOST:
        raise ValueError(f"params：组合不能超过 {MOST} 种")
    for texts in product(*lists):
        values = dict(zip(params, texts, strict=True))
        if all(holds(rule, numbers(values)) for rule in where):
            yield values


def holds(rule: str, values: Mapping[str, Fraction]) -> bool:
    """Whether a rule holds: `a * b < c`, or `whole a / b` for a number without decimals."""
    if rule.startswith("whole "):
        return evaluate(rule.removeprefix("whole "), values).denominator == 1
    found = _RULE.fullmatch(rule)
    if found is None:
        raise ValueError(f"where：“{rule}”须是两个算式用 < <= > >= == 相比，或 whole 加一个算式")
    left, sign, right = evaluate(found[1], values), found[2], evaluate(found[3], values)
    return {
        "<": left < right,
        "<=": left <= right,
        ">": left > right,
        ">=": left >= right,
        "==": left == right,
    }[sign]


def filled(text: str, values: Values) -> str:
    """The text with `{name}`, or `{name:,}` with separators of thousands, filled in."""

    def put(found: re.Match[str]) -> str:
        shown = values[found[1]]
        if not found[2]:
            return shown
        whole, dot, rest = shown.partition(".")
        return f"{int(whole):,}{dot}{rest}"

    return _PLACE.sub(put, text)


def placed(text: str) -> set[str]:
    """The names a text has places for."""
    return {found[1] for found in _PLACE.finditer(text)}

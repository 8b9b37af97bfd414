"""A spreadsheet small enough to trust: works out the formulas our forms use, by its own arithmetic.

Written from the documented behaviour of the functions, not from our formulas; LibreOffice was asked
for the same cells once while the forms were made and gave the same values.
"""

import math
import re
import statistics
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, ROUND_UP, Decimal
from typing import Any

from openpyxl.utils.cell import range_boundaries
from openpyxl.utils.datetime import from_excel, to_excel

TOKEN = re.compile(
    r"""\s*(?:
    (?P<number>\d+(?:\.\d+)?)
    |(?P<text>"(?:[^"]|"")*")
    |(?P<ref>(?:'[^']+'!)?\$?[A-Z]{1,3}\$?\d+(?::\$?[A-Z]{1,3}\$?\d+)?)(?![\w(])
    |(?P<call>[A-Z]+)\(
    |(?P<name>[^\W\d]\w*)
    |(?P<sign><>|<=|>=|[-+*/&=<>(),])
    )""",
    re.VERBOSE,
)
COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "=": lambda a, b: a == b, "<>": lambda a, b: a != b, "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b, ">": lambda a, b: a > b, ">=": lambda a, b: a >= b,
}  # fmt: skip


class SheetError(Exception):
    """An error value such as #DIV/0!."""


class Area:
    """Cells of a reference, or the results of an operation on them."""

    def __init__(self, values: list[Any]):
        self.values = values


class Spreadsheet:
    """An openpyxl workbook whose formulas are worked out when asked for."""

    def __init__(self, book: Any):
        self._book = book
        self._known: dict[tuple[str, str], Any] = {}

    def value(self, page: str, address: str) -> Any:
        """What the cell shows; raises SheetError where it shows an error."""
        at = (page, address)
        if at not in self._known:
            held = self._book[page][address].value
            formula = isinstance(held, str) and held.startswith("=")
            self._known[at] = _Formula(self, page, held[1:]).result() if formula else _plain(held)
        return self._known[at]

    def area(self, page: str, reference: str) -> Area:
        """The cells of `'Page'!$A$1:$B$2`."""
        sheet, _, cells = reference.rpartition("!")
        page = sheet.strip("'") or page
        left, top, right, bottom = range_boundaries(cells.replace("$", ""))
        found = [
            self.value(page, self._book[page].cell(row, column).coordinate)
            for row in range(top, bottom + 1)
            for column in range(left, right + 1)
        ]
        return Area(found)

    def named(self, name: str) -> Area:
        """The cell behind a defined name."""
        target = self._book.defined_names[name].attr_text
        return self.area("", target)


def _plain(held: Any) -> Any:
    if isinstance(held, datetime | date):
        return to_excel(held)
    if isinstance(held, time):
        return (held.hour * 3600 + held.minute * 60 + held.second) / 86400
    if isinstance(held, timedelta):
        return held.total_seconds() / 86400
    return held


class _Formula:
    """Reads one formula from left to right and works it out on the way."""

    def __init__(self, sheet: Spreadsheet, page: str, text: str):
        self._sheet, self._page = sheet, page
        self._tokens = list(_tokens(text))
        self._at = 0
        self._live = True

    def result(self) -> Any:
        found = _scalar(self._comparison())
        assert self._at == len(self._tokens), self._tokens[self._at :]
        return 0 if found is None else found

    def _peek(self) -> tuple[str, str]:
        return self._tokens[self._at] if self._at < len(self._tokens) else ("end", "")

    def _take(self) -> tuple[str, str]:
        self._at += 1
        return self._tokens[self._at - 1]

    def _chain(self, signs: set[str], below: Callable[[], Any]) -> Any:
        left = below()
        while self._peek()[0] == "sign" and self._peek()[1] in signs:
            sign = self._take()[1]
            right = below()
            if self._live:
                left = _each(sign, left, right)
        return left

    def _comparison(self) -> Any:
        return self._chain(set(COMPARE), self._joined)

    def _joined(self) -> Any:
        return self._chain({"&"}, self._sum)

    def _sum(self) -> Any:
        return self._chain({"+", "-"}, self._product)

    def _product(self) -> Any:
        return self._chain({"*", "/"}, self._signed)

    def _signed(self) -> Any:
        if self._peek() == ("sign", "-"):
            self._take()
            found = self._signed()
            return _each("-", 0, found) if self._live else None
        return self._atom()

    def _atom(self) -> Any:
        kind, text = self._take()
        if kind == "number":
            return float(text) if "." in text else int(text)
        if kind == "text":
            return text[1:-1].replace('""', '"')
        if kind == "ref":
            return self._sheet.area(self._page, text) if self._live else None
        if kind == "name":
            return self._sheet.named(text) if self._live else None
        if kind == "call":
            return self._call(text)
        assert (kind, text) == ("sign", "("), (kind, text)
        found = self._comparison()
        self._close()
        return found

    def _close(self) -> None:
        assert self._take() == ("sign", ")")

    def _call(self, name: str) -> Any:
        if name == "IF":
            return self._if()
        if name == "IFERROR":
            return self._iferror()
        arguments = []
        while self._peek() != ("sign", ")"):
            arguments.append(self._comparison())
            if self._peek() == ("sign", ","):
                self._take()
        self._close()
        return FUNCTIONS[name](*arguments) if self._live else None

    def _if(self) -> Any:
        chosen = self._comparison()
        yes = bool(_number(_scalar(chosen))) if self._live else False
        found: Any = False
        for branch in (yes, not yes):
            if self._peek() == ("sign", ","):
                self._take()
                value = self._only_if(branch, self._comparison)
                found = value if branch and self._live else found
        self._close()
        return found

    def _only_if(self, wanted: bool, read: Callable[[], Any]) -> Any:
        before, self._live = self._live, self._live and wanted
        try:
            return read()
        finally:
            self._live = before

    def _iferror(self) -> Any:
        start = self._at
        try:
            found, failed = self._comparison(), False
        except SheetError:
            self._at = start  # read it once more, without working it out
            self._only_if(False, self._comparison)
            found, failed = None, True
        assert self._take() == ("sign", ",")
        other = self._only_if(failed, self._comparison)
        self._close()
        return other if failed else found


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    at = 0
    while at < len(text):
        found = TOKEN.match(text, at)
        assert found, text[at:]
        assert found.lastgroup
        yield found.lastgroup, found[found.lastgroup]
        at = found.end()


def _scalar(value: Any) -> Any:
    if isinstance(value, Area):
        assert len(value.values) == 1, "a range where one value belongs"
        return value.values[0]
    return value


def _number(value: Any) -> Any:
    if value is None:
        return 0
    if isinstance(value, str):
        raise SheetError("#VALUE!")
    return value


def _each(sign: str, left: Any, right: Any) -> Any:
    """The operation on values, or on every value of an area."""
    sizes = [len(one.values) for one in (left, right) if isinstance(one, Area)]
    if not sizes or max(sizes) == 1:
        return _operate(sign, _scalar(left), _scalar(right))
    size = max(sizes)
    pairs = zip(_spread(left, size), _spread(right, size), strict=True)
    return Area([_operate(sign, *pair) for pair in pairs])


def _spread(value: Any, size: int) -> list[Any]:
    if isinstance(value, Area) and len(value.values) == size:
        return value.values
    return [_scalar(value)] * size


def _operate(sign: str, left: Any, right: Any) -> Any:
    if sign == "&":
        return _words(left) + _words(right)
    if sign in COMPARE:
        return _compare(sign, left, right)
    a, b = _number(left), _number(right)
    if sign == "/" and b == 0:
        raise SheetError("#DIV/0!")
    return {"+": a + b, "-": a - b, "*": a * b}[sign] if sign != "/" else a / b


def _compare(sign: str, left: Any, right: Any) -> bool:
    """Numbers come before texts; an empty cell is whatever the other side is."""
    blank = "" if isinstance(left, str) or isinstance(right, str) else 0
    pair = [blank if one is None else one for one in (left, right)]
    ranked = [(isinstance(one, str), one.lower() if isinstance(one, str) else one) for one in pair]
    if ranked[0][0] != ranked[1][0]:
        ranked = [(rank, 0) for rank, _ in ranked]
    return COMPARE[sign](*ranked)


def _words(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.15g}"
    return "" if value is None else str(value)


def _numbers(arguments: tuple[Any, ...]) -> list[Any]:
    """The numbers among arguments: texts in cells are passed over."""
    found = []
    for one in arguments:
        for value in one.values if isinstance(one, Area) else [_number(one)]:
            if isinstance(value, int | float) and not isinstance(value, bool):
                found.append(value)
    return found


def _all(arguments: tuple[Any, ...]) -> list[Any]:
    return [v for one in arguments for v in (one.values if isinstance(one, Area) else [one])]


def _meets(wanted: Any) -> Callable[[Any], bool]:
    wanted = _scalar(wanted)
    found = re.match(r"(<=|>=|<>|<|>)(.+)", wanted) if isinstance(wanted, str) else None
    if found:
        limit = float(found[2])
        return lambda v: isinstance(v, int | float) and COMPARE[found[1]](v, limit)
    return lambda v: v is not None and wanted is not None and _compare("=", v, wanted)


def _sumif(area: Area, wanted: Any, summed: Area) -> Any:
    meets = _meets(wanted)
    pairs = zip(area.values, summed.values, strict=True)
    return sum(v for key, v in pairs if meets(key) and isinstance(v, int | float))


def _sumproduct(*areas: Any) -> Any:
    columns = [one.values if isinstance(one, Area) else [one] for one in areas]
    size = max(map(len, columns))
    lines = zip(*(c if len(c) == size else c * size for c in columns), strict=True)
    held = [[v if isinstance(v, int | float) else 0 for v in line] for line in lines]
    return sum(math.prod(line) for line in held)


def _match(wanted: Any, area: Area, _kind: Any) -> Any:
    wanted = _scalar(wanted)
    for number, value in enumerate(area.values, start=1):
        if value is not None and _compare("=", value, wanted):
            return number
    raise SheetError("#N/A")


def _median(*arguments: Any) -> Any:
    found = _numbers(arguments)
    if not found:
        raise SheetError("#NUM!")
    return statistics.median(found)


def _ln(value: Any) -> Any:
    number = _number(_scalar(value))
    if number <= 0:
        raise SheetError("#NUM!")
    return math.log(number)


def _rounded(how: str) -> Callable[[Any, Any], Any]:
    def work(value: Any, places: Any) -> Any:
        step = Decimal(1).scaleb(-int(_scalar(places)))
        exact = Decimal(f"{_number(_scalar(value)):.15g}")
        return float(exact.quantize(step, how))

    return work


def _edate(day: Any, months: Any) -> Any:
    start = from_excel(_number(_scalar(day)))
    month = start.month - 1 + int(_scalar(months))
    year, month = start.year + month // 12, month % 12 + 1
    last = (date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)).day
    return to_excel(date(year, month, min(start.day, last)))


def _text(value: Any, form: Any) -> str:
    number = _number(_scalar(value))
    sections = str(_scalar(form)).split(";")
    section = sections[0]
    if len(sections) > 1 and number < 0:
        section, number = sections[1], -number
    elif len(sections) > 2 and number == 0:
        return sections[2]
    shape = re.search(r"(#,##)?0(\.[0#]+)?", section)
    assert shape, form
    places = len(shape[2] or ".") - 1
    exact = Decimal(f"{number:.15g}").quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    shown = f"{exact:,f}" if shape[1] else f"{exact:f}"
    if shape[2] and "#" in shape[2]:
        shown = shown.rstrip("0")
    return section[: shape.start()] + shown + section[shape.end() :]


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "ABS": lambda v: abs(_number(_scalar(v))),
    "AND": lambda *a: all(bool(_number(v)) for v in _all(a)),
    "COUNT": lambda *a: len(_numbers(tuple(x for x in a if not isinstance(x, str)))),
    "COUNTA": lambda *a: sum(v is not None for v in _all(a)),
    "COUNTIF": lambda area, wanted: sum(map(_meets(wanted), area.values)),
    "EDATE": _edate,
    "INDEX": lambda area, n: area.values[int(_number(_scalar(n))) - 1],
    "INT": lambda v: math.floor(_number(_scalar(v))),
    "LARGE": lambda area, n: sorted(_numbers((area,)), reverse=True)[int(n) - 1],
    "LEFT": lambda v, n: _words(_scalar(v))[: int(n)],
    "LEN": lambda v: len(_words(_scalar(v))),
    "LN": _ln,
    "MATCH": _match,
    "MAX": lambda *a: max(_numbers(a), default=0),
    "MEDIAN": _median,
    "MIN": lambda *a: min(_numbers(a), default=0),
    "MOD": lambda a, b: _number(_scalar(a)) % _number(_scalar(b)),
    "N": lambda v: _scalar(v) if isinstance(_scalar(v), int | float) else 0,
    "OR": lambda *a: any(bool(_number(v)) for v in _all(a)),
    "ROUND": _rounded(ROUND_HALF_UP),
    "ROUNDUP": _rounded(ROUND_UP),
    "SUM": lambda *a: sum(_numbers(a)),
    "SUMIF": _sumif,
    "SUMPRODUCT": _sumproduct,
    "TEXT": _text,
}  # fmt: skip

"""A row being read: what its cells say, which field each cell fills, what is wrong with it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from examsite.kit.spreadsheet import Cell

Path = tuple[str | int, ...]
Entry = dict[str, Any]
"""An item as its YAML file would have it."""


@dataclass(frozen=True, order=True)
class Rejected:
    """A cell that cannot be taken: where it stands, what is wrong and what to do.

    `column` is the head of its column, `cell` its name (D7); both empty when the fault is of
    the row or the sheet as a whole, `row` 0 then too.
    """

    sheet: str
    row: int
    column: str
    reason: str
    cell: str = ""

    def as_json(self) -> dict[str, Any]:
        """What goes over the wire."""
        return dict(vars(self))


@dataclass
class Row:
    """One row of a sheet under its heads. `refs` tells each head's column letter, `fills` what
    to write there; `asked` are the cells somebody has read, `places` the fields they fill."""

    sheet: str
    number: int
    cells: dict[str, Cell]
    refs: dict[str, str] = field(default_factory=dict)
    fills: dict[str, str] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)
    places: dict[Path, str] = field(default_factory=dict)
    rejected: list[Rejected] = field(default_factory=list)

    def text(self, head: str, *paths: Path) -> str:
        """What the cell says, empty when it is; notes that it fills these fields."""
        self.asked.add(head)
        for path in paths:
            self.places.setdefault(path, head)
        cell = self.cells.get(head)
        if cell is not None and cell.fault:
            self.wrong(head, cell.fault)
            return ""
        return cell.text if cell else ""

    def wrong(self, head: str, reason: str) -> None:
        """The cell cannot be taken; said once of a cell."""
        if not self.is_wrong(head):
            letter = self.refs.get(head, "")
            cell = f"{letter}{self.number}" if letter else ""
            told = f"{reason.rstrip('。')}。"
            self.rejected.append(Rejected(self.sheet, self.number, head, told, cell))

    def is_root_wrong(self, name: str | int) -> bool:
        """Whether something was said of a cell that fills part of the field."""
        heads = {head for path, head in self.places.items() if path[0] == name}
        return any(self.is_wrong(head) for head in heads)

    def is_wrong(self, head: str) -> bool:
        """Whether something was said of the cell already."""
        return any(each.column == head for each in self.rejected)

    def head_of(self, path: Path, told: str = "") -> str:
        """The head of the cell that fills a field: its own, else the nearest around it or
        below it; of several below, the one whose own name occurs in `told`."""
        for end in range(len(path), 0, -1):
            if path[:end] in self.places:
                return self.places[path[:end]]
        below = [known for known in self.places if path and known[: len(path)] == path]
        named = [known for known in below if len(str(known[-1])) > 1 and str(known[-1]) in told]
        return self.places[(named or below)[0]] if below else ""


def put_at(entry: Entry, path: Path, value: Any) -> None:
    """Set a field of nested mappings."""
    *above, last = path
    here: dict[Any, Any] = entry
    for name in above:
        here = here.setdefault(name, {})
    here[last] = value


def get_at(entry: Any, path: Path) -> Any:
    """A field of nested mappings, None where there is none."""
    for name in path:
        if not isinstance(entry, dict) or name not in entry:
            return None
        entry = entry[name]
    return entry


def longest(entries: Iterable[Any], path: Path, least: int) -> int:
    """How many of something the entries need room for, at least `least`."""
    return max([least, *(len(get_at(one, path) or ()) for one in entries)])

"""The language in which a form is defined: pages of blocks, blocks of entries.

References inside formulas, resolved by `placing`:

`[key]`       the entry `key` in the same row of a table, or in the same group of fields
`[key..]`     that column from the table's first row down to this row
`{b.key}`     the field `key` of block `b`, or the whole column `key` of the free table `b`
`{b.row.key}` the cell of a table whose rows are fixed
`{b.key@}`    the cell in the row of the same position of table `b`
"""

from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """What a cell holds; it decides the number format, the validation and how it is read."""

    TEXT = "text"
    LONG = "long"  # several lines
    CHOICE = "choice"
    INTEGER = "integer"
    NUMBER = "number"
    MONEY = "money"  # yuan
    PERCENT = "percent"  # 0.03 shown as 3.0%
    DATE = "date"
    TIME = "time"
    MOMENT = "moment"  # date and time
    LABEL = "label"  # printed by us, never filled in


NUMERIC = {Kind.INTEGER, Kind.NUMBER, Kind.MONEY, Kind.PERCENT}


@dataclass(frozen=True)
class Entry:
    """One cell, or one column of a table: filled in by people, or computed when it has a formula."""

    key: str
    label: str
    kind: Kind = Kind.TEXT
    required: bool = False
    formula: str = ""
    choices: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None
    default: str | float | None = None
    """Stands in the cell of a fresh form; people may change it."""
    name: str = ""
    """A defined name: formulas read by it."""
    note: str = ""
    """Told when the cell is chosen."""
    form: str = ""
    """Number format, where the kind's own does not do."""
    span: int = 1
    """Columns of the page that the cell covers."""
    wide: bool = False
    """Among fields: a row to itself."""
    lines: int = 1
    """Lines of text that the cell shows."""

    @property
    def computed(self) -> bool:
        """Whether the sheet works it out."""
        return bool(self.formula)

    @property
    def filled_in(self) -> bool:
        """Whether people write it."""
        return not self.formula and self.kind is not Kind.LABEL


SERIAL = Entry("n", "序", Kind.LABEL)
"""A column of running numbers."""


@dataclass(frozen=True)
class Fields:
    """Single values with their labels beside them."""

    key: str
    title: str
    entries: tuple[Entry, ...]
    spans: tuple[tuple[int, int], ...]
    """For each pair in a row: columns of its label, columns of its value."""
    note: str = ""


@dataclass(frozen=True)
class Row:
    """A row that is always there: its printed words, and cells that differ from their column.

    A cell given as None is not used in this row.
    """

    key: str
    labels: dict[str, str]
    cells: dict[str, Entry | None] = field(default_factory=dict)


@dataclass(frozen=True)
class Table:
    """Columns over rows: `rows` free ones that may stay empty, or the fixed ones listed."""

    key: str
    title: str
    columns: tuple[Entry, ...]
    rows: int | tuple[Row, ...]
    totals: dict[str, str] = field(default_factory=dict)
    """Column -> formula of the row of totals, which stands above the head of a free table."""
    note: str = ""
    unique: str = ""
    """The column whose values may not occur twice."""
    lines: int = 1
    """Lines of text that a row shows at least."""


@dataclass(frozen=True)
class Words:
    """Printed text."""

    text: str
    title: str = ""


Block = Fields | Table | Words


@dataclass(frozen=True)
class Page:
    """One worksheet. `widths` are its columns in characters; `freeze` names the table whose head stays."""

    title: str
    hint: str
    blocks: tuple[Block, ...]
    widths: tuple[float, ...]
    landscape: bool = False
    freeze: str = ""
    frozen_columns: int = 0
    breaks: tuple[str, ...] = ()
    """Blocks that begin a new sheet of paper."""
    papers: int = 0
    """Sheets of paper that it must fit on; 0 for as many as it takes."""


@dataclass(frozen=True)
class Proof:
    """A worked example of the handbook to try the form with: what to fill in, what must come out."""

    passage: str
    text: str


@dataclass(frozen=True, eq=False)
class Template:
    """One form of appendix C. `version` rises with every change of what stands where."""

    name: str
    version: int
    title: str
    title_en: str
    purpose: str
    purpose_en: str
    chapters: tuple[int, ...]
    sources: tuple[tuple[str, str], ...]
    """(worksheet, sections of the handbook) for the guide."""
    steps: tuple[str, ...]
    """How to fill it in, in order."""
    pages: tuple[Page, ...]
    proofs: tuple[Proof, ...] = ()

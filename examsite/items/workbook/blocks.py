"""The blocks a sheet is made of: each knows its columns, and both ways between them and fields."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass

from examsite.items.workbook.rows import Entry, Path, Row, get_at, longest, put_at
from examsite.items.workbook.values import DAY, TEXT, WHOLE, Codec


@dataclass(frozen=True)
class Column:
    """A column: its head, what to write in it, whether every row needs it. `choices` names the
    drop-down list."""

    head: str
    fill: str
    needed: bool = False
    choices: str = ""
    width: int = 12


class Block(ABC):
    """Some columns of a sheet that belong together."""

    @abstractmethod
    def columns(self, entries: Sequence[Entry]) -> list[Column]:
        """The columns, with room for what these entries hold."""

    @abstractmethod
    def put(self, entry: Entry) -> dict[str, str]:
        """Head -> what its cell says."""

    @abstractmethod
    def take(self, row: Row, entry: Entry) -> None:
        """Fill the entry from the row, noting what is wrong."""


@dataclass(frozen=True)
class Field(Block):
    """One field in one column."""

    column: Column
    path: Path
    codec: Codec = TEXT

    def columns(self, entries: Sequence[Entry]) -> list[Column]:
        return [self.column]

    def put(self, entry: Entry) -> dict[str, str]:
        value = get_at(entry, self.path)
        return {self.column.head: "" if value is None else self.codec.show(value)}

    def take(self, row: Row, entry: Entry) -> None:
        text = row.text(self.column.head, self.path)
        if not text:
            if self.column.needed:
                row.wrong(self.column.head, f"必须填写。这一格填：{self.column.fill}")
            return
        try:
            put_at(entry, self.path, self.codec.read(text))
        except ValueError as problem:
            row.wrong(self.column.head, f"{problem}。这一格填：{self.column.fill}")


class Length(Block):
    """The characters asked of a short answer: at least, at most."""

    HEADS = ("最少字数", "最多字数")

    def columns(self, entries: Sequence[Entry]) -> list[Column]:
        return [Column(head, "整数", needed=True, width=9) for head in self.HEADS]

    def put(self, entry: Entry) -> dict[str, str]:
        return {head: str(n) for head, n in zip(self.HEADS, entry["length"], strict=True)}

    def take(self, row: Row, entry: Entry) -> None:
        found = []
        for at, head in enumerate(self.HEADS):
            try:
                found.append(WHOLE.read(row.text(head, ("length", at))))
            except ValueError as problem:
                row.wrong(head, str(problem))
        if len(found) == len(self.HEADS):
            entry["length"] = found


class TrueFalse(Block):
    """The two rationales of 判断; the key is a field."""

    HEADS = (("true", "理由（对）"), ("false", "理由（错）"))

    def columns(self, entries: Sequence[Entry]) -> list[Column]:
        fill = "为什么应判{}，一句话"
        return [
            Column(head, fill.format(word), needed=True, width=36)
            for (_, head), word in zip(self.HEADS, "对错", strict=True)
        ]

    def put(self, entry: Entry) -> dict[str, str]:
        return {head: entry["rationales"].get(name, "") for name, head in self.HEADS}

    def take(self, row: Row, entry: Entry) -> None:
        for name, head in self.HEADS:
            text = row.text(head, ("rationales", name))
            if text:
                put_at(entry, ("rationales", name), text)
            else:
                row.wrong(head, "必须填写。这一格填：为什么，一句话")


@dataclass(frozen=True)
class Repeated(Block):
    """A list of small mappings, or of pairs, in numbered groups of columns.

    `heads` has {n} for the number; `path` is where the list stands. A group counts as soon as
    one of its cells says something; then the needed ones must.
    """

    path: Path
    fields: tuple[tuple[str, Column, Codec], ...]
    least: int

    def columns(self, entries: Sequence[Entry]) -> list[Column]:
        return [
            Column(column.head.format(n=n), column.fill, width=column.width)
            for n in range(1, longest(entries, self.path, self.least) + 1)
            for _, column, _ in self.fields
        ]

    def put(self, entry: Entry) -> dict[str, str]:
        return {
            column.head.format(n=n): codec.show(one[name])
            for n, one in enumerate(get_at(entry, self.path) or (), start=1)
            for name, column, codec in self.fields
            if one.get(name) is not None
        }

    def take(self, row: Row, entry: Entry) -> None:
        found: list[Entry] = []
        first = self.fields[0][1].head
        for n in range(1, most_of(row, first) + 1):
            path = (*self.path, len(found))
            heads = {name: column.head.format(n=n) for name, column, _ in self.fields}
            if any(row.cells.get(head) for head in heads.values()):
                found.append(self._group(row, heads, path))
        put_at(entry, self.path, found)

    def _group(self, row: Row, heads: dict[str, str], path: Path) -> Entry:
        one: Entry = {}
        for name, column, codec in self.fields:
            head = heads[name]
            text = row.text(head, (*path, name))
            if not text and column.needed:
                row.wrong(head, "同一组里写了别的，这一格也要填写")
            try:
                if text:
                    one[name] = codec.read(text)
            except ValueError as problem:
                row.wrong(head, str(problem))
        return one


def most_of(row: Row, pattern: str) -> int:
    """The highest number of a numbered column that the sheet has."""
    n = 0
    while pattern.format(n=n + 1) in row.refs:
        n += 1
    return n


LAWS = Repeated(
    ("laws",),
    (
        ("document", Column("法规{n}", "法规全称，不带书名号", needed=True, width=24), TEXT),
        ("article", Column("法规{n}条款", "条号，例如 二十", needed=True), TEXT),
        ("effective_from", Column("法规{n}施行日", "施行日期，例如 2026-02-01", needed=True), DAY),
        ("effective_to", Column("法规{n}失效日", "失效日期；仍有效就留空"), DAY),
    ),
    least=1,
)
GUIDE = Repeated(
    ("guide",),
    (
        ("points", Column("要点{n}分值", "这一条给几分，整数 1–10", needed=True), WHOLE),
        ("text", Column("要点{n}", "写到什么给这些分", needed=True, width=36), TEXT),
    ),
    least=4,
)


class Anchors(Block):
    """Sample answers of 简答 with the marks they earn: a mapping, so each mark once."""

    INNER = Repeated(
        ("anchors",),
        (
            ("points", Column("样例{n}分值", "这份样例得几分，整数", needed=True), WHOLE),
            ("text", Column("样例{n}", "样例答案全文", needed=True, width=36), TEXT),
        ),
        least=4,
    )

    def columns(self, entries: Sequence[Entry]) -> list[Column]:
        return self.INNER.columns(entries)

    def put(self, entry: Entry) -> dict[str, str]:
        pairs = [{"points": p, "text": text} for p, text in entry["anchors"].items()]
        return self.INNER.put({"anchors": pairs})

    def take(self, row: Row, entry: Entry) -> None:
        inner: Entry = {}
        self.INNER.take(row, inner)
        most = sum(one.get("points", 0) for one in entry.get("guide", []))
        found: dict[int, str] = {}
        for at, one in enumerate(inner["anchors"]):
            head = row.places["anchors", at, "points"]
            if one.get("points") in found:
                row.wrong(head, "有两份样例的分值相同，请改成不同的分值")
            elif one.get("points", 0) > most:
                row.wrong(head, f"不能超过满分 {most}，也就是各要点分值之和")
            if {"points", "text"} <= set(one):
                found[one["points"]] = one["text"]
        entry["anchors"] = found

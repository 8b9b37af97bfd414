"""Blocks of what is asked and answered: options with letters, pairs, wrong numbers."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from examsite.items.workbook.blocks import Block, Column, most_of
from examsite.items.workbook.rows import Entry, Path, Row, get_at, longest, put_at

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
NO_REASON = "写了{}，也要写它的理由"


def _standard(side: str, count: int) -> list[str]:
    """The ids that need no telling: a b c, l1 l2 l3, r1 r2 r3."""
    if side == "options":
        return [letter.lower() for letter in LETTERS[:count]]
    return [f"{side[0]}{n}" for n in range(1, count + 1)]


@dataclass(frozen=True)
class Side:
    """One list of choices: its columns, and the ids of its choices where they are unusual."""

    name: str
    head: str
    ids_head: str
    lettered: bool = True

    def heads(self, count: int) -> list[str]:
        """选项A, 选项B ... or 左1, 左2 ..."""
        marks = LETTERS if self.lettered else [str(n) for n in range(1, count + 1)]
        return [f"{self.head}{mark}" for mark in marks[:count]]

    def unusual(self, entry: Entry) -> bool:
        """Whether the ids are not those that follow from the places."""
        ids = list(entry.get(self.name) or ())
        return ids != _standard(self.name, len(ids))

    def ids_columns(self, entries: Sequence[Entry]) -> list[Column]:
        """A column for ids, only where an entry needs it."""
        if not any(self.unusual(entry) for entry in entries):
            return []
        fill = f"{self.head}的内部编号，依次用空格隔开；一般不填"
        return [Column(self.ids_head, fill)]

    def put(self, entry: Entry) -> dict[str, str]:
        """The texts, and the ids where they are unusual."""
        given = entry[self.name]
        cells = dict(zip(self.heads(len(given)), given.values(), strict=True))
        return cells | ({self.ids_head: " ".join(given)} if self.unusual(entry) else {})

    def take(self, row: Row, entry: Entry) -> list[str]:
        """Fill the entry; the ids by place, also of places left empty before the last."""
        heads = self._there(row)
        texts = [row.text(head) for head in heads]
        while texts and not texts[-1]:
            texts.pop()
        ids = row.text(self.ids_head).split() or _standard(self.name, len(texts))
        if len(ids) != len(texts):
            row.wrong(self.ids_head, f"须有 {len(texts)} 个编号")
            ids = _standard(self.name, len(texts))
        for head, name, text in zip(heads, ids, texts, strict=False):
            row.places[self.name, name] = head
            if text:
                put_at(entry, (self.name, name), text)
            else:
                row.wrong(head, "中间不能空着：补上，或把后面的往前移")
        for at, head in enumerate(heads[len(texts) :]):
            row.places.setdefault((self.name, f"_{at}"), head)
        entry.setdefault(self.name, {})
        return ids

    def _there(self, row: Row) -> list[str]:
        marks = LETTERS if self.lettered else [str(n) for n in range(1, 100)]
        heads = [f"{self.head}{mark}" for mark in marks]
        return [head for head in heads if head in row.refs]


KEY_FILLS = {
    "one": "正确选项的字母，例如 C",
    "some": "全部正确选项的字母，例如 ACD",
    "order": "正确的先后，按选项字母写，例如 CADB",
}


PAIR_FILL = "每条左边配哪条右边，例如 1B 2A 3C"


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).upper()


@dataclass(frozen=True)
class Options(Block):
    """Options with letters, their reasons, and the key as letters.

    `key`: one letter, several, or all in the right order. Each option of the first two needs
    its reason; of an order the reason as a whole (道理) is a field of its own.
    """

    key: Literal["one", "some", "order"]
    least: int
    most: int
    SIDE = Side("options", "选项", "选项编号")

    def columns(self, entries: Sequence[Entry]) -> list[Column]:
        """The columns, enough of them for the longest of these entries."""
        count = longest(entries, ("options",), self.most)
        marks = LETTERS[:count]
        reason = "这个选项为什么对或不对，不写选项字母"
        return [
            *(
                Column(f"选项{mark}", "选项文字", at < self.least, width=28)
                for at, mark in enumerate(marks)
            ),
            Column("答案", KEY_FILLS[self.key], needed=True),
            *(
                Column(f"理由{mark}", reason, at < self.least and self._all, width=28)
                for at, mark in enumerate(marks)
            ),
            *self.SIDE.ids_columns(entries),
        ]

    @property
    def _all(self) -> bool:
        return self.key != "order"

    def put(self, entry: Entry) -> dict[str, str]:
        ids = list(entry["options"])
        letters = dict(zip(ids, LETTERS, strict=False))
        key = [entry["key"]] if self.key == "one" else entry["key"]
        cells = self.SIDE.put(entry) | {"答案": "".join(letters[one] for one in key)}
        reasons = entry["rationales"]
        return cells | {f"理由{letters[one]}": reasons[one] for one in ids if one in reasons}

    def take(self, row: Row, entry: Entry) -> None:
        ids = self.SIDE.take(row, entry)
        for mark in LETTERS[len(ids) : self.least]:
            row.wrong(f"选项{mark}", f"必须填写，至少写满 {self.least} 个选项")
        self._refuse_same(row, entry, ids)
        for mark, name in zip(LETTERS, ids, strict=False):
            head = f"理由{mark}"
            text = row.text(head, ("rationales", name))
            if text:
                put_at(entry, ("rationales", name), text)
            elif self._all and name in entry["options"]:
                row.wrong(head, NO_REASON.format(f"选项{mark}"))
        for mark in LETTERS[len(ids) :]:
            if row.text(f"理由{mark}"):
                row.wrong(f"选项{mark}", "写了理由，没有写选项：补上选项，或删掉理由")
        self._take_key(row, entry, dict(zip(LETTERS, ids, strict=False)))

    def _refuse_same(self, row: Row, entry: Entry, ids: list[str]) -> None:
        """Two options of the same words, told at the second."""
        first: dict[str, str] = {}
        for mark, name in zip(LETTERS, ids, strict=False):
            text = entry["options"].get(name)
            if text in first and self._all:
                row.wrong(f"选项{mark}", f"与选项{first[text]}的文字相同，请改写其中一个")
            first.setdefault(text, mark)

    def _take_key(self, row: Row, entry: Entry, ids: dict[str, str]) -> None:
        text = row.text("答案", ("key",))
        letters = re.sub(r"[\s、，,;；.>→/-]", "", _plain(text))
        if not letters:
            row.wrong("答案", f"必须填写。这一格填：{KEY_FILLS[self.key]}")
        elif set(letters) - set(ids):
            row.wrong("答案", f"“{text}”里有这一行没有的选项。这一格填：{KEY_FILLS[self.key]}")
        elif self.key == "one" and len(letters) > 1:
            row.wrong("答案", f"单选只有一个答案。这一格填：{KEY_FILLS[self.key]}")
        else:
            named = [ids[letter] for letter in letters]
            entry["key"] = named[0] if self.key == "one" else named


class Pairs(Block):
    """The two sides of 匹配 with a reason for each pair; the key as 1B 2A 3C."""

    LEFT = Side("left", "左", "左编号", lettered=False)
    RIGHT = Side("right", "右", "右编号")
    LEAST, USUAL = 3, 5

    def columns(self, entries: Sequence[Entry]) -> list[Column]:
        """The columns, enough of them for the longest of these entries."""
        count = longest(entries, ("left",), self.USUAL)
        found: list[Column] = []
        for at in range(count):
            needed = at < self.LEAST
            found += [
                Column(f"左{at + 1}", "左边一条", needed, width=20),
                Column(f"右{LETTERS[at]}", "右边一条，次序不必与左边对应", needed, width=20),
            ]
        reason = "左边这一条为什么配那一条"
        return [
            *found,
            Column("答案", PAIR_FILL, needed=True),
            *(Column(f"理由{n}", reason, n <= self.LEAST, width=28) for n in range(1, count + 1)),
            *self.LEFT.ids_columns(entries),
            *self.RIGHT.ids_columns(entries),
        ]

    def put(self, entry: Entry) -> dict[str, str]:
        letters = dict(zip(entry["right"], LETTERS, strict=False))
        lefts = list(enumerate(entry["left"], start=1))
        key = " ".join(f"{n}{letters[entry['key'][left]]}" for n, left in lefts)
        reasons = {f"理由{n}": entry["rationales"].get(left, "") for n, left in lefts}
        return self.LEFT.put(entry) | self.RIGHT.put(entry) | reasons | {"答案": key}

    def take(self, row: Row, entry: Entry) -> None:
        left, right = self.LEFT.take(row, entry), self.RIGHT.take(row, entry)
        for at in range(max(self.LEAST, len(left), len(right))):
            for have, head in ((left, f"左{at + 1}"), (right, f"右{LETTERS[at]}")):
                if len(have) <= at:
                    row.wrong(head, "左右条数须相同，至少三条")
        for n, name in enumerate(left, start=1):
            text = row.text(f"理由{n}", ("rationales", name))
            if text:
                put_at(entry, ("rationales", name), text)
            else:
                row.wrong(f"理由{n}", NO_REASON.format(f"左{n}"))
        self._take_key(row, entry, left, dict(zip(LETTERS, right, strict=False)))

    def _take_key(self, row: Row, entry: Entry, left: list[str], right: dict[str, str]) -> None:
        text = row.text("答案", *(("key", name) for name in ("", *left)))
        bare = re.sub(r"[\s、，,;；:→-]", "", _plain(text))
        pairs = re.findall(r"(\d{1,2})([A-Z])", bare)
        if not text:
            row.wrong("答案", f"必须填写。这一格填：{PAIR_FILL}")
        elif "".join(f"{n}{letter}" for n, letter in pairs) != bare:
            row.wrong("答案", f"“{text}”读不出来。这一格填：{PAIR_FILL}")
        elif any(not 1 <= int(n) <= len(left) or letter not in right for n, letter in pairs):
            row.wrong("答案", f"“{text}”里有这一行没有的左边或右边。这一格填：{PAIR_FILL}")
        else:
            entry["key"] = {left[int(n) - 1]: right[letter] for n, letter in pairs}


class WrongNumbers(Block):
    """Wrong numbers of 计算 with what was done wrong; of a family, formulas."""

    USUAL = 3
    NUMBER, REASON = "错数{n}", "错数{n}的由来"

    def columns(self, entries: Sequence[Entry]) -> list[Column]:
        """The columns, enough of them for the longest of these entries."""
        count = max([self.USUAL, *(len(self._wrong(entry)) for entry in entries)])
        number = "常见的错误结果：一个数；变体题写“= 算式”"
        return [
            each
            for n in range(1, count + 1)
            for each in (
                Column(self.NUMBER.format(n=n), number, width=20),
                Column(self.REASON.format(n=n), "这个错数是怎样算出来的", width=28),
            )
        ]

    def _wrong(self, entry: Entry) -> dict[str, Any]:
        reasons = get_at(entry, ("rationales",)) or {}
        return {name: text for name, text in reasons.items() if name != "key"}

    def put(self, entry: Entry) -> dict[str, str]:
        return {
            head.format(n=n): text
            for n, pair in enumerate(self._wrong(entry).items(), start=1)
            for head, text in zip((self.NUMBER, self.REASON), pair, strict=True)
        }

    def take(self, row: Row, entry: Entry) -> None:
        for n in range(1, most_of(row, self.NUMBER) + 1):
            number, reason = self.NUMBER.format(n=n), self.REASON.format(n=n)
            written = self._written(row.text(number))
            text = row.text(reason)
            if bool(written) is not bool(text):
                row.wrong(reason if written else number, "错数与它的由来要一起写")
            elif written in (get_at(entry, ("rationales",)) or {}):
                row.wrong(number, "这个错数写了两次，请删掉一个")
            elif written:
                path: Path = ("rationales", written)
                row.places[path] = number
                put_at(entry, path, text)

    @staticmethod
    def _written(text: str) -> str:
        """A formula keeps its sign; one that Excel would not take without is given it."""
        if text.startswith("＝"):
            return f"={text[1:]}"
        return f"= {text}" if re.match(r"[A-Za-z(（]", text) else text

"""The bank's files read and checked against each other: items of every type, areas.

One folder: `areas.yaml`, `items/<level>/<area>.yaml` for the exam pool, the same under
`practice/` for the practice pool, `figures/<name>.svg` for the diagrams of shared material.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter, model_validator

from examsite.domain.canonical import sha256_hex
from examsite.domain.terms import ItemType, Level, Pool
from examsite.items.shapes import (
    Answer,
    Matching,
    Meta,
    Multiple,
    Numeric,
    Ordering,
    ShortAnswer,
    Single,
    TrueFalse,
    need,
)
from examsite.kit.content_files import Faults, Strict, Text, check, plain, read_text, read_yaml
from examsite.kit.drawing import parse_drawing
from examsite.kit.markup import diagrams

POOLS = {Pool.EXAM: "items", Pool.PRACTICE: "practice"}
FIRST_PRACTICE = 501
"""Numbers of practice items begin here, so that an id tells its pool."""


class PartMeta(Strict):
    """What a part of a testlet carries beside its question."""

    id: Annotated[str, Field(pattern=r"^p[1-9]$")]
    points: Annotated[int, Field(ge=1, le=20)]


class SinglePart(Single, PartMeta):
    """单选小题."""


class MultiplePart(Multiple, PartMeta):
    """多选小题."""


class TrueFalsePart(TrueFalse, PartMeta):
    """判断小题."""


class NumericPart(Numeric, PartMeta):
    """计算小题."""


class OrderingPart(Ordering, PartMeta):
    """排序小题."""


class MatchingPart(Matching, PartMeta):
    """匹配小题."""


class ShortAnswerPart(ShortAnswer, PartMeta):
    """简答小题."""


Part = Annotated[
    SinglePart
    | MultiplePart
    | TrueFalsePart
    | NumericPart
    | OrderingPart
    | MatchingPart
    | ShortAnswerPart,
    Field(discriminator="type"),
]


class SingleItem(Single, Meta):
    """单选题."""


class MultipleItem(Multiple, Meta):
    """多选题."""


class TrueFalseItem(TrueFalse, Meta):
    """判断题."""


class NumericItem(Numeric, Meta):
    """计算题."""


class OrderingItem(Ordering, Meta):
    """排序题."""


class MatchingItem(Matching, Meta):
    """匹配题."""


class ShortAnswerItem(ShortAnswer, Meta):
    """简答题."""


class TestletItem(Meta):
    """题组: shared material and parts, each with its own points."""

    __test__ = False  # not pytest's
    type: Literal["testlet"]
    stem: Text
    material: Text
    parts: Annotated[list[Part], Field(min_length=2, max_length=9)]

    @model_validator(mode="after")
    def _rules(self) -> "TestletItem":
        ids = [part.id for part in self.parts]
        need(len(set(ids)) == len(ids), "parts：小题 id 有重复")
        return self

    @property
    def rationales(self) -> dict[str, str]:
        """Every part's, under "<part id>.<id>"."""
        return {
            f"{part.id}.{name}": text
            for part in self.parts
            for name, text in part.rationales.items()
        }

    def content(self) -> dict[str, Any]:
        """What a candidate may see."""
        parts = [
            {"id": part.id, "type": part.type, "points": part.points, **part.content()}
            for part in self.parts
        ]
        return {"stem": self.stem, "material": self.material, "parts": parts}

    def answer_key(self) -> dict[str, Any]:
        """What only marking and staff may see."""
        return {"parts": {part.id: part.answer_key() for part in self.parts}}


ItemShape = Annotated[
    SingleItem
    | MultipleItem
    | TrueFalseItem
    | NumericItem
    | OrderingItem
    | MatchingItem
    | ShortAnswerItem
    | TestletItem,
    Field(discriminator="type"),
]


class AreaLine(Strict):
    """A knowledge area."""

    area: Annotated[str, Field(pattern=r"^[A-K]$")]
    title: Text
    title_en: Text


@dataclass(frozen=True)
class ItemFile:
    """One item as written, where it stands and for which pool."""

    path: Path
    pool: Pool
    shape: ItemShape
    figures: dict[str, str] = field(default_factory=dict)
    """Name -> SVG of the diagrams in shared material."""

    @property
    def code(self) -> str:
        """The item's id in its file."""
        return self.shape.id

    @property
    def type(self) -> ItemType:
        """Its type as the domain names it."""
        return ItemType(self.shape.type)

    def content(self) -> dict[str, Any]:
        """What a candidate may see, the diagrams included."""
        return self.shape.content() | ({"figures": self.figures} if self.figures else {})

    @property
    def content_hash(self) -> str:
        """The hash of what a candidate may see: by it the same question is known again."""
        return sha256_hex([self.type.value, plain(self.content())])

    @property
    def stems(self) -> list[str]:
        """The texts that ask: the stem, and of a testlet the parts' stems."""
        parts = self.shape.parts if isinstance(self.shape, TestletItem) else []
        return [self.shape.stem, *(part.stem for part in parts)]

    @property
    def answers(self) -> list[Answer]:
        """What is asked and answered: the item itself, or the parts of a testlet."""
        return list(self.shape.parts) if isinstance(self.shape, TestletItem) else [self.shape]


@dataclass(frozen=True)
class BankFiles:
    """A whole bank as written."""

    folder: Path
    areas: tuple[AreaLine, ...]
    items: tuple[ItemFile, ...]


ITEM: TypeAdapter[ItemShape] = TypeAdapter(ItemShape)
"""What checks an item as its file has it."""
_AREAS = TypeAdapter(list[AreaLine])


def read_bank(folder: Path, *, passages: Collection[str] | None) -> BankFiles:
    """Every item of the folder in order of ids; ContentRefused names all faults.

    `passages` are the ids an item may cite; None leaves that to another check.
    """
    faults = Faults(folder)
    areas = _areas(folder / "areas.yaml", faults)
    named: set[str] = set()
    items = [
        item
        for pool, name in POOLS.items()
        for path in sorted((folder / name).glob("*/*.yaml"))
        for item in _items(path, pool, named, faults)
    ]
    _refuse_twice(items, faults)
    for item in items:
        check_references(item, {line.area for line in areas}, passages, named, faults)
    faults.refuse_if_any()
    return BankFiles(folder, tuple(areas), tuple(sorted(items, key=lambda one: one.code)))


def _areas(path: Path, faults: Faults) -> list[AreaLine]:
    data = read_yaml(path, faults)
    areas = [] if data is None else check(_AREAS, data, path, "", faults) or []
    letters = [line.area for line in areas]
    for letter in sorted({one for one in letters if letters.count(one) > 1}):
        faults.add(path, letter, "area", "写了两次")
    return areas


def _items(path: Path, pool: Pool, named: set[str], faults: Faults) -> list[ItemFile]:
    """The items of one file, each checked alone and against the file's place.

    `named` collects every id seen, so that one faulty item does not make others look wrong.
    """
    data = read_yaml(path, faults)
    if data is not None and not isinstance(data, list):
        faults.add(path, "", "", "须是题目的列表，每题以“- id:”开头")
    found = []
    for number, entry in enumerate(data if isinstance(data, list) else [], start=1):
        written = entry.get("id") if isinstance(entry, dict) else None
        name = written if isinstance(written, str) else f"第 {number} 题"
        named.add(name)
        shape = check(ITEM, entry, path, name, faults)
        if shape is not None:
            _check_place(shape, pool, path, faults)
            found.append(ItemFile(path, pool, shape, _figures(shape, path, faults)))
    return found


def _figures(shape: ItemShape, path: Path, faults: Faults) -> dict[str, str]:
    """The diagrams that shared material shows, described in words."""
    found: dict[str, str] = {}
    shown = diagrams(shape.material) if isinstance(shape, TestletItem) else []
    for name, label in shown:
        file = faults.root / "figures" / name
        if not label:
            faults.add(path, shape.id, name, "方括号里须写明图里画了什么")
        text = read_text(file, faults)
        if text is not None:
            with faults.noting(file, shape.id):
                found[name] = parse_drawing(text).svg(label)
    return found


def _check_place(shape: ItemShape, pool: Pool, path: Path, faults: Faults) -> None:
    level = Level(shape.level)
    if (int(shape.id[-3:]) >= FIRST_PRACTICE) is not (pool is Pool.PRACTICE):
        words = f"练习题的流水号从 {FIRST_PRACTICE} 起，考试题在它之前"
        faults.add(path, shape.id, "id", words)
    if path.parent.name != level.folder or path.stem != shape.area:
        faults.add(path, shape.id, "level、area", f"应放在 {level.folder}/{shape.area}.yaml 里")
    if not shape.id.startswith(f"{shape.level}-{shape.area}-"):
        faults.add(path, shape.id, "id", "开头须与 level、area 一致")


def _refuse_twice(items: list[ItemFile], faults: Faults) -> None:
    first: dict[str, Path] = {}
    for item in items:
        if item.code in first:
            where = faults.name(first[item.code])
            faults.add(item.path, item.code, "id", f"题号已经在 {where} 用过")
        first.setdefault(item.code, item.path)


def check_references(
    item: ItemFile,
    areas: set[str],
    passages: Collection[str] | None,
    named: Collection[str],
    faults: Faults,
) -> None:
    """Note what an item names that is not there: its area, its passage, other items."""
    shape = item.shape
    if areas and shape.area not in areas:
        faults.add(item.path, item.code, "area", "areas.yaml 里没有这个知识域")
    if passages is not None and shape.passage not in passages:
        faults.add(item.path, item.code, "passage", f"手册里没有段落 {shape.passage}")
    for enemy in shape.enemies:
        if enemy == item.code or enemy not in named:
            faults.add(item.path, item.code, "enemies", f"{enemy} 不是另一道题的题号")

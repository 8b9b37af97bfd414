"""The sheets: which blocks stand on which, for items and for the parts of testlets."""

from collections.abc import Sequence
from dataclasses import dataclass

from examsite.domain.terms import ItemType
from examsite.items.workbook.answers import Options, Pairs, WrongNumbers
from examsite.items.workbook.blocks import (
    GUIDE,
    LAWS,
    Anchors,
    Block,
    Column,
    Field,
    Length,
    TrueFalse,
)
from examsite.items.workbook.rows import Entry
from examsite.items.workbook.values import (
    AREA,
    CHECKS,
    CODES,
    COGNITIVE,
    DAY,
    LEVELS,
    LINES,
    LIST,
    MADE_BY,
    PARAMS,
    POOLS,
    SHARE,
    TEXT,
    TRUTH_WORD,
    WHOLE,
    Codec,
    words,
)

CODE, TESTLET, PART_ID, POINTS = "题号", "所属题组", "小题号", "分值"
EXAMPLE = "示例"
"""What begins the code of a row that only shows how."""
GUIDE_SHEET, PASSAGE_SHEET, CHOICE_SHEET = "说明", "手册段落", "选项"
ASIDE = (GUIDE_SHEET, PASSAGE_SHEET, CHOICE_SHEET)
"""Sheets that are never read."""


def _field(
    head: str, fill: str, path: str, codec: Codec = TEXT, *, width: int = 12, choices: str = ""
) -> Field:
    """A field; a head that ends in * is needed."""
    needed = head.endswith("*")
    column = Column(head.rstrip("*"), fill, needed, choices, width)
    return Field(column, tuple(path.split(".")), codec)


PLACE = (
    _field(CODE, "新题留空，由系统编号；改旧题时照抄旧题号", "id"),
    _field("级别*", "从下拉列表里选", "level", words(LEVELS), choices="级别", width=8),
    _field("知识域*", "从下拉列表里选", "area", AREA, choices="知识域", width=16),
    _field(
        "题池*", "从下拉列表里选：考试题、练习题", "pool", words(POOLS), choices="题池", width=9
    ),
)
BASIS = (
    _field(
        "手册段落*",
        f"依据的手册段落编号，从下拉列表里选；标题见「{PASSAGE_SHEET}」",
        "passage",
        choices="手册段落",
        width=22,
    ),
    _field("认知*", "从下拉列表里选", "cognitive", words(COGNITIVE), choices="认知", width=8),
    _field("难度*", "您估计的答对比例，0 到 1，例如 0.65", "difficulty", SHARE, width=8),
    _field("秒数*", "估计作答用时，5 到 3600 的整数", "seconds", WHOLE, width=8),
    _field("不能同卷", "不能与它同卷的题号，用顿号隔开", "enemies", CODES, width=16),
    _field("编写方式*", "从下拉列表里选：人、程序", "provenance.made_by", words(MADE_BY), choices="编写方式", width=9),
    _field("编写日期", "例如 2026-11-22；留空为导入当天", "provenance.made_on", DAY),
    _field("试读记录", "一行一次：试读人 日期 答案。新题留空", "provenance.checks", CHECKS, width=20),
    LAWS,
)  # fmt: skip
AS_PART = (
    _field(TESTLET, "只有题组的小题才填：题组那一行的题号", TESTLET),
    _field(PART_ID, "只有题组的小题才填：p1、p2……", "id", width=8),
    _field(POINTS, "只有题组的小题才填：这一小题几分，整数", "points", WHOLE, width=8),
)
STEM = _field("题干*", "只写题干；可以用 **加粗**", "stem", width=48)
WHY = _field("道理*", "为什么这样答，一两句话", "rationales.key", width=36)
_ASKED: dict[ItemType, tuple[Block, ...]] = {
    ItemType.SINGLE: (STEM, Options("one", 4, 4)),
    ItemType.MULTIPLE: (
        _field("题干*", "以“（可多选，选错倒扣至 0）”结尾；可以用 **加粗**", "stem", width=48),
        Options("some", 4, 5),
    ),
    ItemType.TRUE_FALSE: (
        STEM,
        _field("答案*", "对 或 错", "key", TRUTH_WORD, choices="答案", width=8),
        TrueFalse(),
    ),
    ItemType.NUMERIC: (
        _field("题干*", "写明单位与保留几位小数；变体题用 {名字} 代替数字", "stem", width=48),
        _field("答案*", "正确结果，一个数；变体题写第一个变体的结果", "key"),
        _field("单位*", "例如 元/人", "unit", width=9),
        _field("可选单位", "题干没写单位时，列出供考生选的单位，用顿号隔开", "units", LIST, width=16),
        _field("容差（绝对）*", "允许相差多少，例如 0.005；不允许就写 0", "tolerance.abs", width=10),
        _field("容差（相对）*", "允许相差几成，例如 0.01；不允许就写 0", "tolerance.rel", width=10),
        _field("算式*", "能重算出答案的算式，例如 129024 / 48000", "solve", width=24),
        _field("小数位*", "答案保留几位小数，0 到 6", "rounding", WHOLE, width=8),
        WHY,
        WrongNumbers(),
        _field("变体参数", "一行一个：uv = 24000 到 60000 每 4000，或 gmv = 96000、150000", "params", PARAMS, width=32),
        _field("变体条件", "一行一个：gmv / uv >= 1.5，或 whole gmv / 12", "where", LINES, width=24),
    ),
    ItemType.ORDERING: (STEM, Options("order", 3, 6), WHY),
    ItemType.MATCHING: (STEM, Pairs()),
    ItemType.TESTLET: (
        STEM,
        _field("材料*", "段落、**加粗**、管道表格；图写成 ![图里画了什么](图名.svg)，只能用题库里已有的图", "material", width=60),
        _field("小题顺序", "小题号按先后，例如 p1、p2、p3；留空就按编号", "order", CODES, width=14),
    ),
    ItemType.SHORT_ANSWER: (
        STEM,
        Length(),
        GUIDE,
        Anchors(),
        _field("道理*", "好答案好在哪里、常见失分在哪里", "rationales.key", width=36),
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Layout:
    """The sheet of a type: what is asked, and what stands around it."""

    type: ItemType
    title: str
    asked: tuple[Block, ...]

    @property
    def around(self) -> tuple[Block, ...]:
        """What an item has and a part has not."""
        return (*PLACE, *BASIS)

    @property
    def as_part(self) -> tuple[Field, ...]:
        """What a part has and an item has not; testlets do not stand in testlets."""
        return () if self.type is ItemType.TESTLET else AS_PART

    @property
    def blocks(self) -> tuple[Block, ...]:
        """All of them, from left to right."""
        return (*PLACE, *self.asked, *BASIS, *self.as_part)

    def columns(self, entries: Sequence[Entry]) -> list[Column]:
        """All columns, from left to right, with room for what these entries hold."""
        return [column for block in self.blocks for column in block.columns(entries)]


TITLES = {
    ItemType.SINGLE: "单选",
    ItemType.MULTIPLE: "多选",
    ItemType.TRUE_FALSE: "判断",
    ItemType.NUMERIC: "计算",
    ItemType.ORDERING: "排序",
    ItemType.MATCHING: "匹配",
    ItemType.TESTLET: "题组",
    ItemType.SHORT_ANSWER: "简答",
}
LAYOUTS = {kind: Layout(kind, TITLES[kind], _ASKED[kind]) for kind in TITLES}

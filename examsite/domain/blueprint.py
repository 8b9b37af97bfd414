"""The blueprint of a knowledge exam (命题蓝图): what a form must hold.

Source: rulings 10, domain.md 4.3, question_bank/blueprints/*.yaml. Areas are counted in points,
cognitive levels and difficulty in items, types exactly. A testlet is one item here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any, NamedTuple

from examsite.domain.level_rules import BadRules
from examsite.domain.terms import Cognitive, ItemType, Level


class Difficulty(StrEnum):
    """难度档, by the estimated share of right answers p: above .80, .60-.80, below .60."""

    EASY = "easy"
    MEDIUM = "medium"
    HARD = "hard"


class Tool(StrEnum):
    """考试时允许用的工具."""

    CALCULATOR = "calculator"  # 计算器
    FORMULAS = "formulas"  # 公式卡


def difficulty_band(p: Decimal | float | str) -> Difficulty:
    """The band of p (0-1). Read as written: 0.8 is exactly .80, hence medium."""
    exact = Decimal(str(p))
    if not 0 <= exact <= 1:
        raise ValueError(f"{p} is not a share")
    if exact > Decimal("0.80"):
        return Difficulty.EASY
    return Difficulty.MEDIUM if exact >= Decimal("0.60") else Difficulty.HARD


@dataclass(frozen=True)
class Quota:
    """How many items of a type and how many points each is worth."""

    count: int
    points: int


@dataclass(frozen=True)
class ExamBlueprint:
    """The specification of one level's form. `cut` in hundredths; `minimums` per cent by area;
    `slack_*` how far a cell may be off: areas in points, the others in items."""

    level: Level
    version: str
    minutes: int
    areas: Mapping[str, int]
    types: Mapping[ItemType, Quota]
    cognitive: Mapping[Cognitive, int]
    difficulty: Mapping[Difficulty, int]
    slack_area: int
    slack_cognitive: int
    slack_difficulty: int
    cut: int
    minimums: Mapping[str, int]
    tools: tuple[Tool, ...]

    @property
    def items(self) -> int:
        """Items on a form."""
        return sum(quota.count for quota in self.types.values())

    def points_of(self, kind: ItemType) -> int:
        """Points of one item of a type; 0 for a type the form has none of."""
        return self.types.get(kind, Quota(0, 0)).points

    @property
    def points(self) -> int:
        """Points of a form."""
        return sum(quota.count * quota.points for quota in self.types.values())


class Cell(NamedTuple):
    """One line of the blueprint: `kind` type, area, cognitive or difficulty; what is wanted, by
    how much it may be off (points for areas, items for the others)."""

    kind: str
    name: str
    wanted: int
    slack: int


def cells(blueprint: ExamBlueprint) -> list[Cell]:
    """Every line of the blueprint, in a fixed order."""
    return [
        *(Cell("type", kind.value, quota.count, 0) for kind, quota in blueprint.types.items()),
        *(Cell("area", area, n, blueprint.slack_area) for area, n in blueprint.areas.items()),
        *(
            Cell("cognitive", level.value, n, blueprint.slack_cognitive)
            for level, n in blueprint.cognitive.items()
        ),
        *(
            Cell("difficulty", band.value, n, blueprint.slack_difficulty)
            for band, n in blueprint.difficulty.items()
        ),
    ]


def read_blueprint(data: Mapping[str, Any]) -> ExamBlueprint:
    """ExamBlueprint from a blueprints/*.yaml document; BadRules when it does not add up."""
    try:
        blueprint = _read(data)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise BadRules(reason=str(error)) from error
    sums = {
        "total_points": (blueprint.points, data["total_points"]),
        "areas": (sum(blueprint.areas.values()), blueprint.points),
        "cognitive": (sum(blueprint.cognitive.values()), blueprint.items),
        "difficulty": (sum(blueprint.difficulty.values()), blueprint.items),
    }
    for name, (is_now, should_be) in sums.items():
        if is_now != should_be:
            raise BadRules(reason=f"{name}: {is_now} != {should_be}")
    return blueprint


def read_tools(data: Mapping[str, Any]) -> tuple[Tool, ...]:
    """What the blueprint allows beside the paper; nothing where it does not say. ValueError for
    what is no tool."""
    return tuple(Tool(name) for name in data.get("tools", ()))


def _read(data: Mapping[str, Any]) -> ExamBlueprint:
    slack = data["tolerance"]
    return ExamBlueprint(
        level=Level(data["level"]),
        version=str(data["version"]),
        minutes=int(data["minutes"]),
        areas={str(area): int(points) for area, points in data["areas"].items()},
        types={ItemType(name): Quota(**quota) for name, quota in data["types"].items()},
        cognitive={Cognitive(name): int(count) for name, count in data["cognitive"].items()},
        difficulty={Difficulty(name): int(n) for name, n in data["difficulty"].items()},
        slack_area=int(slack["area_points"]),
        slack_cognitive=int(slack["cognitive_items"]),
        slack_difficulty=int(slack["difficulty_items"]),
        cut=int(data["cut"]["raw_hundredths"]),
        minimums={str(area): int(least) for area, least in data["area_minimums"].items()},
        tools=read_tools(data),
    )

"""Blueprints from their data, and forms held against them."""

from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from examsite.domain.blueprint import Difficulty, cells, difficulty_band, read_blueprint
from examsite.domain.form_check import Deviation, deviations, exclusions
from examsite.domain.level_rules import BadRules
from examsite.domain.terms import Cognitive, ItemType, Level

BLUEPRINTS = Path(__file__).parents[2] / "question_bank" / "blueprints"
SMALL = {
    "level": "J",
    "version": "t",
    "minutes": 10,
    "total_points": 6,
    "areas": {"A": 4, "B": 2},
    "types": {"single": {"count": 4, "points": 1}, "multiple": {"count": 1, "points": 2}},
    "cognitive": {"remember": 3, "apply": 2},
    "difficulty": {"easy": 3, "hard": 2},
    "tolerance": {"area_points": 1, "cognitive_items": 1, "difficulty_items": 0},
    "cut": {"raw_hundredths": 400},
    "area_minimums": {"B": 60},
}


@dataclass(frozen=True)
class Item:
    id: str
    item_type: ItemType = ItemType.SINGLE
    area: str = "A"
    cognitive: Cognitive = Cognitive.REMEMBER
    difficulty: Decimal = Decimal("0.9")
    enemies: tuple[str, ...] = ()
    family: str | None = None


FORM = [
    Item("1"),
    Item("2"),
    Item("3"),
    Item("4", cognitive=Cognitive.APPLY, area="B", difficulty=Decimal("0.5")),
    Item("5", ItemType.MULTIPLE, cognitive=Cognitive.APPLY, difficulty=Decimal("0.5")),
]


@pytest.mark.parametrize("path", sorted(BLUEPRINTS.glob("*.yaml")), ids=lambda path: path.stem)
def test_every_shipped_blueprint_reads(path):
    blueprint = read_blueprint(yaml.safe_load(path.read_text("utf-8")))
    assert blueprint.level.folder == path.stem
    assert blueprint.points == 100


def test_junior():
    data = yaml.safe_load((BLUEPRINTS / "junior.yaml").read_text("utf-8"))
    blueprint = read_blueprint(data)
    assert (blueprint.level, blueprint.items, blueprint.minutes) == (Level.JUNIOR, 68, 75)
    assert len(cells(blueprint)) == 6 + 11 + 4 + 3


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("total_points", 7),
        ("areas", {"A": 4}),
        ("cognitive", {"remember": 3}),
        ("difficulty", {"easy": 3}),
        ("types", {"single": 4}),
        ("types", {"riddle": {"count": 4, "points": 1}}),
        ("areas", None),
        ("cut", "x"),
        ("minutes", "soon"),
    ],
)
def test_blueprints_that_do_not_add_up(key, value):
    with pytest.raises(BadRules):
        read_blueprint(SMALL | {key: value})


@pytest.mark.parametrize(
    ("p", "band"),
    [
        ("1", "easy"),
        ("0.81", "easy"),
        (0.8, "medium"),
        (Decimal("0.80"), "medium"),
        (0.6, "medium"),
        (0.59, "hard"),
        (0, "hard"),
    ],
)
def test_difficulty_bands(p, band):
    assert difficulty_band(p) is Difficulty(band)


@pytest.mark.parametrize("p", [1.01, -0.1])
def test_no_share_is_a_bug(p):
    with pytest.raises(ValueError, match="share"):
        difficulty_band(p)


def broken(form):
    return deviations(form, read_blueprint(SMALL))


def test_a_form_that_holds():
    assert broken(FORM) == []  # area A 5 of 4 and B 1 of 2: within one point


@pytest.mark.parametrize(
    ("place", "change", "found"),
    [
        (3, {"area": "A"}, [("area", "A", 4, 6, 1), ("area", "B", 2, 0, 1)]),
        (3, {"area": "C"}, [("area", "B", 2, 0, 1), ("area", "C", 0, 1, 0)]),
        (
            4,
            {"item_type": ItemType.SINGLE},
            [("type", "single", 4, 5, 0), ("type", "multiple", 1, 0, 0)],
        ),
        (
            4,
            {"item_type": ItemType.NUMERIC},
            [("type", "multiple", 1, 0, 0), ("area", "A", 4, 3, 1), ("type", "numeric", 0, 1, 0)],
        ),
        (0, {"cognitive": Cognitive.APPLY}, []),
        (
            0,
            {"difficulty": Decimal("0.7")},
            [("difficulty", "easy", 3, 2, 0), ("difficulty", "medium", 0, 1, 0)],
        ),
        (0, {"enemies": ("3",)}, [("enemies", "1 3", 0, 1, 0)]),
        (2, {"enemies": ("1",)}, [("enemies", "1 3", 0, 1, 0)]),
        (0, {"id": "2"}, [("duplicate", "2", 0, 2, 0)]),
        (0, {"family": "f"}, []),
    ],
)
def test_what_is_broken_is_named(place, change, found):
    form = [*FORM]
    form[place] = replace(form[place], **change)
    expected = [Deviation(*line) for line in found if abs(line[3] - line[2]) > line[4]]
    assert broken(form) == expected


def test_pairs_that_exclude_each_other():
    items = [
        Item("b", family="f"),
        Item("a", family="f"),
        Item("c", family="g", enemies=("a", "zz")),
        Item("d"),
    ]
    assert exclusions(items) == [("family", ("a", "b")), ("enemies", ("a", "c"))]

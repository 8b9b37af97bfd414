"""Forms by mixed-integer programming, on banks made up from a seed."""

import random
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from examsite.domain.blueprint import read_blueprint
from examsite.domain.form_check import deviations
from examsite.domain.terms import Cognitive, ItemType
from examsite.psychometrics.assembly import NoFormInTime, Shortage, ShortCells, assemble

ROOT = Path(__file__).parents[2] / "question_bank" / "blueprints"
JUNIOR = read_blueprint(yaml.safe_load((ROOT / "junior.yaml").read_text("utf-8")))


@dataclass(frozen=True)
class Item:
    id: str
    item_type: ItemType
    area: str
    cognitive: Cognitive
    difficulty: Decimal
    enemies: tuple[str, ...] = ()
    family: str | None = None


def bank(size=200, seed=1, **change):
    """A bank in the proportions of the junior blueprint."""
    chance = random.Random(seed)

    def spread(weights):
        return chance.choices(list(weights), list(weights.values()))[0]

    kinds = {kind: quota.count for kind, quota in JUNIOR.types.items()}
    items = []
    for n in range(size):
        low, high = {"easy": (81, 95), "medium": (60, 80), "hard": (30, 59)}[
            spread({band.value: count for band, count in JUNIOR.difficulty.items()})
        ]
        items.append(
            Item(
                f"J-{n:03d}",
                spread(kinds),
                spread(JUNIOR.areas),
                spread(JUNIOR.cognitive),
                Decimal(chance.randint(low, high)) / 100,
                enemies=(f"J-{n + 1:03d}",) if n % 10 == 0 else (),
                family=f"f{n % 7}" if n % 13 == 0 else None,
            )
        )
    return [replace(item, **change) for item in items]


BANK = bank()
BY_ID = {item.id: item for item in BANK}


def form_of(selection, by_id=BY_ID):
    return [by_id[one] for one in selection.items]


@pytest.mark.parametrize("seed", range(4))
def test_it_works(seed):
    selection = assemble(BANK, JUNIOR, seed)
    assert len(selection.items) == 68
    assert deviations(form_of(selection), JUNIOR) == []
    assert selection.seed == seed
    assert list(selection.items) == sorted(selection.items)


def test_a_seed_names_one_form_whatever_the_order_of_the_bank():
    first = assemble(BANK, JUNIOR, 7)
    shuffled = random.Random(3).sample(BANK, len(BANK))
    assert assemble(shuffled, JUNIOR, 7) == first
    assert assemble(BANK, JUNIOR, 8).items != first.items


def test_items_without_a_line_in_the_blueprint_are_left_out():
    strange = [
        replace(BANK[0], id="x1", area="Z"),
        replace(BANK[0], id="x2", item_type=ItemType.SHORT_ANSWER),
    ]
    assert assemble(strange + BANK, JUNIOR, 7) == assemble(BANK, JUNIOR, 7)


def shortages(items, blueprint=JUNIOR):
    with pytest.raises(ShortCells) as refused:
        assemble(items, blueprint, 1)
    assert "cells" in refused.value.params
    return refused.value.shortages


def test_a_short_type_is_named_with_what_is_missing():
    numeric = [item for item in BANK if item.item_type is ItemType.NUMERIC]
    kept = [item for item in BANK if item not in numeric[4:]]
    found = shortages(kept)
    assert Shortage("type", "numeric", 6, 4, -2) in found
    assert {one.kind for one in found} <= {"type", "area"}


def test_a_short_area_is_named_with_what_is_missing():
    found = shortages([item for item in BANK if item.area != "B"])
    assert Shortage("area", "B", 15, 0, -14) in found  # 15 wanted, one point of slack


def test_too_many_hard_items_are_said_to_be_too_many():
    found = shortages(bank(difficulty=Decimal("0.40")))
    assert found == (
        Shortage("difficulty", "easy", 27, 0, -25),
        Shortage("difficulty", "medium", 31, 0, -29),
        Shortage("difficulty", "hard", 10, 68, 56),
    )


def test_one_family_fills_one_place():
    found = shortages(bank(family="same"))
    assert sum(one.off_by for one in found if one.kind == "type") == -67


def test_an_empty_bank_is_short_of_everything():
    found = shortages([])
    assert len(found) == 6 + 11 + 4 + 3
    assert all(one.reached == 0 and one.off_by < 0 for one in found)


def test_an_id_twice_is_a_bug():
    with pytest.raises(ValueError, match="same id"):
        assemble([BANK[0], BANK[0]], JUNIOR, 1)


def test_no_time_no_form():
    with pytest.raises(NoFormInTime):
        assemble(BANK, JUNIOR, 1, seconds=0.0)

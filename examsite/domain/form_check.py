"""Whether a form keeps to its blueprint (组卷检查): every line, and who may not stand together.

Source: rulings 10, domain.md 4.3 (one variant of a skeleton a form, enemies apart).
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from decimal import Decimal
from itertools import combinations
from typing import NamedTuple, Protocol

from examsite.domain.blueprint import Cell, ExamBlueprint, cells, difficulty_band
from examsite.domain.terms import Cognitive, ItemType


class Candidate(Protocol):
    """What an item must tell to be placed. `family` is one parameterised skeleton or None;
    `enemies` ids that may not share a form (either side may name the other)."""

    @property
    def id(self) -> str: ...
    @property
    def item_type(self) -> ItemType: ...
    @property
    def area(self) -> str: ...
    @property
    def cognitive(self) -> Cognitive: ...
    @property
    def difficulty(self) -> Decimal: ...
    @property
    def enemies(self) -> Collection[str]: ...
    @property
    def family(self) -> str | None: ...


class Deviation(NamedTuple):
    """A broken line: `kind`/`name` of a cell with `got` outside wanted +- slack, or kind
    duplicate, enemies, family with the ids in `name` and 0 wanted."""

    kind: str
    name: str
    wanted: int
    got: int
    slack: int


def contributions(blueprint: ExamBlueprint, item: Candidate) -> dict[tuple[str, str], int]:
    """(kind, name) of each cell one item fills -> how much; also cells the blueprint lacks."""
    return {
        ("type", item.item_type.value): 1,
        ("area", item.area): blueprint.points_of(item.item_type),
        ("cognitive", item.cognitive.value): 1,
        ("difficulty", difficulty_band(item.difficulty).value): 1,
    }


def deviations(form: Sequence[Candidate], blueprint: ExamBlueprint) -> list[Deviation]:
    """Everything in which `form` breaks the blueprint; empty when it holds."""
    got: Counter[tuple[str, str]] = Counter()
    for item in form:
        got.update(contributions(blueprint, item))
    lines = {(cell.kind, cell.name): cell for cell in cells(blueprint)}
    for kind, name in got:
        lines.setdefault((kind, name), Cell(kind, name, 0, 0))
    broken = [
        Deviation(cell.kind, cell.name, cell.wanted, got[key], cell.slack)
        for key, cell in lines.items()
        if abs(got[key] - cell.wanted) > cell.slack
    ]
    return broken + _together(form)


def _together(form: Sequence[Candidate]) -> list[Deviation]:
    """Items that may not stand on one form."""
    times = Counter(item.id for item in form)
    twice = [Deviation("duplicate", one, 0, n, 0) for one, n in times.items() if n > 1]
    return twice + [Deviation(kind, " ".join(pair), 0, 1, 0) for kind, pair in exclusions(form)]


def exclusions(items: Iterable[Candidate]) -> list[tuple[str, tuple[str, str]]]:
    """("enemies" | "family", (id, id)) for each pair that excludes each other, sorted."""
    by_id = {item.id: item for item in items}
    found = []
    for one, two in combinations(sorted(by_id), 2):
        first, second = by_id[one], by_id[two]
        if two in first.enemies or one in second.enemies:
            found.append(("enemies", (one, two)))
        elif first.family is not None and first.family == second.family:
            found.append(("family", (one, two)))
    return found

"""Assembling a form from a bank by mixed-integer programming (组卷), solved by HiGHS.

Sources: rulings 10, assessment.md 4.1 (form assembly). One 0/1 variable an item; every line of
the blueprint is a row with its bounds, every pair of enemies or of one family a row <= 1. The
objective is a random cost drawn from the seed, so a seed names one form of many equal ones and
the same bank, blueprint and seed always give the same form. When no form exists, a second run
lets every line stretch at a price and says which lines cannot be filled, and by how much.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp

from examsite.domain.blueprint import ExamBlueprint, cells
from examsite.domain.errors import Conflict, TryLater
from examsite.domain.form_check import Candidate, contributions, exclusions

SECONDS = 10.0
COSTS = 1000  # random costs are whole numbers 1..COSTS
PRICE_TYPE, PRICE_SHORT, PRICE_OVER = 12.0, 2.0, 1.0  # of one unit outside its bounds
ENOUGH = 0.02  # a form within 2 % of the cheapest will do: costs are random anyway
INFEASIBLE = 2  # scipy's status


class Shortage(NamedTuple):
    """A line no form can keep. `reached` is the nearest a form comes; `off_by` is how far that
    is outside wanted +- slack: negative too little (the bank is short), positive too much."""

    kind: str
    name: str
    wanted: int
    reached: int
    off_by: int


class ShortCells(Conflict):
    """409: the bank holds no form of this blueprint; `shortages` says what to write."""

    code = "short_cells"
    message = "题库凑不出符合蓝图的卷：%(cells)s。"

    def __init__(self, shortages: Sequence[Shortage]):
        self.shortages = tuple(shortages)
        short = [one for one in shortages if one.off_by < 0] or shortages
        words = [f"{one.kind} {one.name} {one.off_by:+d}" for one in short]
        super().__init__(cells=", ".join(words))


class NoFormInTime(TryLater):
    """429: the solver's time ran out before it found a form; another seed may be quicker."""

    code = "no_form_in_time"
    message = "规定时间内没有组出卷子，请换一个随机种子再试。"


@dataclass(frozen=True)
class Selection:
    """A form: ids in sorted order, the seed that made it, the sum of its random costs, and how
    far above the cheapest the solver knows it to be at most (a share, four decimals)."""

    items: tuple[str, ...]
    seed: int
    cost: int
    gap: str = "0.0000"


class _Rows(NamedTuple):
    """The blueprint as matrix rows over the candidates, with lower and upper bounds."""

    matrix: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]


class _Solution(NamedTuple):
    """What the solver found, and its relative gap."""

    values: NDArray[np.float64]
    gap: float


def assemble(
    candidates: Sequence[Candidate],
    blueprint: ExamBlueprint,
    seed: int,
    seconds: float = SECONDS,
) -> Selection:
    """A form that keeps the whole blueprint; the order of `candidates` does not matter.

    Raises ShortCells when there is none, NoFormInTime after `seconds`, ValueError when two
    candidates have one id.
    """
    pool = _usable(candidates, blueprint)
    chance = random.Random(seed)  # the same seed, the same form
    costs = np.array([float(chance.randint(1, COSTS)) for _ in pool])
    soft, hard = _blueprint_rows(pool, blueprint), _exclusion_rows(pool)
    found = _solve(costs, [soft, hard], np.ones(len(pool)), seconds, ENOUGH) if pool else None
    if found is None:
        raise ShortCells(_shortages(blueprint, soft, hard, seconds))
    chosen = [index for index, taken in enumerate(found.values) if taken]
    cost = sum(int(costs[index]) for index in chosen)
    return Selection(tuple(pool[index].id for index in chosen), seed, cost, f"{found.gap:.4f}")


def _usable(candidates: Sequence[Candidate], blueprint: ExamBlueprint) -> list[Candidate]:
    """The candidates the blueprint has a line for in every respect, by id."""
    if len({item.id for item in candidates}) != len(candidates):
        raise ValueError("two candidates have the same id")
    known = {(cell.kind, cell.name) for cell in cells(blueprint)}
    fits = (item for item in candidates if contributions(blueprint, item).keys() <= known)
    return sorted(fits, key=lambda item: item.id)


def _blueprint_rows(pool: Sequence[Candidate], blueprint: ExamBlueprint) -> _Rows:
    lines = cells(blueprint)
    place = {(cell.kind, cell.name): row for row, cell in enumerate(lines)}
    dense = np.zeros((len(lines), len(pool)))
    for column, item in enumerate(pool):
        for key, amount in contributions(blueprint, item).items():
            dense[place[key], column] = amount
    low = np.array([float(cell.wanted - cell.slack) for cell in lines])
    high = np.array([float(cell.wanted + cell.slack) for cell in lines])
    return _Rows(dense, low, high)


def _exclusion_rows(pool: Sequence[Candidate]) -> _Rows:
    place = {item.id: column for column, item in enumerate(pool)}
    pairs = exclusions(pool)
    dense = np.zeros((len(pairs), len(pool)))
    for row, (_, pair) in enumerate(pairs):
        dense[row, [place[one] for one in pair]] = 1
    return _Rows(dense, np.zeros(len(pairs)), np.ones(len(pairs)))


def _shortages(
    blueprint: ExamBlueprint, soft: _Rows, hard: _Rows, seconds: float
) -> list[Shortage]:
    """The lines left broken by the form nearest to the blueprint: a full form first (types are
    dear), then as little missing as can be, then as little too much, each line in its own
    unit. Enemies and families stay apart."""
    lines, items = soft.matrix.shape
    dear = [cell.kind == "type" for cell in cells(blueprint)]
    prices = [np.where(dear, PRICE_TYPE, price) for price in (PRICE_SHORT, PRICE_OVER)]
    none = np.zeros((len(hard.low), 2 * lines))
    stretch = np.hstack([soft.matrix, np.eye(lines), -np.eye(lines)])
    apart = np.hstack([hard.matrix, none])
    costs = np.concatenate([np.zeros(items), *prices])
    upper = np.concatenate([np.ones(items), np.full(2 * lines, np.inf)])
    rows = [_Rows(stretch, soft.low, soft.high), _Rows(apart, hard.low, hard.high)]
    found = _solve(costs, rows, upper, seconds, 0.0)
    assert found is not None, "an elastic form always exists"
    reached = soft.matrix @ found.values[:items]
    over = found.values[items + lines :] - found.values[items : items + lines]
    return [
        Shortage(cell.kind, cell.name, cell.wanted, int(amount), int(off))
        for cell, amount, off in zip(cells(blueprint), reached, over, strict=True)
        if off
    ]


def _solve(
    costs: NDArray[np.float64],
    rows: Sequence[_Rows],
    upper: NDArray[np.float64],
    seconds: float,
    gap: float,
) -> _Solution | None:
    """Whole numbers 0..upper of least cost within `gap`; None when the rows contradict each
    other, NoFormInTime when the time ran out without any."""
    result = milp(
        costs,
        integrality=np.ones(len(costs), dtype=np.int64),
        bounds=Bounds(0, upper),
        constraints=[LinearConstraint(*part) for part in rows if len(part.low)],
        options={"time_limit": seconds, "mip_rel_gap": gap},
    )
    if result.status == INFEASIBLE:
        return None
    if result.x is None:
        raise NoFormInTime
    return _Solution(np.rint(result.x), float(result.mip_gap or 0.0))

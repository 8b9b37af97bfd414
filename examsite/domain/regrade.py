"""Regrading (复算): one item of marked attempts is marked again, everything else stays as it was.

Sources: exam-day.md 2.5 (R16-R18), rulings 10 and 19. All marks are hundredths; shares are
compared as exact fractions, never rounded. A stored mark is `[earned, key version]`; where the
item was given to everybody or taken out it is `[worth, key version, "full"]` or
`[0, key version, "void", worth]`, so that a score says by itself what it was made of.

A void item leaves the total, its area and the number of its area's items. The cut shrinks with
what the form is worth: the least whole number of hundredths not below cut x rest / whole, so
that who reaches it is exactly who reaches the same share of the rest. Area minimums are per
cent of what is left of the area; an area left with too few items is only reported.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import ceil
from typing import Any, NamedTuple

from examsite.domain.errors import Conflict, Invalid
from examsite.domain.knowledge import AreaScore, Line, area_profile, decide_knowledge
from examsite.domain.scoring import round_half_up

Mark = Sequence[Any]
"""As stored: earned or None while people mark it, key version, then how the item was treated."""


class Change(StrEnum):
    """What is done about the item."""

    KEY = "key"  # 改答案
    ACCEPT = "accept"  # 另外的答案也算对
    FULL = "full"  # 全体满分
    VOID = "void"  # 作废，不计入总分


class Policy(StrEnum):
    """What becomes of a score that would fall."""

    NEVER_LOWER = "never_lower"  # 只升不降
    LOWER_WITH_NOTICE = "lower_with_notice"  # 照算，下降的须通知


class RunState(StrEnum):
    """The life of a regrade run."""

    DRAFT = "draft"  # 试算
    RUNNING = "running"  # 已批准，正在写入
    DONE = "done"  # 已完成
    DROPPED = "dropped"  # 已放弃


class RunMoved(Conflict):
    """409: the run is not in a state from which this can be done."""

    code = "regrade_moved"
    message = "这次复算已经进行到别的一步，请刷新页面。"


class NothingLeft(Invalid):
    """422: the last item that counts cannot be taken out."""

    code = "regrade_nothing_left"
    message = "这是最后一道计分的题，不能作废。"


class Place(NamedTuple):
    """An item's place on the form: its area letter and what it is worth, in hundredths."""

    area: str
    worth: int


class Rules(NamedTuple):
    """What decides a form as it was published: the raw cut, and area minimums in per cent."""

    cut: int
    minimums: Mapping[str, int]


@dataclass(frozen=True)
class Score:
    """A whole score: marks by item, the area profile, the total, and whether it passes.

    `voided` is what the items taken out were worth; `bonus` what people added to or took from
    the sum of the marks.
    """

    marks: Mapping[str, Mark]
    areas: Mapping[str, AreaScore]
    total: int
    voided: int
    bonus: int
    passed: bool

    @property
    def most(self) -> int:
        """What the items that count are worth."""
        return worth_of(self.areas)

    @property
    def share(self) -> Fraction:
        """The exact share of what could be earned."""
        return Fraction(self.total, self.most) if self.most else Fraction(0)


def new_mark(change: Change, earned: int | None, key_version: int, worth: int) -> list[Any]:
    """The mark of an item after the change; `earned` is what marking it again gives."""
    if change is Change.FULL:
        return [worth, key_version, change.value]
    if change is Change.VOID:
        return [0, key_version, change.value, worth]
    return [earned, key_version]


def voided_worth(marks: Mapping[str, Mark]) -> int:
    """What the items taken out of a score were worth."""
    return sum(mark[3] for mark in marks.values() if is_void(mark))


def is_void(mark: Mark) -> bool:
    """Whether the item was taken out."""
    return len(mark) > 3 and mark[2] == Change.VOID.value


def cut_of_rest(cut: int, rest: int, voided: int) -> int:
    """The cut of a form worth `rest + voided` once `voided` has been taken out of it."""
    if voided == 0:
        return cut
    return ceil(Fraction(cut * rest, rest + voided))


def sum_marks(marks: Mapping[str, Mark]) -> int:
    """What the marks add up to; what waits for people counts 0."""
    return sum(mark[0] or 0 for mark in marks.values())


def profile_of(marks: Mapping[str, Mark], places: Mapping[str, Place]) -> dict[str, AreaScore]:
    """The area profile of the items that count; what waits for people counts 0."""
    return area_profile(
        Line(place.area, place.worth, marks[item][0] or 0)
        for item, place in places.items()
        if not is_void(marks[item])
    )


def worth_of(areas: Mapping[str, AreaScore]) -> int:
    """What the items that count are worth."""
    return sum(area.worth for area in areas.values())


def total_of(areas: Mapping[str, AreaScore], bonus: int) -> int:
    """What the areas and the bonus make: between nothing and everything."""
    return min(max(sum(area.earned for area in areas.values()) + bonus, 0), worth_of(areas))


def score_of(
    marks: Mapping[str, Mark], places: Mapping[str, Place], rules: Rules, bonus: int = 0
) -> Score:
    """The score that these marks make. The total stays between nothing and everything."""
    areas, voided = profile_of(marks, places), voided_worth(marks)
    most, total = worth_of(areas), total_of(areas, bonus)
    cut = cut_of_rest(rules.cut, most, voided)
    passed = decide_knowledge(total, cut, areas, rules.minimums).passed
    return Score(marks, areas, total, voided, bonus, passed)


def standing(
    marks: Mapping[str, Mark], total: int, places: Mapping[str, Place], rules: Rules
) -> Score:
    """A stored score read again; what its total differs from the sum of its marks by is kept
    as a bonus, so that what people decided about it survives regrading."""
    return score_of(marks, places, rules, total - sum_marks(marks))


def regraded(
    before: Score, item: str, mark: Mark, places: Mapping[str, Place], rules: Rules
) -> Score:
    """The score with one item's mark replaced; NothingLeft when nothing would count."""
    after = score_of({**before.marks, item: mark}, places, rules, before.bonus)
    if after.most == 0:
        raise NothingLeft
    return after


def settle(policy: Policy, before: Score, after: Score) -> Score:
    """The score that holds: under `never_lower` the better of the two as a whole.

    Better is first passing, then the share: nobody loses a pass or a part of their share, and a
    share only falls where that turns a fail into a pass.
    """
    worse = (after.passed, after.share) < (before.passed, before.share)
    return before if policy is Policy.NEVER_LOWER and worse else after


def movement(before: Score, after: Score) -> int:
    """By how many hundredths, on the scale of the earlier score, the total moves."""
    return round_half_up(after.share * before.most) - before.total


TRANSITIONS: dict[RunState, frozenset[RunState]] = {
    RunState.DRAFT: frozenset({RunState.RUNNING, RunState.DROPPED}),
    RunState.RUNNING: frozenset({RunState.DONE}),
    RunState.DONE: frozenset(),
    RunState.DROPPED: frozenset(),
}


def require_move(state: RunState, to: RunState) -> None:
    """Raise RunMoved unless a run may go from `state` to `to`."""
    if to not in TRANSITIONS[state]:
        raise RunMoved

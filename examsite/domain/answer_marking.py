"""Short answers marked by people (简答题人工评分): from blind marks to points, and a marker's queue.

Sources: domain.md 4.3 (two markers, 0-7, a third at a gap of 3), assessment.md 2.3 (blind, the
rule fixed beforehand). A marker gives whole points on each line of the guide. Two marks less
than `GAP` points apart agree: their mean. Otherwise a third, equally blind: the mean of the two
closest, or the middle one when both lie equally far from it. Checks are the item's own anchor
answers mixed into the queue; they tell whether a marker drifts and count for nobody.
"""

import hashlib
from collections.abc import Collection, Iterable, Sequence
from fractions import Fraction
from typing import Protocol

from examsite.domain.errors import Invalid
from examsite.domain.scoring import round_half_up

ANSWER_RULE = "p1"  # stored with every score people completed; raise it when `combine` can change
GAP = 3  # points of the guide: two marks this far apart call a third marker
DRIFT = 3  # points of the guide: a check missed by this much is told
EVERY = 10  # one check in each run of so many
POINT = 100  # hundredths


class BadMarks(Invalid):
    """422: not one whole number for each line of the guide, between 0 and what it is worth."""

    code = "bad_marks"
    message = "请给评分要点的每一行打分：整数，从 0 到该行的分值。"


class Run(Protocol):
    """What fixes the order of one marker's queue: the stored seed, and how many answers waited
    when it was opened."""

    @property
    def seed(self) -> int: ...
    @property
    def size(self) -> int: ...


def given_points(lines: Sequence[int | None], worth: Sequence[int]) -> int:
    """The sum of the points given line by line. Raises BadMarks."""
    if len(lines) != len(worth):
        raise BadMarks
    total = 0
    for got, most in zip(lines, worth, strict=True):
        if got is None or not 0 <= got <= most:
            raise BadMarks
        total += got
    return total


def combine(marks: Sequence[int]) -> int | None:
    """Hundredths of a point from the marks in order of their coming; None: one more is needed.

    Marks after the third are not looked at.
    """
    if len(marks) < 2:
        return None
    if abs(marks[0] - marks[1]) < GAP:
        return _mean(marks[0], marks[1])
    if len(marks) < 3:
        return None
    low, middle, high = sorted(marks[:3])
    if middle - low == high - middle:
        return middle * POINT
    return _mean(low, middle) if middle - low < high - middle else _mean(middle, high)


def _mean(one: int, two: int) -> int:
    return (one + two) * POINT // 2  # exact: half a point is 50 hundredths


def needs_third(marks: Sequence[int]) -> bool:
    """Whether the first two are too far apart."""
    return len(marks) >= 2 and abs(marks[0] - marks[1]) >= GAP


def on_form(hundredths: int, worth: Sequence[int], points: int) -> int:
    """Marks by the guide as the form counts the item: `points` is its full mark in hundredths.

    The same number unless the guide's lines do not add up to it; half a hundredth goes up.
    """
    return round_half_up(Fraction(hundredths * points, sum(worth) * POINT))


def drifted(given: int, anchor: int) -> bool:
    """Whether a check was missed by so much that it is told."""
    return abs(given - anchor) >= DRIFT


def count_characters(text: str) -> int:
    """The length of an answer as the exam page counts it: characters without the blank ends."""
    return len(text.strip())


# --- the queue --------------------------------------------------------------------------------


def _draw(run: Run, what: str) -> int:
    """A number that seed and purpose fix for ever; an order by it does not move when answers
    come or leave."""
    return int.from_bytes(hashlib.sha256(f"{run.seed}:{what}".encode()).digest()[:8])


def in_order(run: Run, ids: Iterable[str]) -> list[str]:
    """Ids of answers in the order in which this marker sees them."""
    return sorted(ids, key=lambda one: (_draw(run, f"answer:{one}"), one))


def opaque(run: Run, ref: str) -> str:
    """What the page calls an answer or a check: the same shape for both, telling nothing."""
    return f"{_draw(run, f'token:{ref}'):016x}"


def held_back(run: Run, anchors: Collection[int]) -> tuple[int, ...]:
    """The anchors this marker meets as checks, in order; the others are shown beside the guide.

    As many as the queue has checks, but one always stays to be shown; a lone anchor is a check.
    """
    shuffled = sorted(anchors, key=lambda one: _draw(run, f"anchor:{one}"))
    wanted = -(-run.size // EVERY) or 1
    return tuple(shuffled[: min(wanted, max(1, len(shuffled) - 1))])


def check_at(run: Run, anchors: Collection[int], number: int) -> int | None:
    """The anchor that comes as the queue's `number`-th (from 1), or None: an answer comes."""
    held = held_back(run, anchors)
    block, place = divmod(number - 1, EVERY)
    room = min(EVERY, run.size + 1) if block == 0 else EVERY
    if not held or place != _draw(run, f"check:{block}") % room:
        return None
    return held[block % len(held)]


def next_check(
    run: Run, anchors: Collection[int], *, done: int, open_answers: int, checked: int
) -> int | None:
    """The anchor that comes next after `done` marks, or None: an answer, or the end.

    A queue whose answers others have finished first still ends with one check.
    """
    if open_answers:
        return check_at(run, anchors, done + 1)
    held = held_back(run, anchors)
    return held[0] if held and done and not checked else None


def left(run: Run, anchors: Collection[int], *, done: int, open_answers: int, checked: int) -> int:
    """How many are still to be marked, checks among them, as things stand."""
    number, answers, checks = done, open_answers, 0
    while answers:
        number += 1
        if check_at(run, anchors, number) is None:
            answers -= 1
        else:
            checks += 1
    missing = bool(held_back(run, anchors)) and number > 0 and not checked and not checks
    return open_answers + checks + missing

"""Answers that reached the server after the deadline (迟到的作答): which count as late, and what
two people decide about them.

Sources: exam-day.md R8, R9, wire.md. A late value is never scored by itself: it opens a case that
two people accept or refuse, within two working days and before the result is released.
"""

from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

from examsite.domain.errors import Conflict
from examsite.domain.terms import AttemptState

ANSWER_DAYS = 2
"""Working days in which a case is decided."""


class LateState(StrEnum):
    """迟到作答认定的状态."""

    OPEN = "open"  # 等认定
    ACCEPTED = "accepted"  # 已计入
    REFUSED = "refused"  # 不计入


class LateSettled(Conflict):
    """409: two people have decided."""

    code = "late_settled"
    message = "这份作答的迟到改动已经认定过。请刷新页面。"


class NothingLate(Conflict):
    """409: nothing late differs from what counts, or the attempt goes on."""

    code = "nothing_late"
    message = "现在没有可以认定的迟到改动：作答已重开、已作废，或改动与已保存的相同。请刷新页面。"


class Arrived(NamedTuple):
    """One value of an item that arrived: its place in the order of saves, and the text of it."""

    item: int
    epoch: int
    seq: int
    value: str


def opens_case(state: AttemptState, *, by_staff: bool) -> bool:
    """Whether a value that comes too late may still be looked at: where the server or staff
    handed in, not where the candidate did, and never for a void attempt."""
    if state is AttemptState.HANDED_IN:
        return by_staff
    return state is not AttemptState.VOIDED


def newest_late(late: Iterable[Arrived], kept: Iterable[Arrived]) -> dict[int, Arrived]:
    """Item -> the newest value that arrived late, where it is newer than what counts and says
    something else."""
    counts = {one.item: one for one in kept}
    newest = {one.item: one for one in sorted(late, key=lambda each: (each.epoch, each.seq))}
    return {item: one for item, one in newest.items() if _differs(one, counts.get(item))}


def _differs(late: Arrived, stored: Arrived | None) -> bool:
    if stored is None:
        return True
    newer = (late.epoch, late.seq) > (stored.epoch, stored.seq)
    return newer and late.value != stored.value

"""Watching a sitting (监考): what may be done to an attempt, signals, and time without contact.

Sources: exam-day.md R5, R21, P17 and its table of acts that need two people. Signals are
events for a person to look at: nothing here turns one into a consequence.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple

from examsite.domain.errors import Conflict, Invalid, NotAllowed
from examsite.domain.terms import AttemptState

ALONE = 600
"""Seconds in all that one person may give to an attempt; beyond, a second person agrees."""
SILENT = timedelta(seconds=30)
"""Without contact for longer than this is a disturbance."""
LONG_AWAY, LONG_SILENCE = 30, 120
"""Seconds from which leaving the page or being silent is put before a person."""


class SignalKind(StrEnum):
    """信号：考试页面或服务器记下的事实，供人判断."""

    FOCUS_LOST = "focus_lost"  # 离开考试页面
    FOCUS_RETURNED = "focus_returned"  # 回到考试页面; amount: seconds away
    PASTE = "paste"  # 粘贴; amount: characters
    NEW_ADDRESS = "new_address"  # 网络地址变化
    SECOND_DEVICE = "second_device"  # 换了设备
    SILENCE = "silence"  # 失去联系; amount: seconds


FROM_THE_PAGE = frozenset({SignalKind.FOCUS_LOST, SignalKind.FOCUS_RETURNED, SignalKind.PASTE})
"""What the candidate's page reports; the others the server sees itself."""


class IncidentKind(StrEnum):
    """监考记录：监考做了什么、看见了什么，只增不改."""

    NOTE = "note"  # 记录
    EXTENDED = "extended"  # 延时
    GIVEN_BACK = "given_back"  # 补回失联时间
    PAUSED = "paused"  # 暂停
    RESUMED = "resumed"  # 继续
    ENDED = "ended"  # 代为交卷
    VOIDED = "voided"  # 作废
    REOPENED = "reopened"  # 重开


class SeatState(StrEnum):
    """座位状态, as the board shows it, what needs a person first."""

    LOST = "lost"  # 失联
    CHECK = "check"  # 待看
    PAUSED = "pause"  # 暂停
    WORKING = "on"  # 答题
    WAITING = "wait"  # 候考
    AWAY = "away"  # 未到
    DONE = "done"  # 交卷
    VOIDED = "void"  # 作废


class WordsNeeded(Invalid):
    """422: whatever is done to an attempt or said about it needs words."""

    code = "words_needed"
    message = "请写明理由或内容（最多 500 字）。"


class OwnAttempt(NotAllowed):
    """403: nobody watches over their own exam."""

    code = "own_attempt"
    message = "不能处理自己的作答，请另一位监考办理。"


class NobodyWriting(Conflict):
    """409: no attempt is in the state this needs."""

    code = "nobody_writing"
    message = "没有可以这样处理的作答，请刷新页面看最新状态。"


class AfterRelease(Conflict):
    """409: the result is out; it is corrected, not undone here."""

    code = "after_release"
    message = "成绩已经发布，不能再作废、重开或改用纸笔；需要时请走成绩更正。"


class NotReopenable(Conflict):
    """409: only what the deadline or an error closed is taken up again."""

    code = "not_reopenable"
    message = "只有到时自动交卷或监考代为交卷的作答可以重开；考生自己交的卷和已作废的卷不能重开。"


class NoTimeLeft(Invalid):
    """422: an attempt without time left is reopened with some."""

    code = "no_time_left"
    message = "这份作答已没有剩余时间，重开时请给出分钟数（最多 4 小时）。"


class TooMuchBack(Invalid):
    """422: more than what was lost and not yet given back."""

    code = "too_much_back"
    message = "补回的时间不能超过还没有补的失联时间。"


def reason_of(text: str, most: int = 500) -> str:
    """The words, trimmed; WordsNeeded for none or too many."""
    said = text.strip()
    if not said or len(said) > most:
        raise WordsNeeded
    return said


def needs_second_person(given: int, seconds: int) -> bool:
    """Whether giving `seconds` more to an attempt that was `given` some takes two people."""
    return given + seconds > ALONE


def require_voidable(state: AttemptState, *, released: bool) -> None:
    """Raise AfterRelease or NobodyWriting for an attempt that cannot be voided."""
    if released:
        raise AfterRelease
    if state is AttemptState.VOIDED:
        raise NobodyWriting


def require_reopenable(
    state: AttemptState, *, by_staff: bool, released: bool, left: timedelta, seconds: int
) -> None:
    """Raise unless an attempt may be taken up again: before release, closed by the deadline or
    (`by_staff`) handed in for the candidate, with time `left` then or `seconds` given now."""
    if released:
        raise AfterRelease
    closed_for_them = state is AttemptState.CLOSED_BY_DEADLINE
    if not closed_for_them and not (state is AttemptState.HANDED_IN and by_staff):
        raise NotReopenable
    if left + timedelta(seconds=seconds) < timedelta(seconds=60):
        raise NoTimeLeft


def stands_out(kind: SignalKind, amount: int) -> bool:
    """Whether a signal is put before a person; the others are kept and counted only."""
    if kind is SignalKind.FOCUS_RETURNED:
        return amount >= LONG_AWAY
    if kind is SignalKind.SILENCE:
        return amount >= LONG_SILENCE
    return kind is not SignalKind.FOCUS_LOST


class Silence(NamedTuple):
    """A stretch without acknowledged contact; `seconds` leaves out what was paused."""

    start: datetime
    end: datetime
    seconds: int


Stretch = tuple[datetime, datetime]


def silences(contacts: Iterable[datetime], pauses: Sequence[Stretch] = ()) -> list[Silence]:
    """The gaps of more than 30 s, pauses left out, between instants of contact."""
    found = []
    for start, end in pairwise(sorted(contacts)):
        lost = end - start - _paused(start, end, pauses)
        if lost > SILENT:
            found.append(Silence(start, end, int(lost.total_seconds())))
    return found


def _paused(start: datetime, end: datetime, pauses: Sequence[Stretch]) -> timedelta:
    """How much of a stretch lies in pauses, which do not overlap each other."""
    shared = (min(end, until) - max(start, since) for since, until in pauses)
    return sum((one for one in shared if one > timedelta(0)), timedelta(0))


def seat_state(
    state: AttemptState | None, *, paused: bool, silent: timedelta, check: bool, open_: bool
) -> SeatState:
    """What the board shows of one seat; `state` None: has not started, `open_`: could have."""
    if state is None:
        return SeatState.AWAY if open_ else SeatState.WAITING
    if state is AttemptState.VOIDED:
        return SeatState.VOIDED
    if state is not AttemptState.IN_PROGRESS:
        return SeatState.DONE
    if paused:
        return SeatState.PAUSED
    if silent > SILENT:
        return SeatState.LOST
    return SeatState.CHECK if check else SeatState.WORKING

"""A doubt about an attempt (存疑): told to the candidate, answered, decided with reasons by somebody
else, open to complaint. Nothing follows from it by itself.

Sources: exam-day.md R21 (signals are events for a person; each flag has notice, reply, decision,
appeal), rulings 23. While it is open the result is held back. Working days are counted by the
calendar; a term's last day is inclusive.
"""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import NamedTuple, Protocol

from examsite.domain.errors import Conflict, Invalid, NotAllowed
from examsite.domain.terms import AttemptState

FEW_PEOPLE = 10
"""Below this many candidates a base rate says little."""


class FlagState(StrEnum):
    """存疑的状态."""

    RAISED = "raised"  # 已告知，等待说明
    REPLIED = "replied"  # 考生已说明
    DECIDED = "decided"  # 已有结论


class FlagOutcome(StrEnum):
    """存疑的结论."""

    CLEARED = "cleared"  # 没有问题
    NOTED = "noted"  # 成绩有效，记录在案
    VOIDED = "voided"  # 作答作废


class AlreadyFlagged(Conflict):
    """409: one doubt at a time."""

    code = "already_flagged"
    message = "这份作答已有没了结的存疑，请先了结它；新的情况可以写进监考记录。"


class ReplyOver(Conflict):
    """409: the term is over, or it has been answered."""

    code = "flag_reply_over"
    message = "说明的期限已过，或已经说明过、已有结论。还有话要说，请在结论之后投诉。"


class HearFirst(Conflict):
    """409: the candidate still has time to answer."""

    code = "hear_first"
    message = "考生的说明期限还没有过（到 %(due)s，含），也还没有说明，不能下结论。"


class FlagDecided(Conflict):
    """409: somebody was faster."""

    code = "flag_decided"
    message = "这件存疑已有结论。请刷新页面。"


class RaiserDecides(NotAllowed):
    """403: whoever raised it does not decide it."""

    code = "raiser_decides"
    message = "提出存疑的人和考生本人不能下结论，请另一位考务办理。"


class VoidFirst(Conflict):
    """409: an attempt is voided by its own act, which two people do."""

    code = "void_first"
    message = "请先在作答页由两人办理作废，再回来写结论；作废没有获批，就选其他结论。"


class NoEvidence(Invalid):
    """422: a doubt rests on something that can be told."""

    code = "flag_words_needed"
    message = "请写明看到了什么（最多 1000 字），考生会看到。"


class Doubt(Protocol):
    """What decides what can be done about a flag."""

    @property
    def state(self) -> FlagState: ...
    @property
    def reply_due(self) -> date: ...


class Spread(NamedTuple):
    """How often something happened to the people of a sitting."""

    people: int
    median: int
    ninety: int
    """Nine in ten had it this often or less."""

    @property
    def is_small(self) -> bool:
        """Whether it rests on few people."""
        return self.people < FEW_PEOPLE


def spread(counts: Sequence[int], people: int) -> Spread:
    """The spread over `people`, of whom those without a count had none; nearest ranks."""
    if people < 1:
        return Spread(0, 0, 0)
    ranked = [0] * max(0, people - len(counts)) + sorted(counts)
    size = len(ranked)
    return Spread(people, ranked[-(-size // 2) - 1], ranked[-(-size * 9 // 10) - 1])


def words_of(text: str, most: int = 1000) -> str:
    """The words, trimmed; NoEvidence for none or too many."""
    said = text.strip()
    if not said or len(said) > most:
        raise NoEvidence
    return said


def require_reply(flag: Doubt, today: date) -> None:
    """Raise ReplyOver unless the candidate can still answer."""
    if flag.state is not FlagState.RAISED or today > flag.reply_due:
        raise ReplyOver


def require_decision(
    flag: Doubt, outcome: FlagOutcome, *, attempt: AttemptState, independent: bool, today: date
) -> None:
    """Raise FlagDecided, RaiserDecides, HearFirst or VoidFirst unless this can be decided now."""
    if flag.state is FlagState.DECIDED:
        raise FlagDecided
    if not independent:
        raise RaiserDecides
    if flag.state is FlagState.RAISED and today <= flag.reply_due:
        raise HearFirst(due=f"{flag.reply_due}")
    if (outcome is FlagOutcome.VOIDED) is not (attempt is AttemptState.VOIDED):
        raise VoidFirst


TRANSITIONS: dict[FlagState, frozenset[FlagState]] = {
    FlagState.RAISED: frozenset({FlagState.REPLIED, FlagState.DECIDED}),
    FlagState.REPLIED: frozenset({FlagState.DECIDED}),
    FlagState.DECIDED: frozenset(),
}
"""The life of a flag; `require_reply` and `require_decision` are its guards."""

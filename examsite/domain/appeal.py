"""Appeals against a knowledge score (申诉): their life, their terms, who has no part in them.

Sources: assessment.md 1.3 (9.8, 9.9) and 1.5: independent, in working days, never to the
candidate's harm; a change is a new score version and an act of two officers.
"""

from collections.abc import Collection
from datetime import date
from enum import StrEnum

from examsite.domain.errors import Conflict, Gone, Invalid, NotAllowed


class AppealKind(StrEnum):
    """What is asked for."""

    RECOUNT = "recount"  # 复算：按存下的作答与标准答案机械重算
    REVIEW = "review"  # 复评：没有参与过评分的人重评简答题


class AppealState(StrEnum):
    """Where an appeal stands."""

    RECEIVED = "received"
    MARKING = "marking"  # a fresh marker has the answers
    CHECKED = "checked"  # recounted or marked afresh: an officer decides
    CORRECTING = "correcting"  # another total waits for a second officer
    UPHELD = "upheld"
    CHANGED = "changed"
    WITHDRAWN = "withdrawn"


class AppealStep(StrEnum):
    """What can happen to an appeal."""

    ASSIGN = "assign"
    CHECK = "check"
    PROPOSE = "propose"
    TURN_DOWN = "turn_down"  # the second officer refused, or the first took it back
    CORRECT = "correct"
    UPHOLD = "uphold"
    WITHDRAW = "withdraw"


class AppealTooLate(Gone):
    """410: the term is over."""

    code = "appeal_too_late"
    message = "申诉期到 %(day)s 为止，已经过了。对办理过程有意见，可以提交投诉。"


class AppealTwice(Conflict):
    """409: each kind once a result."""

    code = "appeal_twice"
    message = "这份成绩已经提过这一种申诉。请在下面看办理情况。"


class NothingToReview(Invalid):
    """422: a machine marked everything."""

    code = "nothing_to_review"
    message = "这份卷子没有人工评分的作答，不能复评。请改选复算。"


class AppealMoved(Conflict):
    """409: the step does not fit the state."""

    code = "appeal_moved"
    message = "这件申诉的状态已经变了，现在不能这样做。请刷新页面。"


class OwnAppeal(NotAllowed):
    """403: nobody has a hand in their own case."""

    code = "own_appeal"
    message = "这是您自己的申诉，请由另一位考务办理。"


class TookPart(NotAllowed):
    """403: whoever marked does not decide."""

    code = "took_part"
    message = "您评过这份作答，不能再对它作决定。请由另一位考务办理。"


class WouldLower(Invalid):
    """422: an appeal never lowers a score."""

    code = "would_lower"
    message = "申诉只能维持或提高分数。更正后的总分须高于现在的分数。"


def require_in_time(last: date, today: date) -> None:
    """Raise AppealTooLate after the term's last day."""
    if today > last:
        raise AppealTooLate(day=last.isoformat())


def require_uninvolved(officer: int, appellant: int, markers: Collection[int]) -> None:
    """Raise OwnAppeal or TookPart."""
    if officer == appellant:
        raise OwnAppeal
    if officer in markers:
        raise TookPart


def require_raise(total: int, before: int) -> None:
    """Raise WouldLower unless the new total is more."""
    if total <= before:
        raise WouldLower


def after(kind: AppealKind, state: AppealState, step: AppealStep) -> AppealState:
    """The state after a step. Raises AppealMoved."""
    found = TRANSITIONS.get((state, step))
    if found is None or (state is AppealState.RECEIVED and step is NOT_FIRST[kind]):
        raise AppealMoved
    return found


NOT_FIRST = {AppealKind.RECOUNT: AppealStep.ASSIGN, AppealKind.REVIEW: AppealStep.CHECK}
"""A recount needs no marker; a review is not checked before it has one."""
OPEN = frozenset(
    {AppealState.RECEIVED, AppealState.MARKING, AppealState.CHECKED, AppealState.CORRECTING}
)
TRANSITIONS = {
    (AppealState.RECEIVED, AppealStep.ASSIGN): AppealState.MARKING,
    (AppealState.RECEIVED, AppealStep.CHECK): AppealState.CHECKED,
    (AppealState.RECEIVED, AppealStep.WITHDRAW): AppealState.WITHDRAWN,
    (AppealState.MARKING, AppealStep.ASSIGN): AppealState.MARKING,
    (AppealState.MARKING, AppealStep.CHECK): AppealState.CHECKED,
    (AppealState.MARKING, AppealStep.WITHDRAW): AppealState.WITHDRAWN,
    (AppealState.CHECKED, AppealStep.PROPOSE): AppealState.CORRECTING,
    (AppealState.CHECKED, AppealStep.UPHOLD): AppealState.UPHELD,
    (AppealState.CORRECTING, AppealStep.TURN_DOWN): AppealState.CHECKED,
    (AppealState.CORRECTING, AppealStep.CORRECT): AppealState.CHANGED,
}

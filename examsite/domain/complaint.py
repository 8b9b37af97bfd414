"""Complaints (投诉) by anybody about anything: their life, and who may not handle one.

Sources: assessment.md 1.3 (9.8, 9.9), 1.5: an uninvolved handler, a reply within a term counted in
working days, no harm to whoever complains.
"""

from collections.abc import Collection
from enum import StrEnum

from examsite.domain.errors import Conflict, Invalid, NotAllowed
from examsite.domain.names import name_key

LONGEST = 4000
LONGEST_CONTACT = 120


class ComplaintAbout(StrEnum):
    """What a complaint is about, as whoever complains sees it."""

    EXAM = "exam"  # 考试过程
    MARKING = "marking"  # 评分与成绩
    PRACTICAL = "practical"  # 实战考核
    CERTIFICATE = "certificate"  # 证书
    PRIVACY = "privacy"  # 个人信息
    CONDUCT = "conduct"  # 工作人员
    OTHER = "other"


class ComplaintState(StrEnum):
    """Where a complaint stands."""

    RECEIVED = "received"  # nobody handles it
    HANDLING = "handling"
    REPLIED = "replied"


class ComplaintMoved(Conflict):
    """409: somebody else has it, or it is closed."""

    code = "complaint_moved"
    message = "这件投诉已由别人接手或已经答复。请刷新页面。"


class InvolvedInComplaint(NotAllowed):
    """403: named in it, acted in the matter, or gave it back."""

    code = "involved_in_complaint"
    message = "您与这件投诉有关（文中提到您、您办过投诉人的事，或您已退回），须由另一位考务办理。"


class ComplaintEmpty(Invalid):
    """422: nothing was said, or too much."""

    code = "complaint_empty"
    message = "请写明投诉的内容（最多 4000 字）。"


def named_in(text: str, names: Collection[str]) -> bool:
    """Whether a text names somebody, spaces and dots aside."""
    told = name_key(text)
    return any(key in told for key in map(name_key, names) if len(key) > 1)


def require_handler(*, named: bool, acted: bool, gave_back: bool) -> None:
    """Raise InvolvedInComplaint."""
    if named or acted or gave_back:
        raise InvolvedInComplaint


def require_state(state: ComplaintState, wanted: ComplaintState) -> None:
    """Raise ComplaintMoved."""
    if state is not wanted:
        raise ComplaintMoved

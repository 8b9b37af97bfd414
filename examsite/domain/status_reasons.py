"""Why a certificate's status changes (状态变更的原因): a class for the public, words for the file.

Source: credentials.md 5.1. The class of a revocation is said to whoever checks the certificate;
the words, and every reason of a suspension, stay inside.
"""

from enum import StrEnum

from examsite.domain.errors import Invalid
from examsite.domain.terms import StatusKind

LONGEST = 500


class StatusReason(StrEnum):
    """原因类别."""

    FRAUD = "fraud"  # 材料不实或考核舞弊
    ERROR = "error"  # 颁发有误
    APPEAL = "appeal"  # 申诉或复核后改变决定
    HOLDER = "holder"  # 持证人申请
    INVESTIGATION = "investigation"  # 正在核查
    CLEARED = "cleared"  # 核查完毕
    OTHER = "other"  # 其他


class ReasonNeeded(Invalid):
    """422: the status changes only with a class of reason that fits and a reason in words."""

    code = "reason_needed"
    message = "请选择原因类别并写明原因（最多 500 字）。"


def require_reason(kind: StatusKind, code: str, words: str) -> StatusReason:
    """The class of reason, or ReasonNeeded."""
    fits = code in {reason.value for reason in REASONS.get(kind, ())}
    if not fits or not 0 < len(words.strip()) <= LONGEST:
        raise ReasonNeeded
    return StatusReason(code)


REASONS: dict[StatusKind, tuple[StatusReason, ...]] = {
    StatusKind.SUSPENDED: (
        StatusReason.INVESTIGATION,
        StatusReason.APPEAL,
        StatusReason.HOLDER,
        StatusReason.OTHER,
    ),
    StatusKind.REINSTATED: (
        StatusReason.CLEARED,
        StatusReason.APPEAL,
        StatusReason.HOLDER,
        StatusReason.OTHER,
    ),
    StatusKind.REVOKED: (
        StatusReason.FRAUD,
        StatusReason.ERROR,
        StatusReason.APPEAL,
        StatusReason.HOLDER,
        StatusReason.OTHER,
    ),
}

"""The check of an application's identity document (证件审核) in a batch: accepted, sent back to be
corrected, or refused; the candidate reads why.

Source: issue of exam day, section 1; rulings 21 (what is asked, how it is shown).
"""

from enum import StrEnum

from examsite.domain.errors import Conflict, Invalid


class CheckState(StrEnum):
    """证件审核的状态."""

    WAITING = "waiting"  # 等待审核
    ACCEPTED = "accepted"  # 通过
    RETURNED = "returned"  # 退回更正
    REFUSED = "refused"  # 不通过


class CheckReasonNeeded(Invalid):
    """422: a candidate is told what to correct, or why not."""

    code = "check_reason_needed"
    message = "退回或不通过须写明理由，考生会看到。"


class DocumentNotSeen(Invalid):
    """422: accepted means seen."""

    code = "document_not_seen"
    message = "通过须写明看过哪一种证件。"


class CheckMoved(Conflict):
    """409: somebody was faster, or the application waits for nothing."""

    code = "check_moved"
    message = "这份报名现在不在等待审核。请刷新页面。"


class ApplicationRefused(Conflict):
    """409: what was refused is not sent again."""

    code = "application_refused"
    message = "这份报名的证件审核没有通过，不能再次提交。理由见本页；有异议可以投诉。"


def require_grounds(verdict: CheckState, *, seen: bool, reason: str) -> None:
    """Raise DocumentNotSeen for an acceptance without a document, CheckReasonNeeded for anything
    else without words."""
    if verdict is CheckState.ACCEPTED:
        if not seen:
            raise DocumentNotSeen
    elif not reason.strip():
        raise CheckReasonNeeded


def require_verdict(state: CheckState | None, verdict: CheckState) -> None:
    """Raise CheckMoved unless an application in this state can be given the verdict."""
    if state is None or verdict not in VERDICTS[state]:
        raise CheckMoved


def sent(state: CheckState | None) -> CheckState:
    """The state after the candidate has sent the application, again or for the first time.

    Raises ApplicationRefused.
    """
    if state is CheckState.REFUSED:
        raise ApplicationRefused
    return CheckState.ACCEPTED if state is CheckState.ACCEPTED else CheckState.WAITING


def after_correction(state: CheckState | None) -> CheckState | None:
    """The state after the candidate has changed the document: what was seen is not what is there."""
    return CheckState.WAITING if state is CheckState.ACCEPTED else state


VERDICTS: dict[CheckState, frozenset[CheckState]] = {
    CheckState.WAITING: frozenset({CheckState.ACCEPTED, CheckState.RETURNED, CheckState.REFUSED}),
    CheckState.RETURNED: frozenset({CheckState.REFUSED}),
    CheckState.ACCEPTED: frozenset(),
    CheckState.REFUSED: frozenset({CheckState.WAITING}),
}
"""What an officer may say of an application; a refusal can be taken back to be looked at again."""

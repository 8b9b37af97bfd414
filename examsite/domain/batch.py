"""A batch (批次): notice, enrolment, exams, decisions, publication and certificates as one process
that somebody uninvolved signs before it is closed and archived.

Source: issue of exam day, section 1; assessment.md 1.4 (order of the steps). Days are Asia/Shanghai,
both ends inclusive.
"""

from collections.abc import Collection, Mapping
from datetime import date
from enum import StrEnum
from typing import Protocol

from examsite.domain.dates import ONE_DAY
from examsite.domain.errors import Conflict, Invalid, NotAllowed


class BatchState(StrEnum):
    """批次的状态."""

    DRAFT = "draft"  # 草拟
    ANNOUNCED = "announced"  # 已公告
    SIGNED = "signed"  # 督导已签
    CLOSED = "closed"  # 已归档


class Open(StrEnum):
    """批次里还没有了结的事：有一件就不能签字."""

    ROSTERS = "rosters"  # 考次的时段还没有过
    SESSIONS = "sessions"  # 实战场次还没有结束
    TAKING = "taking"  # 还在作答
    HELD = "held"  # 作答里有没了结的事
    UNRELEASED = "unreleased"  # 成绩没有发布
    UNSCORED = "unscored"  # 实战成绩没有发布
    APPEALS = "appeals"  # 申诉没有了结
    UNDECIDED = "undecided"  # 两部分通过而没有作决定
    UNPUBLISHED = "unpublished"  # 决定发证而没有公示
    PUBLISHING = "publishing"  # 正在公示或因异议暂缓
    AWAITING = "awaiting"  # 公示期满而没有颁证


class BadEnrolmentWindow(Invalid):
    """422: it ends before it begins."""

    code = "bad_enrolment_window"
    message = "报名截止日不能早于开始日。"


class BatchMoved(Conflict):
    """409: somebody was faster, or the step is not due."""

    code = "batch_moved"
    message = "批次现在的状态不能这样做。请刷新页面，看它到了哪一步。"


class NotAnnounced(Conflict):
    """409: nobody applies before the notice is out."""

    code = "batch_not_announced"
    message = "这个批次还没有公告，不能报名。"


class EnrolmentNotBegun(Conflict):
    """409: too early."""

    code = "enrolment_not_begun"
    message = "报名从 %(first)s 开始，请到时再来。"


class EnrolmentOver(Conflict):
    """409: too late."""

    code = "enrolment_over"
    message = "报名已于 %(last)s 截止。可以看公告里的联系方式，或等下一批次。"


class StillOpen(Conflict):
    """409: something of the batch is not settled."""

    code = "batch_still_open"
    message = "批次里还有 %(count)s 类事情没有了结，不能签字或归档。"


class SupervisorInvolved(NotAllowed):
    """403: whoever did part of the work does not vouch for it."""

    code = "supervisor_involved"
    message = "您经手过这个批次（公告、监考、评分、发布、决定或公示），不能作督导签字。请换一位没有经手的人。"


class NotYetPublished(Conflict):
    """409: an award of a batch needs a publication that has run its time."""

    code = "not_yet_published"
    message = "这位考生的批次须先公示，公示期满才能颁发证书。"


class Window(Protocol):
    """What decides whether one can apply."""

    @property
    def state(self) -> BatchState: ...
    @property
    def enrols_from(self) -> date: ...
    @property
    def enrols_until(self) -> date: ...


def require_window(first: date, last: date) -> None:
    """Raise BadEnrolmentWindow when the days are in the wrong order."""
    if last < first:
        raise BadEnrolmentWindow


def require_enrolling(batch: Window, today: date) -> None:
    """Raise NotAnnounced, EnrolmentNotBegun or EnrolmentOver unless one can apply on this day."""
    if batch.state is BatchState.DRAFT:
        raise NotAnnounced
    if today < batch.enrols_from:
        raise EnrolmentNotBegun(first=f"{batch.enrols_from}")
    if today > batch.enrols_until or batch.state is not BatchState.ANNOUNCED:
        raise EnrolmentOver(last=f"{min(batch.enrols_until, today - ONE_DAY)}")


def still_open(counts: Mapping[Open, int]) -> dict[Open, int]:
    """What keeps a batch from being signed, in the order of the process."""
    return {kind: counts[kind] for kind in Open if counts.get(kind)}


def require_settled(counts: Mapping[Open, int]) -> None:
    """Raise StillOpen while anything is left."""
    left = still_open(counts)
    if left:
        raise StillOpen(count=len(left))


def require_uninvolved(person: int, involved: Collection[int]) -> None:
    """Raise SupervisorInvolved for whoever did part of the work."""
    if person in involved:
        raise SupervisorInvolved


def require_move(state: BatchState, to: BatchState) -> None:
    """Raise BatchMoved unless the life cycle has this step."""
    if to not in TRANSITIONS[state]:
        raise BatchMoved


TRANSITIONS: dict[BatchState, frozenset[BatchState]] = {
    BatchState.DRAFT: frozenset({BatchState.ANNOUNCED}),
    BatchState.ANNOUNCED: frozenset({BatchState.SIGNED}),
    BatchState.SIGNED: frozenset({BatchState.ANNOUNCED, BatchState.CLOSED}),
    BatchState.CLOSED: frozenset(),
}

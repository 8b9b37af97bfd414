"""Publication of who is to be awarded (公示): a masked list for some working days, then awards.

Source: assessment.md 1.4 (default 5 working days, masked list, no certificate dated inside the
window). The day of publication is shown too but does not count; the last day is inclusive.
Somebody against whom an objection is being looked into is kept back until it is settled.
"""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import Protocol

from examsite.domain.dates import ONE_DAY
from examsite.domain.errors import Conflict, Invalid

DEFAULT_DAYS = 5
LEAST_DAYS, MOST_DAYS = 1, 30
"""Working days."""


class PublicationState(StrEnum):
    """公示的状态."""

    RUNNING = "running"  # 公示中
    OVER = "over"  # 已结束
    WITHDRAWN = "withdrawn"  # 已撤回


class BadPublicationDays(Invalid):
    """422: too short to be seen, or a slip."""

    code = "bad_publication_days"
    message = "公示期须为 1 至 30 个工作日。"


class NobodyToPublish(Invalid):
    """422: nobody ticked, or none of them waits for an award."""

    code = "nobody_to_publish"
    message = "请勾选已决定发证、还没有公示也没有颁证的人。"


class StillPublished(Conflict):
    """409: no certificate is dated inside the window."""

    code = "still_published"
    message = "这位考生正在公示，公示到 %(until)s（含）。%(first)s 起才能颁发证书。"


class KeptBack(Conflict):
    """409: an objection is being looked into."""

    code = "kept_back"
    message = "公示期间收到对这位考生的异议，正在核查，核查了结之前不能颁发证书。"


class PublicationOver(Conflict):
    """409: what has run its time is not withdrawn."""

    code = "publication_over"
    message = "公示已经结束或已撤回，不能再撤回。"


class NotKeptBack(Conflict):
    """409: somebody was faster."""

    code = "not_kept_back"
    message = "这位考生的状态已经变了。请刷新页面。"


class Window(Protocol):
    """What decides where a publication stands."""

    @property
    def until(self) -> date: ...
    @property
    def is_withdrawn(self) -> bool: ...


class Listed(Protocol):
    """One person's place on a published list."""

    @property
    def window(self) -> Window: ...
    @property
    def is_kept_back(self) -> bool: ...


def require_days(days: int) -> int:
    """The length of a window in working days, or BadPublicationDays."""
    if not LEAST_DAYS <= days <= MOST_DAYS:
        raise BadPublicationDays
    return days


def state_on(window: Window, today: date) -> PublicationState:
    """Where a publication stands on a day."""
    if window.is_withdrawn:
        return PublicationState.WITHDRAWN
    return PublicationState.RUNNING if today <= window.until else PublicationState.OVER


def require_awardable(places: Sequence[Listed], today: date) -> None:
    """Raise StillPublished or KeptBack while one of a person's places on lists says so; a list
    that was withdrawn says nothing."""
    for one in places:
        state = state_on(one.window, today)
        if state is PublicationState.WITHDRAWN:
            continue
        if one.is_kept_back:
            raise KeptBack
        if state is PublicationState.RUNNING:
            until = one.window.until
            raise StillPublished(until=f"{until}", first=f"{until + ONE_DAY}")

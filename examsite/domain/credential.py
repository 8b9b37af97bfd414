"""The life of a certificate (证书状态): a fold over append-only status events.

Source: credentials.md 5.1, wire.md, rulings 13. Expiry is computed from dates and never stored;
days are Asia/Shanghai, the last day is valid.
"""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from examsite.domain.errors import Conflict
from examsite.domain.terms import CredentialStatus, StatusKind


class IllegalStatus(Conflict):
    """409: the certificate is in a status from which this cannot be done."""

    code = "illegal_status"
    message = "证书当前的状态不允许这样做，请刷新后再试。"


class StatusEvent(NamedTuple):
    """One event: the day it takes effect and what it was. Kept in order of storing."""

    day: date
    kind: StatusKind


def fold(events: Iterable[StatusEvent]) -> CredentialStatus | None:
    """The stored status after the events in their order; None before the first.

    Raises IllegalStatus at an event TRANSITIONS does not allow.
    """
    status: CredentialStatus | None = None
    for event in events:
        status = after(status, event.kind)
    return status


def after(status: CredentialStatus | None, kind: StatusKind) -> CredentialStatus:
    """The status one event leads to, or IllegalStatus."""
    found = TRANSITIONS.get((status, kind))
    if found is None:
        raise IllegalStatus(status=status and status.value, wanted=kind.value)
    return found


def status_on(events: Iterable[StatusEvent], last_day: date, day: date) -> CredentialStatus | None:
    """What a check on `day` answers; None when it was not issued by then.

    Revoked, superseded and suspended are said even after the last day; else past it: expired.
    """
    status = fold(event for event in events if event.day <= day)
    if status is CredentialStatus.VALID and day > last_day:
        return CredentialStatus.EXPIRED
    return status


TRANSITIONS: dict[tuple[CredentialStatus | None, StatusKind], CredentialStatus] = {
    (None, StatusKind.ISSUED): CredentialStatus.VALID,
    (CredentialStatus.VALID, StatusKind.SUSPENDED): CredentialStatus.SUSPENDED,
    (CredentialStatus.VALID, StatusKind.REVOKED): CredentialStatus.REVOKED,
    (CredentialStatus.VALID, StatusKind.SUPERSEDED): CredentialStatus.SUPERSEDED,
    (CredentialStatus.SUSPENDED, StatusKind.REINSTATED): CredentialStatus.VALID,
    (CredentialStatus.SUSPENDED, StatusKind.REVOKED): CredentialStatus.REVOKED,
}

"""Suspending, reinstating and revoking: an event is added, nothing is changed or removed."""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from examsite.accounts.models import Proposal
from examsite.accounts.services import proposals
from examsite.accounts.services.proposals import Act, Asked, Details
from examsite.credentials import queries
from examsite.credentials.models import Credential, StatusEvent
from examsite.credentials.policies import require_not_involved
from examsite.domain.actions import Action
from examsite.domain.credential import after
from examsite.domain.errors import NotFound
from examsite.domain.status_reasons import require_reason
from examsite.domain.terms import StatusKind
from examsite.kit.access import Viewer
from examsite.kit.db import Transaction, db


def suspend(
    credential: Credential, *, reason_code: str, reason: str, by: Viewer, now: datetime
) -> StatusEvent:
    """Stop a certificate for a while."""
    return _now(StatusKind.SUSPENDED, credential, reason_code, reason, by, now)


def reinstate(
    credential: Credential, *, reason_code: str, reason: str, by: Viewer, now: datetime
) -> StatusEvent:
    """Let a suspended certificate hold again."""
    return _now(StatusKind.REINSTATED, credential, reason_code, reason, by, now)


def revoke(
    credential: Credential, *, reason_code: str, reason: str, by: Viewer, now: datetime
) -> StatusEvent:
    """Take a certificate back for good."""
    return _now(StatusKind.REVOKED, credential, reason_code, reason, by, now)


def propose(
    kind: StatusKind,
    credential: Credential,
    *,
    reason_code: str,
    reason: str,
    by: Viewer,
    now: datetime,
) -> Proposal:
    """Ask a second officer to suspend, reinstate or revoke."""
    details = _details(kind, reason_code, reason)
    return proposals.propose(ACTS[kind], credential, details, reason=reason, by=by, now=now)


def ask(
    kind: StatusKind,
    credential: Credential,
    *,
    reason_code: str,
    reason: str,
    by: Viewer,
    now: datetime,
) -> Asked:
    """Change the status, or propose it where two people are required."""
    details = _details(kind, reason_code, reason)
    return proposals.ask(ACTS[kind], credential, details, reason=reason, by=by, now=now)


def _now(
    kind: StatusKind,
    credential: Credential,
    reason_code: str,
    reason: str,
    by: Viewer,
    now: datetime,
) -> StatusEvent:
    details = _details(kind, reason_code, reason)
    event: StatusEvent = proposals.carry_out(
        ACTS[kind], credential, details, reason=reason, by=by, now=now
    )
    return event


def _details(kind: StatusKind, reason_code: str, reason: str) -> Details:
    return {"reason_code": require_reason(kind, reason_code, reason).value}


def _find(public_id: str) -> Credential:
    found = db.session.scalars(select(Credential).where(Credential.public_id == public_id))
    credential = found.one_or_none()
    if credential is None:
        raise NotFound
    return credential


def _events(credential: Credential) -> list[StatusEvent]:
    """Read anew each time: the loaded relationship may be older than the lock."""
    wanted = select(StatusEvent).where(StatusEvent.credential_id == credential.id)
    return list(db.session.scalars(wanted.order_by(StatusEvent.id)))


def _state(credential: Credential) -> Details:
    events = _events(credential)
    return {"events": len(events), "last": events[-1].kind.value}


def _act(kind: StatusKind, action: Action) -> Act:
    """The act that adds an event of this kind."""

    def prepare(credential: Credential, _details: Details, by: Viewer, _now: datetime) -> None:
        after(queries.stored_status(_events(credential)), kind)
        scorers: frozenset[int] = frozenset()
        if credential.decision_id is not None:
            decision = queries.get_decision_by_id(credential.decision_id)
            scorers = queries.list_scorer_ids(decision)
        require_not_involved(by, credential.user_id, scorers)

    def apply(
        tx: Transaction, credential: Credential, details: Details, _ready: Any, reason: str
    ) -> StatusEvent:
        after(queries.stored_status(_events(credential)), kind)
        event = StatusEvent(
            credential_id=credential.id,
            kind=kind,
            reason_code=details["reason_code"],
            reason=reason,
            by_id=tx.by.id if tx.by else None,
            at=tx.now,
        )
        tx.add(event)
        db.session.expire(credential, ["events"])
        return event

    return Act(f"credential.{action.value.split('.')[1]}", action, _find, _state, prepare, apply)


ACTS: dict[StatusKind, Act] = {
    StatusKind.SUSPENDED: _act(StatusKind.SUSPENDED, Action.CREDENTIAL_SUSPENDED),
    StatusKind.REINSTATED: _act(StatusKind.REINSTATED, Action.CREDENTIAL_REINSTATED),
    StatusKind.REVOKED: _act(StatusKind.REVOKED, Action.CREDENTIAL_REVOKED),
}

"""Acts that may need two people: done at once, or proposed by one and settled by another.

An `Act` says how to find its subject, what must not change between proposal and approval
(`state`), what is made ready before the transaction (`prepare`) and what is written (`apply`).
The approval and what it approves commit together.
"""

import hmac
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from examsite.accounts.models import Proposal
from examsite.accounts.policies import is_pending
from examsite.accounts.queries import find_pending_proposal
from examsite.domain.actions import Action
from examsite.domain.canonical import sha256_hex
from examsite.domain.certification import SecondPersonNeeded, require_second_person
from examsite.domain.errors import Conflict
from examsite.domain.terms import ProposalState
from examsite.kit.access import Viewer
from examsite.kit.db import Transaction, write
from examsite.kit.site import settings

TRIES = 4
Details = dict[str, Any]


class AlreadyProposed(Conflict):
    """409: the same act for the same subject waits for its second person."""

    code = "already_proposed"
    message = "这件事已经有人提出，正在等另一位考务复核。"


class ProposalSettled(Conflict):
    """409: somebody has approved, refused or withdrawn it."""

    code = "proposal_settled"
    message = "这件事已经处理过了，请刷新页面。"


class ProposalStale(Conflict):
    """409: what was proposed is no longer what would be done."""

    code = "proposal_stale"
    message = "提出之后情况有变化，不能再按原样批准。请退回，由经办人重新提出。"


class Overtaken(Conflict):
    """409: somebody else's write came between preparing and writing; trying again helps."""

    code = "overtaken"
    message = "同时有其他操作，请再试一次。"


@dataclass(frozen=True)
class Act:
    """One kind of act. `state` is asked when proposing and again under the subject's lock."""

    name: str
    action: Action
    find: Callable[[str], Any]
    state: Callable[[Any], Details]
    prepare: Callable[[Any, Details, Viewer, datetime], Any]
    apply: Callable[[Transaction, Any, Details, Any, str], Any]


@dataclass(frozen=True)
class Asked:
    """What came of asking: the act's result, or the proposal that waits."""

    done: Any = None
    proposal: Proposal | None = None


def ask(act: Act, row: Any, details: Details, *, reason: str, by: Viewer, now: datetime) -> Asked:
    """Do the act, or propose it where two people are required."""
    if settings().needs_two_people:
        return Asked(proposal=propose(act, row, details, reason=reason, by=by, now=now))
    return Asked(done=carry_out(act, row, details, reason=reason, by=by, now=now))


def carry_out(
    act: Act, row: Any, details: Details, *, reason: str, by: Viewer, now: datetime
) -> Any:
    """Do the act; SecondPersonNeeded where two people are required."""
    if settings().needs_two_people:
        raise SecondPersonNeeded
    return _execute(act, row.public_id, details, reason, by, now, None)


def propose(
    act: Act, row: Any, details: Details, *, reason: str, by: Viewer, now: datetime
) -> Proposal:
    """Store what is to be done, with its hash, for a second person to settle."""
    row = act.find(row.public_id)
    act.prepare(row, details, by, now)  # what would be refused is refused now
    payload = {"details": details, "state": act.state(row)}
    subject = (row.__tablename__, row.public_id)
    with write(Action.PROPOSAL_MADE, by=by, now=now, about=row, why=reason) as tx:
        tx.lock(row)
        if find_pending_proposal(act.name, row.public_id) is not None:
            raise AlreadyProposed
        return tx.add(
            Proposal(
                act=act.name,
                subject_type=subject[0],
                subject_id=subject[1],
                payload=payload,
                payload_hash=_hash(act.name, subject, payload, reason),
                reason=reason,
                state=ProposalState.PENDING,
                proposed_by_id=by.id,
                proposed_at=now,
            )
        )


def _hash(act: str, subject: tuple[str, str], payload: Details, reason: str) -> str:
    return sha256_hex([act, list(subject), payload, reason])


def approve(act: Act, proposal: Proposal, *, by: Viewer, now: datetime) -> Any:
    """The second person's yes: settles the proposal and does the act in one transaction."""
    require_second_person(str(proposal.proposed_by_id), str(by.id))
    if not is_pending(proposal):
        raise ProposalSettled
    details = dict(proposal.payload["details"])
    return _execute(act, proposal.subject_id, details, proposal.reason, by, now, proposal)


def turn_down(proposal: Proposal, *, note: str, by: Viewer, now: datetime) -> Proposal:
    """The second person's no, or the proposer's withdrawal."""
    own = proposal.proposed_by_id == by.id
    with write(Action.PROPOSAL_SETTLED, by=by, now=now, about=proposal, why=note) as tx:
        _settle(tx, proposal, ProposalState.WITHDRAWN if own else ProposalState.REFUSED)
        proposal.note = note
    return proposal


def _settle(tx: Transaction, proposal: Proposal, state: ProposalState) -> None:
    tx.lock(proposal)
    if not is_pending(proposal):
        raise ProposalSettled
    assert tx.by is not None, "proposals are settled by people"
    proposal.state, proposal.settled_by_id, proposal.settled_at = state, tx.by.id, tx.now


def _require_unchanged(proposal: Proposal, state: Details) -> None:
    """The payload is what was hashed, and the subject is what the proposer saw."""
    subject = (proposal.subject_type, proposal.subject_id)
    found = _hash(proposal.act, subject, proposal.payload, proposal.reason)
    same = hmac.compare_digest(found, proposal.payload_hash)
    if not same or proposal.payload["state"] != state:
        raise ProposalStale


def _execute(
    act: Act,
    subject: str,
    details: Details,
    reason: str,
    by: Viewer,
    now: datetime,
    proposal: Proposal | None,
) -> Any:
    """Prepare, then write; again when somebody's write came between."""
    for _ in range(TRIES):
        row = act.find(subject)  # with all it needs; after a vain try it has been let go
        if proposal is not None:
            _require_unchanged(proposal, act.state(row))
        prepared = act.prepare(row, details, by, now)
        try:
            with write(act.action, by=by, now=now, about=row, why=reason) as tx:
                tx.lock(row)
                if proposal is not None:
                    _settle(tx, proposal, ProposalState.APPROVED)
                    _require_unchanged(proposal, act.state(row))
                    tx.note(proposal=proposal.public_id)
                return act.apply(tx, row, details, prepared, reason)
        except Overtaken:
            continue
    raise Overtaken

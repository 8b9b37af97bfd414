"""The issuer's facts, as printed on certificates: changed by one person, or proposed to a second."""

import base64
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from examsite.accounts.models import Issuer, Proposal
from examsite.accounts.policies import ISSUER_CHANGE, is_pending, require_paper_words
from examsite.accounts.queries import get_issuer
from examsite.domain.actions import Action
from examsite.domain.canonical import sha256_hex
from examsite.domain.certification import require_second_person
from examsite.domain.errors import Conflict, Invalid
from examsite.domain.terms import ProposalState
from examsite.domain.unified_code import parse_unified_code
from examsite.kit.access import Viewer
from examsite.kit.db import Transaction, write
from examsite.kit.png import clean_png
from examsite.kit.site import settings

MOST_SEAL_BYTES = 512 * 1024


class AlreadySettled(Conflict):
    """409: somebody was faster, or the issuer has changed since."""

    code = "already_settled"
    message = "这项修改已经处理过，或内容与提出时不符，请重新提出。"


class TextMissing(Invalid):
    """422: the certificate needs a title and a scope."""

    code = "text_missing"
    message = "证书名称与范围不能为空。"


@dataclass(frozen=True)
class IssuerFacts:
    """Everything a person may set about the issuer."""

    name: str
    unified_code: str
    address: str
    complaint_contact: str
    icp_number: str
    police_number: str
    certificate_title: str
    scope: str
    authorisation: str


def change_issuer(
    facts: IssuerFacts, seal: bytes | None, *, why: str, by: Viewer, now: datetime
) -> Proposal | None:
    """Change the issuer at once, or propose it where two people are needed (rulings 19).

    `seal`: a new seal picture, or None to keep the present one. Raises ForbiddenWords,
    AuthorisationMissing, BadUnifiedCode, BadPicture.
    """
    payload = _payload(facts, seal)
    issuer = get_issuer()
    if not settings().needs_two_people:
        with write(Action.ISSUER_CHANGED, by=by, now=now, about=issuer, why=why) as tx:
            _apply(tx, issuer, payload)
        return None
    with write(Action.PROPOSAL_MADE, by=by, now=now, about=issuer, why=why) as tx:
        return tx.add(
            Proposal(
                act=ISSUER_CHANGE,
                subject_type="issuer",
                subject_id=issuer.public_id,
                payload=payload,
                payload_hash=sha256_hex(payload),
                reason=why,
                state=ProposalState.PENDING,
                proposed_by_id=by.id,
                proposed_at=now,
            )
        )


def _payload(facts: IssuerFacts, seal: bytes | None) -> dict[str, Any]:
    said = {key: value.strip() for key, value in asdict(facts).items()}
    if not said["certificate_title"] or not said["scope"]:
        raise TextMissing
    require_paper_words(said["certificate_title"], said["scope"], said["authorisation"])
    if said["unified_code"]:
        said["unified_code"] = parse_unified_code(said["unified_code"])
    if seal is None:
        return said
    picture = clean_png(seal, most=MOST_SEAL_BYTES)
    return {**said, "seal_image": base64.b64encode(picture).decode()}


def _apply(tx: Transaction, issuer: Issuer, payload: dict[str, Any]) -> None:
    tx.lock(issuer)
    for key, value in payload.items():
        setattr(issuer, key, base64.b64decode(value) if key == "seal_image" else value)


def approve_change(proposal: Proposal, *, by: Viewer, now: datetime) -> Issuer:
    """A second person agrees: the issuer is changed. SecondPersonNeeded for the proposer."""
    issuer = get_issuer()
    with write(Action.ISSUER_CHANGED, by=by, now=now, about=issuer, why=proposal.reason) as tx:
        _open(tx, proposal)
        require_second_person(str(proposal.proposed_by_id), str(by.id))
        _apply(tx, issuer, proposal.payload)
        _settle(proposal, ProposalState.APPROVED, by, now)
        tx.note(proposal=proposal.public_id)
    return issuer


def refuse_change(proposal: Proposal, *, note: str, by: Viewer, now: datetime) -> None:
    """A second person refuses, or the proposer takes it back; the issuer stays as it is."""
    with write(Action.PROPOSAL_SETTLED, by=by, now=now, about=proposal, why=note) as tx:
        _open(tx, proposal)
        own = proposal.proposed_by_id == by.id
        proposal.note = note
        _settle(proposal, ProposalState.WITHDRAWN if own else ProposalState.REFUSED, by, now)


def _open(tx: Transaction, proposal: Proposal) -> None:
    tx.lock(proposal)
    if not is_pending(proposal) or proposal.payload_hash != sha256_hex(proposal.payload):
        raise AlreadySettled


def _settle(proposal: Proposal, state: ProposalState, by: Viewer, now: datetime) -> None:
    proposal.state, proposal.settled_by_id, proposal.settled_at = state, by.id, now

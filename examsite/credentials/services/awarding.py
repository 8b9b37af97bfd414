"""Awarding: a decision becomes a numbered certificate with its sealed PDF, in one transaction.

The PDF is made before the transaction opens, for the number that is next then, so that no lock
is held while it is set and sealed; when another award has taken that number meanwhile, the
transaction is given up and everything is made again.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from examsite.accounts.models import Issuer, Proposal
from examsite.accounts.policies import require_paper_words
from examsite.accounts.queries import get_issuer
from examsite.accounts.services import proposals
from examsite.accounts.services.proposals import Act, Details, Overtaken
from examsite.credentials import queries
from examsite.credentials.models import CertificateFile, Credential, StatusEvent
from examsite.credentials.policies import (
    BEFORE_AWARD,
    require_issuer,
    require_not_involved,
    require_real_seal,
)
from examsite.credentials.services.paper import make_paper
from examsite.domain.actions import Action
from examsite.domain.canonical import canonical
from examsite.domain.certificate_number import CODE_BYTES, make_code, next_number
from examsite.domain.certification import validity
from examsite.domain.errors import Conflict
from examsite.domain.level_rules import read_level
from examsite.domain.names import name_key
from examsite.domain.terms import LEVEL_TITLES, StatusKind
from examsite.kit.access import Viewer
from examsite.kit.clock import local_date
from examsite.kit.db import Transaction
from examsite.kit.keys import SealKey, load_seal_key
from examsite.kit.site import secret_for, settings
from examsite.results.models import Decision


class NothingToAward(Conflict):
    """409: the decision is a refusal, or lacks a passed part."""

    code = "nothing_to_award"
    message = "这项决定没有批准发证，或缺少已通过的成绩，不能颁发证书。"


class AlreadyAwarded(Conflict):
    """409: one decision, one certificate."""

    code = "already_awarded"
    message = "这项决定已经颁发过证书。"


@dataclass(frozen=True)
class Ready:
    """A certificate made before its transaction: the row to be, and the sealed file."""

    draft: Credential
    content: bytes


def award(decision: Decision, *, by: Viewer, now: datetime) -> Credential:
    """Issue the certificate of a decision.

    Raises SecondPersonNeeded where two people are required: then `propose_award`.
    """
    issued: Credential = proposals.carry_out(AWARD, decision, {}, reason="", by=by, now=now)
    return issued


def propose_award(decision: Decision, *, by: Viewer, now: datetime) -> Proposal:
    """Ask a second officer to issue the certificate of a decision."""
    return proposals.propose(AWARD, decision, {}, reason="", by=by, now=now)


def _require_awardable(decision: Decision, by: Viewer, now: datetime) -> None:
    if not (decision.award and decision.knowledge and decision.practical):
        raise NothingToAward
    if queries.find_of_decision(decision) is not None:
        raise AlreadyAwarded
    _ask_before(decision, now)
    require_not_involved(by, decision.user_id, queries.list_scorer_ids(decision))


def _ask_before(decision: Decision, now: datetime) -> None:
    for check in BEFORE_AWARD:
        check(decision, local_date(now))


def _facts(decision: Decision, issuer: Issuer) -> dict[str, Any]:
    """What is printed besides name, number, code and validity."""
    assert decision.knowledge is not None
    assert decision.practical is not None
    return {
        "title": f"{issuer.certificate_title}（{LEVEL_TITLES[decision.level]}）",
        "scope": issuer.scope,
        "issuer": issuer.name_on_paper,
        "unified_code": issuer.unified_code,
        "knowledge_on": decision.knowledge.taken_on.isoformat(),
        "practical_on": decision.practical.taken_on.isoformat(),
        "scheme": queries.get_scheme(decision).version,
    }


def _draft(decision: Decision, issuer: Issuer, seal: SealKey, now: datetime) -> Credential:
    months = read_level(queries.get_scheme(decision).rules).validity_months
    first, last = validity(local_date(decision.decided_at), local_date(now), months)
    wanted = queries.next_serial(decision.level, first.year)
    key = secret_for("certificate-numbers")
    number, serial = next_number(decision.level, first.year, wanted, key)
    return Credential(
        serial=serial,
        number=number,
        revision=1,
        code=make_code(secrets.token_bytes(CODE_BYTES)),
        decision_id=decision.id,
        user_id=decision.user_id,
        level=decision.level,
        name=decision.user.name,
        name_key=name_key(decision.user.name),
        facts=_facts(decision, issuer),
        issued_on=first,
        valid_until=last,
        development=seal.development,
        awarded_at=now,
    )


def _prepare(decision: Decision, _details: Details, by: Viewer, now: datetime) -> Ready:
    _require_awardable(decision, by, now)
    here, issuer = settings(), get_issuer()
    require_issuer(issuer, production=here.production)
    require_paper_words(issuer.certificate_title, issuer.scope, issuer.authorisation)
    seal = load_seal_key(Path(here.keys_folder))
    require_real_seal(development=seal.development, production=here.production)
    draft = _draft(decision, issuer, seal, now)
    image = issuer.seal_image
    content = make_paper(draft, seal=seal, base_url=here.base_url, image=image, at=now)
    return Ready(draft, content)


def _apply(
    tx: Transaction, decision: Decision, _details: Details, ready: Ready, reason: str
) -> Credential:
    """The issuer's row is the lock under which numbers are given out."""
    draft, issuer = ready.draft, tx.lock(get_issuer())
    if queries.find_of_decision(decision) is not None:
        raise AlreadyAwarded
    _ask_before(decision, tx.now)
    taken = queries.next_serial(draft.level, draft.issued_on.year) > draft.serial
    if taken or draft.facts != _facts(decision, issuer):
        raise Overtaken
    issued = tx.add(draft)
    tx.add(_event(issued, reason, tx))
    sha256 = hashlib.sha256(ready.content).hexdigest()
    tx.add(
        CertificateFile(
            credential_id=issued.id, sha256=sha256, content=ready.content, made_at=tx.now
        )
    )
    tx.about = issued
    return issued


def _event(issued: Credential, reason: str, tx: Transaction) -> StatusEvent:
    return StatusEvent(
        credential_id=issued.id,
        kind=StatusKind.ISSUED,
        reason_code="issued",
        reason=reason,
        by_id=tx.by.id if tx.by else None,
        at=tx.now,
    )


def _state(decision: Decision) -> Details:
    """Everything that will be printed, under a keyed digest: the journal learns no name."""
    printed = [decision.award, decision.user.name, _facts(decision, get_issuer())]
    digest = hmac.new(secret_for("proposals"), canonical(printed), hashlib.sha256)
    return {"printed": digest.hexdigest()}


AWARD = Act(
    "credential.awarded", Action.CREDENTIAL_AWARDED, queries.get_decision, _state, _prepare, _apply
)

"""The issuer's facts, as printed on certificates: changed by one person, or proposed to a second."""

import base64
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from hashlib import sha256

from examsite.accounts.models import Issuer, Proposal
from examsite.accounts.policies import ISSUER_CHANGE, require_paper_words
from examsite.accounts.queries import get_issuer
from examsite.accounts.services import proposals
from examsite.accounts.services.proposals import Act, Details
from examsite.domain.actions import Action
from examsite.domain.canonical import sha256_hex
from examsite.domain.errors import Invalid
from examsite.domain.unified_code import parse_unified_code
from examsite.kit.access import Viewer
from examsite.kit.db import Transaction
from examsite.kit.png import clean_png

MOST_SEAL_BYTES = 512 * 1024


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
    details = _details(facts, seal)
    return proposals.ask(CHANGE, get_issuer(), details, reason=why, by=by, now=now).proposal


def _details(facts: IssuerFacts, seal: bytes | None) -> Details:
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


def _state(issuer: Issuer) -> Details:
    """What the proposer saw: a change in between makes the proposal stale."""
    seal = sha256(issuer.seal_image or b"").hexdigest()
    said = [getattr(issuer, each.name) for each in fields(IssuerFacts)]
    return {"facts": sha256_hex([*said, seal])}


def _apply(_tx: Transaction, issuer: Issuer, details: Details, _ready: None, _why: str) -> Issuer:
    for key, value in details.items():
        setattr(issuer, key, base64.b64decode(value) if key == "seal_image" else value)
    return issuer


CHANGE = Act(
    name=ISSUER_CHANGE,
    action=Action.ISSUER_CHANGED,
    find=lambda _public_id: get_issuer(),
    state=_state,
    prepare=lambda _issuer, _details, _by, _now: None,
    apply=_apply,
)

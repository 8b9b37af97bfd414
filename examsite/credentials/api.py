"""Certificates for programs: check one, check many, revoke."""

from datetime import datetime
from typing import Any

from examsite.credentials import queries
from examsite.credentials.queries import Standing
from examsite.credentials.services import checking, status
from examsite.credentials.services.checking import MISTYPED, NOT_MATCHED, Question, Reply
from examsite.domain.certificate_number import display_number, parse_code
from examsite.domain.errors import Invalid
from examsite.domain.names import mask
from examsite.domain.permissions import Permission
from examsite.domain.status_reasons import StatusReason
from examsite.domain.terms import CredentialStatus, StatusKind
from examsite.kit import clock
from examsite.kit.access import the_viewer
from examsite.kit.guard import asker
from examsite.kit.web import PUBLIC, Pages, answer_json, json_body

pages = Pages("credentials_api", __name__, prefix="/api/v1")
MOST_ITEMS = 200
MOST_BYTES = 256 * 1024


def _facts(found: Standing) -> dict[str, Any]:
    """Every printed fact but the code; the name masked; a revocation with its class of reason."""
    held = found.credential
    facts: dict[str, Any] = {
        "status": found.status.value,
        "status_since": found.since.isoformat(),
        "number": display_number(held.number),
        "revision": held.revision,
        "name": mask(held.name),
        "level": held.level.value,
        "issued_on": held.issued_on.isoformat(),
        "valid_until": held.valid_until.isoformat(),
        "development": held.development,
    }
    printed = ("title", "scope", "issuer", "knowledge_on", "practical_on")
    facts |= {key: held.facts.get(key) for key in printed}
    if found.status is CredentialStatus.REVOKED:
        facts["reason"] = found.reason_code
    return facts


def _answered(body: dict[str, Any], now: datetime, code: int = 200) -> object:
    answer = answer_json({**body, "checked_at": clock.rfc3339(now)}, code)
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


@pages.get("/certificates/<code>", may=PUBLIC)
def check(code: str) -> object:
    """One certificate by its verification code; 404 `not_matched` when nobody has it."""
    now = clock.now()
    return _answered(_facts(checking.check_by_code(code, asker=asker(), now=now)), now)


@pages.post("/certificates:check", may=PUBLIC)
def check_many() -> object:
    """Up to 200 certificates by code, or by number and name; answers in the same order."""
    items = json_body(most=MOST_BYTES).get("items")
    if not isinstance(items, list) or len(items) > MOST_ITEMS:
        raise Invalid("items 须是一个列表，最多 %(most)s 项。", code="bad_items", most=MOST_ITEMS)
    now = clock.now()
    replies = checking.check_many([_question(each) for each in items], asker=asker(), now=now)
    return _answered({"items": [_reply(each) for each in replies]}, now)


def _question(item: Any) -> Question:
    fields = item if isinstance(item, dict) else {}
    parts = {key: fields.get(key, "") for key in ("code", "number", "name")}
    if not all(isinstance(part, str) for part in parts.values()) or not any(parts.values()):
        raise Invalid("每一项须是 {code} 或 {number, name}，值都是字符串。", code="bad_items")
    return Question(**parts)


def _reply(reply: Reply) -> dict[str, Any]:
    if reply.found:
        return _facts(reply.found)
    if reply.refusal == MISTYPED:  # on the wire no match is one word; the typo is a kindness
        return {"status": NOT_MATCHED, "hint": MISTYPED}
    return {"status": reply.refusal}


@pages.post("/certificates/<code>/revoke", may=Permission.RUN_CERTIFICATION)
def revoke(code: str) -> object:
    """Revoke: 200 when done, 202 when a second officer has to approve."""
    body, now = json_body(), clock.now()
    reason, kind = body.get("reason"), body.get("reason_code", StatusReason.OTHER.value)
    if not isinstance(reason, str) or not isinstance(kind, str):
        raise Invalid("请提交字符串 reason。", code="reason_needed")
    held = queries.get_by_code(parse_code(code))
    words = {"reason_code": kind, "reason": reason.strip()}
    asked = status.ask(StatusKind.REVOKED, held, **words, by=the_viewer(), now=now)
    if asked.proposal is not None:
        return answer_json({"status": "pending", "proposal": asked.proposal.public_id}, 202)
    held = queries.get_by_code(parse_code(code))
    return _answered(_facts(queries.standing(held, clock.local_date(now))), now)

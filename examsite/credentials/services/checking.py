"""Checking a certificate: by its code, by number and name, many at once, by its file.

A number nobody has and a name that does not fit cost the same and get the same answer. What
fails is counted against the asker and against the number; every answer is kept for six months.
"""

import hashlib
import hmac
import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from examsite.credentials import queries
from examsite.credentials.models import CheckEvent, Credential
from examsite.credentials.queries import Standing
from examsite.domain.actions import Action
from examsite.domain.certificate_number import BadCode, BadNumber, parse_code, parse_number
from examsite.domain.errors import NotFound
from examsite.domain.names import name_key
from examsite.kit import throttle
from examsite.kit.clock import local_date
from examsite.kit.db import append, db

WINDOW = timedelta(minutes=15)
PER_NUMBER = 5
PER_NETWORK = 60
PER_ACCOUNT = 2000
KIND = "certificate_check"
NOT_MATCHED = "not_matched"
MISTYPED = "mistyped"
NOBODY = name_key("not a name that anybody has")


class NotMatched(NotFound):
    """404: no such certificate, or the details do not fit it: never which of the two."""

    code = NOT_MATCHED
    message = "没有这张证书，或所填内容与证书不符。"


@dataclass(frozen=True)
class Question:
    """One line of a bulk check: a code, or a number with a name."""

    code: str = ""
    number: str = ""
    name: str = ""


@dataclass(frozen=True)
class Reply:
    """The answer to one question: how the certificate stands, or the code of a refusal."""

    found: Standing | None = None
    refusal: str = NOT_MATCHED


def network(asker: str) -> str:
    """The asker as counted: an account, or the /24 or /64 around an address."""
    kind, _, text = asker.partition(":")
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return asker[:80]
    width = 24 if address.version == 4 else 64
    return f"{kind}:{ipaddress.ip_network((address, width), strict=False)}"


def _allowance(asker: str) -> int:
    return PER_ACCOUNT if asker.startswith("user:") else PER_NETWORK


def check_by_code(text: str, *, asker: str, now: datetime) -> Standing:
    """How the certificate with this code stands; BadCode, NotMatched or TooMany otherwise."""
    code, who = parse_code(text), network(asker)
    _require_room({who: _allowance(who)}, now)
    found = queries.find_by_code(code)
    reply = _reply(found, local_date(now))
    _keep([("code", reply)], [] if found else [who], now)
    return _or_refuse(reply)


def check_by_name(number_text: str, name: str, *, asker: str, now: datetime) -> Standing:
    """How the certificate stands whose number and name these are.

    BadNumber for a slip of the pen (no look-up is made), NotMatched, TooMany.
    """
    number, who = parse_number(number_text), network(asker)
    _require_room({who: _allowance(who), _target(number): PER_NUMBER}, now)
    held = queries.find_by_numbers([number]).get(number)
    found = held if _same_name(held, name) else None
    reply = _reply(found, local_date(now))
    _keep([("name", reply)], [] if found else [who, _target(number)], now)
    return _or_refuse(reply)


def check_many(questions: Sequence[Question], *, asker: str, now: datetime) -> list[Reply]:
    """The answers in the order of the questions, with three statements whatever their number."""
    who = network(asker)
    _require_room({who: _allowance(who)}, now)
    parsed = [_parse(each) for each in questions]
    codes = queries.find_by_codes([each.code for each in parsed if each.code])
    numbers = queries.find_by_numbers([each.number for each in parsed if each.number])
    full = _full([each.number for each in parsed if each.number], now)
    replies, failed = [], []
    for each in parsed:
        reply = _answer(each, codes, numbers, full, local_date(now))
        replies.append(reply)
        if reply.refusal == NOT_MATCHED and reply.found is None:
            failed += [who, *([_target(each.number)] if each.number else [])]
    _keep([("many", reply) for reply in replies], failed, now)
    return replies


def _parse(question: Question) -> Question:
    """The question in stored spelling; code and number both empty where it is mistyped."""
    try:
        if question.code:
            return Question(code=parse_code(question.code))
        return Question(number=parse_number(question.number), name=question.name)
    except (BadCode, BadNumber):
        return Question()


def _answer(
    question: Question,
    codes: dict[str, Credential],
    numbers: dict[str, Credential],
    full: frozenset[str],
    today: date,
) -> Reply:
    if not question.code and not question.number:
        return Reply(refusal=MISTYPED)
    if question.number in full:
        return Reply(refusal=throttle.TooMany.code)
    if question.code:
        return _reply(codes.get(question.code), today)
    held = numbers.get(question.number)
    return _reply(held if _same_name(held, question.name) else None, today)


def _full(numbers: list[str], now: datetime) -> frozenset[str]:
    """Those of the numbers against which too many names have failed lately: one statement
    as long as there are none."""
    if _has_room(numbers, now):
        return frozenset()
    return frozenset(each for each in numbers if not _has_room([each], now))


def _has_room(numbers: list[str], now: datetime) -> bool:
    try:
        _require_room({_target(each): PER_NUMBER for each in numbers}, now)
    except throttle.TooMany:
        return False
    return True


def _same_name(held: Credential | None, name: str) -> bool:
    """Compared as digests, so that neither length nor first difference shows in the time."""
    stored, typed = (
        hashlib.sha256(key.encode()).digest()
        for key in (held.name_key if held else NOBODY, name_key(name[:200]))
    )
    return hmac.compare_digest(stored, typed) and held is not None


def _target(number: str) -> str:
    return f"number:{number}"


def _require_room(keys: dict[str, int], now: datetime) -> None:
    throttle.require_room(db.session(), KIND, keys, window=WINDOW, now=now)


def _reply(found: Credential | None, today: date) -> Reply:
    return Reply(queries.standing(found, today)) if found else Reply()


def _or_refuse(reply: Reply) -> Standing:
    if reply.found is None:
        raise NotMatched
    return reply.found


def _keep(replies: list[tuple[str, Reply]], failed: list[str], now: datetime) -> None:
    """What was asked and answered; who failed is counted. One short transaction."""
    with append(Action.CREDENTIAL_CHECKED, by=None, now=now) as tx:
        if failed:
            throttle.count_failure(tx, KIND, failed)
        tx.add_all(
            [
                CheckEvent(
                    credential_id=reply.found.credential.id if reply.found else None,
                    way=way,
                    answer=(reply.found.status.value if reply.found else reply.refusal)[:16],
                    at=now,
                )
                for way, reply in replies
            ]
        )

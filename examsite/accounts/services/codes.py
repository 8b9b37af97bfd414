"""One-time codes and links: short-lived, hashed, good once, few tries, few a day."""

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select

from examsite.accounts.models import OneTimeCode, User
from examsite.accounts.queries import token_hash
from examsite.domain.actions import Action
from examsite.domain.contact import Contact
from examsite.domain.errors import Invalid
from examsite.kit import chance, throttle
from examsite.kit.db import Transaction, append, db
from examsite.kit.mail import Composed, compose
from examsite.kit.site import secret_for, settings

CODE_VALID = timedelta(minutes=10)
LINK_VALID = timedelta(minutes=30)
INVITATION_VALID = timedelta(days=7)
MOST_TRIES = 5
KEEP = timedelta(days=1)
WINDOW = timedelta(hours=1)
PER_TARGET = 5
PER_ADDRESS = 30
KIND = "code"


class WrongCode(Invalid):
    """422: wrong, expired, used, or tried too often: the same words for all."""

    code = "wrong_code"
    message = "验证码不对或已过期。请核对后再试；连续输错 5 次须重新发送。"


@dataclass(frozen=True)
class Asked:
    """Somebody asked for a code: where it goes, from which network address, when."""

    contact: Contact
    address: str
    now: datetime

    @property
    def keys(self) -> dict[str, int]:
        """What is counted against its sender."""
        return {f"to:{self.contact.value}": PER_TARGET, f"addr:{self.address}": PER_ADDRESS}


def require_room(asked: Asked) -> None:
    """Raise TooMany when this contact or address has had its share of the hour."""
    throttle.require_room(db.session(), KIND, asked.keys, window=WINDOW, now=asked.now)


def _digest(public_id: str, digits: str) -> str:
    """Six digits are guessed from a plain hash in no time: keyed with the site's secret."""
    return hmac.new(secret_for("codes"), f"{public_id}:{digits}".encode(), "sha256").hexdigest()


def draw_code(
    purpose: str, asked: Asked, *, user_id: int | None = None, payload: Any = None
) -> tuple[OneTimeCode, str]:
    """A row, not yet stored, and the six digits that open it."""
    public_id, digits = chance.public_id(), f"{secrets.randbelow(10**6):06d}"
    row = OneTimeCode(
        public_id=public_id,
        purpose=purpose,
        user_id=user_id,
        target=asked.contact.value,
        code_hash=_digest(public_id, digits),
        created_at=asked.now,
        expires_at=asked.now + CODE_VALID,
        payload=payload or {},
    )
    return row, digits


def message_for(asked: Asked, digits: str, owner: User | None, *, locale: str) -> Composed:
    """The code for a free contact; for a known one word to its owner that someone tried."""
    minutes = int(CODE_VALID.total_seconds() // 60)
    if owner is None:
        return compose("code", asked.contact, locale=locale, code=digits, minutes=minutes)
    address = f"{settings().base_url}/login"
    return compose("already_registered", asked.contact, locale=owner.locale, address=address)


def draw_link(
    purpose: str, *, valid: timedelta, now: datetime, user_id: int | None = None, target: str = ""
) -> tuple[OneTimeCode, str]:
    """A row, not yet stored, and the secret of the link that opens it."""
    token = chance.token()
    row = OneTimeCode(
        purpose=purpose,
        user_id=user_id,
        target=target,
        code_hash=token_hash(token),
        created_at=now,
        expires_at=now + valid,
        payload={},
    )
    return row, token


def store(tx: Transaction, row: OneTimeCode, asked: Asked) -> OneTimeCode:
    """Keep the row, count it against its sender, drop what expired long ago."""
    throttle.count_failure(tx, KIND, list(asked.keys))
    tx.execute(delete(OneTimeCode).where(OneTimeCode.expires_at < asked.now - KEEP))
    return tx.add(row)


def is_open(row: OneTimeCode, now: datetime) -> bool:
    """Whether the row can still be used."""
    return row.used_at is None and row.expires_at > now


def spend_try(row: OneTimeCode, digits: str, *, now: datetime) -> None:
    """Count one try; WrongCode unless the digits open this row. The count outlives refusal."""
    with append(Action.ACCOUNT_CONTACT_PROVEN, by=None, now=now) as tx:
        tx.lock(row)
        usable = is_open(row, now) and row.tries < MOST_TRIES
        row.tries += 1
    right = hmac.compare_digest(row.code_hash, _digest(row.public_id, digits.strip()))
    if not (usable and right):
        raise WrongCode


def use(tx: Transaction, row: OneTimeCode) -> None:
    """Close the row inside the write that its code allows; WrongCode when it is closed already."""
    tx.lock(row)
    if not is_open(row, tx.now):
        raise WrongCode
    row.used_at, row.target, row.payload = tx.now, "", {}


def list_open_links(tx: Transaction, purpose: str, user_id: int) -> list[OneTimeCode]:
    """A person's links of this purpose that have not been used."""
    rows = select(OneTimeCode).where(
        OneTimeCode.purpose == purpose,
        OneTimeCode.user_id == user_id,
        OneTimeCode.used_at.is_(None),
    )
    return list(tx.session.scalars(rows))

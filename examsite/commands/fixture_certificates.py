"""Certificates of a fixture: rows an outside program can check and revoke, without a paper."""

from datetime import timedelta
from typing import Any

from sqlalchemy import insert, select

from examsite.accounts.models import User
from examsite.credentials.models import Credential, StatusEvent
from examsite.domain.certificate_number import make_code, next_number
from examsite.domain.names import name_key
from examsite.domain.terms import Level, StatusKind
from examsite.kit import chance
from examsite.kit.clock import local_date
from examsite.kit.db import Transaction

KEY = b"fixture certificate numbers only"


def _row(number: str, serial: int, index: int, user_id: int, tx: Transaction) -> dict[str, Any]:
    today = local_date(tx.now)
    name = f"持证人{index:05d}"
    return {
        "public_id": chance.public_id(),
        "serial": serial,
        "number": number,
        "revision": 1,
        "code": make_code(bytes(chance.new_seed() % 256 for _ in range(10))),
        "user_id": user_id,
        "level": Level.JUNIOR,
        "name": name,
        "name_key": name_key(name),
        "facts": {
            "title": "操盘手能力评价证书",
            "scope": "直播电商操盘",
            "issuer": "示例机构（未设置）",
        },
        "issued_on": today,
        "valid_until": today + timedelta(days=730),
        "development": True,
        "awarded_at": tx.now,
    }


def add_certificates(tx: Transaction, count: int) -> list[str]:
    """Add `count` valid certificates; gives their verification codes."""
    if not count:
        return []
    holder = tx.session.scalars(select(User.id).order_by(User.id).limit(1)).one()
    year, serial, rows = tx.now.year, 1, []
    for index in range(count):
        number, used = next_number(Level.JUNIOR, year, serial, KEY)
        rows.append(_row(number, used, index, holder, tx))
        serial = used + 1
    tx.execute(insert(Credential), rows)
    ids = tx.session.scalars(select(Credential.id).order_by(Credential.id))
    events = [
        {
            "credential_id": credential_id,
            "kind": StatusKind.ISSUED,
            "reason_code": "",
            "reason": "",
            "at": tx.now,
        }
        for credential_id in ids
    ]
    tx.execute(insert(StatusEvent), events)
    return [row["code"] for row in rows]

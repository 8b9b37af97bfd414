"""Another key for an item that people have already answered: always a new version of the key."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from examsite.domain.canonical import sha256_hex
from examsite.domain.terms import ItemState, ItemType
from examsite.items.models import Item, ItemVersion, KeyVersion
from examsite.items.policies import AlreadyRight, BadAnswer, require_answer
from examsite.items.queries.bank import newest_key
from examsite.kit.db import Transaction, db


def part_content(version: ItemVersion, part: str) -> dict[str, Any]:
    """What a candidate sees of an item, or of one part of a testlet."""
    if not part:
        return version.content
    return next(one for one in version.content["parts"] if one["id"] == part)


def part_key(key: dict[str, Any], part: str) -> dict[str, Any]:
    """The key of an item, or of one part of a testlet."""
    own: dict[str, Any] = key["parts"][part] if part else key
    return own


def find_newest_key(version_id: int) -> KeyVersion:
    """The newest key of an item version: for staff and marking only."""
    rows = select(KeyVersion).where(KeyVersion.item_version_id == version_id, newest_key())
    return db.session.scalars(rows).one()


def with_answer(
    version: ItemVersion,
    part: str,
    key: dict[str, Any],
    answers: Sequence[Any],
    *,
    instead: bool,
    unit: str | None = None,
) -> dict[str, Any]:
    """The whole key with one answer in place of the old one, or with more answers accepted.

    `key` is the whole key as it stands. Raises BadAnswer, AlreadyRight.
    """
    content = part_content(version, part)
    own = part_key(key, part)
    kind = ItemType(content["type"]) if part else version.item.type
    if not answers or (instead and len(answers) > 1):
        raise BadAnswer
    for answer in answers:
        require_answer(kind, content, answer)
    if instead:
        made = {name: value for name, value in own.items() if name != "accept"}
        made["key"] = answers[0]
        if unit is not None and own.get("unit") is not None:
            made["unit"] = unit
    else:
        known = [own["key"], *own.get("accept", [])]
        more = [one for one in answers if one not in known]
        if not more:
            raise AlreadyRight
        made = own | {"accept": [*known[1:], *more]}
    return {**key, "parts": {**key["parts"], part: made}} if part else made


def add_next_key(
    tx: Transaction, version: ItemVersion, key: dict[str, Any], why: str
) -> KeyVersion:
    """Store the key as the next of its item version; nothing that stands is changed.

    An installation's own item goes back to its reviewers: what they approved was another key.
    """
    item = tx.lock(tx.session.get_one(Item, version.item_id))
    newest = find_newest_key(version.id)
    if not item.shipped:
        item.state = ItemState.DRAFT
    return tx.add(
        KeyVersion(
            item_version_id=version.id,
            number=newest.number + 1,
            key=key,
            rationales=newest.rationales,
            content_hash=sha256_hex([key, newest.rationales]),
            reason=why,
            overrules=newest.overrules or newest.content_hash,
            created_at=tx.now,
        )
    )

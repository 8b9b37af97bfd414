"""Reads of reviewing: who has signed the statement, what reviewers did, what waits for them."""

from dataclasses import dataclass

from sqlalchemy import Select, exists, func, select

from examsite.accounts.models import Consent, Document, User
from examsite.domain.item_life import ReviewAct
from examsite.items.models import Item, ItemReview, ItemVersion, KeyVersion
from examsite.items.policies import CONFIDENTIALITY, WAITING
from examsite.items.queries.bank import newest_key, newest_version
from examsite.kit.access import Viewer
from examsite.kit.db import db


def has_signed(viewer: Viewer) -> bool:
    """Whether a person has accepted the confidentiality statement as it is now; one statement."""
    newest = (
        select(Document.id)
        .where(Document.kind == CONFIDENTIALITY)
        .order_by(Document.published_at.desc())
        .limit(1)
    )
    given = select(Consent.id).where(
        Consent.user_id == viewer.id,
        Consent.document_id == newest.scalar_subquery(),
        Consent.withdrawn_at.is_(None),
    )
    return db.session.scalar(given) is not None


@dataclass(frozen=True)
class Reviewed:
    """What a reviewer did, with the name and the version it was done to."""

    review: ItemReview
    name: str
    version: int
    key: int


def list_reviews(item: Item) -> list[Reviewed]:
    """What reviewers did with an item, the latest first."""
    rows = (
        select(ItemReview, User.name, ItemVersion.number, KeyVersion.number)
        .join(User, User.id == ItemReview.by_id)
        .join(KeyVersion, KeyVersion.id == ItemReview.key_version_id)
        .join(ItemVersion, ItemVersion.id == KeyVersion.item_version_id)
        .where(ItemReview.item_id == item.id)
        .order_by(ItemReview.id.desc())
    )
    return [Reviewed(*row) for row in db.session.execute(rows)]


def find_approver(key: KeyVersion) -> int | None:
    """Who approved an item as it stands now, if anybody did."""
    rows = (
        select(ItemReview.by_id)
        .where(ItemReview.key_version_id == key.id, ItemReview.act == ReviewAct.APPROVE)
        .order_by(ItemReview.id.desc())
    )
    return db.session.scalars(rows.limit(1)).first()


def count_to_review(viewer: Viewer) -> Select[int]:
    """How many items wait for this reviewer: not in use, another's, not sent back as they
    stand. A statement, to be counted with others."""
    sent_back = exists().where(
        ItemReview.key_version_id == KeyVersion.id, ItemReview.act == ReviewAct.SEND_BACK
    )
    return (
        select(func.count(Item.id))
        .join(ItemVersion, ItemVersion.item_id == Item.id)
        .join(KeyVersion, KeyVersion.item_version_id == ItemVersion.id)
        .where(newest_version(), newest_key(), ~sent_back)
        .where(Item.state.in_(WAITING), Item.author_id.is_distinct_from(viewer.id))
    )

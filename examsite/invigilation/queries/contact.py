"""What a page's poll asks: one statement on the driver, and one more to keep the contact."""

from typing import Any

from sqlalchemy import Executable, Select, bindparam, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Dialect

from examsite.attempts.models import Attempt
from examsite.invigilation.models import Announcement, Contact
from examsite.kit.db import db

ATTEMPT, CONTACT = Attempt.__table__, Contact.__table__
KEPT = ("attempt_id", "at", "epoch", "address_mark", "heard")


def poll_facts(_dialect: Dialect) -> Select[Any]:
    """The candidate's own attempt, its last contact, and the newest announcement of its sitting.

    Parameters: attempt (public id), user.
    """
    newest = (
        select(func.max(Announcement.id))
        .where(Announcement.sitting_id == ATTEMPT.c.sitting_id)
        .correlate(ATTEMPT)
        .scalar_subquery()
    )
    columns = ("id", "sitting_id", "state", "epoch", "started_at", "deadline", "grace_seconds")
    return (
        select(
            *(ATTEMPT.c[name] for name in (*columns, "paused_at", "closing_note")),
            CONTACT.c.at.label("contact_at"),
            CONTACT.c.epoch.label("contact_epoch"),
            CONTACT.c.address_mark,
            func.coalesce(newest, 0).label("newest"),
        )
        .select_from(ATTEMPT)
        .outerjoin(CONTACT, CONTACT.c.attempt_id == ATTEMPT.c.id)
        .where(ATTEMPT.c.public_id == bindparam("attempt"), ATTEMPT.c.user_id == bindparam("user"))
    )


def keep_contact(dialect: Dialect) -> Executable:
    """Set the last contact of an attempt, never back. Parameters: KEPT.

    Run twice it does what it does once, as `kit.driver` asks.
    """
    insert = (sqlite if dialect.name == "sqlite" else postgresql).insert
    given = {name: bindparam(name, type_=CONTACT.c[name].type) for name in KEPT}
    made = insert(CONTACT).values(given)
    changed = {name: made.excluded[name] for name in KEPT if name != "attempt_id"}
    kept: Executable = made.on_conflict_do_update(
        index_elements=[CONTACT.c.attempt_id], set_=changed, where=CONTACT.c.at < made.excluded.at
    )
    return kept


def find_contact_held(attempt_id: int) -> Contact | None:
    """The last contact, read again and held against other polls of the same attempt."""
    rows = select(Contact).where(Contact.attempt_id == attempt_id)
    return db.session.scalar(rows.with_for_update().execution_options(populate_existing=True))


def list_announcements(sitting_id: int) -> list[Announcement]:
    """What was said to everybody in a sitting, in order."""
    rows = select(Announcement).where(Announcement.sitting_id == sitting_id)
    return list(db.session.scalars(rows.order_by(Announcement.id)))

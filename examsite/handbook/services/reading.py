"""Reading: a person says that a section is read."""

from datetime import datetime

from sqlalchemy import select

from examsite.domain.actions import Action
from examsite.handbook.models import Passage, Reading
from examsite.kit.access import Viewer
from examsite.kit.db import db, write


def mark_read(passage: Passage, *, by: Viewer, now: datetime) -> Reading:
    """Keep that this version of the passage was read; saying it again changes nothing."""
    found = _find(passage, by)
    if found is not None and found.version == passage.version:
        return found
    with write(Action.PASSAGE_READ, by=by, now=now, about=passage) as tx:
        tx.lock(passage)
        found = _find(passage, by)
        if found is None:
            return tx.add(
                Reading(
                    user_id=by.id,
                    passage_id=passage.id,
                    version=passage.version,
                    first_at=now,
                    last_at=now,
                )
            )
        found.version, found.last_at = passage.version, now
        return found


def _find(passage: Passage, by: Viewer) -> Reading | None:
    mine = select(Reading).where(Reading.user_id == by.id, Reading.passage_id == passage.id)
    return db.session.scalar(mine.execution_options(populate_existing=True))

"""What people's marks made of answers at the time: read again to check stored scores."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from examsite.domain.answer_marking import combine
from examsite.items.models import KeyVersion
from examsite.kit.db import db
from examsite.short_answers.queries.marks import Given, list_given


@dataclass(frozen=True)
class Settled:
    """The marks of some attempts by (attempt, form item, number of the key)."""

    _marks: dict[tuple[int, int, int], list[Given]]

    def combined(self, attempt_id: int, place_id: int, key: int, at: datetime) -> int | None:
        """Hundredths of a guide's point from the marks given by that key until `at`, or None
        where they do not settle the answer."""
        given = self._marks.get((attempt_id, place_id, key), [])
        return combine([one.mark.points for one in given if one.first.at <= at])


def load_settled(attempt_ids: Collection[int]) -> Settled:
    """Everything people gave these attempts' answers as they stand now; two statements."""
    given = [one for one in list_given(attempt_ids=attempt_ids) if not one.stale]
    versions = {one.mark.key_version_id for one in given}
    rows = select(KeyVersion.id, KeyVersion.number).where(KeyVersion.id.in_(versions))
    numbers = {row[0]: row[1] for row in db.session.execute(rows)}
    found: dict[tuple[int, int, int], list[Given]] = defaultdict(list)
    for one in given:
        assert one.mark.attempt_id is not None, "asked by attempt"
        number = numbers[one.mark.key_version_id]
        found[one.mark.attempt_id, one.question_id, number].append(one)
    return Settled(dict(found))

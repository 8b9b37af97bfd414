"""One item of stored scores marked again: the same rule for the dry run and for the writing."""

from dataclasses import dataclass
from typing import Any

from examsite.attempts.models import ScoreVersion
from examsite.attempts.queries.remarking import FormPlace, list_form_places, list_keys
from examsite.attempts.services.remarking import Marker
from examsite.domain.regrade import (
    Change,
    Place,
    Policy,
    Score,
    new_mark,
    regraded,
    settle,
    standing,
)
from examsite.exams.models import ExamForm
from examsite.results.policies import rules_of

WITH_KEY = (Change.KEY, Change.ACCEPT)
"""Changes after which marks name another version of the key."""


@dataclass(frozen=True)
class Asked:
    """What is done about which place of a form. `key` is the whole key that is not stored yet."""

    form_item_id: int
    change: Change
    policy: Policy
    key: dict[str, Any] | None
    key_number: int


@dataclass(frozen=True)
class Regraded:
    """One score before, as computed, and as it is to stand under the policy."""

    before: Score
    computed: Score
    after: Score


class Regrader:
    """Regrades scores of one form; what it needs is read once."""

    def __init__(self, form: ExamForm, asked: Asked):
        places = list_form_places(form.id)
        self._asked = asked
        self._rules = rules_of(form.blueprint.rules)
        self._places = {one.item: Place(one.area, one.points) for one in places}
        self.target: FormPlace = next(one for one in places if one.id == asked.form_item_id)
        self._marker = Marker(list_keys(form.id))
        if asked.key is not None:
            self._marker.add_key(self.target, asked.key_number, asked.key)

    def regrade(self, score: ScoreVersion, answer: str | None) -> Regraded:
        """The score with the item marked again; `answer` as it is stored."""
        asked, item = self._asked, self.target.item
        before = standing(score.marks, score.total, self._places, self._rules)
        number, earned = score.marks[item][1], None
        if asked.change in WITH_KEY:
            number = asked.key_number
            earned = self._marker.earned(self.target, number, answer)
        mark = new_mark(asked.change, earned, number, self.target.points)
        computed = regraded(before, item, mark, self._places, self._rules)
        return Regraded(before, computed, settle(asked.policy, before, computed))

"""The decision on certification: by an officer who neither scored nor trained the candidate."""

from datetime import datetime

from sqlalchemy import select

from examsite.accounts.models import User
from examsite.domain.actions import Action
from examsite.domain.certification import require_independent
from examsite.domain.eligibility import missing
from examsite.domain.errors import Conflict
from examsite.domain.terms import Level
from examsite.enrolment.policies import as_data
from examsite.enrolment.queries.candidacies import (
    Candidacy,
    is_of_same_house,
    list_due,
    list_scorers,
    requirements_of,
)
from examsite.enrolment.services.identity import ReasonNeeded
from examsite.kit.access import Viewer
from examsite.kit.clock import local_date
from examsite.kit.db import write
from examsite.results.models import Decision, Result


class NothingToDecide(Conflict):
    """409: a part is missing, or the decision has been taken."""

    code = "nothing_to_decide"
    message = "这位考生没有等待决定的两部分成绩，或已经作过决定。"


class RequirementsMissing(Conflict):
    """409: no award while something is missing."""

    code = "requirements_missing"
    message = "还有 %(count)s 项条件没有满足，不能决定发证。"


def decide(
    user: User, level: Level, *, award: bool, reason: str, by: Viewer, now: datetime
) -> Decision:
    """Decide on a person's certificate of a level from both released parts.

    Raises ReasonNeeded (a refusal says why), NothingToDecide, DeciderNotIndependent,
    RequirementsMissing.
    """
    said = reason.strip()
    if not award and not said:
        raise ReasonNeeded
    today = local_date(now)
    with write(Action.DECISION_TAKEN, by=by, now=now, why=said) as tx:
        tx.lock(user)
        due = list_due(level, user.id)
        if not due:
            raise NothingToDecide
        candidacy = due[0]
        ids = [candidacy.knowledge.id, candidacy.practical.id]
        tx.execute(select(Result.id).where(Result.id.in_(ids)).with_for_update())
        _refuse_dependent(candidacy, by, now)
        requirements = requirements_of(candidacy, today)
        unmet = missing(requirements)
        if award and unmet:
            raise RequirementsMissing(count=len(unmet))
        decision = tx.add(
            Decision(
                user_id=user.id,
                level=level,
                scheme_id=candidacy.scheme.id,
                knowledge_id=candidacy.knowledge.id,
                practical_id=candidacy.practical.id,
                award=award,
                requirements=[as_data(one) for one in requirements],
                reason=said,
                decided_by_id=by.id,
                decided_at=now,
            )
        )
        tx.about = decision
    return decision


def _refuse_dependent(candidacy: Candidacy, by: Viewer, now: datetime) -> None:
    scorers = {str(person) for person in list_scorers(candidacy)}
    same_house = is_of_same_house(by.id, candidacy.user.id, local_date(now))
    trainers = [str(by.id)] if same_house else []
    require_independent(str(by.id), str(candidacy.user.id), scorers, trainers)

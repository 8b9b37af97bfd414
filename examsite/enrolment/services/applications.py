"""Applying to a sitting: facts are gathered, the rule is asked, its answer is kept."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from examsite.domain.actions import Action
from examsite.domain.document_check import CheckState, require_grounds, require_verdict, sent
from examsite.domain.eligibility import Facts, Requirement, entry_requirements, missing
from examsite.domain.errors import Conflict, NotAllowed
from examsite.domain.identity import DocumentType
from examsite.domain.level_rules import read_level
from examsite.enrolment.models import Enrolment
from examsite.enrolment.policies import Accepted, as_data
from examsite.enrolment.queries.applications import (
    Applicant,
    find_enrolment,
    find_identity,
    list_unaccepted,
)
from examsite.enrolment.queries.batches import find_batch_of
from examsite.enrolment.queries.facts import find_season, gather_facts
from examsite.enrolment.services.batches import require_enrolment_open
from examsite.enrolment.services.identity import ReasonNeeded
from examsite.exams.models import Sitting
from examsite.exams.queries import find_entry
from examsite.exams.services.sittings import enter, require_open_roster
from examsite.kit.access import Viewer
from examsite.kit.clock import local_date, rfc3339
from examsite.kit.db import Transaction, write


class ConsentMissing(Conflict):
    """409: the notice or the rules are not accepted."""

    code = "consent_missing"
    message = "请先逐份阅读并同意「%(title)s」。"


class IdentityMissing(Conflict):
    """409: a certifying sitting needs a legal identity."""

    code = "identity_missing"
    message = "报名认证考试前，请先填写证件资料。"


def apply(sitting: Sitting, *, by: Viewer, now: datetime) -> Enrolment:
    """Apply for oneself. Admitted at once when nothing is missing, else kept for an officer.

    Applying again asks the rule again. Raises RosterClosed, RosterFrozen, ConsentMissing,
    IdentityMissing; of a batch also NotAnnounced, EnrolmentNotBegun, EnrolmentOver,
    ApplicationRefused: there an officer sees the document before anybody is on the roster.
    """
    require_enrolment_open(sitting, now)
    require_open_roster(sitting, now)
    unaccepted = list_unaccepted(by.id)
    if unaccepted:
        raise ConsentMissing(title=unaccepted[0].title)
    if sitting.certifying and find_identity(by.id) is None:
        raise IdentityMissing
    checked = sitting.certifying and find_batch_of(sitting.id) is not None
    with write(Action.CANDIDATE_ENROLLED, by=by, now=now) as tx:
        tx.lock(sitting)
        enrolment = find_enrolment(by.id, sitting.id)
        if enrolment is None or not enrolment.admitted:
            accepted = enrolment.verdict.get("accepted", {}) if enrolment else {}
            state = sent(enrolment.check_state if enrolment else None) if checked else None
            enrolment = _judge(tx, enrolment, sitting, by.id, accepted, state)
        tx.about = enrolment
    _enter(enrolment, sitting, by=by, now=now)
    return enrolment


def accept_evidence(
    applicant: Applicant, accepted: Accepted, *, reason: str, by: Viewer, now: datetime
) -> Enrolment:
    """An officer accepts equivalent training or proven experience; the rule is asked again."""
    said = reason.strip()
    if not said:
        raise ReasonNeeded
    if applicant.user.id == by.id:
        raise NotAllowed
    sitting, enrolment = applicant.sitting, applicant.enrolment
    with write(Action.EVIDENCE_ACCEPTED, by=by, now=now, about=enrolment, why=said) as tx:
        tx.lock(enrolment)
        kept = asdict(accepted.merged(enrolment.verdict.get("accepted") or {}))
        kept |= {"by": by.public_id, "at": rfc3339(now)}
        if not enrolment.admitted:
            _judge(tx, enrolment, sitting, enrolment.user_id, kept, enrolment.check_state)
    _enter(enrolment, sitting, by=by, now=now)
    return enrolment


def check_document(
    applicant: Applicant,
    verdict: CheckState,
    *,
    document: DocumentType | None,
    reason: str,
    by: Viewer,
    now: datetime,
) -> Enrolment:
    """An officer has looked at the document: accepted, sent back, refused, or taken up again.

    Raises DocumentNotSeen, CheckReasonNeeded, CheckMoved, IdentityMissing, NotAllowed for oneself; on the way to
    the roster RosterClosed, RosterFrozen.
    """
    require_grounds(verdict, seen=document is not None, reason=reason)
    if applicant.user.id == by.id:
        raise NotAllowed
    if applicant.identity is None:
        raise IdentityMissing
    sitting, enrolment, said = applicant.sitting, applicant.enrolment, reason.strip()
    if verdict is CheckState.ACCEPTED:
        require_open_roster(sitting, now)
    with write(Action.DOCUMENT_CHECKED, by=by, now=now, about=enrolment, why=said) as tx:
        tx.lock(enrolment)
        require_verdict(enrolment.check_state, verdict)
        accepted = enrolment.verdict.get("accepted", {})
        _judge(tx, enrolment, sitting, enrolment.user_id, accepted, verdict)
        enrolment.check_document = document.value if document else ""
        enrolment.check_reason, enrolment.checked_by_id, enrolment.checked_at = said, by.id, now
    _enter(enrolment, sitting, by=by, now=now)
    return enrolment


def _requirements(
    sitting: Sitting, user_id: int, accepted: dict[str, Any], tx: Transaction
) -> list[Requirement]:
    if not sitting.certifying:
        return []
    rules = read_level(sitting.scheme.rules)
    facts = gather_facts([user_id], sitting.level, local_date(tx.now))[user_id]
    return entry_requirements(rules, _with(facts, accepted))


def _with(facts: Facts, accepted: dict[str, Any]) -> Facts:
    """The facts together with what is being accepted in this very write."""
    known = Accepted(
        facts.training_accepted, facts.employment_months, facts.sessions, facts.major_sessions
    ).merged(accepted)
    return Facts(
        **{
            **facts.__dict__,
            "training_accepted": known.training,
            "employment_months": known.employment_months,
            "sessions": known.sessions,
            "major_sessions": known.major_sessions,
        }
    )


def _judge(
    tx: Transaction,
    enrolment: Enrolment | None,
    sitting: Sitting,
    user_id: int,
    accepted: dict[str, Any],
    check: CheckState | None,
) -> Enrolment:
    """Ask the rule and keep its answer on the enrolment, new or old; who has a document to be
    seen is admitted when it has been."""
    today = local_date(tx.now)
    requirements = _requirements(sitting, user_id, accepted, tx)
    verdict = {
        "on": today.isoformat(),
        "scheme": sitting.scheme.version,
        "requirements": [as_data(one) for one in requirements],
        "accepted": accepted,
    }
    season = find_season(sitting.level, today)
    admitted = not missing(requirements) and check in (None, CheckState.ACCEPTED)
    if enrolment is None:
        return tx.add(
            Enrolment(
                user_id=user_id,
                sitting_id=sitting.id,
                season_id=season.id if season else None,
                admitted=admitted,
                verdict=verdict,
                applied_at=tx.now,
                check_state=check,
                check_document="",
                check_reason="",
            )
        )
    enrolment.verdict, enrolment.admitted, enrolment.check_state = verdict, admitted, check
    enrolment.season_id = season.id if season else None
    return enrolment


def _enter(enrolment: Enrolment, sitting: Sitting, *, by: Viewer, now: datetime) -> None:
    """Put whoever is admitted on the roster, once."""
    if enrolment.admitted and find_entry(sitting.id, enrolment.user_id) is None:
        enter(sitting, user_id=enrolment.user_id, verdict=enrolment.verdict, by=by, now=now)

"""Legal identity: recorded once by its owner, encrypted, seen by officers with a reason."""

from datetime import date, datetime

from sqlalchemy import delete, select

from examsite.accounts.models import User
from examsite.accounts.policies import at_closing
from examsite.domain.actions import Action
from examsite.domain.dates import age_on, birthday
from examsite.domain.document_check import after_correction
from examsite.domain.errors import Conflict, Invalid, NotAllowed
from examsite.domain.identity import DocumentType, check_document, normal_number
from examsite.domain.names import check_name
from examsite.enrolment.models import Enrolment, LegalIdentity
from examsite.enrolment.queries.applications import Applicant, find_identity, list_unadmitted
from examsite.enrolment.sealing import index_of, seal, unseal
from examsite.exams.models import Sitting
from examsite.kit.access import Viewer
from examsite.kit.clock import local_date
from examsite.kit.db import Transaction, write

MINIMUM_AGE = 16
"""Nobody younger is enrolled, whatever a level's rules say (rulings 21)."""


class TooYoung(NotAllowed):
    """403: under the minimum age; nothing is stored."""

    code = "too_young"
    message = "须年满 %(years)s 周岁才能报名认证考试，最早 %(day)s。您填写的资料没有保存。"


class BirthDateAhead(Invalid):
    """422: a birth date in the future."""

    code = "birth_date_ahead"
    message = "出生日期不能晚于今天，请核对。"


class DocumentInUse(Conflict):
    """409: one document, one account."""

    code = "document_in_use"
    message = "这个证件已经在另一个账号登记过。如果那也是您的账号，请联系考务合并。"


class IdentityFixed(Conflict):
    """409: it has been used for an admission."""

    code = "identity_fixed"
    message = "证件资料已用于报名，不能自己修改。有误请联系考务更正。"


class ReasonNeeded(Invalid):
    """422: officers say why."""

    code = "officer_reason_needed"
    message = "请写明理由，它会记入日志。"


def record_identity(
    *,
    legal_name: str,
    kind: DocumentType,
    number: str,
    birth: date,
    by: Viewer,
    now: datetime,
) -> LegalIdentity:
    """Store the person's own identity; it can be corrected until it has served an admission, and
    is then to be seen by an officer again.

    Raises BadName, BadDocumentNumber, BirthDateDiffers, BirthDateAhead, TooYoung,
    DocumentInUse, IdentityFixed.
    """
    plain = normal_number(number)
    _check(legal_name, kind, plain, birth, local_date(now))
    index = index_of(kind, plain)
    with write(Action.IDENTITY_RECORDED, by=by, now=now) as tx:
        row = find_identity(by.id)
        _refuse_taken(tx, index, by)
        facts = {
            "legal_name": legal_name,
            "document_type": kind.value,
            "document_number": seal(plain, by.public_id),
            "document_index": index,
            "birth_date": birth,
            "collected_at": now,
        }
        if row is None:
            row = tx.add(LegalIdentity(user_id=by.id, **facts))
        else:
            tx.lock(row)
            _refuse_fixed(tx, by)
            row.guardian_consent_at = None
            for name, value in facts.items():
                setattr(row, name, value)
            for one in list_unadmitted(by.id):
                one.check_state = after_correction(one.check_state)
        tx.about = row
    return row


def _check(legal_name: str, kind: DocumentType, number: str, birth: date, today: date) -> None:
    check_name(legal_name)
    if birth > today:
        raise BirthDateAhead
    check_document(kind, number, birth)
    if age_on(birth, today) < MINIMUM_AGE:
        raise TooYoung(years=MINIMUM_AGE, day=birthday(birth, MINIMUM_AGE).isoformat())


def _refuse_taken(tx: Transaction, index: str, by: Viewer) -> None:
    owner = tx.session.scalar(
        select(LegalIdentity.user_id).where(LegalIdentity.document_index == index)
    )
    if owner is not None and owner != by.id:
        raise DocumentInUse


def _refuse_fixed(tx: Transaction, by: Viewer) -> None:
    used = (
        select(Enrolment.id)
        .join(Sitting, Sitting.id == Enrolment.sitting_id)
        .where(Enrolment.user_id == by.id, Enrolment.admitted, Sitting.certifying)
    )
    if tx.session.scalar(used.limit(1)) is not None:
        raise IdentityFixed


def _recorded(applicant: Applicant, why: str) -> tuple[LegalIdentity, str]:
    said = why.strip()
    if not said:
        raise ReasonNeeded
    if applicant.identity is None:
        raise Conflict("这位考生还没有登记证件资料。", code="identity_missing")
    return applicant.identity, said


def view_number(applicant: Applicant, *, why: str, by: Viewer, now: datetime) -> str:
    """The whole document number, with a line in the journal for every look."""
    identity, said = _recorded(applicant, why)
    with write(Action.IDENTITY_VIEWED, by=by, now=now, about=applicant.user, why=said):
        return unseal(identity.document_number, applicant.user.public_id)


def prove_guardian_consent(
    applicant: Applicant, *, why: str, by: Viewer, now: datetime
) -> LegalIdentity:
    """Record that an officer has verified the guardian's consent; `why` says how."""
    identity, said = _recorded(applicant, why)
    if applicant.user.id == by.id:
        raise NotAllowed
    about = applicant.user
    with write(Action.GUARDIAN_CONSENT_PROVEN, by=by, now=now, about=about, why=said) as tx:
        tx.lock(identity)
        identity.guardian_consent_at = now
    return identity


@at_closing
def erase_identity(tx: Transaction, user: User) -> None:
    """A closed account keeps no document, birth date or legal name."""
    tx.execute(delete(LegalIdentity).where(LegalIdentity.user_id == user.id))

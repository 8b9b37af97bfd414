"""Reads about certificates: what is printed, what has happened, how it stands on a day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from examsite.accounts.models import User
from examsite.credentials.models import CertificateFile, Credential, StatusEvent
from examsite.domain import credential as rules
from examsite.domain.certificate_number import BadNumber, parse_number
from examsite.domain.errors import NotFound
from examsite.domain.names import name_key
from examsite.domain.permissions import Permission
from examsite.domain.terms import CredentialStatus, Level, StatusKind
from examsite.exams.models import SchemeVersion
from examsite.kit.access import Viewer
from examsite.kit.clock import local_date
from examsite.kit.db import db
from examsite.results.models import Decision
from examsite.results.queries.scores import list_adjusters, list_examiners

PAGE = 50


@dataclass(frozen=True)
class Standing:
    """A certificate and how it stands: the status, since when, and the class of reason."""

    credential: Credential
    status: CredentialStatus
    since: date
    reason_code: str


def standing(credential: Credential, today: date) -> Standing:
    """How a certificate with its events loaded stands on a day, at the earliest its first."""
    events = [rules.StatusEvent(local_date(each.at), each.kind) for each in credential.events]
    status = rules.status_on(events, credential.valid_until, max(today, events[0].day))
    assert status is not None, "a stored certificate has been issued"
    last = credential.events[-1]
    expired = status is CredentialStatus.EXPIRED
    since = credential.valid_until if expired else local_date(last.at)
    return Standing(credential, status, since, last.reason_code)


def stored_status(events: Iterable[StatusEvent]) -> CredentialStatus | None:
    """The status after the events, whatever the day."""
    return rules.fold(rules.StatusEvent(local_date(each.at), each.kind) for each in events)


def _with_events() -> Select[Credential]:
    return select(Credential).options(selectinload(Credential.events))


def get_credential(public_id: str, *, visible_to: Viewer) -> Credential:
    """One certificate: the holder's own, or any for whoever runs certification."""
    wanted = _with_events().where(Credential.public_id == public_id)
    if not visible_to.may(Permission.RUN_CERTIFICATION):
        wanted = wanted.where(Credential.user_id == visible_to.id)
    found = db.session.scalars(wanted).one_or_none()
    if found is None:
        raise NotFound
    return found


def get_by_code(code: str) -> Credential:
    """The certificate with this verification code, or NotFound."""
    found = find_by_code(code)
    if found is None:
        raise NotFound
    return found


def find_by_code(code: str) -> Credential | None:
    """The certificate with this verification code; one statement whether there is one or not."""
    return find_by_codes([code]).get(code)


def find_by_codes(codes: list[str]) -> dict[str, Credential]:
    """Certificates by verification code, one statement."""
    rows = select(Credential).options(joinedload(Credential.events))
    found = db.session.scalars(rows.where(Credential.code.in_(codes))).unique()
    return {each.code: each for each in found}


def find_by_numbers(numbers: list[str]) -> dict[str, Credential]:
    """The newest revision of each number; one statement whether there are any or not."""
    rows = select(Credential).options(joinedload(Credential.events))
    wanted = rows.where(Credential.number.in_(numbers)).order_by(Credential.revision)
    return {each.number: each for each in db.session.scalars(wanted).unique()}


def find_file(credential: Credential) -> CertificateFile | None:
    """The sealed PDF of a certificate."""
    wanted = select(CertificateFile).where(CertificateFile.credential_id == credential.id)
    return db.session.scalars(wanted).one_or_none()


def find_by_file_hash(sha256: str) -> Credential | None:
    """The certificate whose PDF has exactly these bytes."""
    wanted = _with_events().join(CertificateFile).where(CertificateFile.sha256 == sha256)
    return db.session.scalars(wanted).one_or_none()


def list_of_holder(user_id: int, today: date) -> list[Standing]:
    """A person's certificates, the latest first."""
    own = _with_events().where(Credential.user_id == user_id).order_by(Credential.id.desc())
    return [standing(each, today) for each in db.session.scalars(own)]


@dataclass(frozen=True)
class Search:
    """What an officer looks for; empty fields do not narrow."""

    text: str = ""
    status: CredentialStatus | None = None
    level: Level | None = None
    page: int = 1


def _in_status(status: CredentialStatus, today: date) -> Select[int]:
    """Ids of certificates whose newest event, and last day, put them in the status."""
    newest = select(func.max(StatusEvent.id)).group_by(StatusEvent.credential_id)
    good = status in (CredentialStatus.VALID, CredentialStatus.EXPIRED)
    kinds = [StatusKind.ISSUED, StatusKind.REINSTATED] if good else [StatusKind(status.value)]
    ids = select(StatusEvent.credential_id).where(
        StatusEvent.id.in_(newest), StatusEvent.kind.in_(kinds)
    )
    if not good:
        return ids
    valid = Credential.valid_until >= today
    return ids.join(Credential).where(valid if status is CredentialStatus.VALID else ~valid)


def _matching(search: Search, today: date) -> Select[Credential]:
    wanted = _with_events()
    if search.level:
        wanted = wanted.where(Credential.level == search.level)
    if search.status:
        wanted = wanted.where(Credential.id.in_(_in_status(search.status, today)))
    if search.text.strip():
        key = name_key(search.text).replace("%", "").replace("_", "")
        named = Credential.name_key.contains(key) if key else Credential.id.is_(None)
        wanted = wanted.where(or_(named, Credential.number == _number(search.text)))
    return wanted


def _number(text: str) -> str:
    try:
        return parse_number(text)
    except BadNumber:
        return ""


def list_credentials(search: Search, today: date) -> tuple[list[Standing], int]:
    """A page of certificates, the latest first, and how many there are in all."""
    wanted = _matching(search, today)
    ids = wanted.with_only_columns(Credential.id).order_by(None).subquery()
    total = db.session.scalar(select(func.count()).select_from(ids)) or 0
    shown = wanted.order_by(Credential.id.desc()).limit(PAGE).offset((search.page - 1) * PAGE)
    return [standing(each, today) for each in db.session.scalars(shown)], total


def count_by_status(today: date) -> dict[CredentialStatus, int]:
    """How many certificates are in each status."""
    return {
        status: db.session.scalar(
            select(func.count()).select_from(_in_status(status, today).subquery())
        )
        or 0
        for status in CredentialStatus
    }


@dataclass(frozen=True)
class Happening:
    """A status event with the name of who did it."""

    kind: StatusKind
    reason_code: str
    reason: str
    by: str
    at: datetime


def list_happenings(credential: Credential) -> list[Happening]:
    """What happened to a certificate, the latest first."""
    rows = (
        select(StatusEvent, User.name)
        .outerjoin(User, User.id == StatusEvent.by_id)
        .where(StatusEvent.credential_id == credential.id)
        .order_by(StatusEvent.id.desc())
    )
    return [
        Happening(event.kind, event.reason_code, event.reason, name or "", event.at)
        for event, name in db.session.execute(rows)
    ]


def _decisions() -> Select[Decision]:
    loads = (Decision.user, Decision.knowledge, Decision.practical)
    return select(Decision).options(*(joinedload(each) for each in loads))


def get_decision(public_id: str) -> Decision:
    """A decision with its candidate and both results, or NotFound."""
    found = db.session.scalars(_decisions().where(Decision.public_id == public_id)).one_or_none()
    if found is None:
        raise NotFound
    return found


def get_decision_by_id(decision_id: int) -> Decision:
    """The same by internal id."""
    return db.session.scalars(_decisions().where(Decision.id == decision_id)).one()


def list_awaiting_award() -> list[Decision]:
    """Decisions to award whose certificate has not been issued, oldest first."""
    issued = select(Credential.decision_id).where(Credential.decision_id.is_not(None))
    wanted = _decisions().where(Decision.award, Decision.id.not_in(issued))
    return list(db.session.scalars(wanted.order_by(Decision.id)))


def find_of_decision(decision: Decision) -> Credential | None:
    """The certificate issued on a decision."""
    wanted = select(Credential).where(Credential.decision_id == decision.id)
    return db.session.scalars(wanted).one_or_none()


def list_scorer_ids(decision: Decision) -> frozenset[int]:
    """Who scored the practical, or corrected the exam score, on which a decision rests."""
    bookings = [decision.practical.booking_id] if decision.practical else []
    attempts = [decision.knowledge.attempt_id] if decision.knowledge else []
    examiners = list_examiners([each for each in bookings if each is not None])
    return examiners | list_adjusters([each for each in attempts if each is not None])


def get_scheme(decision: Decision) -> SchemeVersion:
    """The rules under which a decision was taken."""
    return db.session.get_one(SchemeVersion, decision.scheme_id)


def next_serial(level: Level, year: int) -> int:
    """One more than the highest serial of a level and year. Read it again under the lock."""
    prefix = f"OP{level.value}{year % 100:02d}"
    newest = select(func.max(Credential.serial)).where(Credential.number.startswith(prefix))
    return (db.session.scalar(newest) or 0) + 1

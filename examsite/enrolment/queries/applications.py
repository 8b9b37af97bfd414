"""Applications to sittings: what a candidate sees of their own, what officers see of all."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from examsite.accounts.models import Document, User
from examsite.accounts.queries import list_consents, list_current_documents
from examsite.domain.document_check import CheckState
from examsite.domain.eligibility import Requirement, earliest_day, entry_requirements, missing
from examsite.domain.errors import NotFound
from examsite.domain.identity import mask_number
from examsite.domain.level_rules import read_level
from examsite.domain.terms import Level, SittingKind
from examsite.enrolment.models import Enrolment, LegalIdentity
from examsite.enrolment.policies import from_data
from examsite.enrolment.queries.facts import gather_facts
from examsite.enrolment.sealing import unseal
from examsite.exams.models import Entry, Sitting
from examsite.exams.queries import find_entry
from examsite.kit.access import Viewer
from examsite.kit.db import db

PAGE = 50


@dataclass(frozen=True)
class OpenSitting:
    """A sitting one can still enter, and how this person stands to it."""

    sitting: Sitting
    entered: bool
    enrolment: Enrolment | None


def list_open(user_id: int, now: datetime, limit: int = 50) -> list[OpenSitting]:
    """Sittings whose window has not ended, soonest first; one statement."""
    rows = (
        select(Sitting, Entry.id, Enrolment)
        .outerjoin(Entry, (Entry.sitting_id == Sitting.id) & (Entry.user_id == user_id))
        .outerjoin(Enrolment, (Enrolment.sitting_id == Sitting.id) & (Enrolment.user_id == user_id))
        .where(Sitting.kind == SittingKind.EXAM, Sitting.closes_at > now)
        .order_by(Sitting.opens_at, Sitting.id)
        .limit(limit)
    )
    return [
        OpenSitting(sitting, entry is not None, enrolment)
        for sitting, entry, enrolment in db.session.execute(rows)
    ]


def get_open_sitting(public_id: str) -> Sitting:
    """A sitting with its rules, to apply to; NotFound if there is none."""
    rows = select(Sitting).where(Sitting.public_id == public_id, Sitting.kind == SittingKind.EXAM)
    sitting = db.session.scalar(rows.options(joinedload(Sitting.scheme)))
    if sitting is None:
        raise NotFound
    return sitting


def find_identity(user_id: int) -> LegalIdentity | None:
    """A person's recorded identity."""
    return db.session.scalar(select(LegalIdentity).where(LegalIdentity.user_id == user_id))


def find_enrolment(user_id: int, sitting_id: int) -> Enrolment | None:
    """A person's application to a sitting."""
    return db.session.scalar(
        select(Enrolment).where(Enrolment.user_id == user_id, Enrolment.sitting_id == sitting_id)
    )


def list_unadmitted(user_id: int) -> list[Enrolment]:
    """A person's applications that have not led to a roster."""
    rows = select(Enrolment).where(Enrolment.user_id == user_id, Enrolment.admitted.is_(False))
    return list(db.session.scalars(rows))


def list_requirements(user_id: int, sitting: Sitting, today: date) -> list[Requirement]:
    """What entering this sitting asks of this person, met or not; a rehearsal asks nothing."""
    if not sitting.certifying:
        return []
    facts = gather_facts([user_id], sitting.level, today)[user_id]
    return entry_requirements(read_level(sitting.scheme.rules), facts)


def list_unaccepted(user_id: int) -> list[Document]:
    """Current documents this person must accept and has not."""
    given = {one.document_id for one in list_consents(user_id) if one.withdrawn_at is None}
    return [one for one in list_current_documents() if one.required and one.id not in given]


@dataclass(frozen=True)
class Application:
    """Everything the page of one application shows."""

    sitting: Sitting
    identity: LegalIdentity | None
    masked_number: str
    documents: list[tuple[Document, bool]]
    requirements: list[Requirement]
    enrolment: Enrolment | None
    entered: bool

    @property
    def missing(self) -> list[Requirement]:
        """What is not met."""
        return missing(self.requirements)

    @property
    def earliest(self) -> date | None:
        """The first day on which all can be met, where that is known."""
        return earliest_day(self.requirements)

    @property
    def ready(self) -> bool:
        """Whether identity and required documents are there, so that it can be sent."""
        accepted = all(done or not document.required for document, done in self.documents)
        return accepted and (self.identity is not None or not self.sitting.certifying)


def read_application(sitting: Sitting, viewer: Viewer, today: date) -> Application:
    """How this person stands to this sitting."""
    given = {one.document_id for one in list_consents(viewer.id) if one.withdrawn_at is None}
    identity = find_identity(viewer.id)
    return Application(
        sitting=sitting,
        identity=identity,
        masked_number=masked(identity, viewer.public_id),
        documents=[(one, one.id in given) for one in list_current_documents()],
        requirements=list_requirements(viewer.id, sitting, today),
        enrolment=find_enrolment(viewer.id, sitting.id),
        entered=find_entry(sitting.id, viewer.id) is not None,
    )


def masked(identity: LegalIdentity | None, owner: str) -> str:
    """The document number as it may be shown."""
    return "" if identity is None else mask_number(unseal(identity.document_number, owner))


@dataclass(frozen=True)
class Applicant:
    """An application as officers see it: number masked, requirements as last judged."""

    enrolment: Enrolment
    user: User
    sitting: Sitting
    identity: LegalIdentity | None

    @property
    def requirements(self) -> list[Requirement]:
        """The stored verdict."""
        return [from_data(row) for row in self.enrolment.verdict.get("requirements", [])]

    @property
    def masked_number(self) -> str:
        """The document number as it may be shown."""
        return masked(self.identity, self.user.public_id)


def list_applicants(
    *, page: int, level: Level | None = None, waiting: bool = False, checking: bool = False
) -> tuple[list[Applicant], int]:
    """A page of applications, the newest first, and how many there are; two statements."""
    rows = (
        select(Enrolment, User, Sitting)
        .join(User, User.id == Enrolment.user_id)
        .join(Sitting, Sitting.id == Enrolment.sitting_id)
    )
    if level is not None:
        rows = rows.where(Sitting.level == level)
    if waiting:
        rows = rows.where(Enrolment.admitted.is_(False))
    if checking:
        rows = rows.where(Enrolment.check_state == CheckState.WAITING)
    total = db.session.scalar(select(func.count()).select_from(rows.subquery())) or 0
    shown = rows.order_by(Enrolment.id.desc()).limit(PAGE).offset((page - 1) * PAGE)
    return [Applicant(*row, None) for row in db.session.execute(shown)], total


def find_next_to_check(after: Enrolment) -> str | None:
    """The application, of the same sitting first, whose document waits longest to be seen."""
    rows = (
        select(Enrolment.public_id)
        .where(Enrolment.check_state == CheckState.WAITING, Enrolment.id != after.id)
        .order_by(Enrolment.sitting_id != after.sitting_id, Enrolment.applied_at, Enrolment.id)
    )
    return db.session.scalar(rows.limit(1))


def count_to_check() -> int:
    """Applications whose document waits to be seen."""
    rows = select(func.count(Enrolment.id)).where(Enrolment.check_state == CheckState.WAITING)
    return db.session.scalar(rows) or 0


def count_waiting(now: datetime) -> int:
    """Applications that are not admitted and whose sitting is still ahead or open."""
    rows = (
        select(func.count(Enrolment.id))
        .join(Sitting, Sitting.id == Enrolment.sitting_id)
        .where(Enrolment.admitted.is_(False), Sitting.closes_at > now)
    )
    return db.session.scalar(rows) or 0


def get_applicant(public_id: str) -> Applicant:
    """One application with identity, for officers; NotFound if there is none."""
    rows = (
        select(Enrolment, User, Sitting, LegalIdentity)
        .join(User, User.id == Enrolment.user_id)
        .join(Sitting, Sitting.id == Enrolment.sitting_id)
        .outerjoin(LegalIdentity, LegalIdentity.user_id == Enrolment.user_id)
        .where(Enrolment.public_id == public_id)
        .options(joinedload(Sitting.scheme))
    )
    row = db.session.execute(rows).first()
    if row is None:
        raise NotFound
    return Applicant(*row)

"""Builders for enrolment: accepted documents, an identity, a season, an application."""

from datetime import date, timedelta

from examsite.accounts.queries import list_current_documents
from examsite.accounts.services.documents import give_consent
from examsite.domain.identity import DocumentType
from examsite.domain.terms import Level
from examsite.enrolment.models import Enrolment, LegalIdentity, Season
from examsite.enrolment.policies import Accepted
from examsite.enrolment.queries.applications import get_applicant, get_open_sitting
from examsite.enrolment.services.applications import accept_evidence, apply
from examsite.enrolment.services.identity import record_identity
from examsite.enrolment.services.seasons import open_season
from examsite.exams.queries import get_own_entry
from examsite.invigilation.services.identity import check
from examsite.kit.access import Viewer
from tests import make_results
from tests.cast import NOW

NUMBER = "11010519491231002X"
BIRTH = date(1949, 12, 31)
TRAINED = Accepted(training=True)


def accept_documents(person: Viewer, *, optional: bool = False) -> None:
    """Accept what must be accepted."""
    for document in list_current_documents():
        if document.required or optional:
            give_consent(document, by=person, now=NOW)


def identity(
    person: Viewer,
    *,
    number: str = "E12345678",
    birth: date = BIRTH,
    kind: DocumentType = DocumentType.PASSPORT,
) -> LegalIdentity:
    """A recorded identity."""
    return record_identity(
        legal_name="示例考生", kind=kind, number=number, birth=birth, by=person, now=NOW
    )


def season(**changes: object) -> Season:
    """A junior season around the tests' day."""
    facts = {
        "title": "2026 冬季",
        "level": Level.JUNIOR,
        "starts_on": NOW.date() - timedelta(days=30),
        "ends_on": NOW.date() + timedelta(days=60),
    }
    return open_season(**(facts | changes), by=None, now=NOW)


def application(person: Viewer, **sitting: object) -> Enrolment:
    """An application with documents, identity and season there: training is missing."""
    accept_documents(person)
    identity(person)
    season()
    found = get_open_sitting(make_results.sitting(**sitting).public_id)
    return apply(found, by=person, now=NOW)


def admitted(person: Viewer, officer: Viewer) -> Enrolment:
    """The same with equivalent training accepted, and the document seen at the seat."""
    made = application(person)
    applicant = get_applicant(made.public_id)
    done = accept_evidence(applicant, TRAINED, reason="培训证明", by=officer, now=NOW)
    entry = get_own_entry(applicant.sitting.public_id, visible_to=person.id)
    check(entry, DocumentType.PASSPORT, by=officer, now=NOW)
    return done

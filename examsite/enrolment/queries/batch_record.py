"""What the archive of a batch holds: every step as plain data, names masked, numbers of documents
left out. Marks are integers in hundredths, instants UTC."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from examsite.accounts.models import User
from examsite.attempts.models import Attempt
from examsite.credentials.models import CertificateFile, Credential
from examsite.domain.names import mask
from examsite.enrolment.models import Batch, Enrolment, Publication, PublishedDecision
from examsite.enrolment.queries import batch_progress as progress
from examsite.enrolment.queries.batches import (
    list_notices,
    list_sessions_of,
    list_sittings_of,
)
from examsite.exams.models import Entry, ExamForm, Sitting
from examsite.kit.clock import rfc3339
from examsite.kit.db import db
from examsite.kit.journal import JournalEntry
from examsite.practicals.models import Booking
from examsite.results.models import Decision, Result

Rows = list[dict[str, Any]]


def read_record(batch: Batch) -> dict[str, Any]:
    """File name without ending -> its content, for canonical JSON."""
    decisions = progress.list_decisions_of(batch)
    ids = [one.id for one in decisions]
    return {
        "batch": _plain(batch, "public_id title state enrols_from enrols_until announced_at")
        | _plain(batch, "signed_at remark closed_at")
        | {"signed_by": batch.signed_by.public_id if batch.signed_by else ""},
        "notices": [
            _plain(one, "number title text enrols_from enrols_until contact fee change at")
            for one in reversed(list_notices(batch))
        ],
        "sittings": _sittings(batch),
        "sessions": [
            _plain(one, "public_id title level venue starts_at ends_at simulation")
            for one in list_sessions_of(batch)
        ],
        "applications": _applications(batch),
        "seats": _seats(batch),
        "attempts": _attempts(batch),
        "bookings": _bookings(batch),
        "results": _results(batch),
        "decisions": [
            _plain(one, "public_id level award reason decided_at")
            | {"name": mask(one.user.name), "user": one.user.public_id}
            for one in decisions
        ],
        "publications": _publications(ids),
        "certificates": _certificates(ids),
        "journal": _journal(batch, decisions),
    }


def _plain(row: Any, names: str) -> dict[str, Any]:
    return {name: _value(getattr(row, name)) for name in names.split()}


def _value(value: Any) -> Any:
    if isinstance(value, datetime):
        return rfc3339(value)
    return f"{value}" if isinstance(value, date) else value


def _sittings(batch: Batch) -> Rows:
    names = (
        "public_id title level opens_at closes_at seconds place remote roster_closed_at begun_at"
    )
    return [
        _plain(one, names) | {"form": one.form.public_id, "form_sha256": one.form.content_hash}
        for one in list_sittings_of(batch)
    ]


def _of_person(user: User) -> dict[str, Any]:
    return {"user": user.public_id, "name": mask(user.name)}


def _applications(batch: Batch) -> Rows:
    rows = (
        select(Enrolment, User, Sitting.public_id)
        .join(User, User.id == Enrolment.user_id)
        .join(Sitting, Sitting.id == Enrolment.sitting_id)
        .where(Enrolment.sitting_id.in_(progress.sitting_ids(batch)))
        .order_by(Enrolment.id)
    )
    return [
        _of_person(user) | {"sitting": sitting} | _plain(one, "admitted verdict applied_at")
        for one, user, sitting in db.session.execute(rows)
    ]


def _seats(batch: Batch) -> Rows:
    names = "seat admission_number factor_percent extra_seconds entered_at pledged_at"
    names += " identity_checked_at identity_document"
    rows = (
        select(Entry, User, Sitting.public_id, ExamForm.content_hash)
        .join(User, User.id == Entry.user_id)
        .join(Sitting, Sitting.id == Entry.sitting_id)
        .outerjoin(ExamForm, ExamForm.id == Entry.form_id)
        .where(Entry.sitting_id.in_(progress.sitting_ids(batch)))
        .order_by(Entry.id)
    )
    return [
        _of_person(user) | {"sitting": sitting, "form_sha256": form} | _plain(one, names)
        for one, user, sitting, form in db.session.execute(rows)
    ]


def _attempts(batch: Batch) -> Rows:
    names = "public_id state started_at deadline submitted_at receipt"
    rows = select(Attempt, User).join(User, User.id == Attempt.user_id)
    rows = rows.where(Attempt.id.in_(progress.attempt_ids(batch))).order_by(Attempt.id)
    return [_of_person(user) | _plain(one, names) for one, user in db.session.execute(rows)]


def _bookings(batch: Batch) -> Rows:
    rows = (
        select(Booking)
        .where(Booking.id.in_(progress.booking_ids(batch)))
        .options(joinedload(Booking.candidate))
        .order_by(Booking.id)
    )
    return [
        _of_person(one.candidate) | _plain(one, "public_id number slot_at")
        for one in db.session.scalars(rows)
    ]


def _results(batch: Batch) -> Rows:
    rows = select(Result, User).join(User, User.id == Result.user_id)
    rows = rows.where(progress.in_batch(batch)).order_by(Result.id)
    names = "public_id level total outcome taken_on released_at"
    return [
        _of_person(user)
        | _plain(one, names)
        | {"part": "knowledge" if one.attempt_id else "practical"}
        for one, user in db.session.execute(rows)
    ]


def _publications(decision_ids: list[int]) -> Rows:
    lists = select(PublishedDecision.publication_id).where(
        PublishedDecision.decision_id.in_(decision_ids)
    )
    rows = select(Publication).where(Publication.id.in_(lists)).order_by(Publication.id)
    names = "public_id title level days since until published_at withdrawn_at withdrawal_reason"
    return [_plain(one, names) for one in db.session.scalars(rows)]


def _certificates(decision_ids: list[int]) -> Rows:
    rows = (
        select(Credential, CertificateFile.sha256)
        .outerjoin(CertificateFile, CertificateFile.credential_id == Credential.id)
        .where(Credential.decision_id.in_(decision_ids))
        .order_by(Credential.id)
    )
    return [
        _plain(one, "number revision level issued_on valid_until")
        | {"name": mask(one.name), "pdf_sha256": sha256}
        for one, sha256 in db.session.execute(rows)
    ]


def _journal(batch: Batch, decisions: Iterable[Decision]) -> Rows:
    """The lines about the batch's things up to its end; their details stay with the site."""
    parts = {
        "batch": {batch.public_id},
        "sitting": {one.public_id for one in list_sittings_of(batch)},
        "practical_session": {one.public_id for one in list_sessions_of(batch)},
        "attempt": set(
            db.session.scalars(
                select(Attempt.public_id).where(Attempt.id.in_(progress.attempt_ids(batch)))
            )
        ),
        "decision": {one.public_id for one in decisions},
    }
    about = [
        (JournalEntry.about_type == kind) & JournalEntry.about_id.in_(sorted(ids))
        for kind, ids in parts.items()
    ]
    rows = select(JournalEntry).where(or_(*about), JournalEntry.at <= batch.closed_at)
    names = "n at who what about_type about_id detail prev hash"
    return [_plain(one, names) for one in db.session.scalars(rows.order_by(JournalEntry.n))]

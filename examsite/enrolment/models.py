"""Tables of enrolment: legal identity is asked here and nowhere else."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from examsite.accounts.models import User
from examsite.domain.accommodation import NeedCategory
from examsite.domain.batch import BatchState
from examsite.domain.document_check import CheckState
from examsite.domain.terms import Level
from examsite.exams.models import Sitting
from examsite.kit.chance import public_id
from examsite.kit.db import Model
from examsite.kit.types import text_enum
from examsite.practicals.models import PracticalSession
from examsite.results.models import Decision

PRIVATE = {"journal": False}


class Season(Model):
    """A dated stretch in which attempts at a level are counted."""

    __tablename__ = "season"
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(60))
    level: Mapped[Level] = mapped_column(text_enum(Level))
    starts_on: Mapped[date]
    ends_on: Mapped[date]


class LegalIdentity(Model):
    """Legal name, document and birth date of an enrolled candidate; the number is encrypted."""

    __tablename__ = "legal_identity"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), unique=True)
    legal_name: Mapped[str] = mapped_column(String(60), info=PRIVATE)
    document_type: Mapped[str] = mapped_column(String(24))
    document_number: Mapped[bytes] = mapped_column(LargeBinary, info=PRIVATE)
    document_index: Mapped[str] = mapped_column(String(64), unique=True, info=PRIVATE)
    birth_date: Mapped[date] = mapped_column(info=PRIVATE)
    guardian_consent_at: Mapped[datetime | None]
    collected_at: Mapped[datetime]


class Enrolment(Model):
    """A candidate's application to one sitting, with the rule's answer in words."""

    __tablename__ = "enrolment"
    __table_args__ = (UniqueConstraint("user_id", "sitting_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(16), unique=True, default=public_id)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    sitting_id: Mapped[int] = mapped_column(ForeignKey("sitting.id"), index=True)
    season_id: Mapped[int | None] = mapped_column(ForeignKey("season.id"))
    admitted: Mapped[bool]
    verdict: Mapped[dict[str, Any]] = mapped_column(JSON)
    applied_at: Mapped[datetime]
    check_state: Mapped[CheckState | None] = mapped_column(text_enum(CheckState))
    """Of a certifying sitting in a batch: whether an officer has seen the document."""
    check_document: Mapped[str] = mapped_column(String(24), default="")
    """Which kind was seen; never its number."""
    check_reason: Mapped[str] = mapped_column(Text, default="")
    checked_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    checked_at: Mapped[datetime | None]


class Accommodation(Model):
    """A time measure as decided for one person and sitting: what, by whom, when. Append-only.

    The category is for counting; it is no part of the journal and of no page about a person.
    """

    __tablename__ = "accommodation"
    id: Mapped[int] = mapped_column(primary_key=True)
    sitting_id: Mapped[int] = mapped_column(ForeignKey("sitting.id"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    factor_percent: Mapped[int]
    extra_seconds: Mapped[int]
    category: Mapped[NeedCategory] = mapped_column(text_enum(NeedCategory), info=PRIVATE)
    by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime]


class Batch(Model):
    """Notice, enrolment, sittings and sessions, decisions and certificates as one process."""

    __tablename__ = "batch"
    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(16), unique=True, default=public_id)
    state: Mapped[BatchState] = mapped_column(text_enum(BatchState), index=True)
    title: Mapped[str] = mapped_column(String(80))
    enrols_from: Mapped[date]
    enrols_until: Mapped[date]
    """Both as in the newest notice, the last day inclusive."""
    created_at: Mapped[datetime]
    announced_at: Mapped[datetime | None]
    signed_at: Mapped[datetime | None]
    signed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    remark: Mapped[str] = mapped_column(Text, default="")
    """What the supervisor wrote when signing."""
    closed_at: Mapped[datetime | None]
    signed_by: Mapped[User | None] = relationship(lazy="raise_on_sql")


class BatchNotice(Model):
    """What the public was told, version by version. Append-only."""

    __tablename__ = "batch_notice"
    __table_args__ = (UniqueConstraint("batch_id", "number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("batch.id"))
    number: Mapped[int]
    title: Mapped[str] = mapped_column(String(80))
    text: Mapped[str] = mapped_column(Text)
    enrols_from: Mapped[date]
    enrols_until: Mapped[date]
    contact: Mapped[str] = mapped_column(String(120))
    fee: Mapped[str] = mapped_column(String(120))
    change: Mapped[str] = mapped_column(String(300), default="")
    """Of a correction: what has changed and why."""
    by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime]


class BatchSitting(Model):
    """A sitting of a batch; of one batch at most."""

    __tablename__ = "batch_sitting"
    id: Mapped[int] = mapped_column(primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("batch.id"), index=True)
    sitting_id: Mapped[int] = mapped_column(ForeignKey("sitting.id"), unique=True)
    batch: Mapped[Batch] = relationship(lazy="raise_on_sql")
    sitting: Mapped[Sitting] = relationship(lazy="raise_on_sql")


class BatchSession(Model):
    """A practical session of a batch; of one batch at most."""

    __tablename__ = "batch_session"
    id: Mapped[int] = mapped_column(primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("batch.id"), index=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("practical_session.id"), unique=True)
    practical: Mapped[PracticalSession] = relationship(lazy="raise_on_sql")


class BatchArchive(Model):
    """The archive of a closed batch: where it lies and what its bytes must be."""

    __tablename__ = "batch_archive"
    id: Mapped[int] = mapped_column(primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("batch.id"), unique=True)
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]
    """Bytes."""
    made_at: Mapped[datetime]


class Publication(Model):
    """A masked list of people who are to be awarded, shown until a day (inclusive)."""

    __tablename__ = "publication"
    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(16), unique=True, default=public_id)
    title: Mapped[str] = mapped_column(String(80))
    level: Mapped[Level] = mapped_column(text_enum(Level))
    days: Mapped[int]
    """Working days as decided; what `until` was worked out from."""
    since: Mapped[date]
    until: Mapped[date]
    published_at: Mapped[datetime]
    published_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    withdrawn_at: Mapped[datetime | None]
    withdrawal_reason: Mapped[str] = mapped_column(String(500), default="")
    published_by: Mapped[User] = relationship(lazy="raise_on_sql")

    @property
    def is_withdrawn(self) -> bool:
        """Whether it says nothing any more."""
        return self.withdrawn_at is not None


class PublishedDecision(Model):
    """One person's place on a published list."""

    __tablename__ = "published_decision"
    __table_args__ = (UniqueConstraint("publication_id", "decision_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    publication_id: Mapped[int] = mapped_column(ForeignKey("publication.id"))
    decision_id: Mapped[int] = mapped_column(ForeignKey("decision.id"), index=True)
    kept_back_at: Mapped[datetime | None]
    """While an objection is looked into."""
    window: Mapped[Publication] = relationship(lazy="raise_on_sql")
    decision: Mapped[Decision] = relationship(lazy="raise_on_sql")

    @property
    def is_kept_back(self) -> bool:
        """Whether an objection is open."""
        return self.kept_back_at is not None

"""Tables of what is offered: scheme versions, forms, sittings, entries."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from examsite.domain.accommodation import Measure
from examsite.domain.terms import FormPolicy, Level, Pool, SittingKind, StartMode
from examsite.items.models import ItemVersion
from examsite.kit.chance import public_id
from examsite.kit.db import Model
from examsite.kit.types import text_enum

SECRET = {"journal": False}


class SchemeVersion(Model):
    """A level's rules as adopted: immutable; attempts and decisions point to it."""

    __tablename__ = "scheme_version"
    __table_args__ = (UniqueConstraint("level", "version"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(16), unique=True, default=public_id)
    level: Mapped[Level] = mapped_column(text_enum(Level))
    version: Mapped[str] = mapped_column(String(16))
    provisional: Mapped[bool]
    rules: Mapped[dict[str, Any]] = mapped_column(JSON)
    content_hash: Mapped[str] = mapped_column(String(64))
    adopted_at: Mapped[datetime]


class ExamBlueprint(Model):
    """A level's exam specification as adopted: immutable."""

    __tablename__ = "exam_blueprint"
    __table_args__ = (UniqueConstraint("level", "version"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    level: Mapped[Level] = mapped_column(text_enum(Level))
    version: Mapped[str] = mapped_column(String(16))
    rules: Mapped[dict[str, Any]] = mapped_column(JSON)
    content_hash: Mapped[str] = mapped_column(String(64))
    adopted_at: Mapped[datetime]


class ExamForm(Model):
    """One assembled version of an exam, frozen with its seed and its proof."""

    __tablename__ = "exam_form"
    __table_args__ = (UniqueConstraint("id", "pool"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(16), unique=True, default=public_id)
    level: Mapped[Level] = mapped_column(text_enum(Level))
    pool: Mapped[Pool] = mapped_column(text_enum(Pool))
    blueprint_id: Mapped[int] = mapped_column(ForeignKey("exam_blueprint.id"))
    seed: Mapped[int] = mapped_column(BigInteger)
    """52 bits, see `kit.chance.new_seed`."""
    proof: Mapped[dict[str, Any]] = mapped_column(JSON)
    paper: Mapped[str] = mapped_column(Text, info=SECRET)
    """The candidate's items as JSON text, serialised once: no key, no rationale."""
    content_hash: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    released_at: Mapped[datetime | None]
    blueprint: Mapped[ExamBlueprint] = relationship(lazy="raise_on_sql")


class FormItem(Model):
    """An item's place in a form. The pool is part of both foreign keys: the database itself
    refuses a practice item in an exam form."""

    __tablename__ = "form_item"
    __table_args__ = (
        ForeignKeyConstraint(["form_id", "pool"], ["exam_form.id", "exam_form.pool"]),
        ForeignKeyConstraint(["item_id", "pool"], ["item.id", "item.pool"]),
        UniqueConstraint("form_id", "position"),
        UniqueConstraint("form_id", "public_id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(16), default=public_id)
    form_id: Mapped[int]
    item_id: Mapped[int]
    pool: Mapped[Pool] = mapped_column(text_enum(Pool))
    position: Mapped[int]
    item_version_id: Mapped[int] = mapped_column(ForeignKey("item_version.id"))
    part: Mapped[str] = mapped_column(String(4), default="")
    """Of a testlet: which of its parts."""
    variant: Mapped[dict[str, str]] = mapped_column(JSON, default=dict, info=SECRET)
    """Of a family: the numbers this form asks with."""
    points: Mapped[int]
    """Full marks, in hundredths."""
    option_ids: Mapped[dict[str, str]] = mapped_column(JSON, info=SECRET)
    """Opaque id on this form -> id in the item's file."""
    shape: Mapped[dict[str, Any]] = mapped_column(JSON, info=SECRET)
    """What an answer may name: type, options, left, right, units. No key."""
    version: Mapped[ItemVersion] = relationship(lazy="raise_on_sql")


class Sitting(Model):
    """A scheduled window in which the people on its roster take a form of a level.

    `form_id` is the form of the sitting where everybody takes the same, and the first of its
    forms otherwise; which one a candidate takes is frozen on the entry when the roster closes.
    Forms of one sitting are of one blueprint: scores have the same cut and the same areas.
    """

    __tablename__ = "sitting"
    __table_args__ = (
        ForeignKeyConstraint(["form_id", "pool"], ["exam_form.id", "exam_form.pool"]),
        CheckConstraint("pool = 'exam' OR kind = 'tryout'", name="exam_pool_only"),
        CheckConstraint("kind = 'exam' OR NOT certifying", name="tryout_never_certifies"),
        CheckConstraint("closes_at > opens_at", name="window"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(16), unique=True, default=public_id)
    title: Mapped[str] = mapped_column(String(120))
    level: Mapped[Level] = mapped_column(text_enum(Level))
    scheme_id: Mapped[int] = mapped_column(ForeignKey("scheme_version.id"))
    form_id: Mapped[int]
    pool: Mapped[Pool] = mapped_column(text_enum(Pool), default=Pool.EXAM)
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    seconds: Mapped[int]
    grace_seconds: Mapped[int] = mapped_column(default=10)
    place: Mapped[str] = mapped_column(String(120), default="")
    certifying: Mapped[bool] = mapped_column(default=True)
    kind: Mapped[SittingKind] = mapped_column(text_enum(SittingKind), default=SittingKind.EXAM)
    form_policy: Mapped[FormPolicy] = mapped_column(text_enum(FormPolicy), default=FormPolicy.ONE)
    start_mode: Mapped[StartMode] = mapped_column(text_enum(StartMode), default=StartMode.AUTO)
    begun_at: Mapped[datetime | None]
    """Of a manual start: when an invigilator let it begin."""
    roster_closed_at: Mapped[datetime | None]
    """Since when forms, seats and admission numbers are frozen."""
    remote: Mapped[bool] = mapped_column(default=False)
    watermark: Mapped[bool] = mapped_column(default=False)
    """Whether pages and papers carry the candidate's number."""
    browser_keys: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True), info=SECRET)
    """None where any browser will do; otherwise only Safe Exam Browser, of these Browser Exam Keys
    where there are any."""
    created_at: Mapped[datetime]

    @property
    def is_begun(self) -> bool:
        """Whether only the window decides who may start: an invigilator has let it begin, or
        none has to."""
        return self.start_mode is StartMode.AUTO or self.begun_at is not None

    form: Mapped[ExamForm] = relationship(lazy="raise_on_sql")
    scheme: Mapped[SchemeVersion] = relationship(lazy="raise_on_sql")


class SittingForm(Model):
    """One of the parallel forms of a sitting, in the order in which seats get them."""

    __tablename__ = "sitting_form"
    __table_args__ = (
        UniqueConstraint("sitting_id", "form_id"),
        UniqueConstraint("sitting_id", "ordinal"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    sitting_id: Mapped[int] = mapped_column(ForeignKey("sitting.id"))
    form_id: Mapped[int] = mapped_column(ForeignKey("exam_form.id"))
    ordinal: Mapped[int]


class Entry(Model):
    """A candidate on a sitting's roster: what the eligibility rule said, what is frozen for the
    seat when the roster closes, and who saw which document there."""

    __tablename__ = "entry"
    __table_args__ = (
        UniqueConstraint("sitting_id", "user_id"),
        UniqueConstraint("sitting_id", "seat"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    sitting_id: Mapped[int] = mapped_column(ForeignKey("sitting.id"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    factor_percent: Mapped[int] = mapped_column(default=100)
    extra_seconds: Mapped[int] = mapped_column(default=0)
    verdict: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    entered_at: Mapped[datetime]
    form_id: Mapped[int | None] = mapped_column(ForeignKey("exam_form.id"))
    seat: Mapped[str | None] = mapped_column(String(16))
    admission_number: Mapped[str | None] = mapped_column(String(24), unique=True)
    entry_code_hash: Mapped[str | None] = mapped_column(String(128), info=SECRET)
    entry_code_issued_at: Mapped[datetime | None]
    entry_code_used_at: Mapped[datetime | None]
    pledged_at: Mapped[datetime | None]
    pledge: Mapped[str | None] = mapped_column(String(16))
    """Which version of the pledge the candidate took."""
    identity_checked_at: Mapped[datetime | None]
    identity_checked_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    identity_document: Mapped[str | None] = mapped_column(String(24))
    """Which kind of document was seen at the seat; never its number."""
    sitting: Mapped[Sitting] = relationship(lazy="raise_on_sql")

    @property
    def measure(self) -> Measure:
        """The time this seat has beside the limit."""
        return Measure(self.factor_percent, self.extra_seconds)


class SittingInvigilator(Model):
    """Somebody who watches over a sitting, and who put them there."""

    __tablename__ = "sitting_invigilator"
    __table_args__ = (UniqueConstraint("sitting_id", "user_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    sitting_id: Mapped[int] = mapped_column(ForeignKey("sitting.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    assigned_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    assigned_at: Mapped[datetime]

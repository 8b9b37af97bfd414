"""The table of complaints. What people wrote is sealed; the journal sees none of it."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from examsite.accounts.models import User
from examsite.domain.complaint import ComplaintAbout, ComplaintState
from examsite.kit.db import Model
from examsite.kit.types import text_enum

SECRET = {"journal": False}


class Complaint(Model):
    """A complaint. `public_id` is the number that whoever complains was given."""

    __tablename__ = "complaint"
    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(16), unique=True)
    code_digest: Mapped[str] = mapped_column(String(64), info=SECRET)
    """Keyed digest of the code that opens the reply."""
    about: Mapped[ComplaintAbout] = mapped_column(text_enum(ComplaintAbout))
    state: Mapped[ComplaintState] = mapped_column(text_enum(ComplaintState), index=True)
    text: Mapped[bytes] = mapped_column(LargeBinary, info=SECRET)
    contact: Mapped[bytes | None] = mapped_column(LargeBinary, info=SECRET)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), info=SECRET)
    """Whoever was signed in while complaining; only to find who has acted in their matters."""
    filed_at: Mapped[datetime]
    answer_days: Mapped[int]
    handler_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    taken_at: Mapped[datetime | None]
    gave_back: Mapped[list[int]] = mapped_column(JSON)
    """Ids of those who found themselves involved."""
    reply: Mapped[bytes | None] = mapped_column(LargeBinary, info=SECRET)
    replied_at: Mapped[datetime | None]
    handler: Mapped[User | None] = relationship(foreign_keys=[handler_id], lazy="raise_on_sql")

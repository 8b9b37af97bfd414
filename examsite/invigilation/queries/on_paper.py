"""Sheets of paper: which seats went on on paper, what was typed of them, the paper they answer."""

import json
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager, joinedload

from examsite.accounts.models import User
from examsite.attempts.models import Attempt
from examsite.domain.errors import NotFound
from examsite.domain.paper_answers import Item, PaperState, state_of
from examsite.exams.models import Entry, ExamForm, Sitting
from examsite.exams.queries import is_watched_by
from examsite.invigilation.models import PaperSheet, PaperVersion
from examsite.kit.access import Viewer
from examsite.kit.db import db


@dataclass(frozen=True)
class Sheet:
    """A sheet with what was typed of it, in order, and the items it answers."""

    row: PaperSheet
    versions: list[PaperVersion]
    paper: list[Item]

    @property
    def state(self) -> PaperState:
        """How far it is."""
        return state_of([one.values for one in self.versions], settled=bool(self.row.settled_at))


def get_sheet(attempt: str, *, visible_to: Viewer) -> Sheet:
    """The sheet of an attempt (public id) in a sitting the viewer watches over, or NotFound."""
    row = db.session.scalar(
        select(PaperSheet)
        .join(Attempt, Attempt.id == PaperSheet.attempt_id)
        .join(Sitting, Sitting.id == Attempt.sitting_id)
        .where(Attempt.public_id == attempt, is_watched_by(visible_to))
        .options(contains_eager(PaperSheet.attempt).joinedload(Attempt.sitting))
    )
    if row is None:
        raise NotFound
    return load_sheet(row)


def load_sheet(row: PaperSheet) -> Sheet:
    """A sheet's row with everything else; two statements."""
    return Sheet(row, list_versions(row.id), get_paper(row.attempt.form_id))


def list_versions(sheet_id: int) -> list[PaperVersion]:
    """What was typed, in order."""
    rows = select(PaperVersion).where(PaperVersion.sheet_id == sheet_id)
    return list(db.session.scalars(rows.order_by(PaperVersion.number)))


def get_paper(form_id: int) -> list[Item]:
    """The items of a form as candidates see them, in order."""
    paper: list[Item] = json.loads(
        db.session.scalars(select(ExamForm.paper).where(ExamForm.id == form_id)).one()
    )
    return paper


@dataclass(frozen=True)
class Place:
    """A seat of a sitting: whose, the attempt there may be, its sheet and how far that is."""

    entry: Entry
    user: User
    attempt: Attempt | None
    sheet: PaperSheet | None
    typed: int

    @property
    def state(self) -> PaperState | None:
        """How far the sheet is; None where there is none."""
        if self.sheet is None:
            return None
        return state_of([{}] * self.typed, settled=bool(self.sheet.settled_at))


def list_places(sitting: Sitting) -> list[Place]:
    """Everybody on the roster with attempt and sheet, in order of seats; one statement."""
    typed = (
        select(func.count(PaperVersion.id))
        .where(PaperVersion.sheet_id == PaperSheet.id)
        .correlate(PaperSheet)
        .scalar_subquery()
    )
    rows = (
        select(Entry, User, Attempt, PaperSheet, typed)
        .join(User, User.id == Entry.user_id)
        .outerjoin(
            Attempt, (Attempt.sitting_id == Entry.sitting_id) & (Attempt.user_id == Entry.user_id)
        )
        .outerjoin(PaperSheet, PaperSheet.attempt_id == Attempt.id)
        .where(Entry.sitting_id == sitting.id)
        .order_by(Entry.seat, Entry.id)
    )
    return [Place(*row) for row in db.session.execute(rows)]


def find_sheet(attempt_id: int) -> PaperSheet | None:
    """The sheet of an attempt, the attempt loaded."""
    rows = select(PaperSheet).where(PaperSheet.attempt_id == attempt_id)
    return db.session.scalar(rows.options(joinedload(PaperSheet.attempt)))

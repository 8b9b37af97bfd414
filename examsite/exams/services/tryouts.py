"""A sitting of one's own in which to try the machine: five practice items, ten minutes.

It certifies nothing and its form has no exam item: the database refuses both. Tries are kept
like every other answer; no list, count or decision reads them.
"""

from datetime import datetime, timedelta

from examsite.domain.actions import Action
from examsite.domain.errors import Conflict
from examsite.domain.terms import ItemType, Level, Pool, SittingKind
from examsite.domain.waiting import TRYOUT_ITEMS, TRYOUT_SECONDS
from examsite.exams.models import Entry, ExamForm, Sitting
from examsite.exams.queries import (
    find_tryout_form,
    get_newest_blueprint,
    get_newest_scheme,
    list_drawable,
)
from examsite.exams.services.forms import store_form
from examsite.exams.services.placing import POINT, Drawable, drawable
from examsite.kit import chance
from examsite.kit.access import Viewer
from examsite.kit.db import write

LEVEL = Level.JUNIOR
TITLE = "试机"
CLOSED_TYPES = tuple(
    kind for kind in ItemType if kind not in (ItemType.TESTLET, ItemType.SHORT_ANSWER)
)


class NothingToTry(Conflict):
    """409: the bank has no practice items."""

    code = "nothing_to_try"
    message = "示例题还没有备好，现在不能试机。请告诉考务。"


def tryout_form(*, now: datetime) -> ExamForm:
    """The form of every try: one practice item of each of five types, frozen when first asked for.

    Raises NothingToTry.
    """
    return find_tryout_form() or _freeze(now)


def _freeze(now: datetime) -> ExamForm:
    drawn = _drawn()
    if not drawn:
        raise NothingToTry
    return store_form(
        drawn,
        worth=dict.fromkeys(ItemType, POINT),
        level=LEVEL,
        blueprint_id=get_newest_blueprint(LEVEL).id,
        seed=chance.new_seed(),
        proof={"cells": [], "deviations": []},
        by=None,
        now=now,
        pool=Pool.PRACTICE,
    )


def _drawn() -> list[Drawable]:
    """The first practice item of each type that is marked at once, in the order of types."""
    first: dict[ItemType, Drawable] = {}
    for pair in list_drawable(LEVEL, Pool.PRACTICE):
        found = drawable(*pair)
        first.setdefault(found.item_type, found)
    return [first[kind] for kind in CLOSED_TYPES if kind in first][:TRYOUT_ITEMS]


def open_tryout(form: ExamForm, *, by: Viewer, now: datetime) -> Entry:
    """A sitting with the one person who tries, open now: the seat, its sitting loaded."""
    with write(Action.TRYOUT_OPENED, by=by, now=now) as tx:
        sitting = tx.add(
            Sitting(
                title=TITLE,
                level=LEVEL,
                scheme_id=get_newest_scheme(LEVEL).id,
                form_id=form.id,
                pool=form.pool,
                opens_at=now,
                closes_at=now + timedelta(seconds=TRYOUT_SECONDS),
                seconds=TRYOUT_SECONDS,
                certifying=False,
                kind=SittingKind.TRYOUT,
                remote=True,
                created_at=now,
            )
        )
        tx.about = sitting
        return tx.add(Entry(sitting=sitting, user_id=by.id, entered_at=now))

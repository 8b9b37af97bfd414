"""Reads of import plans: a person's own, while they hold."""

from datetime import datetime

from sqlalchemy import ColumnElement, select

from examsite.items.models import ImportPlan
from examsite.items.policies import PlanGone, is_fresh
from examsite.kit.access import Viewer
from examsite.kit.db import db


def get_plan(public_id: str, *, of: Viewer, now: datetime) -> ImportPlan:
    """One of a person's own import plans that still holds; PlanGone otherwise."""
    return _plan(ImportPlan.public_id == public_id, of, now)


def get_plan_by_token(token: str, *, of: Viewer, now: datetime) -> ImportPlan:
    """The same by the hash of its file."""
    return _plan(ImportPlan.token == token, of, now)


def _plan(which: ColumnElement[bool], of: Viewer, now: datetime) -> ImportPlan:
    row = db.session.scalar(select(ImportPlan).where(which, ImportPlan.user_id == of.id))
    if row is None or not is_fresh(row, now):
        raise PlanGone
    return row

"""Who watches over a sitting: assigned and relieved by an officer."""

from datetime import datetime
from typing import Any

from sqlalchemy import Select, select

from examsite.accounts.models import User
from examsite.accounts.queries import list_people
from examsite.domain.actions import Action
from examsite.domain.errors import Conflict, Invalid
from examsite.domain.terms import Role
from examsite.exams.models import Sitting, SittingInvigilator
from examsite.exams.queries import find_entry, list_invigilators
from examsite.kit.access import Viewer
from examsite.kit.db import write


class NotAnInvigilator(Invalid):
    """422: watching needs the role."""

    code = "not_an_invigilator"
    message = "请从名单里选一位监考。没有监考角色的账号，请先由管理员授予。"


class WatchesAlready(Conflict):
    """409: once is enough."""

    code = "watches_already"
    message = "%(name)s 已经排在这个考次。"


class CandidateThere(Conflict):
    """409: nobody watches over their own exam."""

    code = "candidate_there"
    message = "%(name)s 在这个考次的考生名单里，不能同时监考。"


class NotAssigned(Conflict):
    """409: somebody was faster."""

    code = "not_assigned"
    message = "这位监考已经不在这个考次。请刷新页面。"


class LastInvigilator(Conflict):
    """409: without anybody assigned the sitting would be open to every invigilator again."""

    code = "last_invigilator"
    message = "这是最后一位监考，撤下之后所有监考都能进这个考次。请先排定另一位，再撤下这位。"


def assign(sitting: Sitting, user: str, *, by: Viewer, now: datetime) -> User:
    """Let an invigilator (public id) watch over a sitting; from the first one on, only those
    assigned do, and officers.

    Raises NotAnInvigilator, CandidateThere, WatchesAlready.
    """
    found = next((one for one in list_people(Role.INVIGILATOR) if one.public_id == user), None)
    if found is None:
        raise NotAnInvigilator
    with write(Action.INVIGILATOR_ASSIGNED, by=by, now=now, about=sitting) as tx:
        tx.lock(sitting)
        if find_entry(sitting.id, found.id) is not None:
            raise CandidateThere(name=found.name)
        if tx.session.scalar(_place(sitting, found.public_id)) is not None:
            raise WatchesAlready(name=found.name)
        tx.add(
            SittingInvigilator(
                sitting_id=sitting.id, user_id=found.id, assigned_by_id=by.id, assigned_at=now
            )
        )
    return found


def relieve(sitting: Sitting, user: str, *, by: Viewer, now: datetime) -> None:
    """Take somebody off a sitting that keeps somebody. Raises NotAssigned, LastInvigilator."""
    with write(Action.INVIGILATOR_RELIEVED, by=by, now=now, about=sitting) as tx:
        tx.lock(sitting)
        place = tx.session.scalar(_place(sitting, user))
        if place is None:
            raise NotAssigned
        if len(list_invigilators(sitting.id)) == 1:
            raise LastInvigilator
        tx.remove(place)


def _place(sitting: Sitting, user: str) -> Select[Any]:
    return (
        select(SittingInvigilator)
        .join(User, User.id == SittingInvigilator.user_id)
        .where(SittingInvigilator.sitting_id == sitting.id, User.public_id == user)
    )

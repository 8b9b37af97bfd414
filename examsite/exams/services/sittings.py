"""Sittings: making one, and entering candidates on its roster."""

from datetime import datetime, timedelta
from typing import Any

from examsite.domain.actions import Action
from examsite.domain.errors import Conflict, Invalid
from examsite.exams.models import Entry, ExamForm, SchemeVersion, Sitting
from examsite.exams.queries import find_entry
from examsite.kit.access import Viewer
from examsite.kit.db import Actor, write


class FormNotReleased(Conflict):
    """409: only a released form can be sat."""

    code = "form_not_released"
    message = "这份试卷还没有发布，不能用于考次。请先由另一位考务核对并发布。"


class WindowTooShort(Invalid):
    """422: nobody who starts late would have the whole time."""

    code = "window_too_short"
    message = "开放时段短于作答时限（%(minutes)s 分钟）。请延后结束时间或缩短时限。"


class RosterClosed(Conflict):
    """409: the window is over."""

    code = "roster_closed"
    message = "这个考次已经结束，不能再列入考生。"


class AlreadyEntered(Conflict):
    """409: once per person and sitting."""

    code = "already_entered"
    message = "这位考生已经在名单里。"


def open_sitting(
    *,
    title: str,
    form: ExamForm,
    scheme: SchemeVersion,
    opens_at: datetime,
    closes_at: datetime,
    seconds: int,
    place: str = "",
    certifying: bool = True,
    grace_seconds: int = 10,
    by: Actor | None,
    now: datetime,
) -> Sitting:
    """Schedule a sitting of a released form. `seconds` is the time each candidate has."""
    if form.released_at is None:
        raise FormNotReleased
    if closes_at - opens_at < timedelta(seconds=seconds):
        raise WindowTooShort(minutes=-(-seconds // 60))
    with write(Action.SITTING_OPENED, by=by, now=now) as tx:
        sitting = tx.add(
            Sitting(
                title=title,
                level=form.level,
                scheme_id=scheme.id,
                form_id=form.id,
                pool=form.pool,
                opens_at=opens_at,
                closes_at=closes_at,
                seconds=seconds,
                grace_seconds=grace_seconds,
                place=place,
                certifying=certifying,
                created_at=now,
            )
        )
        tx.about = sitting
    return sitting


def enter(
    sitting: Sitting,
    *,
    user_id: int,
    verdict: dict[str, Any],
    by: Viewer,
    now: datetime,
    factor_percent: int = 100,
    extra_seconds: int = 0,
) -> Entry:
    """Put a candidate on the roster with the verdict of the eligibility rule."""
    if now >= sitting.closes_at:
        raise RosterClosed
    with write(Action.CANDIDATE_ENTERED, by=by, now=now, about=sitting) as tx:
        if find_entry(sitting.id, user_id) is not None:
            raise AlreadyEntered
        return tx.add(
            Entry(
                sitting_id=sitting.id,
                user_id=user_id,
                factor_percent=factor_percent,
                extra_seconds=extra_seconds,
                verdict=verdict,
                entered_at=now,
            )
        )

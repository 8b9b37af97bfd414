"""Arranging a sitting: forms, window, time, place, how it starts; changing it while it is open."""

from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete

from examsite.domain.actions import Action
from examsite.domain.errors import Conflict, Invalid
from examsite.domain.terms import FormPolicy, StartMode
from examsite.exams.models import ExamForm, SchemeVersion, Sitting, SittingForm
from examsite.kit.access import Viewer
from examsite.kit.db import Actor, Transaction, write


class FormNotReleased(Conflict):
    """409: only a released form can be sat."""

    code = "form_not_released"
    message = "这份试卷还没有发布，不能用于考次。请先由另一位考务核对并发布。"


class WindowTooShort(Invalid):
    """422: nobody who starts late would have the whole time."""

    code = "window_too_short"
    message = "开放时段短于作答时限（%(minutes)s 分钟）。请延后结束时间或缩短时限。"


class FormsDiffer(Invalid):
    """422: parallel forms are of one blueprint, so that everybody has the same cut and areas."""

    code = "forms_differ"
    message = "平行卷须出自同一级别、同一版蓝图，而且至少两份。请重新选择。"


class AlreadyStarted(Conflict):
    """409: what candidates rely on is not changed under them."""

    code = "sitting_started"
    message = "名单已收或已有人开考，时间、时限与试卷不能再改；只能改名称与地点。"


@dataclass(frozen=True)
class Arrangement:
    """What an officer decides about a sitting. `seconds` is the time each candidate has;
    `parallel` the other forms where several are dealt."""

    title: str
    opens_at: datetime
    closes_at: datetime
    seconds: int
    place: str = ""
    certifying: bool = True
    remote: bool = False
    watermark: bool = False
    policy: FormPolicy = FormPolicy.ONE
    parallel: tuple[ExamForm, ...] = ()
    start_mode: StartMode = StartMode.AUTO
    grace_seconds: int = 10


def open_sitting(
    asked: Arrangement,
    *,
    form: ExamForm,
    scheme: SchemeVersion,
    by: Actor | None,
    now: datetime,
) -> Sitting:
    """Schedule a sitting of released forms.

    Raises FormNotReleased, FormsDiffer, WindowTooShort.
    """
    forms = _forms(asked, form)
    with write(Action.SITTING_OPENED, by=by, now=now) as tx:
        sitting = Sitting(
            level=form.level,
            scheme_id=scheme.id,
            form_id=form.id,
            pool=form.pool,
            created_at=now,
        )
        _arrange(sitting, asked)
        tx.about = tx.add(sitting)
        _deal(tx, sitting, forms)
    return sitting


def edit_sitting(sitting: Sitting, asked: Arrangement, *, by: Viewer, now: datetime) -> Sitting:
    """Change the arrangement: all of it before the window while the roster is open, then only
    title and place. The form itself stays. Raises AlreadyStarted and what `open_sitting` does."""
    forms = _forms(asked, sitting.form)
    with write(Action.SITTING_EDITED, by=by, now=now, about=sitting) as tx:
        tx.lock(sitting)
        if sitting.roster_closed_at is not None or now >= sitting.opens_at:
            if _fixed(asked) != _fixed(_arrangement(sitting, asked.parallel)):
                raise AlreadyStarted
            sitting.title, sitting.place = asked.title, asked.place
            return sitting
        _arrange(sitting, asked)
        tx.execute(delete(SittingForm).where(SittingForm.sitting_id == sitting.id))
        _deal(tx, sitting, forms)
    return sitting


def _forms(asked: Arrangement, form: ExamForm) -> list[ExamForm]:
    """The forms that are dealt, the sitting's own first; checks what does not depend on rows."""
    if asked.closes_at - asked.opens_at < timedelta(seconds=asked.seconds):
        raise WindowTooShort(minutes=-(-asked.seconds // 60))
    several = asked.policy is FormPolicy.PARALLEL
    forms = list(dict.fromkeys([form, *asked.parallel])) if several else [form]
    if any(one.released_at is None for one in forms):
        raise FormNotReleased
    if several and (len(forms) < 2 or len({one.blueprint_id for one in forms}) > 1):
        raise FormsDiffer
    return forms


def _deal(tx: Transaction, sitting: Sitting, forms: list[ExamForm]) -> None:
    if sitting.form_policy is FormPolicy.PARALLEL:
        tx.add_all(
            [
                SittingForm(sitting_id=sitting.id, form_id=one.id, ordinal=at)
                for at, one in enumerate(forms, start=1)
            ]
        )


def _arrange(sitting: Sitting, asked: Arrangement) -> None:
    for name, value in _columns(asked).items():
        setattr(sitting, name, value)


def _columns(asked: Arrangement) -> dict[str, Any]:
    kept = {one.name: getattr(asked, one.name) for one in fields(asked)}
    del kept["parallel"]
    return kept | {"form_policy": kept.pop("policy")}


def _fixed(asked: Arrangement) -> dict[str, Any]:
    free = ("title", "place")
    return {name: value for name, value in _columns(asked).items() if name not in free}


def _arrangement(sitting: Sitting, parallel: tuple[ExamForm, ...]) -> Arrangement:
    named = {one.name for one in fields(Arrangement)} - {"parallel", "policy"}
    values = {name: getattr(sitting, name) for name in named}
    return Arrangement(parallel=parallel, policy=sitting.form_policy, **values)

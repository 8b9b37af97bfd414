"""Starting an attempt, or taking it up again."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any, Protocol

from sqlalchemy.exc import IntegrityError

from examsite.accounts.models import User
from examsite.accounts.policies import before_closing
from examsite.attempts.models import Attempt
from examsite.attempts.queries.attempts import Seat, find_attempt_of, is_taking
from examsite.domain.actions import Action
from examsite.domain.attempt import state_seen
from examsite.domain.errors import Conflict
from examsite.domain.exam_time import (
    TimeInputs,
    deadline,
    deadline_seen,
    is_paused,
    remaining_ms,
)
from examsite.domain.roster import WAITING_OPENS
from examsite.domain.terms import AttemptState, FormPolicy
from examsite.exams.models import Entry, Sitting
from examsite.kit.access import Viewer
from examsite.kit.clock import rfc3339
from examsite.kit.db import write


class NotOpenYet(Conflict):
    """409: the window has not begun."""

    code = "not_open_yet"
    message = "考试还没有开始。请在开放时间之后再进入，本页会显示倒计时。"


class TooEarly(Conflict):
    """409: the waiting room is not open yet."""

    code = "waiting_not_open"
    message = "候考室在开放时间前 30 分钟开，请到时再来。"


class WindowOver(Conflict):
    """409: the window has ended and this person had not started."""

    code = "window_over"
    message = "考试的开放时段已经结束，不能再开始。如有特殊情况请联系考务。"


class NotBegun(Conflict):
    """409: an invigilator lets everybody begin."""

    code = "not_begun"
    message = "监考还没有宣布开考。请留在候考页，宣布之后按钮会亮起。"


class FormNotReady(Conflict):
    """409: the form of this seat is not frozen yet."""

    code = "form_not_ready"
    message = "您的试卷还没有备好：名单没有收，或正在逐人抽题。请稍候再按一次；久等请告诉监考。"


class Taking(Conflict):
    """409: an account is not closed under an exam that is being taken."""

    code = "taking"
    message = "您有一场考试还没有交卷。请交卷或等考试结束之后再注销账号。"


@dataclass(frozen=True)
class Started:
    """An attempt as start answers it."""

    attempt: Attempt
    first: bool


def _inputs(sitting: Sitting, entry: Entry, now: datetime) -> TimeInputs:
    return TimeInputs(
        started_at=now,
        seconds=sitting.seconds,
        factor=Fraction(entry.factor_percent, 100),
        extra=entry.extra_seconds,
        window_end=sitting.closes_at,
    )


def start(seat: Seat, *, device: str, by: Viewer, now: datetime) -> Started:
    """Begin the attempt, or take it up again; another device raises the epoch.

    Raises NotOpenYet before and WindowOver after the window for who has not begun, NotBegun
    until an invigilator lets them where one has to, FormNotReady while a seat lacks its form. Two
    simultaneous starts make one attempt: the database has one per candidate and sitting.
    """
    found = find_attempt_of(seat.sitting.id, by.id)
    if found is not None:
        return Started(_resume(found, device=device, by=by, now=now), first=False)
    if now < seat.sitting.opens_at:
        raise NotOpenYet
    if now >= seat.sitting.closes_at:
        raise WindowOver
    if not seat.sitting.is_begun:
        raise NotBegun
    _require_form(seat)
    try:
        return Started(_begin(seat, device=device, by=by, now=now), first=True)
    except IntegrityError:  # another request of the same person was first
        found = find_attempt_of(seat.sitting.id, by.id)
        assert found is not None
        return Started(found, first=False)


def require_waiting(seat: Seat, *, now: datetime) -> None:
    """Raise TooEarly before the waiting room opens, WindowOver when all is over, FormNotReady
    while the seat lacks its form: until then there is no paper to fetch."""
    if now >= seat.sitting.closes_at:
        raise WindowOver
    if now < seat.sitting.opens_at - WAITING_OPENS:
        raise TooEarly
    _require_form(seat)


def _require_form(seat: Seat) -> None:
    if seat.entry.form_id is None and seat.sitting.form_policy is not FormPolicy.ONE:
        raise FormNotReady


def _begin(seat: Seat, *, device: str, by: Viewer, now: datetime) -> Attempt:
    with write(Action.ATTEMPT_STARTED, by=by, now=now) as tx:
        tx.lock(seat.entry)  # a new measure comes before or after, never in between
        tx.about = attempt = tx.add(new_attempt(seat.sitting, seat.entry, device=device, now=now))
    return attempt


def new_attempt(sitting: Sitting, entry: Entry, *, device: str, now: datetime) -> Attempt:
    """One row: the deadline with everything it was made of, the measure in force included."""
    return Attempt(
        sitting_id=sitting.id,
        user_id=entry.user_id,
        form_id=entry.form_id or sitting.form_id,
        scheme_id=sitting.scheme_id,
        state=AttemptState.IN_PROGRESS,
        epoch=1,
        device=device,
        started_at=now,
        limit_seconds=sitting.seconds,
        factor_percent=entry.factor_percent,
        extra_seconds=entry.extra_seconds,
        window_end=sitting.closes_at,
        grace_seconds=sitting.grace_seconds,
        deadline=deadline(_inputs(sitting, entry, now)),
    )


def _resume(attempt: Attempt, *, device: str, by: Viewer, now: datetime) -> Attempt:
    if not device or device == attempt.device or attempt.state is not AttemptState.IN_PROGRESS:
        return attempt
    with write(Action.ATTEMPT_TAKEN_OVER, by=by, now=now, about=attempt) as tx:
        tx.lock(attempt)
        attempt.epoch += 1
        attempt.device = device
    return attempt


class Standing(Protocol):
    """What of an attempt the wire's answers are made of."""

    @property
    def state(self) -> AttemptState: ...
    @property
    def epoch(self) -> int: ...
    @property
    def deadline(self) -> datetime: ...
    @property
    def grace_seconds(self) -> int: ...
    @property
    def paused_at(self) -> datetime | None: ...


def standing(attempt: Standing, now: datetime) -> dict[str, Any]:
    """State, epoch and time as the wire tells them; while paused the time left stands still."""
    due = deadline_seen(attempt.deadline, attempt.paused_at, now)
    state = state_of(attempt, now)
    going = state is AttemptState.IN_PROGRESS
    return {
        "state": state.value,
        "epoch": attempt.epoch,
        "deadline": rfc3339(due),
        "server_now": rfc3339(now),
        "remaining_ms": remaining_ms(due, now),
        "paused": going and is_paused(attempt.paused_at, now),
    }


def state_of(attempt: Standing, now: datetime) -> AttemptState:
    """The state a reader sees now: closed once its time is over, swept or not."""
    grace = timedelta(seconds=attempt.grace_seconds)
    return state_seen(attempt.state, attempt.deadline, grace, now)


@before_closing
def refuse_closing_while_taking(user: User) -> None:
    """Raise Taking while the person has an attempt that nobody has closed."""
    if is_taking(user.id):
        raise Taking

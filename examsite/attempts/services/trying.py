"""Trying the machine (试机): the exam page with five items that count for nothing."""

from datetime import datetime, timedelta

from examsite.attempts.models import Attempt
from examsite.attempts.queries.attempts import Seat, list_tryouts
from examsite.attempts.services.taking import start, state_of
from examsite.domain.errors import TryLater
from examsite.domain.terms import AttemptState
from examsite.domain.waiting import TRIES_A_DAY
from examsite.exams.services.tryouts import open_tryout, tryout_form
from examsite.kit.access import Viewer

DAY = timedelta(days=1)


class TooManyTries(TryLater):
    """429: a person does not need that many tries."""

    code = "tryouts_used_up"
    message = "一天之内试机的次数太多了，请明天再试；设备仍有问题请联系考务。"


def try_machine(*, by: Viewer, now: datetime) -> Attempt:
    """Begin a try, or take up the one that is not finished. Raises TooManyTries, NothingToTry."""
    tries = list_tryouts(by.id, now - DAY)
    going = [one for one in tries if state_of(one, now) is AttemptState.IN_PROGRESS]
    if going:
        return going[0]
    if len(tries) >= TRIES_A_DAY:
        raise TooManyTries
    form = tryout_form(now=now)
    entry = open_tryout(form, by=by, now=now)
    seat = Seat(entry.sitting, entry, form.paper, form.content_hash)
    return start(seat, device="", by=by, now=now).attempt

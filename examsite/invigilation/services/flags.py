"""A doubt about an attempt: raised with what was seen, answered, decided by somebody else."""

from datetime import datetime

from examsite.accounts.models import User
from examsite.accounts.policies import reach
from examsite.accounts.queries_calendar import get_working_calendar
from examsite.attempts.models import Attempt
from examsite.attempts.services.holding import hold, settle_hold
from examsite.domain.actions import Action
from examsite.domain.flags import (
    AlreadyFlagged,
    FlagOutcome,
    FlagState,
    require_decision,
    require_reply,
    words_of,
)
from examsite.domain.invigilation import AfterRelease, OwnAttempt
from examsite.domain.terms import HoldKind
from examsite.invigilation.models import Flag
from examsite.invigilation.queries.flags import (
    count_signals_by_kind,
    find_open_flag,
    read_spreads,
)
from examsite.invigilation.queries.seat import get_candidate
from examsite.kit.access import Viewer
from examsite.kit.chance import public_id
from examsite.kit.clock import local_date
from examsite.kit.db import write
from examsite.kit.mail import Composed, compose, post
from examsite.kit.site import settings
from examsite.results.queries.reports import find_result_of


def raise_flag(attempt: Attempt, *, words: str, by: Viewer, now: datetime) -> Flag:
    """Say what is doubted; the candidate is told and the result held back meanwhile.

    The signals so far are kept with how common they are in the sitting. Raises NoEvidence,
    OwnAttempt, AlreadyFlagged, AfterRelease.
    """
    said = words_of(words)
    if attempt.user_id == by.id:
        raise OwnAttempt
    due = get_working_calendar().add(local_date(now), settings().flag_reply_days)
    name, evidence = public_id(), _evidence(attempt)
    notice = _notice(get_candidate(attempt), "flag_raised", name, due=f"{due}")
    with write(Action.FLAG_RAISED, by=by, now=now, about=attempt) as tx:
        tx.lock(attempt)
        if find_open_flag(attempt.id) is not None:
            raise AlreadyFlagged
        if find_result_of(attempt.id) is not None:
            raise AfterRelease
        hold(tx, attempt, HoldKind.FLAG)
        made = tx.add(
            Flag(
                public_id=name,
                attempt_id=attempt.id,
                state=FlagState.RAISED,
                words=said,
                evidence=evidence,
                raised_by_id=by.id,
                raised_at=now,
                reply_due=due,
                reply="",
                reasons="",
            )
        )
        if notice is not None:
            post(tx, notice)
    return made


def _evidence(attempt: Attempt) -> list[list[object]]:
    counts = count_signals_by_kind(attempt.id)
    spreads = read_spreads(attempt.sitting, counts)
    return [[kind.value, count, *spreads[kind]] for kind, count in sorted(counts.items())]


def _notice(user: User, template: str, flag: str, **facts: object) -> Composed | None:
    """The message, without a word of the case in it; None for whoever cannot be reached."""
    contact = reach(user)
    if contact is None:
        return None
    address = f"{settings().base_url}/flags/{flag}"
    return compose(template, contact, locale=user.locale, address=address, **facts)


def reply(flag: Flag, *, words: str, by: Viewer, now: datetime) -> None:
    """The candidate's answer, once and within the term. Raises NoEvidence, ReplyOver."""
    said = words_of(words, most=4000)
    with write(Action.FLAG_REPLIED, by=by, now=now, about=flag.attempt) as tx:
        tx.lock(flag)
        require_reply(flag, local_date(now))
        flag.state, flag.reply, flag.replied_at = FlagState.REPLIED, said, now


def decide(flag: Flag, outcome: FlagOutcome, *, reasons: str, by: Viewer, now: datetime) -> None:
    """Settle it with reasons the candidate reads; the result is no longer held back.

    Raises NoEvidence, FlagDecided, RaiserDecides, HearFirst, VoidFirst.
    """
    said = words_of(reasons)
    notice = _notice(get_candidate(flag.attempt), "flag_decided", flag.public_id)
    with write(Action.FLAG_DECIDED, by=by, now=now, about=flag.attempt) as tx:
        attempt = tx.lock(flag.attempt)
        tx.lock(flag)
        require_decision(
            flag,
            outcome,
            attempt=attempt.state,
            independent=by.id not in (flag.raised_by_id, attempt.user_id),
            today=local_date(now),
        )
        flag.state, flag.outcome, flag.reasons = FlagState.DECIDED, outcome, said
        flag.decided_by_id, flag.decided_at = by.id, now
        settle_hold(tx, attempt, HoldKind.FLAG)
        if notice is not None:
            post(tx, notice)

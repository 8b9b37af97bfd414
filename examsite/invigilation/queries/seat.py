"""One attempt as an invigilator sees it: what happened, how common that is, silence, proposals."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload

from examsite.accounts.models import Proposal, User
from examsite.attempts.models import Attempt, ResponseEvent, TimeEvent
from examsite.attempts.queries.answers import ACCEPTED
from examsite.attempts.queries.attempts import list_time_events
from examsite.domain.errors import NotFound
from examsite.domain.exam_time import pause_seconds
from examsite.domain.invigilation import IncidentKind, SignalKind, Silence, silences
from examsite.domain.terms import AttemptState, ProposalState, TimeEventKind
from examsite.invigilation.models import Contact, Incident, Signal, SilentStretch
from examsite.kit.db import db
from examsite.kit.types import UTCDateTime

LATE_ACT = "attempt.late_answers"
ACTS = ("attempt.void", "attempt.reopen", "attempt.give_time", LATE_ACT)
"""The acts on attempts that two people do."""
MOST_SIGNALS = 300


def get_candidate(attempt: Attempt) -> User:
    """The account of the attempt."""
    return db.session.scalars(select(User).where(User.id == attempt.user_id)).one()


def list_incidents(attempt: Attempt) -> list[Incident]:
    """What invigilators did or saw at this seat or for the whole room, in order."""
    mine = or_(Incident.attempt_id == attempt.id, Incident.attempt_id.is_(None))
    rows = select(Incident).where(Incident.sitting_id == attempt.sitting_id, mine)
    return list(db.session.scalars(rows.options(joinedload(Incident.by)).order_by(Incident.id)))


def list_signals(attempt_id: int) -> list[Signal]:
    """The newest signals of an attempt, the newest last."""
    rows = select(Signal).where(Signal.attempt_id == attempt_id).order_by(Signal.id.desc())
    return list(reversed(db.session.scalars(rows.limit(MOST_SIGNALS)).all()))


@dataclass(frozen=True)
class BaseRates:
    """How many of a sitting's candidates had each kind of signal at least once."""

    taking: int
    had: dict[SignalKind, int]


def base_rates(sitting_id: int) -> BaseRates:
    """How common each kind of signal is in a sitting; two statements."""
    taking = db.session.scalar(
        select(func.count(Attempt.id)).where(Attempt.sitting_id == sitting_id)
    )
    rows = (
        select(Signal.kind, func.count(func.distinct(Signal.attempt_id)))
        .where(Signal.sitting_id == sitting_id)
        .group_by(Signal.kind)
    )
    return BaseRates(taking or 0, {row[0]: row[1] for row in db.session.execute(rows)})


def count_signals(attempt_id: int) -> int:
    """How many signals are kept of an attempt."""
    return db.session.scalar(select(func.count()).where(Signal.attempt_id == attempt_id)) or 0


def was_away(attempt_id: int) -> bool:
    """Whether the page's newest word about itself is that it was left."""
    kinds = (SignalKind.FOCUS_LOST, SignalKind.FOCUS_RETURNED)
    rows = select(Signal.kind).where(Signal.attempt_id == attempt_id, Signal.kind.in_(kinds))
    newest = db.session.scalar(rows.order_by(Signal.id.desc()).limit(1))
    return newest is SignalKind.FOCUS_LOST


def list_saves_after(attempt_id: int, at: datetime) -> list[datetime]:
    """Instants after `at` at which an answer of the attempt was acknowledged."""
    rows = select(ResponseEvent.at).where(
        ResponseEvent.attempt_id == attempt_id,
        ResponseEvent.verdict == ACCEPTED,
        ResponseEvent.at > at,
    )
    return list(db.session.scalars(rows))


def find_last_save(attempt_id: int) -> datetime | None:
    """When an answer of the attempt was last acknowledged."""
    newest = func.max(ResponseEvent.at, type_=UTCDateTime())
    rows = select(newest).where(ResponseEvent.attempt_id == attempt_id)
    found: datetime | None = db.session.scalar(rows.where(ResponseEvent.verdict == ACCEPTED))
    return found


def list_pauses(
    events: Iterable[TimeEvent], paused_at: datetime | None, now: datetime
) -> list[tuple[datetime, datetime]]:
    """The stretches during which an attempt's clock stood, the one that is on included."""
    ended = [(one.at, one.seconds) for one in events if one.kind is TimeEventKind.PAUSE]
    if paused_at is not None:
        ended.append((paused_at, pause_seconds(paused_at, now)))
    return [(at, at + timedelta(seconds=seconds)) for at, seconds in ended]


@dataclass(frozen=True)
class Ledger:
    """The disturbance ledger of one attempt, in seconds."""

    kept: list[SilentStretch]
    now: Silence | None
    """The silence that lasts."""
    returned: int
    """What somebody gave back."""
    credited: int
    """What of the silence from the start on a slow first display gave back by itself."""

    @property
    def total(self) -> int:
        """Everything without contact."""
        return sum(one.seconds for one in self.kept) + (self.now.seconds if self.now else 0)

    @property
    def owed(self) -> int:
        """What was lost, is over, and has not been given back."""
        return max(0, sum(one.seconds for one in self.kept) - self.returned - self.credited)


def get_ledger(attempt: Attempt, now: datetime) -> Ledger:
    """Stretches without contact, the one that lasts, and what was given back."""
    rows = select(SilentStretch).where(SilentStretch.attempt_id == attempt.id)
    kept = list(db.session.scalars(rows.order_by(SilentStretch.id)))
    back = select(func.sum(Incident.seconds)).where(
        Incident.attempt_id == attempt.id, Incident.kind == IncidentKind.GIVEN_BACK
    )
    return Ledger(
        kept=kept,
        now=_silence_now(attempt, now),
        returned=db.session.scalar(back) or 0,
        credited=_credited(attempt, kept),
    )


def _credited(attempt: Attempt, kept: list[SilentStretch]) -> int:
    first = sum(one.seconds for one in kept if one.from_at == attempt.started_at)
    return min(first, attempt.start_credit_seconds)


def _silence_now(attempt: Attempt, now: datetime) -> Silence | None:
    if attempt.state is not AttemptState.IN_PROGRESS:
        return None
    contact = db.session.scalar(select(Contact.at).where(Contact.attempt_id == attempt.id))
    heard = [at for at in (contact, find_last_save(attempt.id)) if at is not None]
    last = max([attempt.started_at, *heard])
    pauses = list_pauses(list_time_events(attempt.id), attempt.paused_at, now)
    found = silences([last, min(now, max(last, attempt.deadline))], pauses)
    return found[0] if found else None


def list_proposals(attempt_ids: Iterable[str]) -> list[Proposal]:
    """What waits for a second person at these attempts (public ids), oldest first."""
    rows = (
        select(Proposal)
        .where(Proposal.act.in_(ACTS), Proposal.state == ProposalState.PENDING)
        .where(Proposal.subject_id.in_(list(attempt_ids)))
        .options(joinedload(Proposal.proposed_by))
        .order_by(Proposal.id)
    )
    return list(db.session.scalars(rows))


def get_proposal(public_id: str) -> Proposal:
    """A proposed act on an attempt, or NotFound."""
    rows = select(Proposal).where(Proposal.public_id == public_id, Proposal.act.in_(ACTS))
    found = db.session.scalar(rows)
    if found is None:
        raise NotFound
    return found

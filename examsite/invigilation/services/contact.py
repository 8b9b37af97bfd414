"""A page's poll and its signals: contact kept cheaply, silence and changes noticed."""

import hashlib
import hmac
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from examsite.attempts.queries.attempts import list_time_events
from examsite.attempts.services.taking import state_of
from examsite.domain.actions import Action
from examsite.domain.errors import Invalid, NotFound
from examsite.domain.invigilation import (
    FROM_THE_PAGE,
    SILENT,
    SignalKind,
    silences,
    stands_out,
)
from examsite.domain.terms import AttemptState
from examsite.invigilation.models import Signal, SilentStretch
from examsite.invigilation.queries.contact import find_contact_held, keep_contact, poll_facts
from examsite.invigilation.queries.seat import (
    count_signals,
    list_pauses,
    list_saves_after,
    was_away,
)
from examsite.kit import driver
from examsite.kit.access import Viewer
from examsite.kit.db import Transaction, append
from examsite.kit.site import secret_for

EVERY = timedelta(seconds=15)
"""How often a contact is written at most."""
MOST_A_BATCH, MOST_AN_ATTEMPT = 50, 2000
LARGEST_AMOUNT = 24 * 3600
LARGEST_MS = 2**53


class BadSignals(Invalid):
    """422: a batch of signals that no page of ours sends."""

    code = "bad_signals"
    message = "考试页面的记录不完整，已忽略。作答不受影响。"


Facts = Any
"""A row of `poll_facts`."""


class Polled(NamedTuple):
    """What a poll found; `version` changes with whatever the candidate's page must show."""

    facts: Facts
    version: str


def poll(
    attempt: str, *, by: Viewer, address: str, epoch: int | None, quiet_ms: int, now: datetime
) -> Polled:
    """Where the candidate's attempt stands; keeps the contact at most every 15 s.

    `epoch` is the page's: one that another device has taken over from is no contact.
    `quiet_ms` is how long the page says it has had no answer from here: it can only shorten
    what is counted as silence. NotFound for anybody but the candidate.
    """
    found = driver.rows(poll_facts, attempt=attempt, user=by.id)
    if not found:
        raise NotFound
    facts = found[0]
    outdated = epoch is not None and epoch < facts.epoch
    if state_of(facts, now) is AttemptState.IN_PROGRESS and not outdated:
        _keep(facts, mark_of(attempt, address), quiet_ms, by=by, now=now)
    return Polled(facts, _version(facts, now))


def mark_of(attempt: str, address: str) -> str:
    """A keyed hash by which a change of address shows, within one attempt only."""
    return hmac.new(
        secret_for("contact"), f"{attempt}:{address}".encode(), hashlib.sha256
    ).hexdigest()[:16]


def _version(facts: Any, now: datetime) -> str:
    paused = "" if facts.paused_at is None else facts.paused_at.timestamp()
    shown = (state_of(facts, now).value, facts.epoch, facts.deadline.timestamp(), paused)
    text = repr((*shown, facts.newest, facts.closing_note))
    return hashlib.sha256(text.encode()).hexdigest()[:20]


def _keep(facts: Any, mark: str, quiet_ms: int, *, by: Viewer, now: datetime) -> None:
    last = facts.contact_at or facts.started_at
    changed = facts.contact_at is not None and (
        facts.contact_epoch != facts.epoch or facts.address_mark != mark
    )
    silent = now - last > SILENT
    if changed or silent:
        _notice(facts, mark, quiet_ms, by=by, now=now)
    elif facts.contact_at is None or now - last >= EVERY:
        driver.insert(keep_contact, **_contact(facts, mark, now))


def _contact(facts: Any, mark: str, now: datetime) -> dict[str, Any]:
    return {
        "attempt_id": facts.id,
        "at": now,
        "epoch": facts.epoch,
        "address_mark": mark,
        "heard": facts.newest,
    }


def _notice(facts: Any, mark: str, quiet_ms: int, *, by: Viewer, now: datetime) -> None:
    """Keep the contact together with what it shows: silence, another device or address.

    What the last contact was is read again here, so that two polls at once notice once.
    """
    with append(Action.CONTACT_KEPT, by=by, now=now) as tx:
        held = find_contact_held(facts.id)
        last = held.at if held else facts.started_at
        if held and held.epoch < facts.epoch:
            _signal(tx, facts, SignalKind.SECOND_DEVICE, 0)
        if held and held.address_mark != mark:
            _signal(tx, facts, SignalKind.NEW_ADDRESS, 0)
        if now - last > SILENT:
            _keep_silence(tx, facts, last, quiet_ms)
        if last <= now:
            tx.execute(keep_contact(tx.connection.dialect), _contact(facts, mark, now))


def _keep_silence(tx: Transaction, facts: Any, last: datetime, quiet_ms: int) -> None:
    """The stretches since the last contact in which nothing was acknowledged, saves included."""
    heard = [last, tx.now, *list_saves_after(facts.id, last)]
    if quiet_ms > 0:
        heard.append(max(last, tx.now - timedelta(milliseconds=quiet_ms)))
    pauses = list_pauses(list_time_events(facts.id), facts.paused_at, tx.now)
    for one in silences(heard, pauses):
        away = was_away(facts.id)
        tx.add(
            SilentStretch(
                attempt_id=facts.id,
                from_at=one.start,
                until_at=one.end,
                seconds=one.seconds,
                away=away,
            )
        )
        _signal(tx, facts, SignalKind.SILENCE, one.seconds)


def _signal(tx: Transaction, facts: Any, kind: SignalKind, amount: int) -> None:
    tx.add(_row(facts, kind, amount, None, tx.now))


def _row(facts: Any, kind: SignalKind, amount: int, ms: int | None, at: datetime) -> Signal:
    return Signal(
        sitting_id=facts.sitting_id,
        attempt_id=facts.id,
        kind=kind,
        amount=amount,
        stands_out=stands_out(kind, amount),
        client_ms=ms,
        at=at,
    )


def keep_signals(attempt: str, body: dict[str, Any], *, by: Viewer, now: datetime) -> int:
    """Keep what a page reports of itself, oldest first: how many were kept.

    `body` is `{signals: [{kind, amount, client_ms?}]}`, 50 at most. Raises BadSignals for
    anything else. Nothing is kept of a closed attempt, or beyond 2,000 of one attempt.
    """
    told = _read(body)
    found = driver.rows(poll_facts, attempt=attempt, user=by.id)
    if not found:
        raise NotFound
    facts = found[0]
    if not told or state_of(facts, now) is not AttemptState.IN_PROGRESS:
        return 0
    with append(Action.SIGNALS_KEPT, by=by, now=now) as tx:
        room = max(0, MOST_AN_ATTEMPT - count_signals(facts.id))
        tx.add_all([_row(facts, *one, now) for one in told[:room]])
    return min(room, len(told))


def _read(body: dict[str, Any]) -> list[tuple[SignalKind, int, int | None]]:
    told = body.get("signals")
    if not isinstance(told, list) or len(told) > MOST_A_BATCH:
        raise BadSignals
    return [_one(signal) for signal in told]


def _one(signal: Any) -> tuple[SignalKind, int, int | None]:
    if not isinstance(signal, dict):
        raise BadSignals
    try:
        kind = SignalKind(str(signal.get("kind")))
    except ValueError as problem:
        raise BadSignals from problem
    amount, ms = signal.get("amount", 0), signal.get("client_ms")
    if kind not in FROM_THE_PAGE or not _whole(amount, LARGEST_AMOUNT):
        raise BadSignals
    return kind, amount, ms if _whole(ms, LARGEST_MS) else None


def _whole(value: Any, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= most

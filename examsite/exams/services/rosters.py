"""Closing a roster: forms, seats and admission numbers are frozen; who comes later, who leaves."""

import random
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import update

from examsite.domain.actions import Action
from examsite.domain.errors import Conflict, Invalid
from examsite.domain.roster import admission_number, deal, next_form, next_seat, seats
from examsite.domain.terms import FormPolicy
from examsite.exams.models import Entry, Sitting
from examsite.exams.queries import find_entry, list_entries, list_parallel_forms, list_taken_numbers
from examsite.exams.services.sittings import AlreadyEntered, RosterClosed, RosterFrozen
from examsite.kit import chance
from examsite.kit.access import Viewer
from examsite.kit.clock import local_date
from examsite.kit.db import Actor, Transaction, write
from examsite.kit.jobs import enqueue

DRAW = "exams.draw_forms"
"""The job that draws a form for each candidate of a sitting."""
LONGEST_REASON = 500


class RosterEmpty(Conflict):
    """409: there is nobody to give a seat."""

    code = "roster_empty"
    message = "名单还是空的，先列入考生再收名单。"


class RosterStillOpen(Conflict):
    """409: nothing to be late for."""

    code = "roster_still_open"
    message = "名单还没有收，直接列入即可，不用补录。"


class RosterReason(Invalid):
    """422: who is added late or taken out, and why, is always asked later."""

    code = "roster_reason"
    message = "请写明理由，不超过 500 字。"


def close_roster(sitting: Sitting, *, by: Actor | None, now: datetime) -> Sitting:
    """Freeze the roster: everybody gets a seat, an admission number and a form.

    Seats are dealt by a stored seed, not by the order of entry. Where each candidate has a form
    drawn, a job draws them afterwards. Raises RosterFrozen, RosterEmpty.
    """
    with write(Action.ROSTER_CLOSED, by=by, now=now, about=sitting) as tx:
        tx.lock(sitting)
        if sitting.roster_closed_at is not None:
            raise RosterFrozen
        entries = list_entries(sitting.id)
        if not entries:
            raise RosterEmpty
        seed = chance.new_seed()
        random.Random(seed).shuffle(entries)
        forms = _forms(sitting, len(entries), seed)
        _place(tx, sitting, entries, seats(len(entries)), forms, seed)
        sitting.roster_closed_at = now
        tx.note(seed=seed, entries=len(entries))
        if sitting.form_policy is FormPolicy.PER_CANDIDATE:
            enqueue(tx, DRAW, {"sitting": sitting.public_id})
    return sitting


def _forms(sitting: Sitting, count: int, seed: int) -> Sequence[int | None]:
    if sitting.form_policy is FormPolicy.PER_CANDIDATE:
        return [None] * count
    return deal(list_parallel_forms(sitting), count, seed)


def _place(
    tx: Transaction,
    sitting: Sitting,
    entries: list[Entry],
    given: Sequence[str],
    forms: Sequence[int | None],
    seed: int,
) -> None:
    """Write seat, number and form of each; one statement for any number of people."""
    day = local_date(sitting.opens_at)
    taken, generator = list_taken_numbers(day), random.Random(seed)
    rows: list[dict[str, Any]] = []
    for entry, seat, form in zip(entries, given, forms, strict=True):
        number = admission_number(day, generator)
        while number in taken:
            number = admission_number(day, generator)
        taken.add(number)
        rows.append({"id": entry.id, "seat": seat, "form_id": form, "admission_number": number})
    tx.execute(update(Entry), rows)
    for entry in entries:
        tx.session.expire(entry)


def enter_late(sitting: Sitting, *, user_id: int, reason: str, by: Viewer, now: datetime) -> Entry:
    """Put a candidate on a closed roster: the next seat, a number, a form, at once.

    Raises RosterReason, RosterClosed when the sitting is over, RosterStillOpen, AlreadyEntered.
    """
    said = _said(reason)
    if now >= sitting.closes_at:
        raise RosterClosed
    with write(Action.CANDIDATE_ENTERED, by=by, now=now, about=sitting, why=said) as tx:
        tx.lock(sitting)
        if sitting.roster_closed_at is None:
            raise RosterStillOpen
        if find_entry(sitting.id, user_id) is not None:
            raise AlreadyEntered
        before = sorted(list_entries(sitting.id), key=lambda one: one.seat or "")
        entry = tx.add(
            Entry(
                sitting_id=sitting.id,
                user_id=user_id,
                verdict={"by": "officer", "late": True},
                entered_at=now,
            )
        )
        form = _late_form(sitting, [one.form_id for one in before])
        seat = next_seat([one.seat for one in before if one.seat])
        _place(tx, sitting, [entry], [seat], [form], chance.new_seed())
        if form is None:
            enqueue(tx, DRAW, {"sitting": sitting.public_id})
    return entry


def _late_form(sitting: Sitting, given: Sequence[int | None]) -> int | None:
    if sitting.form_policy is FormPolicy.PER_CANDIDATE:
        return None
    return next_form(list_parallel_forms(sitting), given)


def remove(entry: Entry, *, reason: str, by: Viewer, now: datetime) -> None:
    """Take a candidate off a roster that is still open. Raises RosterReason, RosterFrozen."""
    said = _said(reason)
    sitting = entry.sitting
    with write(Action.CANDIDATE_REMOVED, by=by, now=now, about=sitting, why=said) as tx:
        tx.lock(sitting)
        if sitting.roster_closed_at is not None:
            raise RosterFrozen
        tx.note(user=entry.user_id)
        tx.remove(entry)


def _said(reason: str) -> str:
    said = reason.strip()
    if not said or len(said) > LONGEST_REASON:
        raise RosterReason
    return said


def close_due(sittings: Sequence[Sitting], *, now: datetime) -> int:
    """Close the rosters of sittings whose waiting room opens now; how many were closed."""
    closed = 0
    for sitting in sittings:
        try:
            close_roster(sitting, by=None, now=now)
        except (RosterFrozen, RosterEmpty):
            continue
        closed += 1
    return closed

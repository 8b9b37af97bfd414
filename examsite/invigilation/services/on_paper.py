"""Going on on paper when machines do not: decided by staff, typed in by two people, then marked.

What is blank on a sheet stays as the server had it acknowledged; what is written replaces it.
"""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from examsite.attempts.models import Attempt
from examsite.attempts.queries.attempts import find_attempt_of, list_time_events
from examsite.attempts.services.handing_in import finish
from examsite.attempts.services.holding import hold, settle_hold
from examsite.attempts.services.taking import new_attempt
from examsite.attempts.services.taking_in import FINISHED, take_in
from examsite.attempts.services.time import deadline_of, end_pause
from examsite.domain.actions import Action
from examsite.domain.errors import Conflict, NotAllowed
from examsite.domain.invigilation import AfterRelease
from examsite.domain.paper_answers import (
    AlreadyTyped,
    NotDifferent,
    PaperState,
    SecondTypist,
    Unsettled,
    differences,
)
from examsite.domain.responses import Choices, check_value
from examsite.domain.terms import AttemptState, FormPolicy, HoldKind, ItemType
from examsite.exams.models import Entry, Sitting
from examsite.invigilation.models import PaperSheet, PaperVersion
from examsite.invigilation.queries.on_paper import Sheet, find_sheet, load_sheet
from examsite.kit.access import Viewer
from examsite.kit.db import Transaction, write
from examsite.results.queries.reports import find_result_of

Values = Mapping[str, Any]
"""Form item (public id) -> value."""


class OwnSheet(NotAllowed):
    """403: nobody types or begins their own."""

    code = "own_sheet"
    message = "不能处理自己的答题纸，请另一位工作人员办理。"


class NoFormYet(Conflict):
    """409: without a frozen form nobody knows which paper the sheet answers."""

    code = "no_form_yet"
    message = "这个座位还没有编定试卷。请先收名单，再改用纸笔。"


class NotOnPaper(Conflict):
    """409: the attempt is void, being taken on a machine again, or settled."""

    code = "not_on_paper"
    message = "这份作答现在不能按纸笔处理：已作废、已重开，或已经了结。请看作答页上的状态。"


def take(
    sitting: Sitting, entry: Entry, *, reason: str, by: Viewer, now: datetime, keys: Path
) -> PaperSheet | None:
    """Let a seat go on on paper: what is being taken is handed in as acknowledged, and the
    result is held. None where it was on paper already. Raises OwnSheet, NoFormYet, NotOnPaper,
    AfterRelease.
    """
    if entry.user_id == by.id:
        raise OwnSheet
    if entry.form_id is None and sitting.form_policy is not FormPolicy.ONE:
        raise NoFormYet
    with write(Action.PAPER_BEGUN, by=by, now=now, about=sitting, why=reason) as tx:
        tx.lock(entry)
        attempt = find_attempt_of(sitting.id, entry.user_id)
        if attempt is None:
            attempt = tx.add(new_attempt(sitting, entry, device="", now=now))
        tx.about = tx.lock(attempt)
        if find_sheet(attempt.id) is not None:
            return None
        if find_result_of(attempt.id) is not None:
            raise AfterRelease
        if attempt.state is AttemptState.IN_PROGRESS:
            _stop(tx, attempt, reason, by, keys)
        if attempt.state not in FINISHED:
            raise NotOnPaper
        hold(tx, attempt, HoldKind.PAPER)
        return tx.add(PaperSheet(attempt_id=attempt.id, reason=reason, by_id=by.id, at=now))


def _stop(tx: Transaction, attempt: Attempt, reason: str, by: Viewer, keys: Path) -> None:
    ended = end_pause(attempt, tx.now, reason=reason, by=by)
    if ended is not None:
        tx.add(ended)
        attempt.deadline = deadline_of(attempt, list_time_events(attempt.id))
    attempt.closing_note = reason
    finish(tx, attempt, AttemptState.HANDED_IN, at=tx.now, keys=keys)


def type_in(sheet: Sheet, values: Values, *, by: Viewer, now: datetime, keys: Path) -> Sheet:
    """One person's version. Where the second is the same as the first, the answers are taken.

    Raises OwnSheet, SecondTypist, AlreadyTyped, NotOnPaper, and BadValue for what is no answer.
    """
    kept = _checked(sheet, values)
    with write(Action.PAPER_TYPED, by=by, now=now, about=sheet.row.attempt) as tx:
        held = _hold(tx, sheet, by)
        if len(held.versions) == 2:
            raise AlreadyTyped
        if any(one.by_id == by.id for one in held.versions):
            raise SecondTypist
        _keep(tx, held, kept)
        if held.versions and not differences(held.paper, held.versions[0].values, kept):
            _take(tx, held, kept, keys)
    return load_sheet(sheet.row)


def settle(sheet: Sheet, chosen: Values, *, by: Viewer, now: datetime, keys: Path) -> Sheet:
    """What the sheet really says wherever the two versions differ; then the answers are taken.

    Raises OwnSheet, NotDifferent, Unsettled, NotOnPaper, BadValue.
    """
    with write(Action.PAPER_SETTLED, by=by, now=now, about=sheet.row.attempt) as tx:
        held = _hold(tx, sheet, by)
        if held.state is not PaperState.DIFFERENT:
            raise NotDifferent
        first, second = (dict(one.values) for one in held.versions)
        open_ = [one["item"] for one in differences(held.paper, first, second)]
        missing = [one for one in open_ if one not in chosen]
        if missing:
            raise Unsettled(count=len(missing))
        agreed = {name: value for name, value in first.items() if name not in open_}
        final = _checked(held, agreed | {name: chosen[name] for name in open_})
        _keep(tx, held, final)
        _take(tx, held, final, keys)
    return load_sheet(sheet.row)


def drop(sheet: Sheet, *, reason: str, by: Viewer, now: datetime) -> None:
    """The seat was taken to paper by mistake, or nothing was written: the attempt counts as it
    was handed in. Raises OwnSheet, NotOnPaper when the answers have been taken."""
    with write(Action.PAPER_DROPPED, by=by, now=now, about=sheet.row.attempt, why=reason) as tx:
        held = _hold(tx, sheet, by)
        held.row.settled_at, held.row.settled_by_id = now, by.id
        settle_hold(tx, held.row.attempt, HoldKind.PAPER)


def _hold(tx: Transaction, sheet: Sheet, by: Viewer) -> Sheet:
    """The sheet as it is now, with its attempt held."""
    attempt = tx.lock(sheet.row.attempt)
    row = tx.lock(sheet.row)
    if attempt.user_id == by.id:
        raise OwnSheet
    if row.settled_at is not None or attempt.state not in FINISHED:
        raise NotOnPaper
    return load_sheet(row)


def _checked(sheet: Sheet, values: Values) -> dict[str, Any]:
    """What is written, each value fit for its item; blanks left out."""
    kept = {}
    for item in sheet.paper:
        value = values.get(item["item"])
        if value is not None:
            check_value(ItemType(item["type"]), value, _offered(item))
            kept[item["item"]] = value
    return kept


def _offered(item: Mapping[str, Any]) -> Choices:
    sides = {
        side: [one["id"] for one in item.get(side, ())] for side in ("options", "left", "right")
    }
    return Choices(**sides, units=item.get("units", ()))


def _keep(tx: Transaction, sheet: Sheet, values: dict[str, Any]) -> None:
    assert tx.by is not None, "sheets are typed by people"
    number = len(sheet.versions) + 1
    tx.add(
        PaperVersion(sheet_id=sheet.row.id, number=number, values=values, by_id=tx.by.id, at=tx.now)
    )


def _take(tx: Transaction, sheet: Sheet, values: dict[str, Any], keys: Path) -> None:
    """The answers become the attempt's, newer than all of its machine, and it is marked anew."""
    attempt = sheet.row.attempt
    take_in(tx, attempt, values, keys)
    assert tx.by is not None, "sheets are settled by people"
    sheet.row.settled_at, sheet.row.settled_by_id = tx.now, tx.by.id
    settle_hold(tx, attempt, HoldKind.PAPER)

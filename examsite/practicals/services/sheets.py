"""Score sheets: saved as versions that are only added, signed under a seal, left in a conflict.

A save names the version it was made from and carries an id of the client's own. The same id
with the same content is the same save; anything else that clashes is refused with what is
stored, and nothing is ever overwritten.
"""

from datetime import datetime
from typing import Any

from examsite.domain.actions import Action
from examsite.domain.canonical import sha256_hex
from examsite.domain.errors import Conflict, Gone
from examsite.domain.rubric import IncompleteSheet
from examsite.domain.seals import SheetSealed, require_writable
from examsite.domain.sheet_content import clean, missing, read_rubric
from examsite.domain.terms import SheetPart
from examsite.kit.db import Actor, Transaction, write
from examsite.kit.jobs import enqueue
from examsite.practicals.models import (
    Assignment,
    ConflictDeclaration,
    ScoreSheet,
    SheetVersion,
)
from examsite.practicals.queries.sheets import (
    find_newest_version,
    find_version_from,
    list_sealed_parts,
)

COMBINE = "practicals.combine"


class SheetConflict(Conflict):
    """409: the sheet has moved on, or the client's id was used for other content.

    `version` and `stored` are what the server holds; `yours` is what was sent.
    """

    code = "sheet_stale"
    message = "评分表在别处已经改过，您这一份没有保存。两份内容都在，请选定一份。"


class ClientIdReused(SheetConflict):
    """409: one id, two contents."""

    code = "client_id_reused"
    message = "同一次保存送来了两份不同的内容，后一份没有保存。"


class LeftTheCase(Gone):
    """410: the examiner has declared a conflict and left."""

    code = "left_the_case"
    message = "您已申报回避，不再为这名考生评分。"


class TooLateToLeave(Conflict):
    """409: both parts are sealed."""

    code = "too_late_to_leave"
    message = "两份评分表都已封存，不能再申报回避。请直接联系考务。"


def save(
    assignment: Assignment,
    sheet: ScoreSheet,
    content: dict[str, Any],
    *,
    client_id: str,
    base_version: int,
    by: Actor,
    now: datetime,
) -> SheetVersion:
    """Add a version. Raises BadSheet, SheetConflict, SheetSealed, LeftTheCase."""
    cleaned = _cleaned(assignment, sheet, content)
    known = _already(sheet, client_id, cleaned)
    if known is not None:
        return known
    with write(Action.SHEET_SAVED, by=by, now=now, about=sheet) as tx:
        _hold(tx, assignment, sheet)
        known = _already(sheet, client_id, cleaned)
        return known or _store(tx, assignment, sheet, cleaned, client_id, base_version)


def sign(
    assignment: Assignment,
    sheet: ScoreSheet,
    content: dict[str, Any],
    *,
    client_id: str,
    base_version: int,
    by: Actor,
    now: datetime,
) -> ScoreSheet:
    """Seal the part with this content; the review part opens when the process part closes, and
    the last signature asks for the combination. Signing the same again changes nothing.
    Raises IncompleteSheet and what `save` raises."""
    cleaned, booking = _cleaned(assignment, sheet, content), assignment.booking
    if sheet.signed_at is not None and sheet.seal == sha256_hex(cleaned):
        return sheet
    gaps = missing(sheet.part, read_rubric(booking.session.rubric.content), cleaned)
    if gaps:
        raise IncompleteSheet(missing=", ".join(gaps))
    with write(Action.SHEET_SIGNED, by=by, now=now, about=sheet) as tx:
        _hold(tx, assignment, sheet)
        if sheet.signed_at is not None and sheet.seal == sha256_hex(cleaned):
            return sheet
        version = _store(tx, assignment, sheet, cleaned, client_id, base_version)
        sheet.signed_at, sheet.seal = now, version.content_hash
        if sheet.part is SheetPart.PROCESS:
            review = SheetPart.REVIEW
            tx.add(ScoreSheet(assignment_id=assignment.id, part=review, opened_at=now))
        else:
            enqueue(tx, COMBINE, {"booking": booking.public_id})
    return sheet


def _cleaned(assignment: Assignment, sheet: ScoreSheet, content: dict[str, Any]) -> dict[str, Any]:
    rubric = read_rubric(assignment.booking.session.rubric.content)
    return clean(sheet.part, rubric, content)


def _hold(tx: Transaction, assignment: Assignment, sheet: ScoreSheet) -> None:
    """Hold sheet and assignment against other writers; refuse whoever has left."""
    tx.lock(sheet)
    tx.lock(assignment)
    if assignment.withdrawn_at is not None:
        raise LeftTheCase


def _already(sheet: ScoreSheet, client_id: str, content: dict[str, Any]) -> SheetVersion | None:
    """The version this very save has made before; ClientIdReused for another content."""
    known = find_version_from(sheet, client_id)
    if known is not None and known.content_hash != sha256_hex(content):
        raise ClientIdReused(version=known.number, stored=known.content, yours=content)
    return known


def _store(
    tx: Transaction,
    assignment: Assignment,
    sheet: ScoreSheet,
    content: dict[str, Any],
    client_id: str,
    base_version: int,
) -> SheetVersion:
    """The version that now says `content`: the newest if it already does, else a new one."""
    known, newest = _already(sheet, client_id, content), find_newest_version(sheet)
    number, digest = newest.number if newest else 0, sha256_hex(content)
    require_writable(sheet.part, list_sealed_parts(assignment))
    if known is not None and known is newest:
        return known  # this very save, sent again in order to be signed
    if base_version != number:
        stored = newest.content if newest else {}
        raise SheetConflict(version=number, stored=stored, yours=content)
    if newest is not None and newest.content_hash == digest:
        return newest
    return tx.add(
        SheetVersion(
            sheet_id=sheet.id,
            number=number + 1,
            client_id=client_id,
            base_version=base_version,
            content=content,
            content_hash=digest,
            at=tx.now,
        )
    )


def declare_conflict(
    assignment: Assignment, *, reason: str, by: Actor, now: datetime
) -> ConflictDeclaration:
    """Leave the case with a reason the officer reads. What was written stays, uncounted."""
    booking = assignment.booking
    with write(Action.CONFLICT_DECLARED, by=by, now=now, about=booking, why=reason) as tx:
        tx.lock(booking)
        tx.lock(assignment)
        if assignment.withdrawn_at is not None:
            raise LeftTheCase
        if list_sealed_parts(assignment) == frozenset(SheetPart):
            raise TooLateToLeave
        assignment.seat, assignment.withdrawn_at = None, now
        return tx.add(
            ConflictDeclaration(
                examiner_id=assignment.examiner_id,
                candidate_id=booking.candidate_id,
                reason=reason,
                declared_at=now,
            )
        )


__all__ = ["SheetSealed", "declare_conflict", "save", "sign"]

"""One-time codes of admission slips: made for a seat, told once, used once."""

import hmac
from datetime import datetime
from hashlib import sha256

from examsite.domain.actions import Action
from examsite.domain.errors import Conflict, NotAllowed, Refusal
from examsite.domain.roster import read_admission_number, read_entry_code
from examsite.exams.models import Entry, Sitting
from examsite.exams.queries import find_entry_by_number
from examsite.kit import chance
from examsite.kit.db import Actor, write
from examsite.kit.site import secret_for

PURPOSE = "entry codes"


class NoSeatYet(Conflict):
    """409: a code belongs to a seat with a number."""

    code = "no_seat_yet"
    message = "名单还没有收，没有座位和准考证号，不能发入场码。"


class WrongEntryCode(NotAllowed):
    """403: the one answer to every failure: no such number, another code, used, not yet, over."""

    code = "wrong_entry_code"
    message = (
        "准考证号或入场码不对，或入场码已经用过。请核对准考证；仍进不去，请带证件找监考重发入场码。"
    )


def code_hash(entry: Entry, code: str) -> str:
    """How a code is stored: keyed, so that the table alone does not give it away."""
    message = f"{entry.id}:{code}".encode()
    return hmac.new(secret_for(PURPOSE), message, sha256).hexdigest()


def issue_entry_codes(
    sitting: Sitting, entries: list[Entry], *, by: Actor, now: datetime, why: str = ""
) -> dict[int, str]:
    """New codes for these seats by entry id; the codes before stop working.

    The codes are told here once and kept nowhere. Raises NoSeatYet.
    """
    if any(entry.admission_number is None for entry in entries):
        raise NoSeatYet
    codes = {entry.id: chance.code() for entry in entries}
    with write(Action.ENTRY_CODES_ISSUED, by=by, now=now, about=sitting, why=why) as tx:
        for entry in entries:
            entry.entry_code_hash = code_hash(entry, codes[entry.id])
            entry.entry_code_issued_at, entry.entry_code_used_at = now, None
        tx.note(seats=[entry.seat for entry in entries])
    return codes


def use_entry_code(number: str, code: str, *, now: datetime) -> Entry:
    """The seat of an admission number and its code, which is then used up.

    Raises WrongEntryCode for every failure alike. The caller holds who tries too often back.
    """
    try:
        entry = find_entry_by_number(read_admission_number(number))
    except Refusal:
        entry = None
    stand_in = entry or Entry(id=0)
    right = hmac.compare_digest(
        code_hash(stand_in, read_entry_code(code)), stand_in.entry_code_hash or "-"
    )
    if entry is None or not right:
        raise WrongEntryCode
    with write(Action.ENTRY_CODE_USED, by=None, now=now, about=entry.sitting) as tx:
        tx.lock(entry)
        if entry.entry_code_used_at is not None or now >= entry.sitting.closes_at:
            raise WrongEntryCode
        entry.entry_code_used_at = now
        tx.note(seat=entry.seat)
    return entry

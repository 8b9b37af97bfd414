"""Handing a complaint in, looking its reply up, and handling it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from examsite.complaints import queries
from examsite.complaints.models import Complaint
from examsite.complaints.policies import digest_of, opens, seal, tidy, unseal
from examsite.credentials.services.checking import network
from examsite.domain.actions import Action
from examsite.domain.complaint import (
    LONGEST,
    LONGEST_CONTACT,
    ComplaintAbout,
    ComplaintEmpty,
    ComplaintMoved,
    ComplaintState,
    named_in,
    require_handler,
    require_state,
)
from examsite.domain.contact import BadContact, parse_contact
from examsite.domain.errors import Invalid, NotFound
from examsite.kit import chance, throttle
from examsite.kit.access import Viewer
from examsite.kit.db import Transaction, append, db, write
from examsite.kit.mail import Composed, compose, post
from examsite.kit.site import settings

FILED, WRONG = "complaint.filed", "complaint.code"
MOST_A_DAY, MOST_WRONG = 20, 10
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


class NoSuchComplaint(NotFound):
    """404: no such number, or not its code; alike for both."""

    code = "no_such_complaint"
    message = "没有找到：编号或查询码不对。请照回执上的填写。"


class ReplyMissing(Invalid):
    """422: a complaint is closed with a reply."""

    code = "reply_missing"
    message = "请写明答复（最多 4000 字）。"


@dataclass(frozen=True)
class Filed:
    """What whoever complains takes away: number and code, shown once."""

    complaint: Complaint
    code: str


def file_complaint(
    about: ComplaintAbout,
    text: str,
    contact: str,
    *,
    asker: str,
    by: Viewer | None,
    now: datetime,
) -> Filed:
    """Take a complaint. Raises ComplaintEmpty, TooMany."""
    said, reach = text.strip(), contact.strip()[:LONGEST_CONTACT]
    if not said or len(said) > LONGEST:
        raise ComplaintEmpty
    who, number, code = network(asker), chance.public_id(8), chance.code(12)
    throttle.require_room(db.session(), FILED, {who: MOST_A_DAY}, window=DAY, now=now)
    with write(Action.COMPLAINT_FILED, by=None, now=now) as tx:
        throttle.count_failure(tx, FILED, [who])
        made = tx.about = tx.add(
            Complaint(
                public_id=number,
                code_digest=digest_of(number, code),
                about=about,
                state=ComplaintState.RECEIVED,
                text=seal(said, number),
                contact=seal(reach, number) if reach else None,
                user_id=by.id if by else None,
                filed_at=now,
                answer_days=settings().complaint_answer_days,
                gave_back=[],
            )
        )
        return Filed(made, code)


def look_up(number: str, code: str, *, asker: str, now: datetime) -> Complaint:
    """The complaint for whoever knows its number and code. Raises NoSuchComplaint, TooMany."""
    wanted, who = tidy(number), network(asker)
    keys = {who: MOST_WRONG, f"complaint:{wanted}": MOST_WRONG}
    throttle.require_room(db.session(), WRONG, keys, window=HOUR, now=now)
    found = queries.find_complaint(wanted)
    if found is None or not opens(found, code):
        with append(Action.COMPLAINT_FILED, by=None, now=now) as tx:
            throttle.count_failure(tx, WRONG, list(keys))
        raise NoSuchComplaint
    return found


def take(complaint: Complaint, *, by: Viewer, now: datetime) -> Complaint:
    """Become the handler. Raises InvolvedInComplaint, ComplaintMoved."""
    with write(Action.COMPLAINT_TAKEN, by=by, now=now, about=complaint) as tx:
        tx.lock(complaint)
        require_state(complaint.state, ComplaintState.RECEIVED)
        require_handler(
            named=named_in(unseal(complaint.text, complaint), [by.name, by.username]),
            acted=by.id in queries.list_actors(complaint),
            gave_back=by.id in complaint.gave_back,
        )
        complaint.state = ComplaintState.HANDLING
        complaint.handler_id, complaint.taken_at = by.id, now
    return complaint


def _require_own(complaint: Complaint, by: Viewer) -> None:
    require_state(complaint.state, ComplaintState.HANDLING)
    if complaint.handler_id != by.id:
        raise ComplaintMoved


def give_back(complaint: Complaint, *, by: Viewer, now: datetime) -> Complaint:
    """The handler finds to be involved: somebody else takes it. Raises ComplaintMoved."""
    with write(Action.COMPLAINT_GIVEN_BACK, by=by, now=now, about=complaint) as tx:
        tx.lock(complaint)
        _require_own(complaint, by)
        complaint.state, complaint.handler_id = ComplaintState.RECEIVED, None
        complaint.taken_at = None
        complaint.gave_back = [*complaint.gave_back, by.id]
    return complaint


def answer(complaint: Complaint, reply: str, *, by: Viewer, now: datetime) -> Complaint:
    """Close with a reply; whoever left an address is told that there is one.

    Raises ReplyMissing, ComplaintMoved.
    """
    said = reply.strip()
    if not said or len(said) > LONGEST:
        raise ReplyMissing
    told = _told(complaint)
    with write(Action.COMPLAINT_REPLIED, by=by, now=now, about=complaint) as tx:
        tx.lock(complaint)
        _require_own(complaint, by)
        complaint.state, complaint.replied_at = ComplaintState.REPLIED, now
        complaint.reply = seal(said, complaint.public_id)
        _tell(tx, told)
    return complaint


def _told(complaint: Complaint) -> Composed | None:
    """The message, with the number alone; None where no address can be read from the contact."""
    try:
        contact = parse_contact(unseal(complaint.contact, complaint))
    except BadContact:
        return None
    address = f"{settings().base_url}/complaints/reply"
    facts = {"address": address, "number": complaint.public_id}
    return compose("complaint_replied", contact, locale="zh", **facts)


def _tell(tx: Transaction, told: Composed | None) -> None:
    if told is not None:
        post(tx, told)

"""Certificates for officers: list, one certificate, and what needs a second person."""

from flask import flash, request
from flask_babel import gettext

from examsite.accounts.models import Proposal
from examsite.accounts.queries import get_proposal
from examsite.accounts.services import proposals
from examsite.credentials import queries
from examsite.credentials.forms import (
    ACT_WORDS,
    EVENT_WORDS,
    ChangeStatus,
    TurnDown,
    reason_word,
)
from examsite.credentials.services import pending, status
from examsite.credentials.services.awarding import AWARD
from examsite.credentials.services.paper import verify_link
from examsite.domain.certificate_number import display_code, display_number
from examsite.domain.credential import TRANSITIONS
from examsite.domain.errors import Conflict, Invalid, NotFound, Refusal
from examsite.domain.permissions import Permission
from examsite.domain.status_reasons import REASONS
from examsite.domain.terms import CredentialStatus, Level, StatusKind
from examsite.kit import clock
from examsite.kit.access import the_viewer
from examsite.kit.errors import say
from examsite.kit.site import settings
from examsite.kit.web import Pages, page, see_other

OFFICER = Permission.RUN_CERTIFICATION
pages = Pages("credentials_staff", __name__, prefix="/staff/certificates")


def _search() -> queries.Search:
    """What the address asks for; what it cannot mean is left out."""
    asked = request.args
    status_, level = asked.get("status", ""), asked.get("level", "")
    number = asked.get("page", "1")
    return queries.Search(
        text=asked.get("q", "")[:60],
        status=CredentialStatus(status_) if status_ in set(CredentialStatus) else None,
        level=Level(level) if level in set(Level) else None,
        page=min(int(number), 10_000) if number.isdecimal() and int(number) else 1,
    )


@pages.get("/", may=OFFICER)
def index() -> object:
    """Decisions that wait for their certificate, proposals, and every certificate."""
    today, search = clock.local_date(clock.now()), _search()
    found, total = queries.list_credentials(search, today)
    return page(
        "credentials/staff_index.html",
        search=search,
        found=found,
        total=total,
        pages=max(1, -(-total // queries.PAGE)),
        counts=queries.count_by_status(today),
        awaiting=queries.list_awaiting_award(),
        waiting=pending.list_waiting(),
        two_people=settings().needs_two_people,
        acts=ACT_WORDS,
        display_number=display_number,
        form=TurnDown(formdata=None),
        me=the_viewer(),
        reason_word=reason_word,
        levels=list(Level),
    )


@pages.get("/<public_id>", may=OFFICER)
def show(public_id: str) -> object:
    """One certificate: facts, what happened, what can be done."""
    return _show(public_id, {})


def _show(public_id: str, filled: dict[StatusKind, ChangeStatus]) -> object:
    credential = queries.get_credential(public_id, visible_to=the_viewer())
    found = queries.standing(credential, clock.local_date(clock.now()))
    stored = queries.stored_status(credential.events)
    kinds = [kind for kind in REASONS if (stored, kind) in TRANSITIONS]
    return page(
        "credentials/staff_show.html",
        found=found,
        number=display_number(credential.number),
        code=display_code(credential.code),
        link=verify_link(settings().base_url, credential.code),
        file=queries.find_file(credential),
        happenings=queries.list_happenings(credential),
        forms={kind: filled.get(kind) or ChangeStatus.of(kind) for kind in kinds},
        waiting=pending.list_waiting(subject_id=public_id),
        two_people=settings().needs_two_people,
        events=EVENT_WORDS,
        acts=ACT_WORDS,
        reason_word=reason_word,
        form=TurnDown(formdata=None),
        me=the_viewer(),
    )


@pages.post("/<public_id>/<any(suspended, reinstated, revoked):kind>", may=OFFICER)
def change(public_id: str, kind: str) -> object:
    """Suspend, reinstate or revoke, or propose it."""
    wanted = StatusKind(kind)
    form = ChangeStatus.of(wanted)
    if not form.validate():
        return _show(public_id, {wanted: form}), 422
    credential = queries.get_credential(public_id, visible_to=the_viewer())
    try:
        asked = status.ask(
            wanted,
            credential,
            reason_code=form.reason_code.data or "",
            reason=(form.reason.data or "").strip(),
            by=the_viewer(),
            now=clock.now(),
        )
    except (Conflict, Invalid) as refusal:
        flash(say(refusal), "bad")
    else:
        _flash_asked(asked)
    return see_other("credentials_staff.show", public_id=public_id)


@pages.post("/decisions/<decision>/award", may=OFFICER)
def award(decision: str) -> object:
    """Issue the certificate of a decision, or propose it."""
    row = queries.get_decision(decision)
    try:
        asked = proposals.ask(AWARD, row, {}, reason="", by=the_viewer(), now=clock.now())
    except Conflict as refusal:
        flash(say(refusal), "bad")
    else:
        _flash_asked(asked)
    return see_other("credentials_staff.index")


def _flash_asked(asked: proposals.Asked) -> None:
    if asked.proposal is not None:
        flash(gettext("已提交，等另一位考务复核后生效。"), "info")
    else:
        flash(gettext("已办理，并记入日志。"), "good")


@pages.post("/proposals/<public_id>/approve", may=OFFICER)
def approve(public_id: str) -> object:
    """The second person's yes."""
    try:
        pending.approve(_ours(public_id), by=the_viewer(), now=clock.now())
    except Conflict as refusal:
        flash(say(refusal), "bad")
    else:
        flash(gettext("已复核通过并生效，两人都记入日志。"), "good")
    return see_other("credentials_staff.index")


@pages.post("/proposals/<public_id>/decline", may=OFFICER)
def decline(public_id: str) -> object:
    """The second person's no, or the proposer's withdrawal."""
    form = TurnDown()
    if not form.validate():
        flash(gettext("请写明说明。"), "bad")
        return see_other("credentials_staff.index")
    try:
        note = (form.note.data or "").strip()
        proposals.turn_down(_ours(public_id), note=note, by=the_viewer(), now=clock.now())
    except Refusal as refusal:
        flash(say(refusal), "bad")
    else:
        flash(gettext("已退回。"), "info")
    return see_other("credentials_staff.index")


def _ours(public_id: str) -> Proposal:
    proposal = get_proposal(public_id)
    if proposal.act not in ACT_WORDS:
        raise NotFound
    return proposal

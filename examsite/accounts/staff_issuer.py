"""Pages about the issuer: its facts, its seal, and changes that wait for a second person."""

from contextlib import closing
from dataclasses import fields

from flask import Response, flash
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from examsite.accounts.forms import EditIssuer, RefuseChange
from examsite.accounts.models import Proposal
from examsite.accounts.policies import (
    ISSUER_CHANGE,
    is_pending,
    issuer_missing,
    may_see_issuer_change,
)
from examsite.accounts.queries import get_issuer, get_proposal, list_pending_proposals
from examsite.accounts.services import issuer as issuer_services
from examsite.accounts.services import proposals
from examsite.accounts.services.issuer import IssuerFacts
from examsite.domain.errors import NotFound, Refusal
from examsite.domain.permissions import Permission
from examsite.kit import clock
from examsite.kit.access import the_viewer
from examsite.kit.errors import say, status_of
from examsite.kit.site import settings
from examsite.kit.web import SIGNED_IN, Pages, page, see_other

pages = Pages("accounts_issuer", __name__, prefix="/staff/issuer")
MAY = Permission.ADMINISTER
FACTS = tuple(each.name for each in fields(IssuerFacts))


def _issuer_page(form: EditIssuer, problem: str = "") -> str:
    issuer = get_issuer()
    waiting = [one for one in list_pending_proposals() if one.act == ISSUER_CHANGE]
    return page(
        "accounts/issuer.html",
        issuer=issuer,
        form=form,
        problem=problem,
        waiting=waiting,
        missing=issuer_missing(issuer),
        two_people=settings().needs_two_people,
    )


@pages.get("", may=MAY)
def show() -> object:
    """The issuer's facts in a form."""
    return _issuer_page(EditIssuer(obj=get_issuer()))


@pages.post("", may=MAY)
def change() -> object:
    """Change the issuer, or propose the change where two people are needed."""
    form = EditIssuer()
    if not form.validate():
        return _issuer_page(form), 422
    facts = IssuerFacts(**{name: form[name].data or "" for name in FACTS})
    try:
        proposal = issuer_services.change_issuer(
            facts, _seal(form), why=form.why.data or "", by=the_viewer(), now=clock.now()
        )
    except Refusal as refusal:
        return _issuer_page(form, say(refusal)), status_of(refusal)
    if proposal is not None:
        flash(_("修改已经提出，须由另一位管理员或考务批准后生效。"), "info")
    else:
        flash(_("颁证机构资料已经更新。"), "good")
    return see_other("accounts_issuer.show")


def _seal(form: EditIssuer) -> bytes | None:
    """The uploaded picture, read a little beyond the limit so that too much is seen."""
    upload = form.seal.data
    if not isinstance(upload, FileStorage) or not upload.filename:
        return None
    with closing(upload):
        return upload.stream.read(issuer_services.MOST_SEAL_BYTES + 1)


@pages.get("/seal", may=MAY)
def seal() -> object:
    """The seal as it will be printed."""
    picture = get_issuer().seal_image
    if picture is None:
        raise NotFound
    return Response(picture, mimetype="image/png")


def _change(public_id: str) -> Proposal:
    """The proposed change, for those who may settle it."""
    found = get_proposal(public_id)
    if not may_see_issuer_change(found, the_viewer().roles):
        raise NotFound
    return found


def _change_page(proposal: Proposal, form: RefuseChange, problem: str = "") -> str:
    issuer = get_issuer()
    before = {name: getattr(issuer, name) for name in FACTS}
    return page(
        "accounts/issuer_change.html",
        proposal=proposal,
        before=before,
        labels=EditIssuer(formdata=None),
        names=FACTS,
        form=form,
        problem=problem,
        pending=is_pending(proposal),
        own=proposal.proposed_by_id == the_viewer().id,
    )


@pages.get("/changes/<proposal>", may=SIGNED_IN)
def show_change(proposal: str) -> object:
    """A proposed change beside what stands now; for administrators and officers."""
    return _change_page(_change(proposal), RefuseChange())


@pages.post("/changes/<proposal>/approval", may=SIGNED_IN)
def approve(proposal: str) -> object:
    """The second person agrees."""
    found = _change(proposal)
    proposals.approve(issuer_services.CHANGE, found, by=the_viewer(), now=clock.now())
    flash(_("修改已经批准并生效。"), "good")
    return see_other("accounts_issuer.show_change", proposal=proposal)


@pages.post("/changes/<proposal>/refusal", may=SIGNED_IN)
def refuse(proposal: str) -> object:
    """The second person refuses, or the proposer takes it back."""
    found, form = _change(proposal), RefuseChange()
    if not form.validate():
        return _change_page(found, form), 422
    proposals.turn_down(found, note=form.note.data or "", by=the_viewer(), now=clock.now())
    return see_other("accounts_issuer.show_change", proposal=proposal)

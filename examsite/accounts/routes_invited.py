"""Pages behind one-time links: an invitation, and the first administrator's."""

from examsite.accounts.entering import accepted_kinds, enter
from examsite.accounts.forms import SetPassword, SetUp
from examsite.accounts.queries import get_link, list_current_documents
from examsite.accounts.services import inviting
from examsite.domain.errors import Refusal
from examsite.kit import clock
from examsite.kit.errors import say, status_of
from examsite.kit.web import PUBLIC, Pages, page

pages = Pages("accounts_invited", __name__)


def _invitation_page(form: SetPassword, problem: str = "") -> str:
    return page(
        "accounts/invitation.html",
        form=form,
        problem=problem,
        documents=list_current_documents(),
        accepted=accepted_kinds(),
    )


@pages.get("/invitation/<token>", may=PUBLIC)
def invitation(token: str) -> object:
    """An invited person: choose a password, accept the documents."""
    get_link(token, purpose=inviting.INVITATION, now=clock.now())
    return _invitation_page(SetPassword())


@pages.post("/invitation/<token>", may=PUBLIC)
def invitation_now(token: str) -> object:
    """Open the account and sign in."""
    form, now = SetPassword(), clock.now()
    row = get_link(token, purpose=inviting.INVITATION, now=now)
    if not form.validate():
        return _invitation_page(form), 422
    try:
        user = inviting.accept(row, form.new_password.data or "", accepted_kinds(), now=now)
    except Refusal as refusal:
        return _invitation_page(form, say(refusal)), status_of(refusal)
    return enter(user)


@pages.get("/setup/<token>", may=PUBLIC)
def set_up(token: str) -> object:
    """The first administrator's link, printed by `examsite init --production`."""
    get_link(token, purpose=inviting.FIRST_ADMIN, now=clock.now())
    return page("accounts/set_up.html", form=SetUp(), problem="")


@pages.post("/setup/<token>", may=PUBLIC)
def set_up_now(token: str) -> object:
    """Make the first administrator; the link is dead afterwards."""
    form, now = SetUp(), clock.now()
    row = get_link(token, purpose=inviting.FIRST_ADMIN, now=now)
    if not form.validate():
        return page("accounts/set_up.html", form=form, problem=""), 422
    try:
        user = inviting.set_up_first_administrator(
            row,
            username=(form.username.data or "").strip(),
            name=(form.name.data or "").strip(),
            password=form.new_password.data or "",
            now=now,
        )
    except Refusal as refusal:
        return page("accounts/set_up.html", form=form, problem=say(refusal)), status_of(refusal)
    return enter(user)

"""Pages that lead to an account: registering, and a forgotten password."""

from flask import flash, request
from flask_babel import get_locale
from flask_babel import gettext as _

from examsite.accounts.entering import (
    accepted_kinds,
    await_code,
    awaited,
    chosen_organisation,
    enter,
)
from examsite.accounts.forms import AskReset, EnterCode, Register, ResetByCode, SetPassword
from examsite.accounts.queries import get_link, list_current_documents, list_organisations
from examsite.accounts.services import changing_password, registering
from examsite.domain.contact import ContactKind, parse_contact
from examsite.domain.errors import Refusal
from examsite.kit import clock
from examsite.kit.errors import say, status_of
from examsite.kit.web import PUBLIC, Pages, page, see_other

pages = Pages("accounts_joining", __name__)


def _register_page(form: Register, problem: str = "") -> str:
    return page(
        "accounts/register.html",
        form=form,
        problem=problem,
        documents=list_current_documents(),
        accepted=accepted_kinds(),
        organisations=list_organisations(),
    )


@pages.get("/register", may=PUBLIC)
def register() -> object:
    """The registration form on a page of its own."""
    return _register_page(Register())


@pages.post("/register", may=PUBLIC)
def register_now() -> object:
    """Send a code; the answer is the same whether or not the contact has an account."""
    form = Register()
    if not form.validate():
        return _register_page(form), 422
    try:
        wanted = registering.Registration(
            name=(form.name.data or "").strip(),
            contact=parse_contact(form.contact.data or ""),
            password=form.new_password.data or "",
            accepted=accepted_kinds(),
            organisation=chosen_organisation(form.organisation.data),
            locale=str(get_locale() or "zh"),
        )
        row = registering.ask(wanted, address=request.remote_addr or "", now=clock.now())
    except Refusal as refusal:
        return _register_page(form, say(refusal)), status_of(refusal)
    await_code(row)
    return see_other("accounts_joining.confirm")


@pages.get("/register/code", may=PUBLIC)
def confirm() -> object:
    """Where the six digits are typed."""
    awaited(registering.REGISTER)
    return page("accounts/confirm.html", form=EnterCode(), problem="")


@pages.post("/register/code", may=PUBLIC)
def confirm_now() -> object:
    """The right code makes the account and signs its owner in."""
    row, form = awaited(registering.REGISTER), EnterCode()
    if not form.validate():
        return page("accounts/confirm.html", form=form, problem=""), 422
    try:
        user = registering.confirm(row, form.code.data or "", now=clock.now())
    except Refusal as refusal:
        return page("accounts/confirm.html", form=form, problem=say(refusal)), status_of(refusal)
    answer = enter(user)
    flash(_("账号已经开通。"), "good")  # afterwards: entering begins a new session
    return answer


@pages.get("/reset", may=PUBLIC)
def ask_reset() -> object:
    """Asking for a new password."""
    return page("accounts/ask_reset.html", form=AskReset(), problem="")


@pages.post("/reset", may=PUBLIC)
def ask_reset_now() -> object:
    """Send a code or link; the answer depends on what was typed, not on who has an account."""
    form = AskReset()
    try:
        contact = parse_contact(form.contact.data or "")
        row = changing_password.ask_reset(
            contact, address=request.remote_addr or "", now=clock.now()
        )
    except Refusal as refusal:
        again = page("accounts/ask_reset.html", form=form, problem=say(refusal))
        return again, status_of(refusal)
    if contact.kind is ContactKind.MAIL:
        return page("accounts/reset_sent.html")
    await_code(row)
    return see_other("accounts_joining.reset_by_code")


@pages.get("/reset/code", may=PUBLIC)
def reset_by_code() -> object:
    """The six digits and a new password."""
    awaited(changing_password.RESET)
    return page("accounts/reset_by_code.html", form=ResetByCode(), problem="")


@pages.post("/reset/code", may=PUBLIC)
def reset_by_code_now() -> object:
    """The right code sets the password and signs in."""
    row, form = awaited(changing_password.RESET), ResetByCode()
    if not form.validate():
        return page("accounts/reset_by_code.html", form=form, problem=""), 422
    try:
        user = changing_password.reset_by_code(
            row, form.code.data or "", form.new_password.data or "", now=clock.now()
        )
    except Refusal as refusal:
        again = page("accounts/reset_by_code.html", form=form, problem=say(refusal))
        return again, status_of(refusal)
    return enter(user)


@pages.get("/reset/<token>", may=PUBLIC)
def reset_by_link(token: str) -> object:
    """The link from the mail: choose a new password."""
    get_link(token, purpose=changing_password.RESET, now=clock.now())
    return page("accounts/reset_by_link.html", form=SetPassword(), problem="")


@pages.post("/reset/<token>", may=PUBLIC)
def reset_by_link_now(token: str) -> object:
    """Set the password; the link is dead afterwards."""
    form, now = SetPassword(), clock.now()
    row = get_link(token, purpose=changing_password.RESET, now=now)
    if not form.validate():
        return page("accounts/reset_by_link.html", form=form, problem=""), 422
    try:
        user = changing_password.reset_by_link(row, form.new_password.data or "", now=now)
    except Refusal as refusal:
        again = page("accounts/reset_by_link.html", form=form, problem=say(refusal))
        return again, status_of(refusal)
    return enter(user)

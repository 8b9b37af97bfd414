"""Pages about one's own account: profile, devices, password, consents, organisation, closing."""

from flask import flash, request
from flask_babel import gettext as _

from examsite.accounts.entering import await_code, awaited, chosen_organisation
from examsite.accounts.forms import (
    ChangeContact,
    ChangePassword,
    ChooseOrganisation,
    Close,
    EnterCode,
    Rename,
)
from examsite.accounts.models import User
from examsite.accounts.policies import require_optional
from examsite.accounts.queries import (
    get_consent,
    get_document,
    get_membership,
    get_session,
    get_user_by_id,
    list_consents,
    list_current_documents,
    list_memberships,
    list_organisations,
    list_sessions,
)
from examsite.accounts.services import (
    changing_password,
    closing,
    contacts,
    documents,
    organisations,
    people,
    signing_in,
)
from examsite.domain.contact import mask_mail, mask_phone, parse_contact
from examsite.domain.errors import Refusal
from examsite.kit import clock
from examsite.kit.access import forget, the_viewer
from examsite.kit.errors import say, status_of
from examsite.kit.web import SIGNED_IN, Pages, page, see_other

pages = Pages("accounts_own", __name__, prefix="/account")


def _me() -> User:
    return get_user_by_id(the_viewer().id)


@pages.get("", may=SIGNED_IN)
def profile() -> object:
    """Who I am here: name, contacts, organisation, consents."""
    user = _me()
    given = {row.document_id: row for row in list_consents(user.id) if not row.withdrawn_at}
    return page(
        "accounts/profile.html",
        person=user,
        phone=mask_phone(user.phone),
        mail=mask_mail(user.email),
        memberships=list_memberships(user.id),
        documents=list_current_documents(the_viewer()),
        given=given,
        organisations=list_organisations(),
        rename=Rename(formdata=None, name=user.name),
        choose=ChooseOrganisation(formdata=None),
        change=ChangeContact(formdata=None),
    )


@pages.post("/name", may=SIGNED_IN)
def rename() -> object:
    """Correct my name."""
    people.rename(_me(), (Rename().name.data or "").strip(), by=the_viewer(), now=clock.now())
    flash(_("姓名已经更正。已经颁发的证书不变。"), "good")
    return see_other("accounts_own.profile")


@pages.post("/contact", may=SIGNED_IN)
def change_contact() -> object:
    """Send a code to a new phone number or mail address."""
    contact = parse_contact(ChangeContact().contact.data or "")
    await_code(contacts.ask(_me(), contact, address=request.remote_addr or "", now=clock.now()))
    return see_other("accounts_own.confirm_contact")


@pages.get("/contact/code", may=SIGNED_IN)
def confirm_contact() -> object:
    """Where the six digits are typed."""
    awaited(contacts.CONTACT)
    return page("accounts/confirm_contact.html", form=EnterCode(), problem="")


@pages.post("/contact/code", may=SIGNED_IN)
def confirm_contact_now() -> object:
    """The right code makes the contact mine."""
    row, form = awaited(contacts.CONTACT), EnterCode()
    try:
        contacts.confirm(_me(), row, form.code.data or "", by=the_viewer(), now=clock.now())
    except Refusal as refusal:
        again = page("accounts/confirm_contact.html", form=form, problem=say(refusal))
        return again, status_of(refusal)
    flash(_("联系方式已经更新。"), "good")
    return see_other("accounts_own.profile")


@pages.get("/devices", may=SIGNED_IN)
def devices() -> object:
    """Where I am signed in."""
    person = the_viewer()
    return page(
        "accounts/devices.html", sessions=list_sessions(person.id), current=person.session_id
    )


@pages.post("/devices/<device>/end", may=SIGNED_IN)
def end_device(device: str) -> object:
    """End one of my sign-ins."""
    person = the_viewer()
    row = get_session(device, of=person.id)
    signing_in.end_session(row, by=person, now=clock.now())
    if row.id == person.session_id:
        forget()
        return see_other("accounts.sign_in")
    flash(_("那台设备已经退出登录。"), "good")
    return see_other("accounts_own.devices")


@pages.get("/password", may=SIGNED_IN)
def password() -> object:
    """Changing the password."""
    return page("accounts/password.html", form=ChangePassword(), problem="")


@pages.post("/password", may=SIGNED_IN)
def change_password() -> object:
    """A new password; other devices are signed out."""
    form, now = ChangePassword(), clock.now()
    if not form.validate():
        return page("accounts/password.html", form=form, problem=""), 422
    user = _me()
    try:
        changing_password.require_own_password(user, form.password.data or "", now=now)
        new = form.new_password.data or ""
        changing_password.change_password(user, new, by=the_viewer(), now=now)
    except Refusal as refusal:
        return page("accounts/password.html", form=form, problem=say(refusal)), status_of(refusal)
    flash(_("密码已经修改，其他设备已退出登录。"), "good")
    return see_other("accounts_own.profile")


@pages.post("/consents/<kind>", may=SIGNED_IN)
def give_consent(kind: str) -> object:
    """Accept the present version of a document."""
    documents.give_consent(get_document(kind), by=the_viewer(), now=clock.now())
    return see_other("accounts_own.profile")


@pages.post("/consents/<kind>/withdraw", may=SIGNED_IN)
def withdraw_consent(kind: str) -> object:
    """Take an optional consent back."""
    found, person = get_document(kind), the_viewer()
    require_optional(found)
    consent = get_consent(person.id, found)
    documents.withdraw_consent(consent, by=person, now=clock.now())
    return see_other("accounts_own.profile")


@pages.post("/memberships", may=SIGNED_IN)
def ask_membership() -> object:
    """Ask to be listed at an organisation."""
    chosen = chosen_organisation(ChooseOrganisation().organisation.data)
    if chosen is not None:
        organisations.ask_membership(_me(), chosen, by=the_viewer(), now=clock.now())
        flash(_("已经提出申请，由该机构的负责人确认。"), "good")
    return see_other("accounts_own.profile")


@pages.post("/memberships/<membership>/end", may=SIGNED_IN)
def end_membership(membership: str) -> object:
    """I no longer belong there."""
    person = the_viewer()
    row = get_membership(membership, of=person.id)
    organisations.end_membership(row, by=person, now=clock.now())
    return see_other("accounts_own.profile")


@pages.get("/close", may=SIGNED_IN)
def close() -> object:
    """What closing the account means."""
    return page("accounts/close.html", form=Close(), problem="")


@pages.post("/close", may=SIGNED_IN)
def close_now() -> object:
    """Close my account."""
    form, user, now = Close(), _me(), clock.now()
    try:
        changing_password.require_own_password(user, form.password.data or "", now=now)
        closing.close_account(user, by=the_viewer(), now=now)
    except Refusal as refusal:
        return page("accounts/close.html", form=form, problem=say(refusal)), status_of(refusal)
    forget()
    flash(_("账号已经注销。"), "good")
    return see_other("home.landing")

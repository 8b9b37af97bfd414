"""Administrators' pages: people and their roles, organisations; a manager's own organisation."""

from flask import flash, request
from flask_babel import gettext as _

from examsite.accounts.entering import chosen_organisation
from examsite.accounts.forms import AddOrganisation, ChooseRole, FindPeople, Invite
from examsite.accounts.queries import (
    PEOPLE_A_PAGE,
    find_people,
    get_managed_membership,
    get_membership,
    get_user,
    list_managed_memberships,
    list_memberships,
    list_organisations,
    list_roles,
)
from examsite.accounts.services import inviting, organisations, people
from examsite.domain.contact import mask_mail, mask_phone, parse_contact
from examsite.domain.errors import Invalid, Refusal
from examsite.domain.permissions import Permission
from examsite.domain.terms import Role
from examsite.kit import clock
from examsite.kit.access import the_viewer
from examsite.kit.errors import say, status_of
from examsite.kit.passwords import NO_PASSWORD
from examsite.kit.web import Pages, page, page_number, see_other

pages = Pages("accounts_staff", __name__, prefix="/staff")
MAY = Permission.ADMINISTER
MANAGER = Permission.MANAGE_PROVIDER
LAST_PAGE = 10_000
"""No list is longer; a larger number would be none of a database's."""


def _role(text: str | None) -> Role | None:
    return Role(text) if text in set(Role) else None


def _people_page(text: str, role: Role | None, number: int) -> str:
    rows, count = find_people(text, role=role, page=number)
    return page(
        "accounts/people.html",
        people=rows,
        count=count,
        number=number,
        pages=max(1, -(-count // PEOPLE_A_PAGE)),
        role=role,
        roles=list(Role),
        form=FindPeople(formdata=None, text=text),
        text=text,
        mask_phone=mask_phone,
        mask_mail=mask_mail,
        no_password=NO_PASSWORD,
    )


@pages.get("/people", may=MAY)
def list_everybody() -> object:
    """Everybody, or those who hold a role, page by page."""
    return _people_page("", _role(request.args.get("role")), page_number())


@pages.post("/people", may=MAY)
def search_people() -> object:
    """Find people; what is looked for stays out of addresses and logs."""
    return _people_page((FindPeople().text.data or "")[:254], None, 1)


@pages.get("/people/invite", may=MAY)
def invite() -> object:
    """The form to invite somebody."""
    return page("accounts/invite.html", form=Invite(), roles=list(Role), chosen=(), problem="")


@pages.post("/people/invite", may=MAY)
def invite_now() -> object:
    """Open an account and send the link."""
    form = Invite()
    chosen = [role for role in Role if role.value in request.form.getlist("roles")]
    try:
        if not form.validate():
            raise Invalid
        contact = parse_contact(form.contact.data or "")
        name = (form.name.data or "").strip()
        user = inviting.invite(name, contact, chosen, by=the_viewer(), now=clock.now())
    except Refusal as refusal:
        context = {"form": form, "roles": list(Role), "chosen": chosen}
        again = page("accounts/invite.html", problem=say(refusal), **context)
        return again, status_of(refusal)
    flash(_("邀请已经发出，七天内有效。"), "good")
    return see_other("accounts_staff.person", person=user.public_id)


@pages.get("/people/<person>", may=MAY)
def person(person: str) -> object:
    """One person: roles, memberships, invitation."""
    user = get_user(person)
    return page(
        "accounts/person.html",
        user=user,
        phone=mask_phone(user.phone),
        mail=mask_mail(user.email),
        held=sorted(list_roles(user)),
        roles=list(Role),
        memberships=list_memberships(user.id),
        invited=user.password_hash == NO_PASSWORD,
        own=user.id == the_viewer().id,
    )


@pages.post("/people/<person>/roles", may=MAY)
def grant_role(person: str) -> object:
    """Give a role."""
    user, form = get_user(person), ChooseRole()
    if not form.validate():
        raise Invalid
    people.grant_role(user, Role(form.role.data or ""), by=the_viewer(), now=clock.now())
    return see_other("accounts_staff.person", person=person)


@pages.post("/people/<person>/roles/withdraw", may=MAY)
def withdraw_role(person: str) -> object:
    """Take a role back."""
    user, form = get_user(person), ChooseRole()
    if not form.validate():
        raise Invalid
    people.withdraw_role(user, Role(form.role.data or ""), by=the_viewer(), now=clock.now())
    return see_other("accounts_staff.person", person=person)


@pages.post("/people/<person>/invitation", may=MAY)
def invite_again(person: str) -> object:
    """Send the invitation once more; the old link dies."""
    inviting.invite_again(get_user(person), by=the_viewer(), now=clock.now())
    flash(_("邀请已经重新发出，以前的链接作废。"), "good")
    return see_other("accounts_staff.person", person=person)


@pages.post("/people/<person>/memberships/<membership>/confirm", may=MAY)
def confirm_membership(person: str, membership: str) -> object:
    """An administrator confirms, so that an organisation gets its first manager."""
    row = get_membership(membership, of=get_user(person).id)
    organisations.confirm_membership(row, by=the_viewer(), now=clock.now())
    return see_other("accounts_staff.person", person=person)


def _organisations_page(form: AddOrganisation, problem: str = "") -> str:
    rows = list_organisations()
    names = {row.id: row.name for row in rows}
    return page("accounts/organisations.html", rows=rows, names=names, form=form, problem=problem)


@pages.get("/organisations", may=MAY)
def list_all_organisations() -> object:
    """Every organisation, and a form to add one."""
    return _organisations_page(AddOrganisation())


@pages.post("/organisations", may=MAY)
def add_organisation() -> object:
    """Register an organisation."""
    form = AddOrganisation()
    if not form.validate():
        return _organisations_page(form), 422
    try:
        organisations.add_organisation(
            form.name.data or "",
            form.unified_code.data or "",
            parent=chosen_organisation(form.parent.data),
            by=the_viewer(),
            now=clock.now(),
        )
    except Refusal as refusal:
        return _organisations_page(form, say(refusal)), status_of(refusal)
    return see_other("accounts_staff.list_all_organisations")


@pages.get("/memberships", may=MANAGER)
def memberships() -> object:
    """The people of my organisation, requests first."""
    return page("accounts/memberships.html", rows=list_managed_memberships(the_viewer()))


@pages.post("/memberships/<membership>/confirm", may=MANAGER)
def confirm_request(membership: str) -> object:
    """Yes, this person belongs to us."""
    row = get_managed_membership(membership, visible_to=the_viewer())
    organisations.confirm_membership(row, by=the_viewer(), now=clock.now())
    return see_other("accounts_staff.memberships")


@pages.post("/memberships/<membership>/end", may=MANAGER)
def end_request(membership: str) -> object:
    """No, or no longer."""
    row = get_managed_membership(membership, visible_to=the_viewer())
    organisations.end_membership(row, by=the_viewer(), now=clock.now())
    return see_other("accounts_staff.memberships")

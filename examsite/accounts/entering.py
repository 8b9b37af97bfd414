"""What the pages that lead in have in common: ticks, organisations, the code that is awaited."""

from flask import request

from examsite.accounts.models import OneTimeCode, Organisation, User
from examsite.accounts.queries import find_organisation, get_code
from examsite.accounts.services import signing_in
from examsite.domain.errors import Invalid
from examsite.kit import clock
from examsite.kit.access import keep_in_session, remember, take_from_session
from examsite.kit.web import see_other

WAITING = "waiting_code"


class UnknownOrganisation(Invalid):
    """422: a name that is not in the records."""

    code = "unknown_organisation"
    message = "没有找到这家机构。请从列表中选择，或先留空。"


def accepted_kinds() -> frozenset[str]:
    """The documents ticked in the form that was sent."""
    return frozenset(request.form.getlist("accepted"))


def chosen_organisation(text: str | None) -> Organisation | None:
    """The organisation named in the form, none when the field is empty; UnknownOrganisation."""
    if not (text or "").strip():
        return None
    found = find_organisation(text or "")
    if found is None:
        raise UnknownOrganisation
    return found


def await_code(row: OneTimeCode) -> None:
    """Remember in the visitor's cookie, by its opaque id, which code is awaited."""
    keep_in_session(WAITING, row.public_id)


def awaited(purpose: str) -> OneTimeCode:
    """The code this visitor was sent, or NotFound."""
    public_id = take_from_session(WAITING) or ""
    keep_in_session(WAITING, public_id)
    return get_code(public_id, purpose=purpose)


def enter(user: User) -> object:
    """Sign in somebody who has just proven who they are, and on to the desk."""
    person, _token = signing_in.open_session(
        user,
        address=request.remote_addr or "",
        agent=request.user_agent.string,
        now=clock.now(),
    )
    remember(person)
    return see_other("home.desk")

"""My certificates, and the check that anybody may make."""

from typing import Any

from flask import make_response, request

from examsite.accounts.queries import get_issuer
from examsite.credentials import queries
from examsite.credentials.forms import CheckByName, reason_word
from examsite.credentials.queries import Standing
from examsite.credentials.services import checking
from examsite.credentials.services.checking import NotMatched
from examsite.credentials.services.paper import printed_address, verify_link
from examsite.domain.certificate_number import (
    BadCode,
    BadNumber,
    display_code,
    display_number,
)
from examsite.domain.errors import NotFound, Refusal, TryLater
from examsite.domain.names import mask
from examsite.domain.wording import STATEMENT
from examsite.kit import clock
from examsite.kit.access import the_viewer
from examsite.kit.errors import say, status_of
from examsite.kit.guard import asker
from examsite.kit.site import settings
from examsite.kit.web import PUBLIC, SIGNED_IN, Pages, page

pages = Pages("credentials", __name__)


def _quiet(body: str, status: int = 200) -> Any:
    """A page no search engine keeps and whose address no link gives away."""
    answer = make_response(body, status)
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


def _form_page(form: CheckByName, problem: str = "", status: int = 200) -> Any:
    address = printed_address(settings().base_url)
    facts = {"form": form, "problem": problem, "address": address, "statement": STATEMENT}
    return _quiet(page("credentials/check.html", **facts), status)


def _result_page(found: Standing, *, name: str, by_code: bool) -> Any:
    shown = {
        "found": found,
        "name": name,
        "by_code": by_code,
        "number": display_number(found.credential.number),
        "reason": reason_word(found.reason_code),
        "address": printed_address(settings().base_url),
        "issuer": get_issuer(),
        "checked_at": clock.now(),
        "statement": STATEMENT,
    }
    return _quiet(page("credentials/show.html", **shown))


@pages.get("/verify", may=PUBLIC)
def check() -> object:
    """The form: number and name."""
    return _form_page(CheckByName(formdata=None))


@pages.post("/verify", may=PUBLIC)
def check_now() -> object:
    """Look the certificate up; a number nobody has and a wrong name are answered alike."""
    form = CheckByName()
    if not form.validate():
        return _form_page(form, status=422)
    number, name = form.number.data or "", form.name.data or ""
    try:
        found = checking.check_by_name(number, name, asker=asker(), now=clock.now())
    except BadNumber as refusal:
        form.number.errors = [say(refusal)]
        return _form_page(form, status=422)
    except (NotMatched, TryLater) as refusal:
        return _not_matched(refusal)
    return _result_page(found, name=mask(found.credential.name), by_code=False)


def _not_matched(refusal: Refusal) -> Any:
    """Nothing that was typed is repeated: the answer is the same page for everybody."""
    facts = {"status": status_of(refusal), "problem": say(refusal), "issuer": get_issuer()}
    return _quiet(page("credentials/not_matched.html", **facts), status_of(refusal))


@pages.get("/verify/<code>", may=PUBLIC)
def show(code: str) -> object:
    """What the QR code opens: every printed fact and the status today."""
    try:
        found = checking.check_by_code(code, asker=asker(), now=clock.now())
    except BadCode as refusal:
        return _form_page(CheckByName(formdata=None), say(refusal), 422)
    except (NotMatched, TryLater) as refusal:
        return _not_matched(refusal)
    return _result_page(found, name=found.credential.name, by_code=True)


@pages.get("/certificates/", may=SIGNED_IN)
def mine() -> object:
    """A person's own certificates."""
    own = queries.list_of_holder(the_viewer().id, clock.local_date(clock.now()))
    base = settings().base_url
    links = {each.credential.id: verify_link(base, each.credential.code) for each in own}
    words = {each.credential.id: reason_word(each.reason_code) for each in own}
    helpers = {"display_number": display_number, "display_code": display_code}
    return page("credentials/mine.html", own=own, links=links, words=words, **helpers)


@pages.get("/certificates/<public_id>/file", may=SIGNED_IN)
def download(public_id: str) -> object:
    """The sealed PDF, exactly as issued, for its holder or an officer."""
    credential = queries.get_credential(public_id, visible_to=the_viewer())
    file = queries.find_file(credential)
    if file is None:
        raise NotFound
    answer = make_response(file.content)
    answer.mimetype = "application/pdf"
    how = "inline" if request.args.get("show") else "attachment"
    answer.headers["Content-Disposition"] = (
        f'{how}; filename="{display_number(credential.number)}.pdf"'
    )
    return answer

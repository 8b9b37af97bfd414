"""Pages for signing in and out, the language, and the notices everybody may read."""

from flask import request, url_for

from examsite.accounts.demo_people import DEMO_PEOPLE, DemoPerson
from examsite.accounts.forms import Register, SignIn
from examsite.accounts.queries import (
    get_document,
    get_user_by_id,
    list_current_documents,
    list_known_usernames,
    list_organisations,
)
from examsite.accounts.services import people, signing_in
from examsite.domain.errors import TryLater
from examsite.domain.permissions import Permission
from examsite.kit import clock, markup
from examsite.kit.access import forget, remember, set_visitor_locale, the_viewer, viewer
from examsite.kit.errors import say
from examsite.kit.language import LANGUAGES
from examsite.kit.site import settings
from examsite.kit.web import PUBLIC, Pages, page, safe_next, see_other, to

pages = Pages("accounts", __name__)


def _demo_people() -> list[DemoPerson]:
    """The demonstration accounts that exist; none of them in production."""
    if settings().production:
        return []
    known = list_known_usernames(person.username for person in DEMO_PEOPLE)
    return [person for person in DEMO_PEOPLE if person.username in known]


def _sign_in_page(form: SignIn, problem: str = "") -> str:
    return page(
        "accounts/sign_in.html",
        form=form,
        problem=problem,
        register=Register(formdata=None),
        documents=list_current_documents(),
        accepted=frozenset(),
        organisations=list_organisations(),
        demo_people=_demo_people(),
    )


@pages.get("/login", may=PUBLIC)
def sign_in() -> object:
    """The sign-in page."""
    if viewer() is not None:
        return see_other("home.desk")
    return _sign_in_page(SignIn(username=request.args.get("as", "")[:80]))


@pages.post("/login", may=PUBLIC)
def sign_in_now() -> object:
    """Check the password; on with the page that was asked for."""
    form = SignIn()
    if not form.validate():
        return _sign_in_page(form), 401
    try:
        person, _token = signing_in.sign_in(
            form.username.data or "",
            form.password.data or "",
            address=request.remote_addr or "",
            agent=request.user_agent.string,
            now=clock.now(),
        )
    except (signing_in.WrongCredentials, TryLater) as refusal:
        return _sign_in_page(form, say(refusal)), 429 if isinstance(refusal, TryLater) else 401
    remember(person)
    return to(safe_next(request.args.get("next"), url_for("home.desk")))


@pages.post("/logout", may=Permission.SESSION)
def sign_out() -> object:
    """End this sign-in."""
    signing_in.sign_out(the_viewer(), now=clock.now())
    forget()
    return see_other("home.landing")


@pages.post("/language", may=PUBLIC)
def choose_language() -> object:
    """Keep the language chosen in this browser, and on the account; go back."""
    chosen = request.form.get("language", "zh")
    person = viewer()
    if chosen in LANGUAGES:
        set_visitor_locale(chosen)
        if person is not None:
            user = get_user_by_id(person.id)
            people.choose_language(user, chosen, by=person, now=clock.now())
    return to(safe_next(request.form.get("next"), url_for("home.landing")))


@pages.get("/documents/<kind>", may=PUBLIC)
def document(kind: str) -> object:
    """A notice or rule in its present version."""
    found = get_document(kind)
    return page("accounts/document.html", document=found, body=markup.render(found.body))

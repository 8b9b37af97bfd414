"""Pages for signing in and out."""

from flask import request, url_for

from examsite.accounts.forms import SignIn
from examsite.accounts.services import signing_in
from examsite.domain.errors import TryLater
from examsite.kit import clock
from examsite.kit.access import forget, remember, set_visitor_locale, the_viewer, viewer
from examsite.kit.errors import say
from examsite.kit.language import LANGUAGES
from examsite.kit.web import PUBLIC, SIGNED_IN, Pages, page, safe_next, see_other, to

pages = Pages("accounts", __name__)


@pages.get("/login", may=PUBLIC)
def sign_in() -> object:
    """The sign-in page."""
    if viewer() is not None:
        return see_other("home.desk")
    return page("accounts/sign_in.html", form=SignIn(), problem="")


@pages.post("/login", may=PUBLIC)
def sign_in_now() -> object:
    """Check the password; on with the page that was asked for."""
    form = SignIn()
    if not form.validate():
        return page("accounts/sign_in.html", form=form, problem=""), 401
    try:
        person, _token = signing_in.sign_in(
            form.username.data or "",
            form.password.data or "",
            address=request.remote_addr or "",
            agent=request.user_agent.string,
            now=clock.now(),
        )
    except (signing_in.WrongCredentials, TryLater) as refusal:
        status = 429 if isinstance(refusal, TryLater) else 401
        return page("accounts/sign_in.html", form=form, problem=say(refusal)), status
    remember(person)
    return to(safe_next(request.args.get("next"), url_for("home.desk")))


@pages.post("/logout", may=SIGNED_IN)
def sign_out() -> object:
    """End this sign-in."""
    signing_in.sign_out(the_viewer(), now=clock.now())
    forget()
    return see_other("home.landing")


@pages.post("/language", may=PUBLIC)
def choose_language() -> object:
    """Keep the language chosen in this browser and go back."""
    chosen = request.form.get("language", "zh")
    if chosen in LANGUAGES:
        set_visitor_locale(chosen)
    return to(safe_next(request.form.get("next"), url_for("home.landing")))

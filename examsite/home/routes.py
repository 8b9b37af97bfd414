"""The landing page and the desk."""

from examsite.kit.access import the_viewer
from examsite.kit.web import PUBLIC, SIGNED_IN, Pages, page

pages = Pages("home", __name__)


@pages.get("/", may=PUBLIC)
def landing() -> object:
    """What this site is and where to begin."""
    return page("home/landing.html")


@pages.get("/desk", may=SIGNED_IN)
def desk() -> object:
    """What waits for this person."""
    return page("home/desk.html", person=the_viewer())

"""The book without network: pages that hold nothing personal, and the worker that keeps them.

What a browser keeps is the text and static files only: no name, no progress, no note, no token.
"""

from flask import Response, send_from_directory, url_for

from examsite.domain.permissions import Permission
from examsite.handbook.queries.appendices import list_glossary
from examsite.handbook.queries.contents import book_version, by_part, list_contents, place_of
from examsite.handbook.queries.passages import get_chapter
from examsite.kit.web import PUBLIC, Pages, answer_json, page

pages = Pages("handbook_offline", __name__, prefix="/handbook")
MAY = Permission.READ_HANDBOOK


@pages.get("/worker.js", may=PUBLIC)
def worker() -> Response:
    """The service worker of the book."""
    answer = send_from_directory("static/js/book", "offline-worker.js", mimetype="text/javascript")
    answer.headers["Cache-Control"] = "no-cache"
    return answer


@pages.get("/offline/list.json", may=MAY)
def list_pages() -> object:
    """What to keep: the addresses of the book, and a version that changes when the text does."""
    lines = list_contents()
    slugs = [line.slug for line in lines]
    addresses = [url_for("handbook_offline.chapter", slug=slug) for slug in slugs]
    shell = [url_for("handbook_offline.contents"), url_for("handbook_offline.glossary")]
    return answer_json({"version": book_version(), "pages": shell + addresses})


@pages.get("/offline/", may=MAY)
def contents() -> object:
    """The contents, for keeping."""
    lines = list_contents()
    return page("handbook/offline/contents.html", parts=by_part(lines))


@pages.get("/offline/terms", may=MAY)
def glossary() -> object:
    """The glossary, for keeping."""
    return page("handbook/offline/glossary.html", entries=list_glossary())


@pages.get("/offline/<slug>", may=MAY)
def chapter(slug: str) -> object:
    """One chapter, for keeping."""
    found = get_chapter(slug)
    place = place_of(list_contents(), found)
    return page("handbook/offline/chapter.html", chapter=found, place=place)

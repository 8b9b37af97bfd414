"""The whole book to take away: PDF and EPUB, as `examsite book build` has made them."""

from flask import Response, send_file

from examsite.domain.permissions import Permission
from examsite.handbook.book import shelf
from examsite.kit.site import settings
from examsite.kit.web import Pages

pages = Pages("handbook_book", __name__, prefix="/handbook")
MAY = Permission.READ_HANDBOOK
NAME = "跨越周期-操盘手手册"


@pages.get("/book.pdf", may=MAY)
def pdf() -> object:
    """The book on paper."""
    return _file(shelf.PDF, "application/pdf")


@pages.get("/book.epub", may=MAY)
def epub() -> object:
    """The book for reading devices."""
    return _file(shelf.EPUB, "application/epub+zip")


def _file(name: str, mimetype: str) -> Response:
    """The file with the content's hash as its tag: who has it already is not sent it again."""
    folder = shelf.shelf_of(settings().home)
    answer = send_file(
        folder.resolve() / name,
        mimetype=mimetype,
        as_attachment=True,
        download_name=f"{NAME}{name[name.index('.') :]}",
        etag=shelf.get_made(folder).hash,
    )
    answer.cache_control.private = True
    return answer

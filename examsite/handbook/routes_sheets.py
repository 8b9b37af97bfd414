"""Appendix C: the list of forms and their files."""

from flask import make_response, request

from examsite.domain.permissions import Permission
from examsite.handbook.queries.contents import list_contents
from examsite.handbook.sheets.shelf import MIMETYPE, get_form_file, list_form_files
from examsite.kit.site import settings
from examsite.kit.web import Pages, page

pages = Pages("handbook_sheets", __name__, prefix="/handbook/templates")


@pages.get("", may=Permission.READ_HANDBOOK)
def listing() -> object:
    """The ten forms: what each is for, its chapters, its file."""
    chapters = {line.number: line for line in list_contents()}
    return page(
        "handbook/sheets/listing.html", files=list_form_files(settings().home), chapters=chapters
    )


@pages.get("/<name>.xlsx", may=Permission.READ_HANDBOOK)
def download(name: str) -> object:
    """One form; a browser that has it is told so."""
    file = get_form_file(name, settings().home)
    answer = make_response(file.content)
    answer.mimetype = MIMETYPE
    answer.headers["Content-Disposition"] = file.disposition
    answer.cache_control.private, answer.cache_control.no_cache = True, True
    answer.set_etag(file.etag)
    return answer.make_conditional(request)

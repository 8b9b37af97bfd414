"""A reader's own marks and notes: kept beside the passage, listed, taken along as text."""

from flask import Response

from examsite.domain.permissions import Permission
from examsite.handbook.forms import ChangeNote, KeepNote
from examsite.handbook.models import Passage
from examsite.handbook.queries.notes import get_note, list_notes
from examsite.handbook.queries.passages import get_passage
from examsite.handbook.services import noting
from examsite.kit import clock
from examsite.kit.access import the_viewer
from examsite.kit.web import Pages, page, see_other, wants_fragment

pages = Pages("handbook_notes", __name__, prefix="/handbook")
MAY = Permission.READ_HANDBOOK


@pages.get("/notes", may=MAY)
def index() -> object:
    """Every mark and note of this person, in the order of the book."""
    return page("handbook/notes/index.html", notes=list_notes(the_viewer().id))


@pages.get("/notes.txt", may=MAY)
def download() -> object:
    """The same as plain text, to keep or to print."""
    text = page("handbook/notes/download.txt", notes=list_notes(the_viewer().id))
    answer = Response(text, mimetype="text/plain; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="notes.txt"'
    return answer


def _beside(slug: str, passage: Passage) -> object:
    """The passage's notes as a fragment, or the page at that place."""
    if not wants_fragment():
        return see_other("handbook.chapter", slug=slug, _anchor=f"notes-{passage.key}")
    mine = list_notes(the_viewer().id, passage.chapter)
    notes = [note for note in mine if note.passage_id == passage.id]
    return page("handbook/notes/beside.html", slug=slug, passage=passage, notes=notes)


@pages.post("/<slug>/<key>/notes", may=MAY)
def keep(slug: str, key: str) -> object:
    """Keep a mark or a note on a passage."""
    passage, form = get_passage(slug, key), KeepNote()
    noting.keep_note(
        passage,
        quote=form.quote.data or "",
        place=form.place.data or 0,
        text=form.text.data or "",
        by=the_viewer(),
        now=clock.now(),
    )
    return _beside(slug, passage)


@pages.post("/notes/<note>", may=MAY)
def change(note: str) -> object:
    """Write other words to a mark."""
    found = get_note(note, visible_to=the_viewer().id)
    text = ChangeNote().text.data or ""
    noting.change_note(found, text=text, by=the_viewer(), now=clock.now())
    return _beside(found.passage.chapter.slug, found.passage)


@pages.post("/notes/<note>/removal", may=MAY)
def remove(note: str) -> object:
    """Take a mark away."""
    found = get_note(note, visible_to=the_viewer().id)
    passage = found.passage
    noting.remove_note(found, by=the_viewer(), now=clock.now())
    return _beside(passage.chapter.slug, passage)

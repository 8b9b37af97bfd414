"""Pages of the book: title and contents, a chapter, the glossary, and `我读完了`."""

from collections import defaultdict

from flask import request

from examsite.domain.permissions import Permission
from examsite.domain.terms import Level
from examsite.handbook.book.shelf import find_made, shelf_of
from examsite.handbook.policies import OPEN_NUMBER, read_level, require_readable
from examsite.handbook.queries.appendices import list_glossary
from examsite.handbook.queries.contents import by_part, list_contents, place_of
from examsite.handbook.queries.notes import list_notes
from examsite.handbook.queries.passages import get_chapter, get_passage
from examsite.handbook.queries.progress import find_next_passage, find_readings
from examsite.handbook.queries.search import find_in_book
from examsite.handbook.search import LONGEST
from examsite.handbook.services.reading import mark_read as keep_read
from examsite.handbook.sheets.library import templates_of_chapter
from examsite.kit import clock
from examsite.kit.access import the_viewer, viewer
from examsite.kit.site import settings
from examsite.kit.web import PUBLIC, Pages, page, see_other, wants_fragment

pages = Pages("handbook", __name__, prefix="/handbook")


@pages.get("/", may=PUBLIC)
def contents() -> object:
    """Title page and contents, whole or as a level's reading list, with this person's progress."""
    person, level = viewer(), read_level(request.args.get("level"))
    lines = list_contents(person.id if person else None, level)
    return page(
        "handbook/contents.html",
        parts=by_part(lines),
        level=level,
        levels=list(Level),
        next_passage=find_next_passage(person.id) if person else None,
        person=person,
        open_number=OPEN_NUMBER,
        made=find_made(shelf_of(settings().home)) if person else None,
    )


@pages.get("/search", may=Permission.READ_HANDBOOK)
def search() -> object:
    """Passages and terms that hold what was typed; a fragment while it is being typed."""
    asked = request.args.get("q", "")[:LONGEST]
    found = find_in_book(asked)
    template = "handbook/found.html" if wants_fragment() else "handbook/search.html"
    return page(template, asked=asked, found=found)


@pages.get("/glossary", may=Permission.READ_HANDBOOK)
def glossary() -> object:
    """Every term of the book."""
    return page("handbook/glossary.html", entries=list_glossary())


@pages.get("/<slug>", may=PUBLIC)
def chapter(slug: str) -> object:
    """One chapter; all but the first ask the reader to sign in."""
    person, found = viewer(), get_chapter(slug)
    require_readable(found, person)
    lines = list_contents(person.id if person else None)
    readings = find_readings(person.id, found) if person else {}
    notes = defaultdict(list)
    for note in list_notes(person.id, found) if person else []:
        notes[note.passage_id].append(note)
    return page(
        "handbook/chapter.html",
        chapter=found,
        place=place_of(lines, found),
        readings=readings,
        notes=notes,
        forms=templates_of_chapter(found.number),
        person=person,
    )


@pages.post("/<slug>/<key>/read", may=Permission.READ_HANDBOOK)
def mark_read(slug: str, key: str) -> object:
    """`我读完了`: keep it and show the section's state, or lead on to the next section."""
    person, passage = the_viewer(), get_passage(slug, key)
    keep_read(passage, by=person, now=clock.now())
    if not wants_fragment():
        return see_other("handbook.chapter", slug=slug, _anchor=f"read-{key}")
    found = get_chapter(slug)
    readings = find_readings(person.id, found)
    return page("handbook/mark_read.html", chapter=found, passage=passage, readings=readings)

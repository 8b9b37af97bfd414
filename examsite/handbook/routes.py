"""Pages of the book: title and contents, a chapter, the glossary, and `我读完了`."""

from examsite.domain.permissions import Permission
from examsite.handbook import queries
from examsite.handbook.policies import OPEN_NUMBER, require_readable
from examsite.handbook.services.reading import mark_read as keep_read
from examsite.kit import clock
from examsite.kit.access import the_viewer, viewer
from examsite.kit.web import PUBLIC, Pages, page, see_other, wants_fragment

pages = Pages("handbook", __name__, prefix="/handbook")


@pages.get("/", may=PUBLIC)
def contents() -> object:
    """Title page and contents, with this person's progress."""
    person = viewer()
    lines = queries.list_contents(person.id if person else None)
    return page(
        "handbook/contents.html",
        parts=queries.by_part(lines),
        next_line=queries.next_to_read(lines) if person else None,
        person=person,
        open_number=OPEN_NUMBER,
    )


@pages.get("/glossary", may=Permission.READ_HANDBOOK)
def glossary() -> object:
    """Every term of the book."""
    return page("handbook/glossary.html", entries=queries.list_glossary())


@pages.get("/<slug>", may=PUBLIC)
def chapter(slug: str) -> object:
    """One chapter; all but the first ask the reader to sign in."""
    person, found = viewer(), queries.get_chapter(slug)
    require_readable(found, person)
    lines = queries.list_contents(person.id if person else None)
    readings = queries.find_readings(person.id, found) if person else {}
    place = queries.place_of(lines, found)
    return page(
        "handbook/chapter.html", chapter=found, place=place, readings=readings, person=person
    )


@pages.post("/<slug>/<key>/read", may=Permission.READ_HANDBOOK)
def mark_read(slug: str, key: str) -> object:
    """`我读完了`: keep it and show the section's state, or lead on to the next section."""
    person, passage = the_viewer(), queries.get_passage(slug, key)
    keep_read(passage, by=person, now=clock.now())
    if not wants_fragment():
        return see_other("handbook.chapter", slug=slug, _anchor=f"read-{key}")
    found = queries.get_chapter(slug)
    readings = queries.find_readings(person.id, found)
    return page("handbook/mark_read.html", chapter=found, passage=passage, readings=readings)

"""The book as EPUB 3: a zip of XHTML documents with their list, for reading devices and phones."""

from copy import deepcopy
from datetime import UTC
from io import BytesIO
from uuid import NAMESPACE_URL, uuid5
from xml.etree.ElementTree import Element
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from markupsafe import Markup

from examsite.handbook.book.content import TITLE, Book, Chapter, Kind
from examsite.handbook.book.imprint import LICENCE, Imprint
from examsite.handbook.book.paper import RADII
from examsite.handbook.book.styles import drawing_rules, resolved
from examsite.kit import pdf, xhtml

MIMETYPE = "application/epub+zip"
FOLDER = "book/"
CONTAINER = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    f'<rootfile full-path="{FOLDER}package.opf" media-type="application/oebps-package+xml"/>'
    "</rootfiles></container>\n"
)


def make_epub(book: Book, imprint: Imprint) -> bytes:
    """The whole book; the same book and imprint give the same bytes."""
    files = {chapter.slug: _file_name(chapter) for chapter in book.chapters}
    places = _places(book, files)
    facts = imprint.facts | {
        "book": book,
        "files": files,
        "drawn": {one.slug for one in book.chapters if _is_drawn(one)},
        "radii": RADII,
        "identifier": uuid5(NAMESPACE_URL, f"{LICENCE} {TITLE}").urn,
        "modified": imprint.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
    }
    pages = {
        "package.opf": pdf.fill("epub/package.opf", **facts),
        "nav.xhtml": pdf.fill("epub/nav.xhtml", **facts),
        "book.css": resolved("pdf/epub.css") + drawing_rules(inside=False) + "\n",
        "cover.svg": pdf.fill("epub/cover.svg", **facts),
        "cover.xhtml": pdf.fill("epub/cover.xhtml", **facts),
        "imprint.xhtml": pdf.fill("epub/imprint.xhtml", **facts),
    }
    for chapter in book.chapters:
        pages[files[chapter.slug]] = _chapter(chapter, book, places)
    return _zipped(pages, imprint)


def _file_name(chapter: Chapter) -> str:
    if chapter.mark.isdecimal():
        return f"chapter-{int(chapter.mark):02d}.xhtml"
    return f"appendix-{chapter.mark.lower()}.xhtml"


def _is_drawn(chapter: Chapter) -> bool:
    return any(True for section in chapter.sections for _ in section.body.iter("svg"))


def _places(book: Book, files: dict[str, str]) -> dict[str, str]:
    """Any id another document may name -> the document it is in."""
    places: dict[str, str] = {}
    for chapter in book.chapters:
        file = files[chapter.slug]
        places[chapter.anchor] = file
        for section in chapter.sections:
            places[section.key] = file
            places |= {name: file for one in section.body.iter() if (name := one.get("id"))}
        if chapter.kind is Kind.INDEX:
            places |= {entry.anchor: file for entry in book.index}
    return places


def _chapter(chapter: Chapter, book: Book, places: dict[str, str]) -> str:
    def href(anchor: str) -> str:
        return f"{places[anchor]}#{anchor}"

    def written(body: Element) -> Markup:
        body = deepcopy(body)
        for link in body.iter("a"):
            link.set("href", href(link.get("href", "").removeprefix("#")))
        return xhtml.written(body, xml=True)

    return pdf.fill(
        "epub/chapter.xhtml",
        chapter=chapter,
        book=book,
        href=href,
        texts={section.key: written(section.body) for section in chapter.sections},
        formulas_of={
            card.section.key: [written(one) for one in card.formulas] for card in book.formulas
        },
    )


def _zipped(pages: dict[str, str], imprint: Imprint) -> bytes:
    """The container: first the media type, stored, so that programs know the file by its head."""
    made = BytesIO()
    with ZipFile(made, "w") as archive:
        entries = {"mimetype": MIMETYPE, "META-INF/container.xml": CONTAINER}
        entries |= {f"{FOLDER}{name}": text for name, text in pages.items()}
        for name, text in entries.items():
            entry = ZipInfo(name, (imprint.on.year, imprint.on.month, imprint.on.day, 0, 0, 0))
            entry.compress_type = ZIP_STORED if name == "mimetype" else ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, text.encode())
    return made.getvalue()

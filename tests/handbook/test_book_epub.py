"""The EPUB: the container, its list, well-formed documents, links that lead somewhere."""

import re
from collections import Counter
from datetime import UTC, date, datetime
from io import BytesIO
from posixpath import dirname, join, normpath
from urllib.parse import unquote, urldefrag
from xml.etree.ElementTree import fromstring
from zipfile import ZIP_STORED, ZipFile

import pytest

from examsite.domain.wording import Surface, lint
from examsite.handbook.book.content import read_book
from examsite.handbook.book.epub import make_epub
from examsite.handbook.book.imprint import Imprint
from examsite.handbook.book.shelf import EPUB

OPF = "{http://www.idpf.org/2007/opf}"
DC = "{http://purl.org/dc/elements/1.1/}"
XHTML = "{http://www.w3.org/1999/xhtml}"
SVG = "{http://www.w3.org/2000/svg}"
TYPE = "{http://www.idpf.org/2007/ops}type"


@pytest.fixture(scope="module")
def archive(made_book):
    with ZipFile(made_book[1] / EPUB) as found:
        yield found


@pytest.fixture(scope="module")
def package(archive):
    return fromstring(archive.read("book/package.opf"))


@pytest.fixture(scope="module")
def documents(archive):
    """Every XHTML document, parsed: whatever is not well-formed fails here."""
    return {
        name: fromstring(archive.read(name))
        for name in archive.namelist()
        if name.endswith(".xhtml")
    }


def test_it_works(archive):
    first = archive.infolist()[0]
    assert (first.filename, first.compress_type, first.extra) == ("mimetype", ZIP_STORED, b"")
    assert archive.read("mimetype") == b"application/epub+zip"
    assert archive.testzip() is None
    container = fromstring(archive.read("META-INF/container.xml"))
    assert [one.get("full-path") for one in container.iter() if one.get("full-path")] == [
        "book/package.opf"
    ]


def test_the_package_lists_every_file_once(archive, package):
    items = package.findall(f"{OPF}manifest/{OPF}item")
    listed = [join("book", item.get("href")) for item in items]
    there = set(archive.namelist()) - {"mimetype", "META-INF/container.xml", "book/package.opf"}
    assert sorted(listed) == sorted(there)
    ids = [item.get("id") for item in items]
    assert len(set(ids)) == len(ids)
    assert {item.get("properties") for item in items} == {None, "nav", "cover-image", "svg"}
    spine = [one.get("idref") for one in package.findall(f"{OPF}spine/{OPF}itemref")]
    documents = [one.get("id") for one in items if one.get("href").endswith(".xhtml")]
    assert sorted(spine) == sorted(documents)
    assert spine[:4] == ["cover", "imprint", "nav", "chapter-first"]


def test_the_package_tells_language_title_and_access(package):
    metadata = package.find(f"{OPF}metadata")
    assert metadata.findtext(f"{DC}language") == "zh-CN"
    assert metadata.findtext(f"{DC}title") == "《跨越周期》操盘手手册"
    assert metadata.findtext(f"{DC}identifier").startswith("urn:uuid:")
    assert "CC BY-SA 4.0" in metadata.findtext(f"{DC}rights")
    said = {(one.get("property"), one.text) for one in metadata.findall(f"{OPF}meta")}
    assert ("dcterms:modified", "2026-11-25T20:00:00Z") in said
    assert ("schema:accessibilityFeature", "alternativeText") in said
    assert ("schema:accessibilityHazard", "none") in said
    assert "schema:accessibilitySummary" in {name for name, _ in said}


def test_every_id_exists_once_and_every_link_leads_somewhere(archive, documents):
    ids = {name: Counter(filter(None, (e.get("id") for e in root.iter()))) for name, root in documents.items()}  # fmt: skip
    assert [(name, found) for name, one in ids.items() for found in one if one[found] > 1] == []
    lost, count = [], 0
    for name, root in documents.items():
        for element in root.iter():
            for attribute in ("href", "src"):
                target = element.get(attribute)
                if target is None or target.startswith("https://creativecommons.org/"):
                    continue
                count += 1
                path, fragment = urldefrag(unquote(target))
                file = normpath(join(dirname(name), path)) if path else name
                if file not in archive.namelist() or (fragment and fragment not in ids[file]):
                    lost.append((name, target))
    assert count > 20
    assert lost == []


def test_contents_have_two_levels(documents):
    nav = next(one for one in documents["book/nav.xhtml"].iter(f"{XHTML}nav") if one.get(TYPE) == "toc")  # fmt: skip
    chapters = nav.find(f"{XHTML}ol")
    told = [
        (line.find(f"{XHTML}a").text, [one.text for one in line.iterfind(f"{XHTML}ol/{XHTML}li/{XHTML}a")])
        for line in chapters
    ]  # fmt: skip
    assert told == [
        ("第 1 章　口径与<公式>", ["1.1　看数", "1.2　再看"]),
        ("第 2 章　复看", ["2.1　复看"]),
        ("附录 A　术语表", []),
        ("附录 B　公式卡", []),
        ("附录 D　公开案例库", ["D.1　一例"]),
        ("附录 E　法规版本表", []),
    ]


def test_documents_are_still_and_say_their_language(documents):
    for name, root in documents.items():
        assert root.get("lang") == root.get("{http://www.w3.org/XML/1998/namespace}lang") == "zh-CN"
        for element in root.iter():
            assert element.tag not in {f"{XHTML}details", f"{XHTML}script", f"{XHTML}button"}, name
            assert not {key for key in element.attrib if key.startswith(("hx-", "on", "data-"))}
            assert element.get("tabindex") is None


def test_drawings_stand_in_the_text_with_words(package, documents):
    (svg,) = documents["book/chapter-01.xhtml"].iter(f"{SVG}svg")
    assert (svg.get("role"), svg.get("aria-label")) == ("img", "一根柱子。")
    drawn = [
        one.get("href") for one in package.iter(f"{OPF}item") if one.get("properties") == "svg"
    ]
    assert drawn == ["chapter-01.xhtml"]


def test_styles_name_colours_not_properties(archive):
    css = archive.read("book/book.css").decode()
    assert "var(" not in css
    assert "#b3261e" in css
    assert ".diagram .hot" in css


def test_terms_lead_to_the_index_and_back(documents):
    term = next(e for e in documents["book/chapter-01.xhtml"].iter(f"{XHTML}a") if e.get("class") == "term")  # fmt: skip
    assert (term.text, term.get("href")) == ("转化率", "appendix-a.xhtml#term-1")
    index = documents["book/appendix-a.xhtml"]
    assert [one.get("id") for one in index.iter(f"{XHTML}dt")] == ["term-4", "term-2", "term-3", "term-1"]  # fmt: skip
    assert {one.get("href") for one in index.iter(f"{XHTML}a")} == {
        "chapter-01.xhtml#use-term-1-first",
        "chapter-01.xhtml#use-term-2-first",
        "chapter-02.xhtml#use-term-3-second",
        "chapter-02.xhtml#chapter-second",
    }


def test_the_same_book_gives_the_same_bytes(made_book):
    imprint = Imprint("ab" * 32, datetime(2026, 11, 26, tzinfo=UTC), date(2026, 11, 26), frozenset({"person"}))  # fmt: skip
    made = [make_epub(read_book(made_book[0]), imprint) for _ in range(2)]
    assert made[0] == made[1]
    with ZipFile(BytesIO(made[0])) as archive:
        assert "各章由人写成" in archive.read("book/imprint.xhtml").decode()


def test_no_forbidden_word_is_in_it(archive):
    text = "".join(
        re.sub(r"<[^>]+>", " ", archive.read(name).decode())
        for name in archive.namelist()
        if name.endswith((".xhtml", ".opf", ".svg"))
    )
    assert lint(text, Surface.COPY) == []

"""The book on paper, read by other tools: contents, page numbers, heads, bookmarks, tags, words."""

import re
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pikepdf
import pytest
from pypdf import PdfReader

from examsite.domain.wording import Surface, lint
from examsite.handbook.book.shelf import PDF
from examsite.handbook.services.building import build_book
from tests.make_content import chapter


@pytest.fixture(scope="module")
def paper(made_book) -> Path:
    return made_book[1] / PDF


@pytest.fixture(scope="module")
def pages(paper) -> list[str]:
    """The words of each page, without white space."""
    return [re.sub(r"\s", "", text) for text in run("pdftotext", paper, "-").split("\f")][:-1]


def run(*command: object) -> str:
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def page_of(pages: list[str], words: str) -> int:
    """The number of the page that opens with the words, counted from 1."""
    return next(number for number, text in enumerate(pages, start=1) if text.startswith(words))


def test_it_works(pages):
    assert "跨越周期" in pages[0]
    assert "操盘手手册" in pages[0]
    assert "没有隶属关系" in pages[1]
    assert "CCBY-SA4.0" in pages[1]
    assert "2026年11月26日" in pages[1]
    assert "各章由程序写成" in pages[1]
    assert re.search(r"内容指纹[0-9a-f]{64}", pages[1])


def test_contents_name_chapters_and_numbered_sections_with_their_pages(paper, pages):
    printed = run("pdftotext", "-layout", "-f", 3, "-l", 3, paper, "-")
    contents = [re.sub(r"\s", "", line) for line in printed.splitlines()]
    first = page_of(pages, "第一编看懂这一行第1章口径与<公式>")
    second = page_of(pages, "第2章复看")
    for line, number in (
        ("第1章口径与<公式>", first),
        ("1.1看数", first),
        ("第2章复看", second),
        ("2.1复看", second),
        ("附录A术语表", page_of(pages, "附录附录A术语表")),
        ("附录E法规版本表", page_of(pages, "附录E法规版本表")),
    ):
        assert [one for one in contents if re.fullmatch(rf"{re.escape(line)}\.+{number}", one)], (
            line
        )
    assert "检查单" not in printed


def test_every_page_has_its_number_and_inner_pages_their_heads(tmp_path_factory):
    """Chapter on the left page, section on the right, nothing above an opening."""
    from_text = long_book(tmp_path_factory.mktemp("long"))
    opening = page_of(from_text, "第一编看懂这一行第1章")
    inner = from_text[opening : opening + 2]
    for number, text in enumerate(inner, start=opening + 1):
        head = "第1章第一章：口径" if number % 2 == 0 else "1.1看数"
        assert text.startswith(head), text[:40]
    for number, text in enumerate(from_text[2:], start=3):
        assert text.endswith(str(number))


def long_book(folder: Path) -> list[str]:
    """The words of the pages of a book whose only chapter takes several."""
    body = "## 1.1 看数 {#ch01-look level=J}\n\n" + "把口径写在数字后面再交给别人。" * 400
    chapter(folder / "handbook", body=body, terms=[], figures=[])
    (folder / "out").mkdir()
    at = datetime(2026, 11, 26, tzinfo=UTC)
    build_book(folder / "handbook", folder / "out", now=at, timezone="Asia/Shanghai")
    text = run("pdftotext", folder / "out" / PDF, "-")
    return [re.sub(r"\s", "", page) for page in text.split("\f")][:-1]


def test_bookmarks_have_parts_chapters_and_sections(paper):
    def names(outline):
        return [names(one) if isinstance(one, list) else one.title for one in outline]

    assert names(PdfReader(paper).outline) == [
        "书名页", "版本与许可", "目录",
        "第一编　看懂这一行",
        ["第 1 章　口径与<公式>", ["1.1　看数", "1.2　再看", "检查单"], "第 2 章　复看", ["2.1　复看"]],
        "附录",
        [
            "附录 A　术语表", ["B", "G", "K", "Z"], "附录 B　公式卡",
            "附录 D　公开案例库", ["D.1　一例"], "附录 E　法规版本表",
        ],
    ]  # fmt: skip


def test_it_is_tagged_for_those_who_hear_it(paper):
    with pikepdf.open(paper) as document:
        assert document.Root.Lang == "zh-CN"
        assert document.Root.MarkInfo.Marked
        assert document.Root.ViewerPreferences.DisplayDocTitle
        assert document.docinfo.Title == "《跨越周期》操盘手手册"
        assert 'pdfuaid:part="1"' in document.Root.Metadata.read_bytes().decode()
        tags = list(elements(document.Root.StructTreeRoot.K[0]))
    figures = [alt for tag, alt in tags if tag == "/Figure"]
    assert figures == ["一根柱子。"]
    assert {"/H1", "/H2", "/H3", "/P", "/L", "/Table", "/TH", "/Link"} <= {tag for tag, _ in tags}


def elements(node):
    """(tag, alternative words) of the whole structure tree."""
    yield str(node.S), str(node.get("/Alt", ""))
    for child in node.get("/K", []):
        if isinstance(child, pikepdf.Dictionary) and "/S" in child:
            yield from elements(child)


def test_other_tools_find_nothing_wrong(paper):
    assert "No syntax or stream encoding errors" in run("qpdf", "--check", paper)
    info = run("pdfinfo", paper)
    assert "Tagged:          yes" in info
    assert "481.89 x 680.315" in info  # 170 x 240 mm
    fonts = run("pdffonts", paper).splitlines()[2:]
    assert fonts
    assert all(re.search(r"yes +yes +yes +\d+ +0$", line) for line in fonts), fonts


def test_the_index_gives_the_page_of_the_first_use(pages):
    index = pages[page_of(pages, "附录附录A术语表") - 1]
    first = page_of(pages, "第一编看懂这一行第1章")
    second = page_of(pages, "第2章复看")
    assert f"支付人数除以观看人数。第1章，{first}页" in index
    assert "conversionrate又称支付率" in index
    assert f"压着不放。第2章，{second}页" in index


def test_a_chapter_opens_with_its_aims_and_terms_and_hides_nothing(pages):
    opening = page_of(pages, "第一编看懂这一行第1章")
    text = "".join(pages[opening - 1 : opening + 1])
    for words in (
        "读完本章•能说出口径",
        "本章术语转化率、GMV",
        "想一想转化率是什么？",
        "算一算一场时段",
        "96A&B<C",
    ):
        assert words in text, words
    assert "支付人数除以观看人数" not in text, "definitions stand in the index"


def test_drawings_have_their_colours(paper):
    """Without the rules inside it the drawing's words would be black and in another font."""
    ink = re.compile(rb"0\.11\d* 0\.10\d* 0\.10\d* rg")  # --ink-900
    with pikepdf.open(paper) as document:
        marked = [
            pikepdf.unparse_content_stream(within(page, "/Figure")) for page in document.pages
        ]
    assert any(ink.search(one) for one in marked)


def within(page, tag):
    """The instructions of a page that stand inside marked content with a tag."""
    depth, found = 0, []
    for instruction in pikepdf.parse_content_stream(page):
        name = str(instruction.operator)
        if depth and name in {"BDC", "BMC"}:
            depth += 1
        elif name == "BDC" and str(instruction.operands[0]) == tag:
            depth = 1
        elif depth and name == "EMC":
            depth -= 1
        if depth:
            found.append(instruction)
    return found


def test_no_forbidden_word_is_printed(paper):
    assert lint(run("pdftotext", paper, "-"), Surface.COPY) == []

"""What the book holds: order, labels, index, formulas, laws, and sections made still."""

import pytest

from examsite.handbook.book.collation import OTHERS, initial, sort_key
from examsite.handbook.book.content import Kind, label_of, read_book
from examsite.kit import xhtml
from examsite.kit.content_files import ContentRefused
from tests import make_book
from tests.make_content import chapter


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    return read_book(make_book.handbook(tmp_path_factory.mktemp("book")))


def section(book, key):
    return next(one for c in book.chapters for one in c.sections if one.key == key)


def test_it_works(book):
    assert [(one.label, one.title, one.kind) for one in book.chapters] == [
        ("第 1 章", "口径与<公式>", Kind.TEXT),
        ("第 2 章", "复看", Kind.TEXT),
        ("附录 A", "术语表", Kind.INDEX),
        ("附录 B", "公式卡", Kind.FORMULAS),
        ("附录 D", "公开案例库", Kind.TEXT),
        ("附录 E", "法规版本表", Kind.LAWS),
    ]
    assert [one.part for one in book.chapters if one.opens_part] == ["第一编　看懂这一行", "附录"]
    assert [one.heading for one in book.chapters[0].sections] == [
        "1.1　看数",
        "1.2　再看",
        "检查单",
    ]
    assert [one.number for one in book.chapters[0].numbered] == ["1.1", "1.2"]
    assert section(book, "ch02-look").level == "高级"
    assert section(book, "ch01-look").level == ""
    assert book.makers == {"program"}


def test_numbers_stand_in_the_order_of_numbers(tmp_path):
    for number in (10, 2):
        body = f"## {number}.1 看 {{#ch{number:02d}-look level=J}}\n\n看。\n"
        chapter(tmp_path, body=body, number=number, slug=f"c{number}", terms=[], figures=[])
    assert [one.mark for one in read_book(tmp_path).chapters] == ["2", "10"]
    assert (label_of("3"), label_of("D")) == ("第 3 章", "附录 D")


def test_what_would_be_empty_is_left_out(tmp_path):
    body = "## 1.1 看 {#ch01-look level=J}\n\n看。\n"
    chapter(tmp_path, body=body, terms=[], figures=[])
    assert [one.kind for one in read_book(tmp_path).chapters] == [Kind.TEXT]


def test_faulty_files_are_refused(tmp_path):
    chapter(tmp_path, status="half")
    with pytest.raises(ContentRefused):
        read_book(tmp_path)


def test_nothing_unfolds_or_pops_up(book):
    body = section(book, "ch01-look").body
    assert {one.tag for one in body.iter()}.isdisjoint({"details", "summary"})
    assert not [one for one in body.iter() if one.get("tabindex") or one.get("role") == "tooltip"]
    assert "支付人数除以观看人数" not in xhtml.words(body)
    table = body.find(".//table")
    assert table is not None
    assert table.get("class") == "c3"
    assert [cell.get("class") for cell in table.iter("td")] == ["short", "num short", "short"]
    example = next(one for one in body if one.get("class") == "callout example")
    assert (example[0].tag, xhtml.words(example[0])) == ("p", "算一算　一场")


def test_the_first_use_of_a_term_in_a_chapter_is_a_link(book):
    links = [one for c in book.chapters for s in c.sections for one in s.body.iter("a")]
    assert [(one.text, one.get("href"), one.get("id")) for one in links] == [
        ("转化率", "#term-1", "use-term-1-first"),
        ("GMV", "#term-2", "use-term-2-first"),
        ("转化率", "#term-1", "use-term-1-second"),
        ("客单价", "#term-3", "use-term-3-second"),
    ]


def test_the_index_is_sorted_and_leads_to_the_place_of_explanation(book):
    assert [(letter, [one.term for one in some]) for letter, some in book.index_by_initial] == [
        ("B", ["憋单"]),
        ("G", ["GMV"]),
        ("K", ["客单价"]),
        ("Z", ["转化率"]),
    ]
    places = {one.term: one.use for one in book.index}
    assert places["转化率"] == "use-term-1-first"
    assert places["憋单"] == "chapter-second", "a term the text never uses leads to its chapter"


def test_formulas_are_copied_without_ids(book):
    (card,) = book.formulas
    assert card.section.key == "ch01-look"
    assert xhtml.words(card.formulas[0]).strip() == "转化率（%）＝ 支付人数 ÷ 观看人数 × 100%"
    assert not [one for formula in card.formulas for one in formula.iter() if one.get("id")]


def test_laws_know_the_chapters_that_name_them(book):
    (entry,) = book.laws
    assert (entry.law.document, [one.mark for one in entry.chapters]) == ("电子商务法", ["1"])


@pytest.mark.parametrize(
    ("term", "letter"),
    [
        *[("ROI", "R"), ("gmv", "G"), ("阿里", "A"), ("憋单", "B"), ("转化率", "Z"), ("座次", "Z")],
        *[("嚓", OTHERS), ("𠮷", OTHERS), ("①", OTHERS), ("7 日", OTHERS), ("噢", OTHERS)],
    ],
)
def test_initials(term, letter):
    assert initial(term) == letter


def test_latin_words_come_first_under_their_letter_and_others_last():
    terms = ["嚓", "转化率", "单价", "DAU", "d 值", "7 日", "爆款"]
    assert sorted(terms, key=sort_key) == ["爆款", "d 值", "DAU", "单价", "转化率", "7 日", "嚓"]

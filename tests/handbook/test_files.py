"""The handbook's files: every rule of the format refuses, by name, and all at once."""

import pytest

from examsite.handbook.files import read_handbook
from examsite.kit.content_files import ContentRefused
from tests.make_content import BODY, FIGURES, HANDBOOK, SVG, TERMS, chapter


def problems(folder):
    with pytest.raises(ContentRefused) as refused:
        read_handbook(folder)
    return [str(one) for one in refused.value.problems]


def test_it_works(tmp_path):
    chapter(
        tmp_path,
        number=2,
        slug="second",
        body=BODY.replace("1.", "2.").replace("01", "02"),
        figures=[],
    )
    chapter(tmp_path)
    first, second = read_handbook(tmp_path)
    assert (first.front.slug, second.front.slug) == ("first", "second")
    look, again = first.passages
    assert (look.key, look.title, look.level) == ("ch01-look", "1.1 看数", "J")
    assert again.source == "再看一遍转化率。"
    assert first.figures[0].value == "12.5"
    assert first.terms[0].term == "转化率"


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"title": None}, "01-first/index.md title：缺少这个字段"),
        ({"status": "draft"}, "status：只能是 'whole'、'excerpt'"),
        ({"colour": "red"}, "colour：不认识的字段"),
        ({"minutes": 0}, "minutes：数值超出范围"),
        ({"areas": ["Z"]}, "areas.0：写法不对"),
        ({"areas": []}, "areas：至少要有 1 项"),
        ({"objectives": [{"level": "X", "text": "x"}]}, "objectives.0.level：只能是 'J'、'I'、'S'"),
        ({"sources": [{"title": "x", "publisher": "y", "date": "昨天"}]}, "sources.0.date："),
        ({"provenance": {"made_by": "robot", "made_on": "2026-11-22", "checks": []}}, "provenance.made_by：只能是 'program'、'person'"),
        ({"at": "01-other"}, "slug：文件夹名须是 01-first"),
        ({"slug": "glossary"}, "slug：这个地址留作他用"),
        ({"body": "前言\n\n" + BODY}, "第一个 ## 之前不能有正文"),
        ({"body": "正文", "figures": []}, "至少要有一个 ## 段落"),
        ({"body": BODY.replace(" level=J", "")}, "1.1 看数 第 25 行：标题后须写 {#ch01-english-words level=J}"),
        ({"body": BODY.replace("level=J", "level=X")}, "级别是 J、I 或 S"),
        ({"body": BODY.replace("{#ch01-look", "{#look")}, "标题后须写"),
        ({"body": BODY.replace("ch01-again", "ch02-again")}, "ch02-again 第 29 行：段落 id 须以 ch01- 开头"),
        ({"body": BODY.replace("## 1.2", "## 2.2")}, "小节编号须以 1. 开头"),
        ({"body": BODY + "\n## 1.3 空 {#ch01-empty level=J}\n"}, "ch01-empty 第 33 行：这一段没有正文"),
        ({"body": BODY.replace("ch01-again", "ch01-look")}, "ch01-look id：已经在"),
        ({"terms": [*TERMS, *TERMS]}, "01-first/terms.yaml 转化率 term：本章写了两次"),
        ({"terms": [{"term": "x"}]}, "01-first/terms.yaml x definition：缺少这个字段"),
        ({"terms": {"term": "x"}}, "01-first/terms.yaml：须是一个列表"),
        ({"terms": ["x"]}, "01-first/terms.yaml 第 1 条：须是一组“键: 值”"),
    ],
)  # fmt: skip
def test_a_fault_is_named(tmp_path, changes, told):
    chapter(tmp_path, **changes)
    found = problems(tmp_path)
    assert any(told in one for one in found), found


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"value": "12.6"}, "ch01-look「12.5%」 value：写的是 12.6，算出来是 12.5"),
        ({"value": "很多"}, "value：须是一个数字"),
        ({"text": "13%"}, "text：正文里找不到这几个字"),
        ({"passage": "ch01-none"}, "passage：本章没有这个段落"),
        ({"formula": "12 / 0"}, "formula：算式算不出来：除数为零"),
        ({"formula": "__import__('os')"}, "formula：算式算不出来"),
        ({"places": 9}, "places：数值超出范围"),
    ],
)
def test_a_figure_that_does_not_hold_is_named(tmp_path, change, told):
    chapter(tmp_path, figures=[{**FIGURES[0], **change}])
    assert any(told in one for one in problems(tmp_path))


SHOWN = BODY + '\n![一个字](one.svg "图 1-1")\n'


def test_a_diagram_stands_beside_the_text(tmp_path):
    (chapter(tmp_path, body=SHOWN) / "one.svg").write_text(SVG, "utf-8")
    (found,) = read_handbook(tmp_path)
    assert found.drawings["one.svg"].words == ("一",)


@pytest.mark.parametrize(
    ("body", "svg", "told"),
    [
        (SHOWN, None, "ch01-again one.svg：本章文件夹里没有这幅图"),
        (SHOWN.replace("一个字", ""), SVG, "ch01-again one.svg：方括号里须写明图里画了什么"),
        (BODY, SVG, "01-first/one.svg：这幅图须在正文里出现恰好一次"),
        (SHOWN, "<svg/>", "01-first/one.svg：图不合规定：根元素须是 svg"),
    ],
)
def test_a_faulty_diagram_is_named(tmp_path, body, svg, told):
    folder = chapter(tmp_path, body=body)
    if svg:
        (folder / "one.svg").write_text(svg, "utf-8")
    assert any(told in one for one in problems(tmp_path))


def test_malformed_front_matter_is_named_with_its_line(tmp_path):
    path = chapter(tmp_path) / "index.md"
    path.write_text(path.read_text("utf-8").replace("slug: first", "slug: a: b"), "utf-8")
    (told,) = problems(tmp_path)
    assert told.startswith(f"{tmp_path.name}/01-first/index.md 第 3 行：YAML 无法读取")


def test_a_chapter_without_front_matter_is_named(tmp_path):
    path = chapter(tmp_path) / "index.md"
    path.write_text(BODY, "utf-8")
    assert "开头须是用两行 --- 围起来的章信息" in problems(tmp_path)[0]


def test_numbers_and_ids_exist_once_in_the_book(tmp_path):
    chapter(tmp_path)
    chapter(tmp_path, slug="other", at="01-other")
    told = "\n".join(problems(tmp_path))
    assert "01-other/index.md 1 number：已经在" in told
    assert "01-other/index.md ch01-look id：已经在" in told


def test_all_faults_are_told_at_once(tmp_path):
    chapter(tmp_path, title=None, minutes=0)
    chapter(tmp_path, number=2, slug="second", part=None)
    assert len(problems(tmp_path)) == 3


def test_an_empty_folder_is_refused(tmp_path):
    assert "手册里没有任何一章" in problems(tmp_path)[0]


def test_the_figures_of_every_chapter_are_right():
    chapters = read_handbook(HANDBOOK)
    assert len(chapters) >= 14
    assert sum(len(one.figures) for one in chapters) >= 200
    assert {1, 3, 14} <= {one.front.number for one in chapters if one.front.status == "whole"}

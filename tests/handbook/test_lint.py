"""What an editor is told about chapters that are well formed."""

from examsite.handbook.files import read_handbook
from examsite.handbook.lint import lint_handbook, missing_passages
from tests.make_content import BODY, HANDBOOK, TERMS, chapter

CLOSING = """
## 检查单 {#ch01-checklist level=J}

- 一

## 公开案例 {#ch01-case level=J}

无

## 常见误区 {#ch01-misconceptions level=J}

无
"""
LAW = "\n## 法规与来源 {#ch01-law level=J}\n\n条文。\n"


def told(folder):
    return [str(one) for one in lint_handbook(read_handbook(folder)) if not one.warning]


def test_a_sound_chapter_has_no_findings(tmp_path):
    chapter(tmp_path, status="whole", body=BODY + CLOSING + LAW + "\n待法务复核\n")
    assert told(tmp_path) == []


def test_the_shipped_handbook_has_no_findings():
    assert told(HANDBOOK) == []


def test_forbidden_words_are_found_wherever_they_stand(tmp_path):
    chapter(
        tmp_path,
        body=BODY.replace("再看一遍", "包过的再看一遍"),
        objectives=[{"level": "J", "text": "拿到职业资格"}],
    )
    found = told(tmp_path)
    assert any(one.startswith("ch01-again：不能用的词“包过”") for one in found)
    assert any(one.startswith("01-first：不能用的词“职业资格”") for one in found)


def test_structure(tmp_path):
    chapter(tmp_path, status="whole", body=CLOSING[: CLOSING.index("## 常见误区")] + BODY + LAW)
    found = "\n".join(told(tmp_path))
    assert "章末固定的几节须放在编号小节之后" in found
    assert "全章须有：常见误区" in found
    assert "ch01-law：法规一节须以“待法务复核”结尾" in found


def test_numbers_rise_and_other_sections_are_numbered(tmp_path):
    body = BODY.replace("1.2", "1.1") + "\n## 后记 {#ch01-after level=J}\n\n无\n"
    chapter(tmp_path, body=body)
    found = "\n".join(told(tmp_path))
    assert "小节编号须从小到大" in found
    assert "没有编号的小节只能是章末固定的几节：后记" in found


def test_a_term_explained_in_two_chapters_is_named(tmp_path):
    chapter(tmp_path)
    chapter(
        tmp_path,
        number=2,
        slug="second",
        body=BODY.replace("1.", "2.").replace("01", "02"),
        figures=[],
        terms=[{**TERMS[0], "definition": "另一种说法。"}],
    )
    (found,) = lint_handbook(read_handbook(tmp_path))
    assert not found.warning
    assert str(found) == "02-second：术语“转化率”已在 01-first 解释，一个词只在一章解释"


def test_passages_that_items_cite_must_exist(tmp_path):
    chapter(tmp_path)
    chapters = read_handbook(tmp_path)
    cited = {"ch01-look": ["J-A-001"], "ch01-gone": ["J-A-002", "J-A-003"]}
    (found,) = missing_passages(cited, chapters)
    assert str(found) == "J-A-002、J-A-003：依据的段落 ch01-gone 不在手册里"


def test_slips_of_typography_are_named(tmp_path):
    chapter(tmp_path, body=BODY.replace("再看一遍", "再看一遍,"))
    assert told(tmp_path) == ["ch01-again：汉字旁边用了半角标点：再看一遍,转化率。"]

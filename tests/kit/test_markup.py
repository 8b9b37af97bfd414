"""The handbook's Markdown: bold beside Chinese punctuation, containers, terms, no HTML."""

import pytest

from examsite.kit.marked_terms import Term
from examsite.kit.markup import inline, plain_text, render, sections

RATE = Term(("转化率", "成交转化率"), "支付人数除以观看人数。")
UV = Term(("UV 价值",), "每个去重观看者带来的<金额>。")


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("**“跨越周期”**操盘手", "<strong>“跨越周期”</strong>操盘手"),
        ("**GMV（成交额）**增长", "<strong>GMV（成交额）</strong>增长"),
        ("前**。**字", "前<strong>。</strong>字"),
        ("**。**字", "<strong>。</strong>字"),
        ("看**「口径」**、再看", "看<strong>「口径」</strong>、再看"),
        ("乘以**5**倍，（**重点**）", "乘以<strong>5</strong>倍，（<strong>重点</strong>）"),
        ("***粗斜***字", "<em><strong>粗斜</strong></em>字"),
        ("a*b*c **x** y", "a<em>b</em>c <strong>x</strong> y"),
        ("2 * 3 * 4", "2 * 3 * 4"),
        ("**未闭合", "**未闭合"),
        ("a**(b)**c", "a**(b)**c"),
    ],
)
def test_bold_works_beside_chinese_punctuation(source, html):
    assert render(source).strip() == f"<p>{html}</p>"


def test_html_is_text():
    assert "<script>" not in render("<script>alert(1)</script> [x](javascript:alert(1))")
    assert "javascript:" not in render("[x](javascript:alert(1))").replace("[x](", "")[:3]
    assert inline("**不**<i>") == "<strong>不</strong>&lt;i&gt;"


def test_headings_carry_their_attributes():
    before, found = sections("前言\n\n## 3.1 **口径** {#ch03-a level=J}\n\n文\n\n### 小\n\n## 二\n")
    assert before == "前言"
    first, second = found
    assert (first.title, first.attributes) == ("3.1 口径", {"id": "ch03-a", "data-level": "J"})
    assert (first.source, first.line) == ("文\n\n### 小", 3)
    assert (second.title, second.attributes, second.source) == ("二", {}, "")
    assert sections("没有标题") == ("没有标题", [])


def test_containers():
    html = render(
        "::: ask\n几个？\n:::\n\n::: example 算一算：<十六>个数\n1. 甲\n:::\n\n"
        "::: example 只有标签\n乙\n:::\n\n::: formula\na ＝ b\n:::"
    )
    assert '<div class="callout ask">\n<p><b>想一想</b>　几个？</p>' in html
    assert '<details class="callout"><summary><b>算一算</b>　&lt;十六&gt;个数</summary>' in html
    assert "<summary><b>只有标签</b></summary>" in html
    assert html.count("</details>") == 2
    assert '<div class="formula">\n<p>a ＝ b</p>' in html


def test_number_columns_stand_right():
    html = render("| 甲 | 乙 | 丙 |\n|---|---|---|\n| 名 | 1,000 元 | |\n| 字 | 2.5% | |\n")
    assert '<th class="num">乙</th>' in html
    assert '<td class="num">2.5%</td>' in html
    assert "<th>甲</th>" in html
    assert "<th>丙</th>" in html


def test_terms_are_marked_once_with_their_definition():
    html = render("转化率与转化率，UV 价值。\n\n成交转化率", [RATE, UV], prefix="p-")
    assert html.count('class="term"') == 2
    assert (
        '<span class="term" tabindex="0" role="button" aria-describedby="p-t1">转化率</span>'
        in html
    )
    assert 'role="tooltip" id="p-t2">每个去重观看者带来的&lt;金额&gt;。</span>' in html


def test_a_synonym_says_whose_it_is_and_the_longest_name_wins():
    html = render("成交转化率", [RATE])
    assert ">成交转化率</span>" in html
    assert "<b>转化率</b>　支付人数" in html


def test_terms_keep_out_of_headings_links_and_longer_words():
    assert "term" not in render("### 转化率\n\n[转化率](http://127.0.0.1/)", [RATE])
    assert "term" not in render("UVs 与 2UV", [Term(("UV",), "人数")])
    assert render("UV、", [Term(("UV",), "人数")]).count('class="term"') == 1
    assert render("转化率") == "<p>转化率</p>\n"


def test_plain_text_is_the_words_alone():
    source = "**转化率**是 3%。\n\n::: example 算一算：数\n- 甲\n:::\n\n| 一 | 二 |\n|---|---|\n| 1 | 2 |"
    assert plain_text(source) == "转化率是 3%。\n算一算：数\n甲\n一\n二\n1\n2"
    assert "想一想" not in plain_text("::: ask\n几个？\n:::")
    assert plain_text("一行\n两行") == "一行\n两行"


def test_a_head_cell_without_words_is_a_plain_cell():
    html = render("|  | 公域 |\n| --- | --- |\n| 任务 | 看懂 |\n")
    assert "<th></th>" not in html
    assert html.count("<th>") == 1
    assert "<td></td>\n<th>公域</th>" in html

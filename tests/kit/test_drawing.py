"""Diagrams: shapes and words of the house pass, everything else is refused by name."""

import pytest

from examsite.kit import markup
from examsite.kit.drawing import BadDrawing, parse_drawing

ROOT = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 360 120">{}</svg>'
SOUND = (
    '<g transform="translate(4 4)"><rect class="soft" x="8" y="10" width="120" height="40"/></g>'
    '<text class="l mid" x="68" y="35">成交 &amp; 退款<tspan class="n" dx="4">3.5%</tspan></text>'
)


def drawn(inner):
    return parse_drawing(ROOT.format(inner))


def test_it_works():
    drawing = drawn(SOUND)
    page = drawing.svg('两步："先"与后')
    assert drawing.height == 120
    assert 'aria-label="两步：&#34;先&#34;与后"' in page
    assert "成交 &amp; 退款" in page
    assert drawing.words == ("成交 & 退款", "3.5%")
    assert drawn(drawing.inner) == drawing


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("<svg>", "XML 读不出来"),
        ("<p/>", "根元素须是 svg"),
        (ROOT.replace("viewBox", 'width="10" viewBox').format(""), "根元素须是 svg"),
        (ROOT.replace("360 120", "400 120").format(""), "viewBox 须是"),
        (ROOT.replace("360 120", "360 9000").format(""), "viewBox 须是"),
        (ROOT.format("<!-- x -->"), "不能有声明、注释或指令"),
        ('<!DOCTYPE svg [<!ENTITY a "b">]>' + ROOT.format(""), "不能有声明、注释或指令"),
        (ROOT.format("<script>alert(1)</script>"), "不用元素 script"),
        (ROOT.format("<foreignObject/>"), "不用元素 foreignObject"),
        (ROOT.format('<a href="x"/>'), "不用元素 a"),
        (ROOT.format('<rect style="fill:red"/>'), "rect 不用属性 style"),
        (ROOT.format('<rect fill="red"/>'), "rect 不用属性 fill"),
        (ROOT.format('<rect onclick="x()"/>'), "rect 不用属性 onclick"),
        (ROOT.format('<rect id="a"/>'), "rect 不用属性 id"),
        (ROOT.format('<path d="url(#a)"/>'), "path 不用属性 d"),
        (ROOT.format('<rect class="soft red"/>'), "不认识的 class：red"),
        (ROOT.format("走"), "文字只能写在 text 里"),
        (ROOT.format("<g>走</g>"), "文字只能写在 text 里"),
    ],
)
def test_what_may_not_stand_in_a_page_is_named(text, told):
    with pytest.raises(BadDrawing) as refused:
        parse_drawing(text)
    assert told in refused.value.message % refused.value.params


def test_an_image_alone_in_its_paragraph_becomes_the_drawing():
    source = '先看图。\n\n![两步](a.svg "图 1")\n\n再看字。\n'
    html = markup.render(source, drawings={"a.svg": drawn(SOUND)})
    assert html.startswith('<p>先看图。</p>\n<figure class="diagram"><svg viewBox="0 0 360 120"')
    assert "<figcaption>图 1</figcaption></figure>\n<p>再看字。</p>" in html
    assert markup.diagrams(source) == [("a.svg", "两步")]
    assert markup.plain_text(source) == "先看图。\n图 1\n再看字。"

"""Slips of Chinese typography: each rule with a flaw, and text that is as it should be."""

import pytest

from examsite.domain.typography import slips


@pytest.mark.parametrize(
    "text",
    [
        "转化率 3.2%（支付人数 ÷ 观看人数，20:00–23:00）。",
        "第 3 章写了 UV 价值，单位是元/人。",
        "「先说价格」，再报链接号……",
        "1. 一；2. 二",
        "曝光-进入率　12%",
        "",
    ],
)
def test_sound_text_has_none(text):
    assert list(slips(text)) == []


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("转化率3%", "缺一个空格"),
        ("共 3 场GMV", "缺一个空格"),
        ("先停,再查", "半角标点"),
        ("先停; 再查", "半角标点"),
        ("先停， 再查", "标点旁边多了空格"),
        ("先停 。再查", "标点旁边多了空格"),
        ("先停 再查", "汉字之间多了空格"),
        ("先停。。再查", "标点重复"),
        ("先停，。再查", "标点重复"),
        ("说“停”", "引号须用「」"),
        ("等等...", "省略号须用……"),
        ("等等…", "省略号须用……"),
        ("看 ＲＯＩ", "全角的字母或数字"),
        ("看\u00a0这里", "空白"),
        ("e\u0301", "NFC"),
    ],
)
def test_a_slip_is_named(text, why):
    found = list(slips(text))
    assert any(why in slip.why for slip in found), found


def test_the_text_around_a_slip_is_shown():
    (slip,) = slips("前面十个字前面十个字,后面十个字后面十个字")
    assert slip.excerpt == "个字前面十个字,后面十个字后"

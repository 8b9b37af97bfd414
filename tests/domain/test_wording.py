"""Words that must not stand on paper or site."""

import pytest

from examsite.domain.wording import (
    FORBIDDEN_IN_COPY,
    FORBIDDEN_ON_CERTIFICATE,
    STATEMENT,
    Surface,
    lint,
)

PAPER, COPY = Surface.CERTIFICATE, Surface.COPY
ON_PAPER = (
    "本证书由颁证机构自行组织评价并颁发，仅证明持证人在评价时达到本机构公布的该级别要求，"
    "不作为就业准入或职称评定的依据。以扫码核验结果为准；阅读器显示签名者未知不等于伪造。"
    "操盘手能力评价证书（初级 / 中级 / 高级） 直播电商操盘 示例机构（未设置）"
)


def words(text, surface=COPY, names=()):
    return [finding.word for finding in lint(text, surface, names)]


def test_the_papers_own_words_pass():
    assert words(ON_PAPER, PAPER) == []
    assert words(ON_PAPER, COPY) == []


@pytest.mark.parametrize("word", FORBIDDEN_ON_CERTIFICATE)
def test_every_word_is_found_on_paper_and_site(word):
    assert word in words(f"这是{word}的说明", PAPER)
    assert word in words(f"这是{word}的说明", COPY)


SAMPLES = {"部委推荐": "人社部推荐", "N 天拿证": "7天拿证"}


@pytest.mark.parametrize("word", FORBIDDEN_IN_COPY.keys() - FORBIDDEN_ON_CERTIFICATE.keys())
def test_marketing_words_are_found_on_the_site(word):
    assert words(f"欢迎，{SAMPLES.get(word, word)}！", COPY) == [word]
    assert words(f"欢迎，{SAMPLES.get(word, word)}！", PAPER) == []


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("职 业 资 格", "职业资格"),
        ("职业\n资格", "职业资格"),
        ("职\u200b业资格", "职业资格"),
        ("ｃｎａｓ 标志", "CNAS"),
        ("ISO/IEC 17024 认证", "17024 认证"),
        ("三十天内拿证", "N 天拿证"),
        ("人力资源和社会保障部推荐", "部委推荐"),
        ("××部门推荐", "部委推荐"),
        ("获得认可", "认可"),
    ],
)
def test_disguises(text, word):
    assert words(text) == [word]


@pytest.mark.parametrize(
    "text",
    [
        "请确认可用时间",
        "默认可见",
        "红包过期",
        "打包过程",
        "快速成长",
        "时代考验",
        "其中国产品牌",
        "安全国标",
        "五官方面",
        "全部推荐",
        "企业内部",
    ],
)
def test_harmless_words_that_hold_them(text):
    assert words(text) == []


def test_the_one_exception_holds_on_the_site_and_to_the_letter():
    assert words(f"说明：{STATEMENT}详情见规则。", COPY) == []
    assert words(STATEMENT, PAPER) == ["国家", "职业资格", "职业技能等级"]
    assert words(STATEMENT.replace("机构", "本机构"), COPY) == ["国家", "职业资格", "职业技能等级"]
    assert words(STATEMENT + "国家级", COPY) == ["国家"]


def test_an_allowed_issuer_name():
    name = "中国某某协会（示例）"
    assert words(f"发证机构：{name}", PAPER) == ["中国"]
    assert words(f"发证机构：{name}", PAPER, [name, ""]) == []
    assert words(f"{name}是国家级机构", PAPER, [name]) == ["国家"]


def test_findings_stand_in_the_order_of_the_text_with_their_surroundings():
    found = lint("这里是唯一的，那里是官方的。", COPY)
    assert [finding.word for finding in found] == ["唯一", "官方"]
    assert "这里是唯一" in found[0].excerpt

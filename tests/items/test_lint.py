"""What a well-formed bank is checked for: giveaways, near-duplicates, wording, units, laws."""

from fractions import Fraction

import pytest
from scipy.stats import chi2

from examsite.items.files import read_bank
from examsite.items.lint import (
    chi_square_tail,
    likeness,
    lint_bank,
    longest_share,
    trigrams,
)
from tests.make_content import BANK, OPTIONS, bank, item, testlet

STEMS = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉"


def read(folder, *items):
    return read_bank(bank(folder, *items), passages=None)


def told(folder, *items):
    return [str(one) for one in lint_bank(read(folder, *items))]


def singles(count, **changes):
    """Items with stems that have nothing in common and keys that go round."""
    return [
        item(number=n + 1, stem=STEMS[n] * 3 + "？", **{"key": "abcd"[n % 4], **changes})
        for n in range(count)
    ]


def test_a_sound_bank_has_no_findings(tmp_path):
    assert told(tmp_path, *singles(8), item("true_false", 20), testlet(30)) == []


def test_the_shipped_bank_has_no_faults():
    shipped = read_bank(BANK, passages=None)
    assert len(shipped.items) >= 140
    assert [str(one) for one in lint_bank(shipped) if not one.warning] == []


def test_the_key_may_not_stand_out_by_its_length(tmp_path):
    long = {**OPTIONS, "a": "核对价格、链接号与库存之后再改"}
    items = [*singles(7), *singles(20, options=long, key="a")[8:]]
    assert "初级单选：最长的选项就是答案的占" in "\n".join(told(tmp_path, *items))


def test_options_of_one_length_share_the_count(tmp_path):
    options = {"a": "一一", "b": "二二", "c": "三", "d": "四"}
    (one,) = read(tmp_path, item(options=options)).items
    assert longest_share([one.shape]) == Fraction(1, 2)
    assert longest_share([]) == 0


def test_keys_are_spread_over_the_positions(tmp_path):
    (found,) = told(tmp_path, *singles(16, key="b"))
    assert found.startswith("初级单选：答案位置不均匀（0、16、0、0；卡方检验 p=0.0000")


@pytest.mark.parametrize("freedom", [1, 2, 3, 4, 9])
@pytest.mark.parametrize("statistic", [0, 0.1, 3.0, 11.34, 40.0])
def test_the_chi_square_tail(statistic, freedom):
    assert chi_square_tail(statistic, freedom) == pytest.approx(chi2.sf(statistic, freedom))


def test_stems_that_are_alike(tmp_path):
    stem = "直播进行到一半，库存只剩十件，主播还在讲这一款，操盘手先做什么？"
    near = stem.replace("十件", "几件").replace("主播", "助播")
    found = lint_bank(
        read(tmp_path, item(stem=stem), item(number=2, stem=stem), item(number=3, stem=near))
    )
    (same, *similar) = [one for one in found if "题干" in one.what]
    assert (str(same), same.warning) == ("J-A-001：与 J-A-002 的题干几乎相同（1.00）", False)
    assert {one.warning for one in similar} == {True}
    assert likeness(trigrams("一二三"), trigrams("一**二** 三？")) == 1
    assert likeness(frozenset(), frozenset()) == 0


@pytest.mark.parametrize(
    "reason", ["选项 a 更全面。", "应选 B。", "B 项漏了复核。", "A、C 都不全。", "排除 D，不合规。"]
)
def test_reasons_name_no_letters(tmp_path, reason):
    rationales = dict.fromkeys(OPTIONS, "理由。") | {"b": reason}
    assert told(tmp_path, item(rationales=rationales)) == [f"J-A-001：理由里写了选项字母：{reason}"]


@pytest.mark.parametrize("reason", ["A 级专场才需要。", "S-A-B 三类活动。", "按 UV 计算。"])
def test_letters_that_mean_something_else_stay(tmp_path, reason):
    assert told(tmp_path, item(rationales=dict.fromkeys(OPTIONS, reason))) == []


@pytest.mark.parametrize(
    ("stem", "fault"),
    [
        ("下列哪一项不属于操盘手的职责？", True),
        ("下列做法中，不正确的是？", True),
        ("下列说法错误的是？", True),
        ("下列哪一项**不属于**操盘手的职责？", False),
        ("主播不在场。先做哪一项？", False),
        ("下列哪些情况不少于两次？", False),
    ],
)
def test_negative_stems_are_marked(tmp_path, stem, fault):
    assert bool(told(tmp_path, item(stem=stem))) is fault


def test_the_unit_is_said_or_offered(tmp_path):
    assert "没有写明单位“元/人”" in told(tmp_path, item("numeric", stem="是多少？"))[0]
    assert told(tmp_path, item("numeric", stem="是多少？", units=["元/人", "元"])) == []
    assert told(tmp_path, item("numeric", stem="每人多少元？")) == []


def test_options_and_words(tmp_path):
    found = told(tmp_path, item(options={**OPTIONS, "d": "以上都对"}, stem="包过的是哪一种？"))
    assert "J-A-001：不用“以上都对”这样的选项" in found
    assert any("不能用的词“包过”" in one for one in found)


def test_judgements_are_right_about_as_often_as_wrong(tmp_path):
    items = [item("true_false", n + 1, stem=STEMS[n] * 3 + "。") for n in range(10)]
    assert "初级判断：判断题“对”的占 10 / 10，应在四成到六成之间" in told(tmp_path, *items)


def test_the_number_of_right_options_is_no_constant(tmp_path):
    stems = [STEMS[n] * 3 + "？（可多选，选错倒扣至 0）" for n in range(8)]
    items = [item("multiple", n + 1, stem=stem) for n, stem in enumerate(stems)]
    assert "初级多选：正确项数总是 2 个" in told(tmp_path, *items)


def walled(tmp_path, practice):
    bank(
        tmp_path,
        item("numeric", stem="观看 48,000 人，支付 1,344 人，GMV 129,024 元，UV 价值是多少元/人？"),
    )
    bank(tmp_path, practice, place="practice/junior/A.yaml")
    return [str(one) for one in lint_bank(read_bank(tmp_path, passages=None))]


def test_practice_does_not_repeat_the_words_of_an_exam_item(tmp_path):
    near = item(
        "numeric", 501, stem="观看 48,001 人，支付 1,345 人，GMV 129,025 元，UV 价值是多少元/人？"
    )
    assert any("J-A-501：与考试题 J-A-001 的题干相近" in one for one in walled(tmp_path, near))


def test_practice_does_not_repeat_the_numbers_of_an_exam_item(tmp_path):
    same = item("true_false", 501, stem="某场 129,024 元、1,344 单、48,000 次，口径齐全。")
    assert walled(tmp_path, same) == ["J-A-501：与考试题 J-A-001 用了相同的数：129024、1344、48000"]


def test_slips_of_typography_are_named(tmp_path):
    assert told(tmp_path, item(stem="先做什么,再做什么？")) == [
        "J-A-001：汉字旁边用了半角标点：先做什么,再做什么？"
    ]

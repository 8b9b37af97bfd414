"""Names: kept as typed, matched by a key, masked for strangers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from examsite.domain.names import BadName, check_name, mask, name_key

SELECTOR = "\U000e0101"


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("示例 考生", "示例考生"),
        ("阿卜杜拉·买买提", "阿卜杜拉•买买提"),
        ("阿卜杜拉·买买提", "阿卜杜拉・买买提"),
        ("阿卜杜拉·买买提", "阿卜杜拉.买买提"),
        ("阿卜杜拉·买买提", "阿卜杜拉 ･ 买买提"),
        ("Ｊｏｈｎ Smith", "john smith"),
        (f"葛{SELECTOR}某某", "葛某某"),
        ("示\u200b例", "示例"),
        ("STRASSE", "straße"),
    ],
)
def test_spellings_of_one_name(one, two):
    assert name_key(one) == name_key(two)


@pytest.mark.parametrize(("one", "two"), [("示例", "示列"), ("阿卜·提", "阿卜提")])
def test_different_names(one, two):
    assert name_key(one) != name_key(two)


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("示例", "示*"),
        ("姚福包", "姚*包"),
        ("示例考生", "示**生"),
        ("阿卜杜拉·买买提", "阿******提"),
        ("示", "*"),
        ("John Smith", "J***"),
        ("Éva", "É***"),
        ("Ｊｏｈｎ", "Ｊ***"),
        (f"葛{SELECTOR}某", f"葛{SELECTOR}*"),
        (f"葛{SELECTOR}某某", f"葛{SELECTOR}*某"),
        ("𠮷野家", "𠮷*家"),
        (" 示例 ", "示*"),
        ("", ""),
    ],
)
def test_masks(name, masked):
    assert mask(name) == masked


@pytest.mark.parametrize("name", ["示", "示" * 60, f"葛{SELECTOR}", "O'Neil", "阿卜杜拉·买买提"])
def test_names_that_can_be_stored(name):
    check_name(name)


@pytest.mark.parametrize("name", ["", "  ", "\u200b", "示" * 61, "示\n例", "\0", "\ud800"])
def test_names_that_cannot(name):
    with pytest.raises(BadName):
        check_name(name)


@given(st.text(max_size=70))
def test_any_text_has_a_key_and_a_mask(name):
    assert name_key(name_key(name)) == name_key(name)
    mask(name)

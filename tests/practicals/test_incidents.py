"""Sealed incident cards from files: the shipped ones are whole, and each fault is named."""

import copy

import pytest
import yaml

from examsite.kit.content_files import ContentRefused
from examsite.practicals.incidents import LEAST, lint_incidents, read_incidents
from tests.make_content import BANK, write_yaml

SHIPPED = yaml.safe_load((BANK / "incidents/junior.yaml").read_text("utf-8"))


def told(folder, *cards):
    write_yaml(folder / "incidents/junior.yaml", list(cards))
    with pytest.raises(ContentRefused) as refused:
        read_incidents(folder)
    return "\n".join(map(str, refused.value.problems))


def test_the_shipped_cards_are_enough_for_every_level():
    cards = read_incidents(BANK)
    assert len(cards) >= LEAST
    assert [card.level for card in cards] == sorted((c.level for c in cards), key="JIS".index)
    assert {len(card.bands) for card in cards} == {5}


def test_no_folder_is_no_cards(tmp_path):
    assert read_incidents(tmp_path) == []
    assert lint_incidents([], set()) == []


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"id": "P4"}, "id：写法不对"),
        ({"level": "S"}, "id：须以级别字母开头"),
        ({"cards": ["P11"]}, "cards.0：写法不对"),
        ({"cards": []}, "cards：至少要有 1 项"),
        ({"bands": {1: "没有做"}}, "bands：须写全 1 到 5 五档"),
        ({"then": SHIPPED[0]["first_minute"]}, "id 有重复"),
        ({"forbidden": []}, "forbidden：至少要有 1 项"),
        ({"show": ""}, "show：不能为空"),
        ({"secret": "x"}, "不认识的字段"),
    ],
)
def test_a_fault_is_named(tmp_path, change, words):
    assert words in told(tmp_path, copy.deepcopy(SHIPPED[0]) | change)


def test_a_number_is_given_once(tmp_path):
    assert "J-P4-1 id：已有这个编号" in told(tmp_path, SHIPPED[0], SHIPPED[0])


def test_a_card_rests_on_a_passage_and_there_are_enough():
    cards = read_incidents(BANK)
    assert lint_incidents(cards, {card.passage for card in cards}) == []
    found = lint_incidents(cards[:3], {"ch01-look"})
    assert [str(one) for one in found] == [
        "J-P4-1：手册里没有段落 ch12-cards",
        "J-P7-1：手册里没有段落 ch12-cards",
        "J-P1-1：手册里没有段落 ch12-cards",
        "incidents：只有 3 张，至少要 12 张",
    ]

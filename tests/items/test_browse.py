"""The authors' list and one item: read-only, with the key, and out of candidates' reach."""

import pytest

from examsite.handbook.services.syncing import sync_handbook
from examsite.items.queries.bank import list_current
from examsite.items.services.syncing import sync_bank
from tests.make_content import ANSWERS, FAMILY, bank, chapter, item, testlet
from tests.make_workbook import sign

KINDS = list(ANSWERS)


@pytest.fixture
def stored(site, people, tmp_path, now):
    sign(people.author, people.reviewer)
    chapter(tmp_path / "handbook")
    sync_handbook(tmp_path / "handbook", now)
    items = [item(kind, number) for number, kind in enumerate(KINDS, start=1)]
    sync_bank(bank(tmp_path / "bank", *items, item("numeric", 98, **FAMILY), testlet(99)), now)
    return {code: one.item.public_id for code, one in list_current().items()}


def test_it_works(stored, clients):
    text = clients.author.get("/staff/items").text
    assert "共 9 题" in text
    assert "J-A-001" in text
    assert f"/staff/items/{stored['J-A-001']}" in text


@pytest.mark.parametrize(
    ("query", "shown", "hidden"),
    [
        ("type=numeric", "J-A-004", "J-A-001"),
        ("state=live", "J-A-099", "J-B-001"),
        ("area=A", "J-A-001", "J-B-001"),
        ("level=J", "J-A-001", "没有符合条件"),
        ("level=S", "没有符合条件的题目", "J-A-001"),
        ("area=Q&type=x&state=y&page=z", "J-A-001", "J-B-001"),
        ("page=9", "J-A-001", "J-B-001"),
    ],
)
def test_the_list_filters(stored, clients, query, shown, hidden):
    text = clients.reviewer.get(f"/staff/items?{query}").text
    assert shown in text
    assert hidden not in text


def test_nothing_found_says_so(stored, clients):
    assert "没有符合条件的题目" in clients.author.get("/staff/items?area=K").text


def test_long_lists_have_pages(site, people, clients, tmp_path, now):
    sign(people.author)
    chapter(tmp_path / "handbook")
    sync_handbook(tmp_path / "handbook", now)
    sync_bank(bank(tmp_path / "bank", *(item(number=n) for n in range(1, 60))), now)
    first = clients.author.get("/staff/items?area=A").text
    assert "J-A-050" in first
    assert "J-A-051" not in first
    assert "/staff/items?page=2&amp;area=A" in first
    assert "J-A-059" in clients.author.get("/staff/items?area=A&page=2").text


@pytest.mark.parametrize("number", range(1, 8))
def test_every_type_shows_its_key_and_reasons(stored, clients, number):
    kind = KINDS[number - 1]
    text = clients.author.get(f"/staff/items/{stored[f'J-A-{number:03d}']}").text
    assert ANSWERS[kind]["stem"] in text
    for reason in ANSWERS[kind]["rationales"].values():
        assert text.count(reason) == 1
    if kind not in ("ordering", "matching", "short_answer"):
        assert text.count("✓</span> 正确") == (2 if kind == "multiple" else 1)
    assert "/handbook/first#ch01-look" in text


def test_a_testlet_shows_its_parts(stored, clients):
    text = clients.author.get(f"/staff/items/{stored['J-A-099']}").text
    assert "一场直播。" in text
    assert "第 2 小题" in text
    assert "相除。" in text
    assert text.count("✓</span> 正确") == 2


def test_a_family_shows_its_first_variant(stored, clients):
    text = clients.author.get(f"/staff/items/{stored['J-A-098']}").text
    assert "7 个变体" in text
    assert "gmv = 129024" in text
    assert "= gmv / uv * 100" in text


@pytest.mark.parametrize("who", ["candidate", "examiner_a", "officer", "hr", "admin"])
def test_others_may_not_look(stored, clients, who):
    client = getattr(clients, who)
    assert client.get("/staff/items").status_code == 403
    assert client.get(f"/staff/items/{stored['J-A-001']}").status_code == 403


def test_strangers_sign_in_first(stored, clients):
    assert clients.anonymous.get("/staff/items").status_code == 303


def test_an_unknown_item_is_not_found(stored, clients):
    assert clients.author.get("/staff/items/none").status_code == 404

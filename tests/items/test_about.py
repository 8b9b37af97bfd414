"""What the bank says of itself: counts by origin, and that nobody's panel has reviewed it."""

from examsite.domain.terms import Level, Pool
from examsite.handbook.services.syncing import sync_handbook
from examsite.items.queries.about import Holding, list_holdings
from examsite.items.services.syncing import sync_bank
from tests.make_content import bank, chapter, item

READ = {
    "made_by": "program",
    "made_on": "2026-11-22",
    "checks": [{"reader": "reader-1", "on": "2026-11-23", "answer": "b"}],
}


def test_an_empty_bank_says_what_to_do(site, clients):
    assert "题库是空的" in clients.author.get("/staff/items/about").text


def test_items_are_counted_by_level_pool_and_origin(site, clients, tmp_path, now):
    chapter(tmp_path / "handbook")
    sync_handbook(tmp_path / "handbook", now)
    items = [item(number=1, provenance=READ), item(number=2)]
    sync_bank(bank(tmp_path / "bank", *items), now)
    assert list_holdings() == [Holding(Level.JUNIOR, Pool.EXAM, True, 2, 0, 1)]
    text = clients.author.get("/staff/items/about").text
    assert "还没有由人组成的专家组审过" in text
    assert "随软件附带" in text

"""The bank's files become rows: versions are only ever added, keys apart, all or nothing."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from examsite.domain.actions import Action
from examsite.domain.terms import ItemState, ItemType
from examsite.handbook.services.syncing import sync_handbook
from examsite.items.models import Area, Item, ItemVersion, KeyVersion
from examsite.items.queries.bank import list_current
from examsite.items.services.rekeying import add_next_key, with_answer
from examsite.items.services.syncing import sync_bank
from examsite.kit.content_files import ContentRefused
from examsite.kit.db import db, write
from examsite.kit.journal import JournalDetail, JournalEntry
from tests.make_content import BANK, FAMILY, HANDBOOK, REASONS, bank, chapter, item, testlet


@pytest.fixture
def folder(site, tmp_path, now):
    chapter(tmp_path / "handbook")
    sync_handbook(tmp_path / "handbook", now)
    return bank(tmp_path / "bank", item(), item("numeric", 2), item("true_false", 3))


def versions(code):
    rows = select(ItemVersion).join(Item).where(Item.code == code).order_by(ItemVersion.number)
    return list(db.session.scalars(rows))


def keys(version):
    rows = select(KeyVersion).where(KeyVersion.item_version_id == version.id)
    return list(db.session.scalars(rows.order_by(KeyVersion.number)))


def lines():
    synced = select(JournalEntry).where(JournalEntry.what == "bank.synced")
    return list(db.session.scalars(synced))


def state(code):
    return db.session.scalar(select(Item.state).where(Item.code == code))


def test_it_works(folder, now):
    report = sync_bank(folder, now)
    assert report.added == ["J-A-001", "J-A-002", "J-A-003"]
    assert report.areas == list("ABCDEFGHIJK")
    current = list_current()["J-A-002"]
    assert (current.item.state, current.item.type, current.item.shipped) == (
        ItemState.LIVE,
        ItemType.NUMERIC,
        True,
    )
    assert current.version.content == {
        "stem": "UV 价值是多少元/人？（保留两位小数）",
        "rounding": 2,
        "unit": "元/人",
    }
    assert current.key.key == {
        "key": "2.69",
        "tolerance": {"abs": "0.005", "rel": "0"},
        "unit": None,
        "solve": "129024 / 48000",
        "rounding": 2,
    }
    assert current.key.rationales["96"] == "这是客单价。"
    assert (current.version.number, current.key.number) == (1, 1)


def test_the_same_files_write_nothing(folder, now):
    sync_bank(folder, now)
    assert not sync_bank(folder, now + timedelta(days=1))
    assert len(lines()) == 1


def test_keys_and_stems_stay_out_of_the_journal(folder, now):
    sync_bank(folder, now)
    detail = str(db.session.get(JournalDetail, lines()[0].n).body)
    assert "129024" not in detail
    assert "先做什么" not in detail
    assert "的理由" not in detail


def test_a_changed_stem_makes_version_2_and_leaves_version_1(folder, now):
    sync_bank(folder, now)
    (first,) = versions("J-A-001")
    stood = (first.id, dict(first.content), first.content_hash, keys(first)[0].content_hash)
    later = now + timedelta(days=1)
    bank(folder, item(stem="最先做什么？"), item("numeric", 2), item("true_false", 3))
    assert sync_bank(folder, later).changed == ["J-A-001"]
    db.session.expire_all()
    one, two = versions("J-A-001")
    assert (one.id, one.content, one.content_hash, keys(one)[0].content_hash) == stood
    assert (two.number, two.content["stem"], two.created_at) == (2, "最先做什么？", later)
    assert [key.number for key in keys(two)] == [1]
    assert len(versions("J-A-002")) == 1
    assert list_current()["J-A-001"].version.number == 2


@pytest.mark.parametrize(
    "change",
    [
        {"difficulty": 0.5},
        {"cognitive": "remember"},
        {"enemies": ["J-A-002"]},
        {"seconds": 90},
        {"passage": "ch01-again"},
        {"provenance": {"made_by": "program", "made_on": "2026-11-22", "checks": [{"reader": "reader-1", "on": "2026-11-23", "answer": "a"}]}},
    ],
)  # fmt: skip
def test_whatever_a_version_tells_makes_a_new_one(folder, now, change):
    sync_bank(folder, now)
    bank(folder, item(**change), item("numeric", 2), item("true_false", 3))
    assert sync_bank(folder, now).changed == ["J-A-001"]
    one, two = versions("J-A-001")
    assert one.content_hash == two.content_hash
    assert not sync_bank(folder, now)


def test_a_changed_key_or_reason_makes_a_key_version_of_the_same_item_version(folder, now):
    sync_bank(folder, now)
    bank(folder, item(key="b"), item("numeric", 2), item("true_false", 3))
    assert sync_bank(folder, now).keys == ["J-A-001"]
    bank(folder, item(key="b", rationales={**REASONS, "a": "新理由。"}), item("numeric", 2), item("true_false", 3))  # fmt: skip
    assert sync_bank(folder, now).keys == ["J-A-001"]
    (version,) = versions("J-A-001")
    assert [(one.number, one.key["key"]) for one in keys(version)] == [(1, "a"), (2, "b"), (3, "b")]
    assert list_current()["J-A-001"].key.rationales["a"] == "新理由。"


def test_a_key_that_a_regrade_decided_stays_until_the_file_says_something_else(folder, now):
    sync_bank(folder, now)
    known = list_current()["J-A-001"]
    other = next(one for one in known.version.content["options"] if one != known.key.key["key"])
    key = with_answer(known.version, "", known.key.key, [other], instead=True)
    with write(Action.REGRADE_APPROVED, by=None, now=now) as tx:
        add_next_key(tx, known.version, key, "答案有误")
    assert sync_bank(folder, now).keys == []
    assert list_current()["J-A-001"].key.key["key"] == other
    third = next(
        one for one in known.version.content["options"] if one not in (other, known.key.key["key"])
    )
    bank(folder, item(key=third), item("numeric", 2), item("true_false", 3))
    assert sync_bank(folder, now).keys == ["J-A-001"]
    assert list_current()["J-A-001"].key.key["key"] == third


def test_a_vanished_item_retires_and_may_return(folder, now):
    sync_bank(folder, now)
    bank(folder, item(), item("numeric", 2))
    assert sync_bank(folder, now).retired == ["J-A-003"]
    assert state("J-A-003") == "retired"
    assert not sync_bank(folder, now)
    bank(folder, item(), item("numeric", 2), item("true_false", 3))
    report = sync_bank(folder, now)
    assert (report.returned, report.changed) == (["J-A-003"], [])
    assert state("J-A-003") == "live"
    assert len(versions("J-A-003")) == 1


def test_every_type_is_stored_and_live(folder, now):
    bank(folder, testlet(1), item("short_answer", 2), item("numeric", 3, **FAMILY))
    sync_bank(folder, now)
    assert {state(f"J-A-{number:03d}") for number in (1, 2, 3)} == {"live"}
    assert set(list_current()["J-A-001"].key.key["parts"]) == {"p1", "p2"}
    assert list_current()["J-A-003"].version.content["variants"][0]["uv"] == "30000"


def test_the_type_of_an_id_is_for_ever(folder, now):
    sync_bank(folder, now)
    bank(folder, item("numeric"), item("numeric", 2))
    with pytest.raises(ContentRefused) as refused:
        sync_bank(folder, now)
    told = "\n".join(map(str, refused.value.problems))
    assert "J-A-001 type：题型不能改" in told


def test_an_installations_own_bank_stays_draft_and_apart(folder, tmp_path, now):
    sync_bank(folder, now)
    own = bank(tmp_path / "own", item(number=500))
    sync_bank(own, now, shipped=False)
    assert state("J-A-500") == "draft"
    assert not sync_bank(folder, now)
    assert state("J-A-500") == "draft"
    bank(own, item(number=1), item(number=500))
    with pytest.raises(ContentRefused, match="content_refused") as refused:
        sync_bank(own, now, shipped=False)
    assert "J-A-001 id：题号已被另一个题库使用" in str(refused.value.problems[0])


def test_items_cite_passages_that_stand(folder, tmp_path, now):
    sync_bank(folder, now)
    body = "## 1.1 看数 {#ch01-other level=J}\n\n别的。\n"
    chapter(tmp_path / "handbook", body=body, figures=[])
    sync_handbook(tmp_path / "handbook", now)
    with pytest.raises(ContentRefused) as refused:
        sync_bank(folder, now)
    assert "J-A-001 passage：手册里没有段落 ch01-look" in str(refused.value.problems[0])


def test_a_fault_stores_nothing(folder, now):
    bank(folder, item(), item(number=2, key="x"))
    with pytest.raises(ContentRefused):
        sync_bank(folder, now)
    assert db.session.scalars(select(Item)).all() == []
    assert db.session.scalars(select(Area)).all() == []
    assert lines() == []


def test_the_real_bank_syncs(site, now):
    sync_handbook(HANDBOOK, now)
    report = sync_bank(BANK, now)
    assert len(report.added) >= 140
    assert not sync_bank(BANK, now)
    assert {one.item.state for one in list_current().values()} == {ItemState.LIVE}

"""Importing in two steps: shown first, then written by its owner, all of it or nothing."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from examsite.domain.actions import Action
from examsite.domain.terms import ItemState
from examsite.handbook.services.syncing import sync_handbook
from examsite.items.models import ImportPlan, Item, ItemVersion, KeyVersion
from examsite.items.policies import (
    ImportHasRejected,
    ImportStale,
    NothingToImport,
    PlanGone,
)
from examsite.items.queries.bank import list_current
from examsite.items.queries.listing import ItemFilter
from examsite.items.queries.plans import get_plan_by_token
from examsite.items.services import importing
from examsite.items.services.exporting import export_items
from examsite.items.services.syncing import sync_bank
from examsite.kit.db import db, write
from examsite.kit.journal import JournalDetail, JournalEntry
from tests.cast import NOW
from tests.make_content import BANK, HANDBOOK, SVG, bank, chapter, item, testlet
from tests.make_workbook import edited, entry, workbook

NEW = {"id": ""}


@pytest.fixture
def stored(site, tmp_path, now):
    """A shipped bank of three items, one with a diagram."""
    chapter(tmp_path / "handbook")
    sync_handbook(tmp_path / "handbook", now)
    folder = bank(
        tmp_path / "bank", item(), item("numeric", 2), testlet(3) | {"material": "![线](a.svg)"}
    )
    (folder / "figures").mkdir()
    (folder / "figures" / "a.svg").write_text(SVG, "utf-8")
    sync_bank(folder, now)
    return folder


def count(table):
    return db.session.scalar(select(func.count()).select_from(table))


def read(data, by, now):
    return importing.read(data, "题.xlsx", by=by, now=now)


def imported(data, by, now, **how):
    return importing.carry_out(read(data, by, now), by=by, now=now, **how)


def codes(lines):
    return [line["code"] for line in lines]


def reasons(plan):
    return [
        (each["sheet"], each["row"], each["column"], each["reason"])
        for each in plan.body["rejected"]
    ]


def test_it_works(stored, people, now):
    data = workbook(entry(number=10), entry("multiple", 11), entry("testlet", 12))
    before = count(Item), count(ItemVersion)
    plan = read(data, people.author, now)
    assert codes(plan.body["added"]) == ["J-A-010", "J-A-011", "J-A-012"]
    assert (plan.body["changed"], plan.body["same"], plan.body["rejected"]) == ([], 0, [])
    assert (count(Item), count(ItemVersion)) == before, "a dry run writes nothing"
    done = importing.carry_out(plan, by=people.author, now=now)
    assert done.added == ["J-A-010", "J-A-011", "J-A-012"]
    made = list_current(done.added)["J-A-010"]
    assert (made.item.state, made.item.shipped, made.item.author_id) == (
        ItemState.DRAFT,
        False,
        people.author.id,
    )
    assert (made.version.number, made.key.number, made.key.reason) == (1, 1, "从表格导入")
    assert made.version.created_at == now


def test_an_unchanged_export_changes_nothing(site, people, now):
    """The whole shipped bank out and in again, and an author's own items too."""
    sync_handbook(HANDBOOK, now)
    sync_bank(BANK, now)
    own = workbook(
        *(
            entry(kind, n, passage="ch03-uv-value", id=f"新{n}")
            for n, kind in enumerate(("single", "numeric", "short_answer", "testlet"))
        )
    )
    imported(own, people.author, now)
    stands = count(ItemVersion), count(KeyVersion)
    later = now + timedelta(days=1)
    data = export_items(ItemFilter(), by=people.author, now=later)
    plan = read(data, people.author, later)
    assert plan.body["rejected"] == []
    assert (plan.body["added"], plan.body["changed"], plan.body["same"]) == ([], [], count(Item))
    with pytest.raises(NothingToImport):
        importing.carry_out(plan, by=people.author, now=later)
    assert (count(ItemVersion), count(KeyVersion)) == stands


def test_a_changed_item_becomes_a_new_version_and_a_draft_again(stored, people, now):
    imported(workbook(entry(number=10), entry(number=11), entry(number=12)), people.author, now)
    with write(Action.ITEM_PUT_TO_USE, by=people.reviewer, now=now):
        for one in list_current(["J-A-010", "J-A-011", "J-A-012"]).values():
            one.item.state = ItemState.LIVE
    later = now + timedelta(hours=1)
    data = workbook(
        entry(number=10, stem="最先做什么？"), entry(number=11, key="b"), entry(number=12)
    )
    plan = read(data, people.author, later)
    assert (codes(plan.body["changed"]), plan.body["same"]) == (["J-A-010", "J-A-011"], 1)
    importing.carry_out(plan, by=people.author, now=later)
    found = list_current(["J-A-010", "J-A-011", "J-A-012"])
    assert {
        code: (one.version.number, one.key.number, one.item.state) for code, one in found.items()
    } == {
        "J-A-010": (2, 1, ItemState.DRAFT),
        "J-A-011": (1, 2, ItemState.DRAFT),
        "J-A-012": (1, 1, ItemState.LIVE),
    }
    assert found["J-A-010"].version.content["stem"] == "最先做什么？"


def test_a_retired_item_of_ones_own_may_come_back_changed(stored, people, now):
    imported(workbook(entry(number=10)), people.author, now)
    with write(Action.BANK_SYNCED, by=None, now=now):
        list_current(["J-A-010"])["J-A-010"].item.state = ItemState.RETIRED
    imported(workbook(entry(number=10, key="c")), people.author, now)
    assert list_current(["J-A-010"])["J-A-010"].item.state is ItemState.DRAFT


def test_empty_ids_get_the_next_free_number_of_their_kind(stored, people, now):
    imported(workbook(entry(number=20)), people.author, now)
    rows = [
        entry(**NEW),
        entry("multiple", **NEW),
        entry("single", **NEW, pool="practice"),
        entry("single", **NEW, area="B"),
        entry("single", **NEW, level="I"),
        entry(number=22),
        entry("true_false", **NEW, enemies=["J-A-022"]),
    ]
    plan = read(workbook(*rows), people.author, now)
    assert reasons(plan) == []
    assert sorted(codes(plan.body["added"])) == [
        "I-A-001", "J-A-022", "J-A-023", "J-A-024", "J-A-025", "J-A-501", "J-B-001",
    ]  # fmt: skip


def fill(numbers):
    """Rows of the bank under these numbers, as light as they may be."""
    like = list_current(["J-A-001"])["J-A-001"]
    same = {name: getattr(like.item, name) for name in ("level", "area", "type", "pool")}
    with write(Action.BANK_SYNCED, by=None, now=NOW) as tx:
        items = [Item(code=f"J-A-{n:03d}", state=ItemState.RETIRED, **same) for n in numbers]
        tx.add_all(items)
        versions = [copy_of(like.version, item_id=one.id) for one in items]
        tx.add_all(versions)
        tx.add_all([copy_of(like.key, item_version_id=one.id) for one in versions])


def copy_of(row, **other):
    columns = {one.key for one in type(row).__table__.columns} - {"id"}
    return type(row)(**{name: getattr(row, name) for name in columns} | other)


def test_a_full_range_fills_its_gaps_and_then_says_so(stored, people, now):
    fill([500])
    assert codes(read(workbook(entry(**NEW)), people.author, now).body["added"]) == ["J-A-004"]
    fill(range(5, 500))
    plan = read(workbook(entry(**NEW), entry("multiple", **NEW)), people.author, now)
    assert codes(plan.body["added"]) == ["J-A-004"]
    assert [told[2:] for told in reasons(plan)] == [
        ("题号", "这个级别、知识域、题池的流水号已经用完。")
    ]


def test_items_of_one_file_may_name_each_other_before_they_have_numbers(stored, people, now):
    rows = [entry("testlet", id="新1"), entry(id="新2", enemies=["新1", "J-A-001"])]
    plan = read(workbook(*rows), people.author, now)
    assert reasons(plan) == []
    by_type = {line["type"]: line for line in plan.body["added"]}
    assert by_type["single"]["shape"]["enemies"] == [by_type["testlet"]["code"], "J-A-001"]


def test_diagrams_are_those_of_the_bank_in_the_words_of_the_file(stored, people, now):
    shown = "一场直播。\n\n![在线人数曲线](a.svg)"
    plan = read(workbook(entry("testlet", 10, material=shown)), people.author, now)
    (line,) = plan.body["added"]
    assert 'aria-label="在线人数曲线"' in line["figures"]["a.svg"]
    importing.carry_out(plan, by=people.author, now=now)
    content = list_current(["J-A-010"])["J-A-010"].version.content
    assert content["figures"] == line["figures"]
    told = reasons(
        read(
            workbook(entry("testlet", 11, material=shown.replace("a.svg", "b.svg"))),
            people.author,
            now,
        )
    )
    assert told == [("题组", 2, "材料", "题库里没有图 b.svg。请先把图交给管理员放进题库。")]
    told = reasons(read(workbook(entry("testlet", 11, material="![](a.svg)")), people.author, now))
    assert "方括号里须写明" in told[0][3]


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        (entry(key="b"), "题号", "这是随附题库的题，不能在这里改"),
        (entry("true_false"), "题号", "这个题号是另一种题型"),
        (entry(number=10, id="J-B-010"), "题号", "题号须以 J-A- 开头"),
        (entry(number=10, pool="practice"), "题号", "题号与题池不一致"),
        (entry(number=510, pool="exam"), "题号", "题号与题池不一致"),
        (entry(number=10, id="十号"), "题号", "写法不对"),
        (entry(number=10, passage="ch09-none"), "手册段落", "手册里没有段落 ch09-none"),
        (entry(number=10, enemies=["J-A-099"]), "不能同卷", "J-A-099 不是另一道题的题号"),
        (entry(number=10, enemies=["J-A-010"]), "不能同卷", "J-A-010 不是另一道题的题号"),
    ],
)  # fmt: skip
def test_what_clashes_with_the_bank_is_named(stored, people, now, row, column, reason):
    plan = read(workbook(row), people.author, now)
    assert (plan.body["added"], plan.body["changed"]) == ([], [])
    (told,) = reasons(plan)
    assert told[2] == column
    assert told[3].startswith(reason)


def test_nobody_changes_what_another_wrote_and_learns_nothing_of_drafts(stored, people, now):
    imported(workbook(entry(number=10, stem="秘密的题干？")), people.author, now)
    plan = read(workbook(entry(number=10)), people.reviewer, now)
    assert reasons(plan) == [("单选", 2, "题号", "这个题号已被使用。请清空题号，作为新题导入。")]
    assert "秘密" not in str(plan.body)


def test_items_of_the_installations_files_are_changed_in_the_files(stored, tmp_path, people, now):
    sync_bank(bank(tmp_path / "own", item(number=30)), now, shipped=False)
    same = read(workbook(entry(number=30)), people.author, now)
    assert same.body["same"] == 1
    other = read(workbook(entry(number=30, key="b")), people.author, now)
    assert "由题库文件维护" in reasons(other)[0][3]


def test_the_installations_files_leave_imported_items_alone(stored, tmp_path, people, now):
    imported(workbook(entry(number=10)), people.author, now)
    own = bank(tmp_path / "own", item(number=30))
    assert sync_bank(own, now, shipped=False).retired == []
    assert list_current(["J-A-010"])["J-A-010"].item.state is ItemState.DRAFT


def test_the_same_id_twice_in_a_file_is_refused_both_times(stored, people, now):
    plan = read(workbook(entry(number=10), entry(number=10, stem="再问？")), people.author, now)
    assert [told[:3] for told in reasons(plan)] == [("单选", 2, "题号"), ("单选", 3, "题号")]


def test_nothing_is_written_while_a_row_is_refused_unless_it_is_skipped(stored, people, now):
    data = workbook(entry(number=10), entry(number=11, passage="none"), entry(number=12, enemies=["J-A-011"]), entry(number=13))  # fmt: skip
    plan = read(data, people.author, now)
    assert codes(plan.body["added"]) == ["J-A-010", "J-A-013"]
    assert [told[1] for told in reasons(plan)] == [3, 4], "what names a refused item goes with it"
    before = count(Item)
    with pytest.raises(ImportHasRejected):
        importing.carry_out(plan, by=people.author, now=now)
    assert count(Item) == before
    done = importing.carry_out(plan, skip_rejected=True, by=people.author, now=now)
    assert done.added == ["J-A-010", "J-A-013"]
    assert count(Item) == before + 2


def test_a_plan_is_its_owners_for_half_an_hour_and_once(stored, people, now):
    data = workbook(entry(number=10))
    token = read(data, people.author, now).token
    with pytest.raises(PlanGone):
        get_plan_by_token(token, of=people.reviewer, now=now)
    with pytest.raises(PlanGone):
        get_plan_by_token(token, of=people.author, now=now + timedelta(minutes=30))
    plan = get_plan_by_token(token, of=people.author, now=now + timedelta(minutes=29, seconds=59))
    importing.carry_out(plan, by=people.author, now=now)
    with pytest.raises(PlanGone):
        importing.carry_out(plan, by=people.author, now=now)
    with pytest.raises(PlanGone):
        get_plan_by_token(token, of=people.author, now=now)


def test_reading_again_renews_a_plan_and_old_ones_go(stored, people, now):
    first = read(workbook(entry(number=10)), people.author, now).token
    for n in range(20, 32):
        read(workbook(entry(number=n)), people.author, now)
    assert count(ImportPlan) == importing.MOST_PLANS
    with pytest.raises(PlanGone):
        get_plan_by_token(first, of=people.author, now=now)
    later, data = now + timedelta(hours=1), workbook(entry(number=10))
    again = [read(data, people.author, later) for _ in range(2)]
    assert again[0].token == again[1].token
    assert count(ImportPlan) == 1


def test_a_bank_that_moved_on_refuses_the_whole_plan(stored, people, now):
    imported(workbook(entry(number=10)), people.author, now)
    plan = read(
        workbook(entry(number=10, key="b"), entry(number=11), entry(number=12)), people.author, now
    )
    imported(workbook(entry(number=10, key="c")), people.author, now)
    with pytest.raises(ImportStale) as refused:
        importing.carry_out(plan, by=people.author, now=now)
    assert refused.value.params["items"] == "J-A-010"
    assert list_current(["J-A-011", "J-A-012"]) == {}
    other = read(workbook(entry(number=11, key="b")), people.author, now)
    imported(workbook(entry(number=11)), people.reviewer, now)
    with pytest.raises(ImportStale):
        importing.carry_out(other, by=people.author, now=now)


def test_families_are_searched_within_a_bound(stored, people, now):
    step = {"from": "1", "to": "70", "step": "1"}
    wide = {"params": {"a": step, "b": step}, "stem": "{a} 与 {b} 的和是多少元？", "where": [],
        "solve": "a + b", "key": "2", "rounding": 0, "unit": "元", "rationales": {"key": "相加。"}}  # fmt: skip
    rows = [entry("numeric", n, **wide) for n in range(10, 22)]
    plan = read(workbook(*rows), people.author, now)
    assert len(plan.body["added"]) == 10
    assert {told[3] for told in reasons(plan)} == {"这个文件里变体题的组合太多。请分成几个文件。"}


def test_the_journal_has_the_ids_and_no_word_of_the_items(stored, people, now):
    imported(workbook(entry(number=10, stem="秘密的题干？")), people.author, now)
    rows = select(JournalEntry).where(JournalEntry.what.in_(["import.read", "items.imported"]))
    lines = list(db.session.scalars(rows.order_by(JournalEntry.n)))
    assert [line.what for line in lines] == ["import.read", "items.imported"]
    bodies = [db.session.get(JournalDetail, line.n).body for line in lines]
    assert bodies[0]["note"] == {"added": 1, "changed": 0, "rejected": 0}
    assert bodies[1]["note"]["added"] == ["J-A-010"]
    assert "秘密" not in str(bodies)


def test_formulas_are_refused_by_the_name_of_their_cell(stored, people, now):
    data = edited(workbook(entry(number=10)), {("单选", 2, "题干"): "=CMD()"})
    (told,) = read(data, people.author, now).body["rejected"]
    assert (told["sheet"], told["row"], told["column"], told["cell"]) == ("单选", 2, "题干", "E2")
    assert told["reason"].startswith("是公式")

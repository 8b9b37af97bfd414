"""Filled forms read back: values in their kinds, and every problem named by its cell."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest

from examsite.handbook.sheets.library import TEMPLATES
from examsite.handbook.sheets.placing import GUIDE, place
from examsite.handbook.sheets.problems import OldForm, SheetRefused, UnknownForm
from examsite.handbook.sheets.reading import read_sheet
from examsite.handbook.sheets.shapes import Fields, Kind, Table, Words
from examsite.handbook.sheets.writing import MARK, workbook_bytes
from tests.make_sheets import fill, rows, saved, template

HEAD = {"session": "专场", "version": "2", "aim": "毛利", "by": "甲"}
LINE = rows(
    "code goods type skus price pieces cost task", ("01", "袜子", "爆款", 1, 99, 1_000, 42, "主推")
)
GOOD = {"head": HEAD, "items": LINE}


def problems(book):
    with pytest.raises(SheetRefused) as refused:
        read_sheet(saved(book))
    return [str(one) for one in refused.value.problems]


def test_it_works():
    two = [*LINE, {}, {**LINE[0], "code": "03", "price": 19.9, "cost": 0.1}]
    found = read_sheet(saved(fill("assortment", {**GOOD, "items": two, "cost": [{"fee": 0.15}]})))
    assert found.template.name == "assortment"
    assert found.values["head"] == HEAD
    first, third = found.values["items"]
    assert (first["row"], first["code"], first["pieces"], first["price"]) == (1, "01", 1000, 99)
    assert (third["row"], third["price"], third["cost"]) == (3, Decimal("19.9"), Decimal("0.1"))
    assert isinstance(first["pieces"], int)
    assert found.values["limits"] == {"keep": 0}
    assert found.values["cost"] == [
        {
            "row": 1,
            "fee": Decimal("0.15"),
            "ship": None,
            "returns": None,
            "reverse": None,
            "ads": None,
        }
    ]
    assert found.values["stock_head"] == {"start": None, "safety": Decimal("1.3")}
    assert set(found.values["bounds"]) == {
        "stack",
        "most",
        "threshold",
        "limit",
        "returned",
        "payer",
        "stop",
    }
    assert "gmv" not in first
    assert found.cell("items", "price", "3") == "货盘!F9"
    assert found.cell("head", "aim") == "货盘!H3"


SAMPLE = {
    Kind.TEXT: "一句话", Kind.LONG: "两行\n字", Kind.INTEGER: 7, Kind.NUMBER: 1.5, Kind.MONEY: 12.34,
    Kind.PERCENT: 0.125, Kind.DATE: date(2026, 11, 22), Kind.TIME: time(20, 5),
    Kind.MOMENT: datetime(2026, 11, 22, 20, 5),
}  # fmt: skip


def full(form):
    """Every cell of a form filled in: (open workbook, block, row, key, what must come back)."""
    book = openpyxl.load_workbook(BytesIO(workbook_bytes(form)))
    wanted = []
    for placed in place(form).blocks:
        for slot in placed.slots:
            entry = slot.entry
            if entry is None or not entry.filled_in:
                continue
            value = entry.choices[-1] if entry.choices else SAMPLE[entry.kind]
            low, high = entry.low or 0, entry.high
            if entry.kind in {Kind.INTEGER, Kind.NUMBER, Kind.MONEY, Kind.PERCENT} and low > value:
                value = low
            if entry.kind in {Kind.INTEGER, Kind.NUMBER} and high is not None and high < value:
                value = high
            if isinstance(placed.block, Table) and placed.block.unique == entry.key:
                row = int(slot.row)
                value = value + timedelta(row) if entry.kind is Kind.DATE else f"{value}{row}"
            book[slot.cell.page][slot.cell.address] = value
            wanted.append((placed.block, slot.row, entry.key, value))
    return book, wanted


@pytest.mark.parametrize("form", TEMPLATES, ids=lambda one: one.name)
def test_a_full_form_gives_back_every_cell(form):
    book, wanted = full(form)
    found = read_sheet(saved(book))
    assert found.template is form
    assert wanted
    for block, row, key, value in wanted:
        held = found.values[block.key]
        if isinstance(block, Table):
            held = held[int(row) - 1] if isinstance(block.rows, int) else held[row]
        exact = Decimal(str(value)) if isinstance(value, float) else value
        assert held[key] == exact, (block.key, row, key)


@pytest.mark.parametrize("form", TEMPLATES, ids=lambda one: one.name)
def test_an_empty_form_names_each_required_cell_and_nothing_else(form):
    wanted = set()
    for placed in place(form).blocks:
        block = placed.block
        always = isinstance(block, Fields) or (
            isinstance(block, Table) and not isinstance(block.rows, int)
        )
        for slot in placed.slots if always else ():
            entry = slot.entry
            if entry and entry.filled_in and entry.required and entry.default is None:
                wanted.add(f"{slot.cell.name}：必填，还空着。")
    assert set(problems(openpyxl.load_workbook(BytesIO(workbook_bytes(form))))) == wanted
    assert wanted


def test_a_started_row_must_be_finished():
    book = fill("assortment", {"head": HEAD, "items": [{"code": "01", "price": 99}]})
    assert problems(book) == [
        f"货盘!{column}7：必填，还空着。" for column in ("C", "D", "E", "G", "H", "O")
    ]


@pytest.mark.parametrize(
    ("key", "value", "told"),
    [
        ("price", "=3*33", "货盘!F7：这里只填数值或文字，不能填公式。从别处复制时请选「只粘贴数值」。"),
        ("goods", "=A1", "货盘!C7：这里只填数值或文字，不能填公式。"),
        ("price", "#DIV/0!", "货盘!F7：这里是一个错误值 #DIV/0!，请改成数值或清空。"),
        ("price", "九十九", "货盘!F7：须是数字，这里是“九十九”。"),
        ("price", True, "货盘!F7：须是数字，这里是“True”。"),
        ("price", date(2026, 11, 22), "货盘!F7：须是数字，这里是“2026-11-22 00:00:00”。"),
        ("price", -1, "货盘!F7：不能小于 0，这里是 -1。"),
        ("price", 2e12, "货盘!F7：须在 0 到 1,000,000,000,000 之间，这里是 2000000000000。"),
        ("pieces", 1.5, "货盘!G7：须是整数，这里是 1.5。"),
        ("skus", 0, "货盘!E7：须在 1 到 999 之间，这里是 0。"),
        ("type", "主推款", "货盘!D7：只能从下拉列表里选：引流款、福利款、爆款、利润款、形象款。这里是“主推款”。"),
        ("goods", "字" * 201, "货盘!C7：最多 200 个字，这里有 201 个。"),
        ("goods", True, "货盘!C7：须是文字，这里是“True”。"),
        ("goods", "看不\x7f见", "货盘!C7：有看不见的控制字符，请删掉后重新输入。"),
        ("price", "x" * 40, "须是数字，这里是“xxxxxxxxxxxxxxxxxxxxxxxxxxxxx…”。"),
        ("code", "  ", "货盘!B7：必填，还空着。"),
    ],
)  # fmt: skip
def test_a_wrong_value_is_named_by_its_cell(key, value, told):
    book = fill("assortment", {"head": HEAD, "items": [{**LINE[0], key: value}]})
    (found,) = problems(book)
    assert told in found


@pytest.mark.parametrize(
    ("key", "value", "told"),
    [
        ("fee", 15, "保本!F7：须在 0% 到 100% 之间，这里是 1500%。"),
        ("fee", "15.5", "须在 0% 到 100% 之间，这里是 1550%。"),
        ("fee", -0.1, "须在 0% 到 100% 之间，这里是 -10%。"),
        ("fee", "nan", "须是数字，这里是“nan”。"),
    ],
)
def test_a_wrong_share_is_told_in_percent(key, value, told):
    (found,) = problems(fill("assortment", {**GOOD, "cost": [{key: value}]}))
    assert told in found


@pytest.mark.parametrize(
    ("typed", "number"),
    [("1,300", 1300), ("１３００", 1300), (" 42 ", 42), (1300.0, 1300), ("99.90", Decimal("99.9"))],
)
def test_numbers_typed_as_text_are_numbers(typed, number):
    key = "price" if isinstance(number, Decimal) else "pieces"
    book = fill("assortment", {"head": HEAD, "items": [{**LINE[0], key: typed}]})
    assert read_sheet(saved(book)).values["items"][0][key] == number


@pytest.mark.parametrize("typed", ["12.5%", "12.5 ％".replace(" ", ""), 0.125, "0.125"])
def test_shares_may_be_typed_with_their_sign(typed):
    book = fill("assortment", {**GOOD, "cost": [{"fee": typed}]})
    assert read_sheet(saved(book)).values["cost"][0]["fee"] == Decimal("0.125")


def test_numbers_in_text_cells_are_texts():
    book = fill(
        "assortment", {"head": {**HEAD, "version": 3}, "items": [{**LINE[0], "code": 12.0}]}
    )
    found = read_sheet(saved(book)).values
    assert (found["head"]["version"], found["items"][0]["code"]) == ("3", "12")


ACTION = {"action": "固定开场款", "owner": "操盘手", "due": "锁版前", "metric": "不低于 70 秒"}
REVIEWED = {
    "head": {
        "session": "专场", "day": date(2026, 11, 22), "edition": "初版，暂计", "source": "后台",
        "exported": datetime(2026, 11, 23, 10), "by": "甲", "scope": "支付，退款前",
    },
    "result": {row: {"goal": 1, "real": 1} for row in ("gmv", "viewers", "paid")},
    "actions": [ACTION],
}  # fmt: skip


def reviewed(key, value):
    head = {**REVIEWED["head"], key: value}
    return fill("review", {**REVIEWED, "head": head})


@pytest.mark.parametrize(
    "typed",
    [
        date(2026, 11, 22),
        datetime(2026, 11, 22, 0, 0),
        "2026-11-22",
        "2026/11/22",
        "2026年11月22日",
        46348,
    ],
)
def test_dates_in_any_of_their_shapes(typed):
    assert read_sheet(saved(reviewed("day", typed))).values["head"]["day"] == date(2026, 11, 22)


@pytest.mark.parametrize(
    "typed",
    [datetime(2026, 11, 22, 20, 5), "2026-11-22 20:05", "2026/11/22　20：05", 46348 + 1205 / 1440],
)
def test_moments_in_any_of_their_shapes(typed):
    found = read_sheet(saved(reviewed("exported", typed))).values
    assert found["head"]["exported"] == datetime(2026, 11, 22, 20, 5)


@pytest.mark.parametrize(
    ("key", "typed", "told"),
    [
        ("day", "昨天", "结果表!D3：须是日期，例如 2026-11-25，这里是“昨天”。"),
        ("day", "2026-13-01", "须是日期"),
        ("day", "2026-11-22 8点", "须是日期"),
        ("day", 12, "须是日期"),
        ("day", date(1999, 1, 1), "须是日期"),
        ("exported", "20:05", "须是日期和时刻，例如 2026-11-25 20:00，这里是“20:05”。"),
        ("exported", 0.5, "须是日期和时刻"),
    ],
)
def test_what_is_no_date_is_told(key, typed, told):
    (found,) = problems(reviewed(key, typed))
    assert told in found


EVENT = {"event": "换款", "curve": "停留降", "one": "换款", "two": "投放", "claim": "可能引起"}


@pytest.mark.parametrize(
    "typed",
    [
        time(20, 5),
        "20:05",
        "20：05",
        "20:05:00",
        1205 / 1440,
        timedelta(hours=20, minutes=5),
        datetime(1899, 12, 30, 20, 5),
    ],
)
def test_times_in_any_of_their_shapes(typed):
    found = read_sheet(saved(fill("review", {**REVIEWED, "events": [{**EVENT, "at": typed}]})))
    assert found.values["events"][0]["at"] == time(20, 5)


@pytest.mark.parametrize("typed", ["25:00", "20:60", "晚八点", 1.5, -0.1, date(2026, 11, 22)])
def test_what_is_no_time_is_told(typed):
    (found,) = problems(fill("review", {**REVIEWED, "events": [{**EVENT, "at": typed}]}))
    assert found.startswith("时间轴表!B4：须是时刻，例如 20:05，这里是")


def test_a_value_that_stands_twice_names_both_cells():
    lines = [{**LINE[0]}, {**LINE[0], "goods": "另一款"}]
    assert problems(fill("assortment", {"head": HEAD, "items": lines})) == [
        "货盘!B8：与 B7 重复：“01”。"
    ]


def test_all_problems_are_told_in_the_order_of_the_form():
    book = fill(
        "assortment",
        {
            "head": {**HEAD, "aim": "人气"},
            "items": [{**LINE[0], "price": "贵"}],
            "cost": [{"fee": 9}],
        },
    )
    with pytest.raises(SheetRefused) as refused:
        read_sheet(saved(book))
    assert [one.place for one in refused.value.problems] == ["货盘!H3", "货盘!F7", "保本!F7"]
    assert refused.value.params["count"] == 3
    assert refused.value.params["first"].startswith("货盘!H3：只能从下拉列表里选")


def test_a_moved_row_is_told_as_such():
    book = fill("assortment", GOOD)
    book["货盘"].insert_rows(5)
    found = problems(book)
    assert found == [
        "货盘!A5：这里原来印着“合计”，版式被改动了。请下载新的模板重新填写，不要增删行列。"
    ]


def test_a_changed_label_is_told_and_white_space_is_not():
    book = fill("assortment", GOOD)
    book["货盘"]["B6"] = "款　号\n＊"
    assert read_sheet(saved(book)).values["items"][0]["code"] == "01"
    book["货盘"]["B6"] = "编号"
    assert problems(book)[0].startswith("货盘!B6：这里原来印着“款号 ＊”")


def test_a_missing_worksheet_is_told():
    book = fill("assortment", GOOD)
    book["八查"].title = "八项"
    assert problems(book) == ["八查!A1：缺少工作表“八查”，或者它的名字被改了。请在原模板里填写。"]


def test_worksheets_of_ones_own_are_let_be():
    book = fill("assortment", GOOD)
    book.create_sheet("草稿")["A1"] = "=1/0"
    del book[GUIDE]
    assert read_sheet(saved(book)).values["items"][0]["code"] == "01"


def test_either_mark_is_enough():
    book = fill("assortment", GOOD)
    del book.defined_names[MARK]
    assert read_sheet(saved(book)).template.name == "assortment"
    book = fill("assortment", GOOD)
    del book.custom_doc_props[MARK]
    assert read_sheet(saved(book)).template.name == "assortment"


def test_a_spreadsheet_of_somebody_else_is_unknown():
    book = openpyxl.Workbook()
    book.active["A1"] = "货盘表"
    with pytest.raises(UnknownForm):
        read_sheet(saved(book))


@pytest.mark.parametrize("mark", ["none/1", "assortment/one", "assortment", ""])
def test_a_mark_that_names_no_form_is_unknown(mark):
    book = fill("assortment", GOOD)
    book.defined_names[MARK].attr_text = f'"{mark}"'
    del book.custom_doc_props[MARK]
    with pytest.raises(UnknownForm):
        read_sheet(saved(book))


def test_another_edition_is_named():
    book = fill("assortment", GOOD)
    book.defined_names[MARK].attr_text = '"assortment/99"'
    with pytest.raises(OldForm) as refused:
        read_sheet(saved(book))
    assert refused.value.params == {"title": "货盘表", "version": "99", "current": 1}


def test_words_are_no_block_of_values():
    words = [one for one in place(template("plan")).blocks if isinstance(one.block, Words)]
    assert words
    assert all(not one.slots for one in words)

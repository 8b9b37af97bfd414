"""Items to a workbook and back: nothing is lost, every bad cell is named with what to do."""

import re
from io import BytesIO

import pytest
from openpyxl import load_workbook

from examsite.domain.terms import ItemType
from examsite.items.files import ITEM, read_bank
from examsite.items.workbook.checking import check_draft
from examsite.items.workbook.examples import EXAMPLES
from examsite.items.workbook.layouts import LAYOUTS
from examsite.items.workbook.reading import NotTheTemplate, read_items
from examsite.items.workbook.writing import template, write_items
from examsite.kit.spreadsheet import MOST_COLUMNS, STARTERS, read_workbook
from tests.make_content import ANSWERS, BANK, FAMILY, OPTIONS
from tests.make_workbook import AROUND, TODAY, edited, entry, titles, workbook

KINDS = [kind.value for kind in ItemType]


def read(data):
    return read_items(read_workbook(data), TODAY)


def shapes(data):
    """Code -> shape of every item, all of them good."""
    reading = read(data)
    found = {draft.label: check_draft(draft, draft.label) for draft in reading.drafts}
    told = [*reading.rejected, *(each for draft in reading.drafts for each in draft.rejected)]
    assert not told, told
    return found


def told(data):
    """(sheet, cell, head, reason) of everything rejected."""
    reading = read(data)
    for draft in reading.drafts:
        check_draft(draft, draft.label or "J-A-000")
    found = [*reading.rejected, *(each for draft in reading.drafts for each in draft.rejected)]
    return [(each.sheet, each.cell, each.column, each.reason) for each in found]


def as_entry(file):
    return file.shape.model_dump(by_alias=True) | {"pool": file.pool.value}


def test_it_works():
    entries = [entry(kind, number) for number, kind in enumerate(KINDS, start=1)]
    found = shapes(workbook(*entries))
    assert list(found) == [f"J-A-{n:03d}" for n in range(1, 9)]
    for one in entries:
        assert found[one["id"]] == ITEM.validate_python(
            {k: v for k, v in one.items() if k != "pool"}
        )


def test_the_whole_bank_comes_back_as_it_was():
    """Every field of every item of every type, order of options included."""
    bank = read_bank(BANK, passages=None)
    data = write_items(map(as_entry, bank.items), AROUND)
    reading = read(data)
    back = {draft.label: (check_draft(draft, draft.label), draft.pool) for draft in reading.drafts}
    assert not reading.rejected
    for file in bank.items:
        shape, pool = back[file.code]
        assert (shape, pool) == (file.shape, file.pool), file.code
        assert repr(shape) == repr(file.shape), f"{file.code}: an order has changed"


UNUSUAL = {
    "ids of its own": entry(options=dict(zip(("x1", "q", "b", "a"), OPTIONS.values(), strict=True)), key="q",
        rationales=dict.fromkeys(("x1", "q", "b", "a"), "理由。")),
    "the right side first": entry("matching", left={"l3": "场控", "l1": "中控", "l9": "投手"},
        right={"r2": "控时", "x": "改价", "r1": "调预算"}, key={"l3": "r1", "l1": "r2", "l9": "x"},
        rationales=dict.fromkeys(("l3", "l1", "l9"), "理由。")),
    "eight steps": entry("ordering", options={n: f"第 {n} 步" for n in "abcdefgh"}, key=list("hgfedcba"),
        rationales={"key": "倒过来。", "c": "这一步最容易错。"}),
    "units": entry("numeric", units=["元/人", "%", "a、b"]),
    "a family": entry("numeric", **FAMILY),
    "many wrong numbers": entry("numeric", rationales={"key": "相除。", **{str(n): f"错法 {n}" for n in range(50, 58)}}),
    "laws": entry(laws=[
        {"document": f"某办法{n}", "article": "二十", "effective_from": f"2026-0{n}-01", "effective_to": end}
        for n, end in ((1, None), (2, "2027-01-31"), (3, None), (4, None))
    ]),
    "read by others": entry(provenance={"made_by": "person", "made_on": "2026-11-01", "checks": [
        {"reader": "reader-1", "on": "2026-11-02", "answer": "a"},
        {"reader": "审题人 乙", "on": "2026-11-03", "answer": ["a", "c"]},
        {"reader": "reader-2", "on": "2026-11-04", "answer": {"l1": "r2"}},
        {"reader": "reader-2", "on": "2026-11-05", "answer": None},
        {"reader": "reader-2", "on": "2026-11-06", "answer": 2.5},
    ]}),
    "enemies": entry(enemies=["J-A-002", "J-B-003"]),
    "a formula for a text": entry("numeric", 1, stem="＝UV 价值？（保留两位小数）", rationales={"key": "=相除", "96": "+客单价", "-5": "@负数"}),
    "lines": entry("testlet", material="第一段。\n\n| 时刻 | 在线 |\n|---|---|\n| 20:00 | 640 |\n\n- 一\n- 二"),
    "parts in an order of their own": entry("testlet", parts=entry("testlet")["parts"][::-1]),
    "a short answer": entry("short_answer", anchors={2: "好。", 0: "空。", 1: "半。"}),
    "a small share": entry(difficulty="0.125"),
    "for practice": entry(number=777),
}  # fmt: skip


@pytest.mark.parametrize("name", UNUSUAL)
def test_what_is_unusual_comes_back_too(name):
    one = UNUSUAL[name]
    (shape,) = shapes(workbook(one)).values()
    wanted = ITEM.validate_python({k: v for k, v in one.items() if k != "pool"})
    assert shape == wanted
    for side in ("options", "left", "right", "parts"):
        assert list(getattr(shape, side, ())) == list(getattr(wanted, side, ()))


def test_no_cell_is_a_formula_and_what_could_be_one_is_quoted():
    stems = [
        f"{sign}1+1" for sign in STARTERS.replace("\n", "").replace("\r", "").replace("\t", "")
    ]
    entries = [entry(number=n, stem=stem) for n, stem in enumerate(stems, start=1)]
    book = load_workbook(BytesIO(workbook(*entries)))
    quoted = 0
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.value is None or cell.data_type == "s", (sheet.title, cell.coordinate)
                if str(cell.value or "").startswith(tuple(STARTERS)):
                    assert cell.quotePrefix
                    quoted += 1
    assert quoted >= len(stems)


def test_what_no_cell_holds_is_left_out_by_name():
    pairs = {f"l{n}": f"左 {n}" for n in range(1, 20)}
    wide = entry("matching", 2, left=pairs, right={f"r{n}": f"右 {n}" for n in range(1, 20)},
        key={f"l{n}": f"r{n}" for n in range(1, 20)}, rationales=dict.fromkeys(pairs, "理由。"))  # fmt: skip
    data = workbook(entry(), entry(number=3, stem="长" * 40_000), wide)
    assert list(shapes(data)) == ["J-A-001"]
    guide = load_workbook(BytesIO(data))["说明"]
    said = "\n".join(str(cell.value) for row in guide.iter_rows() for cell in row)
    assert "J-A-003、J-A-002" in said


def test_the_template_is_empty_but_for_examples():
    data = template(AROUND)
    assert read(data).drafts == []
    book = load_workbook(BytesIO(data))
    assert book.sheetnames == ["说明", *titles(), "手册段落", "选项"]
    for title in titles():
        assert book[title]["A2"].value == "示例"
        assert book[title].max_column <= MOST_COLUMNS


def test_the_template_offers_lists_and_says_what_to_write():
    book = load_workbook(BytesIO(template(AROUND)))
    sheet = book["单选"]
    rules = {rule.promptTitle: rule for rule in sheet.data_validations.dataValidation}
    assert set(rules) == {column.head for column in LAYOUTS[ItemType.SINGLE].columns([])}
    assert all(rule.prompt for rule in rules.values())
    for head in ("级别", "知识域", "题池", "认知", "编写方式", "手册段落"):
        assert rules[head].type == "list"
    areas = re.fullmatch(r"'选项'!\$(\w)\$2:\$\w\$(\d+)", rules["知识域"].formula1)
    offered = [book["选项"][f"{areas[1]}{n}"].value for n in range(2, int(areas[2]) + 1)]
    assert offered == list(AROUND.areas)
    assert book["选项"].sheet_state == "hidden"
    assert book["手册段落"]["A2"].value == "ch01-look"


@pytest.mark.parametrize("number", range(len(EXAMPLES)))
def test_every_example_keeps_every_rule(number):
    one = EXAMPLES[number]
    code = f"{one['level']}-{one['area']}-001"
    made = ITEM.validate_python({k: v for k, v in one.items() if k != "pool"} | {"id": code})
    assert made.id == code


def test_what_people_type_is_understood():
    """Numbers and days as spreadsheets keep them, letters in full width, words for true."""
    data = edited(
        workbook(entry(), entry("multiple", 2), entry("true_false", 3), entry("numeric", 4), entry("matching", 5), entry("ordering", 6)),
        {
            ("单选", 2, "难度"): 0.7,
            ("单选", 2, "秒数"): 60.0,
            ("单选", 2, "答案"): "ａ",
            ("单选", 2, "编写日期"): TODAY,
            ("单选", 2, "级别"): " 初级 ",
            ("多选", 2, "答案"): "C、A",
            ("多选", 2, "难度"): "70%",
            ("判断", 2, "答案"): True,
            ("计算", 2, "答案"): 2.69,
            ("计算", 2, "编写日期"): "2026年11月22日",
            ("匹配", 2, "答案"): "1-A，2→b 3C",
            ("排序", 2, "答案"): "C > A > D > B",
        },
    )  # fmt: skip
    found = shapes(data)
    assert (found["J-A-001"].key, str(found["J-A-001"].difficulty)) == ("a", "0.7")
    assert found["J-A-001"].provenance.made_on == TODAY
    assert found["J-A-002"].key == ["c", "a"]
    assert found["J-A-003"].key is True
    assert found["J-A-004"].key == "2.69"
    assert found["J-A-005"].key == {"l1": "r1", "l2": "r2", "l3": "r3"}
    assert found["J-A-006"].key == ["c", "a", "d", "b"]


def test_a_day_left_empty_is_today():
    (shape,) = shapes(edited(workbook(entry()), {("单选", 2, "编写日期"): None})).values()
    assert shape.provenance.made_on == TODAY


def test_columns_may_stand_in_any_order_and_optional_ones_be_gone():
    def turn(sheet):
        rows = [[cell.value for cell in row][::-1] for row in sheet.iter_rows()]
        sheet.delete_rows(1, sheet.max_row)
        for row in rows:
            sheet.append(row)
        sheet.delete_cols([cell.value for cell in sheet[1]].index("试读记录") + 1)

    data = edited(workbook(entry()), {}, 单选=turn)
    assert list(shapes(data)) == ["J-A-001"]


KNOWN = {"gmv", "whole", "svg", "exp", "sqrt", "min", "max"}
"""Words that authors type themselves."""
CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


FAULTS = [
    ("single", "级别", "高端", "只能填 初级、中级、高级"),
    ("single", "级别", None, "必须填写"),
    ("single", "知识域", "Z 域", "须从下拉列表里选"),
    ("single", "题池", "题库", "只能填 考试题、练习题"),
    ("single", "题干", None, "必须填写"),
    ("single", "题干", "=1+1", "是公式"),
    ("single", "题干", "#N/A", "是错误值"),
    ("single", "选项D", None, "必须填写"),
    ("single", "选项B", None, "中间不能空着"),
    ("single", "选项B", OPTIONS["a"], "与选项A的文字相同"),
    ("single", "理由C", None, "写了选项C，也要写它的理由"),
    ("single", "答案", "E", "没有的选项"),
    ("single", "答案", "AB", "单选只有一个答案"),
    ("single", "答案", None, "必须填写"),
    ("single", "难度", "很难", "须在 0 到 1 之间"),
    ("single", "难度", 70, "须在 0 到 1 之间"),
    ("single", "秒数", "一分钟", "须是整数"),
    ("single", "秒数", 3, "不能小于 5"),
    ("single", "认知", "熟练", "只能填 记忆、理解"),
    ("single", "编写方式", "外包", "只能填 人、程序"),
    ("single", "编写日期", "昨天", "须是日期"),
    ("single", "编写日期", "2026-02-30", "须是日期"),
    ("single", "法规1", "某办法", None),
    ("single", "试读记录", "看过了", "读不出来"),
    ("single", "分值", 2, "只有题组的小题才填"),
    ("multiple", "题干", "哪些要做？", "须以（可多选，选错倒扣至 0）结尾"),
    ("multiple", "答案", "A", "须有两个以上正确选项"),
    ("multiple", "答案", "AA", "有重复的字母"),
    ("multiple", "理由E", "没有选项的理由", None),
    ("true_false", "答案", "也许", "只能填 对、错"),
    ("true_false", "理由（错）", None, "必须填写"),
    ("numeric", "答案", "2.7", "写的是 2.7，按算式算出来是 2.69"),
    ("numeric", "答案", "很多", "须是数字"),
    ("numeric", "容差（绝对）", "-1", "须是不小于 0 的数字"),
    ("numeric", "容差（绝对）", None, "必须填写"),
    ("numeric", "算式", "129024 / 0", "除数为零"),
    ("numeric", "小数位", 9, "不能大于 6"),
    ("numeric", "可选单位", "元、%", "须包含正确的单位"),
    ("numeric", "道理", None, "必须填写"),
    ("numeric", "错数1", "2.692", "在容差之内"),
    ("numeric", "错数1", "x / y", "算不出来"),
    ("numeric", "错数1", None, "要一起写"),
    ("numeric", "错数1的由来", None, "要一起写"),
    ("numeric", "变体参数", "uv：很多 到 9 每 1", "不是数字"),
    ("numeric", "变体参数", "uv", "读不出来"),
    ("numeric", "变体参数", "uv = 9 到 1 每 1", "起、止、步长不成一个范围"),
    ("numeric", "变体参数", "U V = 1、2", "写法不对"),
    ("numeric", "变体条件", "uv > 1", "没有写变体参数"),
    ("ordering", "答案", "CAD", "须把每个选项恰好排一次"),
    ("ordering", "选项C", None, "中间不能空着"),
    ("matching", "答案", "1A 2A 3C", "右边每一条恰好用一次"),
    ("matching", "答案", "1A 2B", "左边每一条恰好配一次"),
    ("matching", "答案", "一对一", "读不出来"),
    ("matching", "答案", "1A 2B 9C", "没有的左边或右边"),
    ("matching", "右C", None, "左右条数须相同"),
    ("matching", "理由2", None, "写了左2，也要写它的理由"),
    ("short_answer", "最少字数", "几十", "须是整数"),
    ("short_answer", "最少字数", 90, "最少字数须小于最多字数"),
    ("short_answer", "要点1分值", None, "这一格也要填写"),
    ("short_answer", "要点1分值", 11, "不能大于 10"),
    ("short_answer", "样例2分值", 0, "有两份样例的分值相同"),
    ("short_answer", "样例3分值", 9, "不能超过满分 2"),
    ("testlet", "材料", None, "必须填写"),
    ("testlet", "小题顺序", "p1、p9", "须正好列出这个题组的小题"),
]


@pytest.mark.parametrize("kind", KINDS)
def test_a_bad_cell_is_named(kind):
    """One workbook a type, one row a fault: each is told at its cell, in words for authors."""
    faults = [each[1:] for each in FAULTS if each[0] == kind]
    title = LAYOUTS[ItemType(kind)].title
    rows = dict(enumerate(faults, start=2))
    changes = {(title, number, head): value for number, (head, value, _) in rows.items()}
    found = told(edited(workbook(*(entry(kind, number) for number in rows)), changes))
    for number, (head, value, reason) in rows.items():
        own = [
            each
            for each in found
            if each[:1] == (title,) and each[1].lstrip(CAPITALS) == str(number)
        ]
        named = [each for each in own if each[2] == head]
        assert own, (head, value)
        assert reason is None or any(reason in each[3] for each in named), own
    for *_, words in found:
        assert not set(re.findall(r"[a-z_]{3,}", words)) - KNOWN, words


def test_all_bad_cells_of_a_row_are_named_at_once():
    changes = {("单选", 2, "级别"): "x", ("单选", 2, "难度"): 5, ("单选", 2, "答案"): "Z"}
    assert [each[2] for each in told(edited(workbook(entry()), changes))] == [
        "级别",
        "难度",
        "答案",
    ]


def test_parts_are_named_on_their_own_sheets():
    data = edited(
        workbook(entry("testlet")),
        {("单选", 2, "答案"): "Z", ("计算", 2, "答案"): "9", ("计算", 2, "级别"): "初级"},
    )
    found = [(sheet, cell[-1], head) for sheet, cell, head, _ in told(data)]
    assert found == [("单选", "2", "答案"), ("计算", "2", "级别"), ("计算", "2", "答案")]


@pytest.mark.parametrize(
    ("changes", "sheet", "head", "reason"),
    [
        ({("单选", 2, "所属题组"): "J-A-009"}, "单选", "所属题组", "没有这个题号"),
        ({("单选", 2, "所属题组"): None}, "单选", "级别", "必须填写"),
        ({("计算", 2, "小题号"): "p1"}, "计算", "小题号", "两道小题用这个编号"),
        ({("计算", 2, "小题号"): "第二"}, "计算", "小题号", "写法不对"),
        ({("计算", 2, "小题号"): None}, "计算", "小题号", "必须填写"),
        ({("计算", 2, "分值"): None}, "计算", "分值", "必须填写"),
        ({("计算", 2, "分值"): 50}, "计算", "分值", "不能大于 20"),
        ({("单选", 2, "所属题组"): "J-A-009"}, "题组", "题号", "须有二到九道小题，现有 1 道"),
    ],
)
def test_a_testlet_that_does_not_fit_together_is_named(changes, sheet, head, reason):
    found = told(edited(workbook(entry("testlet")), changes))
    assert any(each[0] == sheet and each[2] == head and reason in each[3] for each in found), found


def test_sheets_and_heads_are_named():
    def rename(sheet):
        sheet.title = "单选 (2)"

    data = edited(workbook(entry(), entry("multiple", 2)), {}, 单选=rename)
    assert told(data)[0][:3] == ("单选 (2)", "", "")
    assert "不认识的工作表" in told(data)[0][3]

    def drop(sheet):
        sheet["E1"].value = "题目"

    found = told(edited(workbook(entry()), {}, 单选=drop))
    assert found[0][:3] == ("单选", "", "题干")

    def add(sheet):
        sheet["AG1"].value, sheet["AG2"].value = "备注", "给自己看的"
        sheet["AH1"].value, sheet["AH2"].value = "法规3", "某办法"
        sheet["AI1"].value = "难度"

    found = told(edited(workbook(entry()), {}, 单选=add))
    assert {each[2]: each[3][:5] for each in found} == {
        "备注": "不认识的列",
        "法规3": "这一列没有",
        "难度": "表头写了两",
    }


def test_a_workbook_of_something_else_is_not_the_template():
    data = edited(workbook(), {})
    book = load_workbook(BytesIO(data))
    for title in titles():
        del book[title]
    out = BytesIO()
    book.save(out)
    with pytest.raises(NotTheTemplate):
        read(out.getvalue())


def test_the_kinds_here_are_all_there_are():
    assert set(ANSWERS) | {"testlet"} == set(KINDS)

"""Figures that come after the show: T+7, T+15, break-even again, the fourteen days (15.5, 15.11)."""

from examsite.handbook.sheets.expressions import ratio, when
from examsite.handbook.sheets.look import SIGNED, SIGNED_PERCENT, WHOLE_YUAN
from examsite.handbook.sheets.shapes import Entry, Fields, Kind, Row, Table

TIMES = (("first", "24 小时", 1), ("seven", "T+7", 7), ("fifteen", "T+15", 15))
"""Column, its head, days after the show."""
LATER_HEAD = Fields(
    "later_head",
    "",
    (
        Entry("base", "基线支付 GMV（元）", Kind.MONEY, form=WHOLE_YUAN, name="补数基线"),
        Entry("usual", "平时退款率（T+15）", Kind.PERCENT, name="平时退款率"),
        Entry("settled", "退款后基线（元）", Kind.MONEY, formula=when("补数基线,平时退款率", "补数基线*(1-平时退款率)"), form=WHOLE_YUAN, name="补数退款后基线"),
        Entry("price", "客单价（元）", Kind.MONEY, name="补数客单价"),
        Entry("cost", "货品成本（元/单）", Kind.MONEY, name="补数成本"),
        Entry("fee", "平台与佣金率", Kind.PERCENT, name="补数佣金率"),
        Entry("ship", "履约成本（元/单）", Kind.MONEY, name="补数履约"),
        Entry("reverse", "逆向成本（元/退货单）", Kind.MONEY, name="补数逆向"),
    ),
    ((1, 1), (1, 1)),
    note="为省事，一人算一单，退就整单退。",
)  # fmt: skip


def _row(key: str, label: str, kind: Kind, formula: str = "", form: str = "") -> Row:
    """The same figure at the three times; `§` in a formula is the time's column."""
    cells: dict[str, Entry | None] = {
        time: Entry(time, "", kind, formula=formula.replace("§", time), form=form)
        for time, _, _ in TIMES
    }
    return Row(key, {"what": label}, cells)


def _cell(row: str) -> str:
    return f"{{later.{row}.§}}"


LATER = Table(
    "later",
    "同一场，三个时点",
    (
        Entry("what", "数", Kind.LABEL),
        *(Entry(time, label, Kind.NUMBER) for time, label, _ in TIMES),
        Entry("note", "改了哪个结论", Kind.LONG),
    ),
    (
        Row(
            "due",
            {"what": "到期日"},
            {
                time: Entry(time, "", Kind.DATE, formula=when("直播日期", f"直播日期+{days}"))
                for time, _, days in TIMES
            },
        ),
        _row("on", "哪天补的", Kind.DATE),
        _row("by", "由谁补", Kind.TEXT),
        _row("gmv", "支付 GMV（元）", Kind.MONEY, form=WHOLE_YUAN),
        _row("refund", "累计退款率（按金额）", Kind.PERCENT),
        _row("settled", "结算 GMV（元）", Kind.MONEY, when(f"{_cell('gmv')},{_cell('refund')}", f"{_cell('gmv')}*(1-{_cell('refund')})"), WHOLE_YUAN),
        _row("cost", "广告花费（元）", Kind.MONEY, form=WHOLE_YUAN),
        _row("ads", "广告归因 GMV（元）", Kind.MONEY, form=WHOLE_YUAN),
        _row("roi", "广告 ROI（倍）", Kind.NUMBER, ratio(_cell("ads"), _cell("cost"))),
        _row("each", "单均贡献（元）", Kind.MONEY, when(f"补数客单价,补数成本,补数佣金率,补数履约,补数逆向,{_cell('refund')}", f"(1-{_cell('refund')})*(补数客单价-补数成本-补数佣金率*补数客单价)-补数履约-{_cell('refund')}*补数逆向")),
        _row("line", "保本 ROI（倍）", Kind.NUMBER, f'IF(COUNT({_cell("each")})=0,"",IF({_cell("each")}<=0,"▲ 没有",补数客单价/{_cell("each")}))'),
        _row("pass", "投放过没过保本线", Kind.TEXT, f'IF(COUNT({_cell("roi")},{_cell("line")})<2,"",IF({_cell("roi")}>={_cell("line")},"✓ 过","▲ 没过"))'),
    ),
)  # fmt: skip
BREAK_EVEN = Fields(
    "gain",
    "",
    (
        Entry("gain", "T+15 提升率（结算对结算）", Kind.PERCENT, formula=when("{later.settled.fifteen},补数退款后基线", "{later.settled.fifteen}/补数退款后基线-1"), form=SIGNED_PERCENT),
    ),
    ((1, 1),),
)  # fmt: skip
FOURTEEN = Fields(
    "fourteen",
    "大场之后十四天",
    (
        Entry("day", "活动当天（元）", Kind.MONEY, form=WHOLE_YUAN, name="活动当天"),
        Entry("after", "其后 14 天日均（元）", Kind.MONEY, form=WHOLE_YUAN, name="其后日均"),
        Entry("usual", "平时日均（元）", Kind.MONEY, form=WHOLE_YUAN, name="平时日均", note="取活动前的可比期，避开预热。"),
        Entry("net", "活动净增（元）", Kind.MONEY, formula=when("活动当天,其后日均,平时日均", "活动当天+其后日均*14-平时日均*15"), form=SIGNED),
        Entry("even", "日均守到多少才不亏（元）", Kind.MONEY, formula=when("活动当天,平时日均", "(平时日均*15-活动当天)/14"), form=WHOLE_YUAN, name="保平日均"),
        Entry("drop", "不能比平时低过", Kind.PERCENT, formula=when("保平日均,平时日均", "1-保平日均/平时日均")),
    ),
    ((1, 1), (1, 1)),
    note="三项用同一个口径，最后换成结算 GMV 再算一遍；十四天里若还有别的活动，写「混在一起，不能单算」。",
)  # fmt: skip

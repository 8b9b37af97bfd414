"""复盘三张表 (chapter 15): result, timeline, actions; then the figures that come later."""

from examsite.handbook.sheets.defined.review_later import BREAK_EVEN, FOURTEEN, LATER, LATER_HEAD
from examsite.handbook.sheets.expressions import given, ratio, when
from examsite.handbook.sheets.look import SIGNED, SIGNED_PERCENT, WHOLE_YUAN
from examsite.handbook.sheets.shapes import (
    SERIAL,
    Entry,
    Fields,
    Kind,
    Page,
    Proof,
    Row,
    Table,
    Template,
)

RESULT_HEAD = Fields(
    "head",
    "",
    (
        Entry("session", "场次", required=True),
        Entry("day", "直播日期", Kind.DATE, required=True, name="直播日期", note="T 是下播那一天。"),
        Entry("edition", "版本", Kind.CHOICE, required=True, choices=("初版，暂计", "T+7 已补", "T+15 已补")),
        Entry("source", "数据出处与导出人", required=True),
        Entry("exported", "导出时刻", Kind.MOMENT, required=True),
        Entry("by", "操盘手", required=True),
        Entry("scope", "口径", required=True, wide=True, note="例如：支付，退款前，去重，次日 10 时导出。"),
    ),
    ((1, 1), (1, 2), (1, 2)),
)  # fmt: skip


def _result(
    key: str, label: str, kind: Kind, form: str = "", made_of: tuple[str, str] | None = None
) -> Row:
    cells: dict[str, Entry | None] = {}
    for side in ("goal", "real", "base"):
        needed = side != "base" and key in {"gmv", "viewers", "paid"}
        formula = (
            ratio(f"{{result.{made_of[0]}.{side}}}", f"{{result.{made_of[1]}.{side}}}")
            if made_of
            else ""
        )
        cells[side] = Entry(side, "", kind, form=form, formula=formula, required=needed)
    gap_form = (
        SIGNED_PERCENT
        if kind is Kind.PERCENT
        else '+#,##0.00;"−"#,##0.00;0.00'
        if kind is Kind.NUMBER or key == "price"
        else SIGNED
    )
    cells["gap"] = Entry(
        "gap", "", kind, formula=when("[real],[goal]", "[real]-[goal]"), form=gap_form
    )
    return Row(key, {"what": label}, cells)  # fmt: skip


RESULT = Table(
    "result",
    "结果表：差了多少，差在哪一项",
    (
        Entry("what", "指标", Kind.LABEL),
        Entry("goal", "目标", Kind.NUMBER),
        Entry("real", "实际", Kind.NUMBER),
        Entry("gap", "差额", Kind.NUMBER, formula="0"),
        Entry("reached", "达成率", Kind.PERCENT, formula=ratio("[real]", "[goal]")),
        Entry("base", "基线", Kind.NUMBER),
        Entry("gain", "提升率", Kind.PERCENT, formula=when("[real],[base]", "([real]-[base])/[base]"), form=SIGNED_PERCENT),
        Entry("how", "口径与备注", Kind.LONG),
    ),
    (
        _result("gmv", "支付 GMV（元）", Kind.MONEY, WHOLE_YUAN),
        _result("viewers", "观看人数", Kind.INTEGER),
        _result("paid", "支付人数", Kind.INTEGER),
        _result("rate", "转化率", Kind.PERCENT, "0.00%", ("paid", "viewers")),
        _result("price", "客单价（元/人）", Kind.MONEY, "", ("gmv", "paid")),
        _result("stay", "平均停留（秒）", Kind.NUMBER, "0"),
        _result("cost", "广告花费（元）", Kind.MONEY, WHOLE_YUAN),
        _result("ads", "广告归因 GMV（元，当场）", Kind.MONEY, WHOLE_YUAN),
        _result("roi", "广告 ROI（倍，当场归因）", Kind.NUMBER, "0.00", ("ads", "cost")),
        _result("whole", "整体投产比（倍）", Kind.NUMBER, "0.0", ("gmv", "cost")),
        _result("refund", "退款率（按金额，暂计）", Kind.PERCENT),
    ),
    note="达成率比目标，提升率比自己的过去，分母不同，两个都要写。基线取可比场的中位数；整体投产比不能拿来说投放赚了。",
)  # fmt: skip
G0, G1 = "{result.gmv.goal}", "{result.gmv.real}"
SPLIT_HEAD = Fields(
    "split_head",
    "拆因子：差额来自哪里",
    (
        Entry("method", "方法", Kind.CHOICE, required=True, choices=("LMDI", "连环替代"), default="LMDI", name="复盘方法", note="一份报告只用一种；连环替代的次序是观看、转化、客单（4.4）。"),
        Entry("gap", "差额（元）", Kind.MONEY, formula=when(f"{G0},{G1}", f"{G1}-{G0}"), form=SIGNED, name="复盘差额"),
        Entry("weight", "权重 L（元）", Kind.MONEY, formula=when(f"{G0},{G1}", f"IF({G0}={G1},{G1},({G1}-{G0})/LN({G1}/{G0}))"), form=WHOLE_YUAN, name="复盘L"),
    ),
    ((1, 1), (1, 2), (1, 1)),
)  # fmt: skip


def _factor(key: str, label: str, row: str, kind: Kind, chain: str, form: str = "") -> Row:
    cells: dict[str, Entry | None] = {
        side: Entry(side, "", kind, formula=given(cell, cell), form=form)
        for side in ("goal", "real")
        for cell in [f"{{result.{row}.{side}}}"]
    }
    money = f'IF(复盘方法="连环替代",{chain},复盘L*LN([real]/[goal]))'
    cells["money"] = Entry(
        "money", "", Kind.MONEY, formula=when("[goal],[real],复盘L", money), form=SIGNED
    )
    return Row(key, {"what": label}, cells)  # fmt: skip


V0, V1 = "{result.viewers.goal}", "{result.viewers.real}"
R0, R1 = "{result.rate.goal}", "{result.rate.real}"
P0 = "{result.price.goal}"
SPLIT = Table(
    "split",
    "",
    (
        Entry("what", "因子", Kind.LABEL),
        Entry("goal", "目标", Kind.NUMBER, formula="0"),
        Entry("real", "实际", Kind.NUMBER, formula="0"),
        Entry("times", "实际 ÷ 目标", Kind.NUMBER, formula=ratio("[real]", "[goal]"), form="0.0000"),
        Entry("money", "贡献（元）", Kind.MONEY, formula="0", form=SIGNED),
        Entry("share", "占差额", Kind.PERCENT, formula=ratio("[money]", "复盘差额")),
    ),
    (
        _factor("viewers", "观看人数", "viewers", Kind.INTEGER, f"([real]-[goal])*{R0}*{P0}"),
        _factor("rate", "转化率", "rate", Kind.PERCENT, f"{V1}*([real]-[goal])*{P0}", "0.00%"),
        _factor("price", "客单价（元/人）", "price", Kind.MONEY, f"{V1}*{R1}*([real]-[goal])"),
    ),
    totals={"money": "IF(COUNT({split.money})=0,\"\",SUM({split.money}))", "share": ratio("[money]", "复盘差额")},
)  # fmt: skip
WORTH = Table(
    "worth",
    "事故折成钱：声音最大的，未必最值得改",
    (
        Entry("what", "哪一处", required=True, span=2),
        Entry("people", "受影响（人）", Kind.INTEGER, required=True),
        Entry("should", "应有的率", Kind.PERCENT, required=True),
        Entry("was", "实际的率", Kind.PERCENT, required=True),
        Entry("fewer", "少付款（人）", Kind.NUMBER, formula=when("[people],[should],[was]", "[people]*([should]-[was])"), form="#,##0.0"),
        Entry("money", "值多少（元）", Kind.MONEY, formula=when("[fewer],{result.price.real}", "[fewer]*{result.price.real}"), form=WHOLE_YUAN),
        Entry("share", "占差额", Kind.PERCENT, formula=when("[money],复盘差额", "[money]/ABS(复盘差额)")),
    ),
    5,
    note="金额按本场客单价算，是上限；基准达不到的要写明。几处不能相加（4.5）。",
)  # fmt: skip
EVENTS = Table(
    "events",
    "",
    (
        SERIAL,
        Entry("at", "时刻", Kind.TIME, required=True),
        Entry("event", "现场事件", Kind.LONG, required=True),
        Entry("curve", "曲线变化", Kind.LONG, required=True, note="叠两条：一条看人（在线），一条看钱（一道门的率）。"),
        Entry("one", "可能的解释一", Kind.LONG, required=True),
        Entry("two", "可能的解释二", Kind.LONG, required=True, note="别的可能一起写上：同一刻还有什么也变了？"),
        Entry("claim", "写到哪一档", Kind.CHOICE, required=True, choices=("同时发生", "可能引起", "已验证"), note="没有做过对照，不用「已验证」。"),
        Entry("next", "下一场怎样分辨", Kind.LONG),
    ),
    18,
    lines=3,
)  # fmt: skip
ACTIONS = Table(
    "actions",
    "动作表：下场做什么，不超过五条",
    (
        SERIAL,
        Entry("action", "动作", Kind.LONG, required=True),
        Entry("owner", "责任人", required=True),
        Entry("due", "时限", required=True, note="写到几点或哪一步之前，例如 周四 18:00 前、下场锁版前。"),
        Entry("metric", "验证指标", Kind.LONG, required=True, note="对着基线写门槛，例如 开场 20 分钟停留不低于基线 70 秒。"),
        Entry("from", "依据：哪张表哪一行", Kind.LONG),
    ),
    5,
    lines=3,
    unique="action",
)  # fmt: skip
LAST_TIME = Table(
    "last_time",
    "上一张动作单：逐条写去留",
    (
        SERIAL,
        Entry("action", "动作", Kind.LONG, required=True),
        Entry("done", "做了没有", Kind.CHOICE, required=True, choices=("做了", "没做")),
        Entry("outcome", "指标怎样", Kind.CHOICE, choices=("到了门槛，样本也够", "方向对，样本不够", "没有变化", "变坏")),
        Entry("figure", "数与样本", Kind.LONG),
        Entry("fate", "去留", formula='IF([done]="","",IF([done]="没做","写明为什么；只许顺延一次",IF([outcome]="到了门槛，样本也够","✓ 写进标准",IF([outcome]="方向对，样本不够","再做一场，最多三场",IF([outcome]="没有变化","撤回，记「试过，无效」",IF([outcome]="变坏","▲ 当场撤回，查原因",""))))))'),
    ),
    5,
    lines=2,
)  # fmt: skip
STANDARDS = Fields(
    "standards",
    "",
    (Entry("text", "写进了哪张单据、哪一版", Kind.LONG, wide=True, lines=2),),
    ((2, 1),),
)

REVIEW = Template(
    name="review",
    version=1,
    title="复盘三张表",
    title_en="Review: three tables",
    purpose="差了多少，那时发生了什么，下场改哪一件；再按 T+7、T+15 补数改结论。",
    purpose_en="How far off, what happened then, what to change next; restated at T+7 and T+15.",
    chapters=(15,),
    sources=(
        ("结果表", "15.1 三张表，15.2 达成率，15.3 拆因子与折成钱，4.4 LMDI"),
        ("时间轴表", "15.1，15.4 先后不等于因果"),
        ("动作表", "15.2 动作单，15.6 一条动作的去留"),
        ("补数", "15.5 补数，15.11 大场之后十四天"),
    ),
    steps=(
        "对目标：在「结果表」填目标、实际、基线，差额、达成率、提升率自动算。",
        "拆因子：选定一种方法，看哪个因子变得多；再把事故折成钱，与差额比大小。",
        "对时间轴：把盯盘记录与分钟曲线叠在一起填「时间轴表」，每个拐点写两个以上可能的解释。",
        "出动作：不超过五条，每条有责任人、时限、验证指标，门槛对着基线写。先过上一张动作单。",
        "T+7、T+15 在「补数」补上，旧数留着；退款变了，保本 ROI 自动重算，结论跟着改。",
    ),
    pages=(
        Page(
            "结果表",
            "下播后 24 小时内出初版，全部标「暂计」。先看目标再看曲线：盯着最显眼的那个坑，容易忘了它对结果影响有多大。",
            (RESULT_HEAD, RESULT, SPLIT_HEAD, SPLIT, WORTH),
            (23, 15, 15, 15, 13, 14, 13, 24),
            papers=1,
        ),
        Page(
            "时间轴表",
            "挨得近只说明是一个可能的解释。每个解释问三句：先后、对照、独自；分不开的就写分不开，下一场只改一处。",
            (EVENTS,),
            (5, 10, 30, 28, 28, 28, 13, 26),
            landscape=True,
            freeze="events",
            frozen_columns=2,
        ),
        Page(
            "动作表",
            "动作不超过五条，因为下场只能看清几处改动。「提升主播状态」不是动作：没有人、没有期限，也没有一个数能证明做过。",
            (ACTIONS, LAST_TIME, STANDARDS),
            (5, 40, 16, 22, 34, 30),
            landscape=True,
            papers=1,
        ),
        Page(
            "补数",
            "旧数留着，新数写在旁边。比较的两边用同一个时点：本场的 T+15 只与可比场的 T+15 比。",
            (LATER_HEAD, LATER, BREAK_EVEN, FOURTEEN),
            (30, 17, 17, 17, 17),
            papers=1,
        ),
    ),
    proofs=(
        Proof("15.3 差的 14 万元", "目标 800,000 元、100,000 人、4,000 人付款；实际 660,000 元、110,000 人、3,520 人：达成率 82.5%，LMDI 观看 +6.94、转化 −16.24、客单 −4.70 万元；基线 520,000 元，提升率 26.9%。"),
        Proof("15.3 券失效", "320 人、80% 到 55%：少 80 人，15,000 元，占差额 10.7%。"),
        Proof("15.5 补数", "退款率 3%、12%、18%：结算 640,200、580,800、541,200 元；T+15 提升率 18.3%；保本 ROI 3.00 倍到 3.29 倍。"),
    ),
)  # fmt: skip

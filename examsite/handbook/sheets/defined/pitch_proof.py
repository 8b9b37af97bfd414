"""The pages behind a pitch card: objections, ledger of proofs, what each round brought (8.6, 8.7, 8.10)."""

from examsite.handbook.sheets.expressions import ratio, total, when
from examsite.handbook.sheets.shapes import SERIAL, Entry, Fields, Kind, Table

OBJECTIONS = Table(
    "objections",
    "",
    (
        SERIAL,
        Entry("worry", "顾虑", required=True, note="贵不贵、真不真、合不合适、哪天到、不满意怎么办、别家便宜……"),
        Entry("answer", "接与证：把问题说一遍，给事实", Kind.LONG, required=True),
        Entry("limit", "界：管到哪里，什么情形不合适", Kind.LONG, required=True),
        Entry("landing", "落：规格、售后或链接", Kind.LONG, required=True),
        Entry("proof", "证据号"),
        Entry("count", "条数", Kind.INTEGER),
        Entry("share", "占比", Kind.PERCENT, formula=when("[count]", "[count]/SUM({objections.count})")),
        Entry("back", "写回哪一步", Kind.CHOICE, choices=("1 场景", "2 卖点", "3 背书", "4 价格", "5 下单", "6 答疑", "不写回")),
    ),
    10,
    totals={"count": total("{objections.count}")},
    lines=2,
)  # fmt: skip
LEDGER_HEAD = Fields(
    "ledger_head",
    "",
    (Entry("day", "哪天播", Kind.DATE, name="播出日", note="过了有效期的证据会提示。"),),
    ((1, 1),),
)
LEDGER = Table(
    "ledger",
    "",
    (
        Entry("proof", "证据号", required=True),
        Entry("says", "支持哪一句话", Kind.LONG, required=True),
        Entry("kind", "哪一类材料", Kind.CHOICE, required=True, choices=("页面参数与吊牌", "检测报告", "现场演示", "可核对的记录")),
        Entry("file", "文件放在哪里", required=True),
        Entry("thing", "实物放在哪里"),
        Entry("covers", "管哪个规格", required=True),
        Entry("until", "到哪天为止", Kind.DATE, note="没有期限的空着。"),
        Entry("by", "谁核过", required=True),
        Entry("on", "哪天核的", Kind.DATE, required=True),
        Entry("state", "状态", Kind.CHOICE, required=True, choices=("可用", "待核")),
        Entry("now", "现在能用吗", formula='IF([proof]="","",IF([state]="待核","▲ 停用，待核",IF(AND(COUNT([until],播出日)=2,[until]<播出日),"▲ 已过期","✓ 能用")))'),
    ),
    20,
    unique="proof",
)  # fmt: skip
ROUNDS = Table(
    "rounds",
    "",
    (
        Entry("n", "圈", Kind.LABEL),
        Entry("from", "弹讲解", Kind.TIME),
        Entry("until", "转款", Kind.TIME),
        Entry("viewers", "段内观看人数", Kind.INTEGER, required=True),
        Entry("clicked", "该款点击人数", Kind.INTEGER, required=True),
        Entry("gmv", "该款支付 GMV（元）", Kind.MONEY, required=True),
        Entry("paid", "该款支付人数", Kind.INTEGER, required=True),
        Entry("refund", "T+15 退款（元）", Kind.MONEY),
        Entry("clicking", "进入-点击率", Kind.PERCENT, formula=ratio("[clicked]", "[viewers]")),
        Entry("paying", "点击-支付率", Kind.PERCENT, formula=ratio("[paid]", "[clicked]")),
        Entry("value", "UV 价值（元/人）", Kind.MONEY, formula=ratio("[gmv]", "[viewers]"), form="0.000"),
        Entry("left", "扣退款后（元/人）", Kind.MONEY, formula=when("[gmv],[viewers],[refund]", "([gmv]-[refund])/[viewers]"), form="0.000"),
        Entry("change", "这一圈改了哪一处", Kind.LONG),
    ),
    12,
)  # fmt: skip

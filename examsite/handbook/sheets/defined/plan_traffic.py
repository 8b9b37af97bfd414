"""The money of a plan: break-even, segments, the five conditions, three stop lines (11.2, 11.6 to 11.8)."""

from examsite.handbook.sheets.expressions import ratio, total, when
from examsite.handbook.sheets.look import WHOLE_YUAN
from examsite.handbook.sheets.shapes import Entry, Fields, Kind, Row, Table

BREAK_EVEN = Fields(
    "break_even",
    "保本线与上限",
    (
        Entry("budget", "预算上限（元）", Kind.MONEY, required=True, form=WHOLE_YUAN, name="预算上限"),
        Entry("rate", "贡献率", Kind.PERCENT, required=True, form="0.00%", name="方案贡献率", note="整盘的或混合的，来自货盘表「保本」页。"),
        Entry("roi", "保本 ROI（倍）", Kind.NUMBER, formula='IF(N(方案贡献率)<=0,"",1/方案贡献率)', name="方案保本ROI"),
        Entry("middle", "折算倍数中位数", Kind.NUMBER, name="折算中位数", note="七日归因 GMV ÷ 当场归因 GMV，取近几场同类货（11.7）。没有记录就空着，不打折。"),
        Entry("least", "折算倍数最低", Kind.NUMBER, name="折算最低"),
        Entry("watch", "观察额度（元）", Kind.MONEY, required=True, form=WHOLE_YUAN),
        Entry("close", "中位数线：低于它才关", Kind.NUMBER, formula=ratio("方案保本ROI", "折算中位数")),
        Entry("add", "最低倍数线：不低于才加", Kind.NUMBER, formula=ratio("方案保本ROI", "折算最低")),
        Entry("by", "授权人", required=True),
    ),
    ((2, 1), (1, 1), (1, 1)),
)  # fmt: skip
SEGMENTS = Table(
    "segments",
    "分段预算",
    (
        Entry("what", "段", required=True),
        Entry("at", "几点起", Kind.TIME, required=True),
        Entry("budget", "预算（元）", Kind.MONEY, required=True, form=WHOLE_YUAN),
        Entry("share", "占预算", Kind.PERCENT, formula=when("[budget]", "[budget]/SUM({segments.budget})")),
        Entry("gmv", "全场目标（元）", Kind.MONEY, form=WHOLE_YUAN),
        Entry("times", "整体投产比（倍）", Kind.NUMBER, formula=ratio("[gmv]", "[budget]")),
        Entry("release", "放行条件", required=True),
    ),
    8,
    totals={"budget": total("{segments.budget}"), "gmv": total("{segments.gmv}"), "times": ratio("[gmv]", "[budget]")},
    note="放下一批之前看两样：停留和进入-点击率不低于可比场同一段；已花部分的投放净额没有碰到止损线。",
)  # fmt: skip
WANTED = (
    ("booked", "预约量", "低值到场人数不低于可比场前 10 分钟的观看人数"),
    ("opening", "开场承接", "近三场前 10 分钟的停留与转化率，三场都不低于可比场同一段的中位数"),
    ("hit", "爆品确定性", "两种以上信号指向同一款"),
    ("stock", "库存深度", "可售件数够前段预测需求的 1.3 倍"),
    ("host", "主播状态", "演练过一遍，且本人说可以"),
)
CONDITIONS = Table(
    "conditions",
    "前重后轻的五个条件",
    (
        Entry("what", "条件", Kind.LABEL),
        Entry("wanted", "算满足（本手册约定）", Kind.LABEL, span=3),
        Entry("seen", "本场的数", span=2),
        Entry("met", "满足吗", Kind.CHOICE, choices=("是", "否")),
    ),
    tuple(Row(key, {"what": what, "wanted": wanted}) for key, what, wanted in WANTED),
)
DECISION = Fields(
    "decision",
    "",
    (
        Entry("ready", "前提已写明吗", Kind.CHOICE, choices=("是", "否"), note="保本线、分钟级止损规则与授权人。前提不在，五条全满足也不前重。", name="前重前提"),
        Entry("count", "满足几条", Kind.INTEGER, formula='COUNTIF({conditions.met},"是")', name="满足几条"),
        Entry(
            "verdict", "前重与否", wide=True,
            formula='IF(OR(前重前提="",COUNTA({conditions.met})<5),"",IF(前重前提="否","▲ 前提不在，不前重",IF(满足几条>=4,'
            'IF({conditions.stock.met}="否","✓ 可以前重；前段预算封顶到库存卖得完的数","✓ 可以前重"),'
            'IF(满足几条=3,"小额起投，过关再放","▲ 不前重，先修缺的那几条"))))',
        ),
    ),
    ((2, 1), (2, 1)),
)  # fmt: skip
STOP_LINES = Table(
    "stop_lines",
    "三道止损线",
    (
        Entry("what", "止损线", Kind.LABEL),
        Entry("look", "看什么", Kind.LABEL, span=2),
        Entry("figure", "本场的数（元）", Kind.MONEY, low=-10_000_000, form=WHOLE_YUAN),
        Entry("then", "碰到之后", Kind.LABEL, span=2),
        Entry("by", "授权人"),
    ),
    (
        Row("plan", {"what": "单条", "look": "花完观察额度，ROI 低于保本线；方案写了当场线的，低于中位数线", "then": "关这一条"}),
        Row("segment", {"what": "分段", "look": "本段投放净额低于写明的负数", "then": "不放后续批次，只留过线的计划"}),
        Row("whole", {"what": "全场", "look": "花费到上限，或全场净额低于写明的负数", "then": "停投，操盘手与商家商定后再说"}),
    ),
    note="投放净额 ＝ 广告归因 GMV × 贡献率 − 花费。分段、全场两道填负数，例如 -5000。",
)  # fmt: skip
SWITCHES = Table(
    "switches",
    "开、关、停",
    (
        Entry("what", "动作", Kind.LABEL),
        Entry("when", "条件", Kind.LABEL, span=4),
        Entry("how", "做什么", Kind.LABEL, span=2),
    ),
    (
        Row("open", {"what": "开", "when": "主播、链接、库存、承接款都就位，保本线与上限已写明", "how": "按计划起投，备用素材在手"}),
        Row("close", {"what": "关", "when": "某条计划花完观察额度，ROI 仍低于保本线", "how": "只关这一条，记时间与数值，其余照常"}),
        Row("halt", {"what": "停", "when": "断流、违规警告、价格挂错、可售数降到安全库存、待发超出发货能力（12.3 的 P1 至 P4，12.4 的 P9）", "how": "暂停全部计划，报操盘手，等恢复指令"}),
    ),
)  # fmt: skip

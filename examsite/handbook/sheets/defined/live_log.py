"""盯盘记录 (chapters 1, 9, 11, 12, 14): what was seen, done and approved; corrections; spending."""

from examsite.handbook.sheets.expressions import ratio, when
from examsite.handbook.sheets.look import CLOCK, GENERAL, SIGNED, WHOLE_YUAN
from examsite.handbook.sheets.shapes import (
    SERIAL,
    Entry,
    Fields,
    Kind,
    Page,
    Proof,
    Table,
    Template,
)

LINES = 60
LOG_HEAD = Fields(
    "head",
    "",
    (
        Entry("session", "场次", required=True),
        Entry("plan", "方案编号与版本", required=True),
        Entry("operator", "操盘手", required=True),
        Entry("deputy", "代理人", required=True),
        Entry("by", "记录人", required=True),
        Entry("ahead", "现场的钟比后台快（秒）", Kind.INTEGER, required=True, low=-3600, high=3600, default=0, name="钟快几秒", note="开播时对一次，写下差几秒，不改钟；慢的填负数（12.7）。"),
        Entry("median", "反应中位数（分钟）", Kind.NUMBER, formula='IF(COUNT({log.lag})=0,"",MEDIAN({log.lag}))', form="0.0"),
        Entry("soon", "5 分钟之内占", Kind.PERCENT, formula='IF(COUNT({log.lag})=0,"",COUNTIF({log.lag},"<=5")/COUNT({log.lag}))'),
    ),
    ((2, 1), (1, 1), (1, 1), (1, 2)),
)  # fmt: skip
LOG = Table(
    "log",
    "",
    (
        SERIAL,
        Entry("at", "时刻", Kind.TIME, required=True, form=CLOCK),
        Entry("seen", "现象", Kind.LONG, required=True, note="写数：停留 52 秒，可比场 80，两分钟。"),
        Entry("done", "动作", Kind.LONG, required=True),
        Entry("approved", "批准人", required=True, note="按卡止损的写卡号，例如 按 P3。"),
        Entry("actor", "动作人", note="谁动手，谁核。"),
        Entry("figure", "看哪个数，看到几点"),
        Entry("result", "结果", Kind.LONG),
        Entry("since", "信号出现", Kind.TIME, form=CLOCK),
        Entry("lag", "反应（分钟）", Kind.NUMBER, formula=when("[since],[at]", "ROUND(MOD([at]-[since],1)*1440,1)"), form=GENERAL),
        Entry("real", "后台时间", Kind.TIME, formula=when("[at],钟快几秒", "MOD([at]-钟快几秒/86400+1,1)"), form=CLOCK),
    ),
    LINES,
    lines=2,
)  # fmt: skip
KEEP_HEAD = Fields(
    "keep_head",
    "",
    (
        Entry("ended", "直播结束日", Kind.DATE, required=True, name="直播结束日"),
        Entry("until", "至少保存到", Kind.DATE, formula=when("直播结束日", "EDATE(直播结束日,36)")),
        Entry("where", "记录存放处", required=True),
        Entry("keeper", "保存责任人", required=True),
    ),
    ((2, 1), (1, 1), (1, 1), (1, 1)),
)  # fmt: skip
CORRECTIONS = Table(
    "corrections",
    "",
    (
        SERIAL,
        Entry("at", "时刻", Kind.TIME, required=True, form=CLOCK),
        Entry("said", "原话", Kind.LONG, required=True),
        Entry("right", "更正的话", Kind.LONG, required=True),
        Entry("by", "更正的人", required=True),
        Entry("corrected", "更正的时刻", Kind.TIME, required=True, form=CLOCK),
        Entry("took", "用了（秒）", Kind.INTEGER, formula=when("[at],[corrected]", "ROUND(MOD([corrected]-[at],1)*86400,0)")),
        Entry("touched", "受影响的链接与订单", Kind.LONG),
        Entry("handled", "怎样处理", Kind.LONG),
    ),
    24,
    lines=2,
)  # fmt: skip
SPEND_HEAD = Fields(
    "spend_head",
    "",
    (
        Entry("rate", "贡献率", Kind.PERCENT, required=True, form="0.00%", name="盯盘贡献率", note="照方案「投放与止损」页。"),
        Entry("line", "保本 ROI（倍）", Kind.NUMBER, formula='IF(N(盯盘贡献率)<=0,"",1/盯盘贡献率)', name="盯盘保本ROI"),
        Entry("segment", "分段止损（元）", Kind.MONEY, low=-10_000_000, form=WHOLE_YUAN, name="分段止损", note="写明的负数，例如 -5000。"),
    ),
    ((2, 1), (2, 1), (2, 1)),
)  # fmt: skip
SPEND = Table(
    "spend",
    "",
    (
        SERIAL,
        Entry("until", "截至时刻", Kind.TIME, required=True, form=CLOCK, note="每次都隔同样的时间看；最近几分钟的归因会偏低。"),
        Entry("plan", "计划或分段", required=True),
        Entry("cost", "累计花费（元）", Kind.MONEY, required=True),
        Entry("entered", "进入（人）", Kind.INTEGER),
        Entry("clicked", "商品点击（人）", Kind.INTEGER),
        Entry("orders", "成交（单）", Kind.INTEGER),
        Entry("gmv", "归因 GMV（元）", Kind.MONEY, required=True),
        Entry("per", "进入成本（元/人）", Kind.MONEY, formula=ratio("[cost]", "[entered]")),
        Entry("roi", "广告 ROI（倍）", Kind.NUMBER, formula=ratio("[gmv]", "[cost]")),
        Entry("net", "投放净额（元）", Kind.MONEY, formula=when("[gmv],[cost],盯盘贡献率", "[gmv]*盯盘贡献率-[cost]"), form=SIGNED),
        Entry("line", "碰线没有", formula='IF(COUNT([net])=0,"",IF(AND(COUNT(分段止损)=1,[net]<分段止损),"▲ 碰到止损线",IF([roi]<盯盘保本ROI,"▲ 低于保本线","✓ 过线")))'),
        Entry("done", "动作", Kind.LONG),
    ),
    40,
)  # fmt: skip
LIVE_LOG = Template(
    name="live-log",
    version=1,
    title="盯盘记录",
    title_en="Live log",
    purpose="一行四样：时刻、现象、动作、批准人；另记动作人与结果。复盘和纠纷都靠它。",
    purpose_en="When, what was seen, what was done, who approved; then who acted and what came of it.",
    chapters=(1, 12),
    sources=(
        ("盯盘记录", "1.3 四份单据，9.6 依信号切换，12.7 事件流"),
        ("口误更正", "8.2、12.3 的 P7，14.10 展示、纠错与三年留痕"),
        ("投放盯盘", "11.3 冷启动，11.4 承接，11.8 止损线"),
    ),
    steps=(
        "开播时把现场的钟与后台对一次，写下差几秒。",
        "记录从第一秒开始：每次改动、切换、事件记一行，写数，不写形容词；按卡止损的批准人写卡号。",
        "动之前写看哪个数、看到几点；到点把结果填上，没起作用就退回原计划。",
        "口误当场更正，当场记在「口误更正」；投手按固定间隔填「投放盯盘」。",
        "下播后 24 小时内交给复盘。更正记录自直播结束之日起保存不少于三年。",
    ),
    pages=(
        Page(
            "盯盘记录",
            "一行四样：时刻、现象、动作、批准人。另记动作人、看哪个数与结果；信号几点出现也记下，反应用时自动算。",
            (LOG_HEAD, LOG),
            (5, 11, 34, 30, 12, 14, 20, 22, 11, 9, 11),
            landscape=True,
            freeze="log",
            frozen_columns=2,
        ),
        Page(
            "口误更正",
            "一次合格的更正：停下原话，说出正确信息，处理受影响的链接或订单，场控打点。只删回放，不算更正。",
            (KEEP_HEAD, CORRECTIONS),
            (5, 12, 34, 34, 13, 12, 10, 26, 24),
            landscape=True,
            freeze="corrections",
            frozen_columns=2,
        ),
        Page(
            "投放盯盘",
            "前半小时每五分钟记一次。一次只动一处，动完给它跑完一笔观察额度，再动第二次。",
            (SPEND_HEAD, SPEND),
            (5, 11, 16, 12, 10, 11, 10, 13, 11, 10, 12, 15, 24),
            landscape=True,
            freeze="spend",
            frozen_columns=2,
        ),
    ),
    proofs=(
        Proof("9.6 反应", "六次用了 3、4、6、2、12、4 分钟：中位数 4 分钟，5 分钟之内占 66.7%。"),
        Proof("14.10 留痕", "2026-11-22 结束的一场，至少保存到 2029-11-22。"),
        Proof("11.8 止损", "花费 24,000、归因 66,000、贡献率 26.38%：ROI 2.75，净额约 −6,589 元，越过 −5,000 元。"),
    ),
)  # fmt: skip

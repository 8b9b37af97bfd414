"""操盘方案 (chapters 1, 7, 11, 15): the goal in one sentence, who decides, the money and when to stop."""

from examsite.handbook.sheets.defined.plan_people import AUTHORITY, COVER, REVIEWER, ROLES, WORST
from examsite.handbook.sheets.defined.plan_traffic import (
    BREAK_EVEN,
    CONDITIONS,
    DECISION,
    SEGMENTS,
    STOP_LINES,
    SWITCHES,
)
from examsite.handbook.sheets.expressions import ratio, when
from examsite.handbook.sheets.look import WHOLE_YUAN
from examsite.handbook.sheets.shapes import (
    Entry,
    Fields,
    Kind,
    Page,
    Proof,
    Row,
    Table,
    Template,
    Words,
)

PLAN_HEAD = Fields(
    "head",
    "",
    (
        Entry("number", "方案编号", required=True),
        Entry("version", "版本", Kind.INTEGER, required=True, low=1, high=999, default=1),
        Entry("locked", "锁版时刻", Kind.MOMENT, required=True, note="要够中控核完链接、投手建好计划（1.4）。"),
        Entry("account", "账号", required=True),
        Entry("session", "场次", required=True),
        Entry("opens", "开播时刻", Kind.MOMENT, required=True),
        Entry("minutes", "预计时长（分钟）", Kind.INTEGER, required=True, low=1, high=1440, name="方案时长"),
        Entry("decides", "改案权", required=True, note="同一时刻只有一个人能批准改动，通常是操盘手。"),
        Entry("deputy", "代理人", required=True, note="操盘手离席时由他代管；来不及指定的，由场控代管（12.6）。"),
        Entry("merchant", "商家授权人", required=True),
        Entry("paper", "授权书编号", required=True, note="账号、功能、底线、预算、先做后报、数据、交还，七件事（1.7）。"),
        Entry("halts", "叫停权", required=True, note="归承担合规审核的人，不适合由操盘手兼。"),
    ),
    ((1, 1), (1, 1), (1, 1)),
)  # fmt: skip
NO_WAITING = Words(
    "人身安全、正在发生的违规，不等批准：先停下来，再报告，再补记录。其余改动走四步：提出、核对、批准、登记与通知。",
    "两种情形不等批准",
)
GOAL = Fields(
    "goal",
    "目标",
    (
        Entry("sentence", "目标，一句话", Kind.LONG, required=True, wide=True, lines=2, note="含口径、金额、截止时刻。"),
        Entry("measure", "口径", Kind.CHOICE, required=True, choices=("支付 GMV", "结算 GMV")),
        Entry("money", "目标（元）", Kind.MONEY, required=True, form=WHOLE_YUAN, name="目标GMV"),
        Entry("until", "到几点为止", Kind.MOMENT, required=True),
        Entry("base", "日播基线（元）", Kind.MONEY, form=WHOLE_YUAN, name="日播基线", note="近 28 天日播的中位数（15.8）。"),
        Entry("best", "历史单场最高（元）", Kind.MONEY, form=WHOLE_YUAN, name="历史最高"),
        Entry("called", "按几级准备", Kind.CHOICE, required=True, choices=("日播", "B 级", "A 级", "S 级"), name="准备级别"),
        Entry("times", "目标 ÷ 基线（倍）", Kind.NUMBER, formula=ratio("目标GMV", "日播基线"), name="目标倍数"),
        Entry("tier", "目标够得上", formula='IF(COUNT(目标倍数)=0,"",IF(OR(目标倍数>=3,AND(N(历史最高)>0,目标GMV>=历史最高*1.2,目标倍数>=1.5)),"S 级",IF(目标倍数>=1.5,"A 级",IF(目标倍数>=1.1,"B 级","日播"))))', name="目标级别"),
        Entry("match", "准备与目标", formula='IF(OR(目标级别="",准备级别=""),"",IF(MATCH(准备级别,{tiers.tier},0)>=MATCH(目标级别,{tiers.tier},0),"✓ 够得上","▲ 降目标，不降准备"))'),
        Entry("price", "客单价（元/人）", Kind.MONEY, name="方案客单价"),
        Entry("rate", "转化率", Kind.PERCENT, form="0.00%", name="方案转化率"),
        Entry("minute", "每分钟产出（元）", Kind.MONEY, formula=ratio("目标GMV", "方案时长"), form=WHOLE_YUAN),
        Entry("paid", "目标支付人数", Kind.INTEGER, formula=ratio("目标GMV", "方案客单价"), name="目标支付人数"),
        Entry("viewers", "目标观看人数", Kind.INTEGER, formula=ratio("目标支付人数", "方案转化率")),
    ),
    ((1, 1), (1, 1), (1, 1)),
)  # fmt: skip
TIERS = Table(
    "tiers",
    "级别由目标定，准备跟着级别走",
    (
        Entry("tier", "级别", Kind.LABEL),
        Entry("line", "目标的线（元）", Kind.MONEY, formula="0", form=WHOLE_YUAN),
        Entry("needs", "要备齐", Kind.LABEL, span=4),
    ),
    tuple(
        Row(key, {"tier": tier, "needs": needs}, {"line": Entry("line", "", Kind.MONEY, formula=line, form=WHOLE_YUAN)})
        for key, tier, line, needs in (
            ("daily", "日播", '""', "方案锁版"),
            ("b", "B 级", when("日播基线", "日播基线*1.1"), "4 人起，预案 4 条，预热 1 至 3 天"),
            ("a", "A 级", when("日播基线", "日播基线*1.5"), "7 人起，预案 7 条，预热 3 至 7 天；投放计划，法务审词"),
            ("s", "S 级", when("日播基线", "IF(N(历史最高)=0,日播基线*3,MIN(日播基线*3,MAX(历史最高*1.2,日播基线*1.5)))"), "11 人起，双机双网，预案 10 条并演练，预热 7 至 14 天；审批，库存锁定，客服扩容，售后准备"),
        )
    ),
)  # fmt: skip


def _target(key: str, label: str, kind: Kind, form: str = "") -> Row:
    sides = {side: Entry(side, "", kind, form=form) for side in ("base", "goal")}
    return Row(key, {"what": label}, dict(sides))


TARGETS = Table(
    "targets",
    "结果表的目标一栏",
    (
        Entry("what", "指标", Kind.LABEL),
        Entry("base", "基线", Kind.NUMBER),
        Entry("goal", "目标", Kind.NUMBER),
        Entry("how", "口径：谁、何时、分子分母、归因", Kind.LONG, span=3),
    ),
    (
        _target("gmv", "支付 GMV（元）", Kind.MONEY, WHOLE_YUAN),
        _target("viewers", "观看人数", Kind.INTEGER),
        _target("rate", "转化率", Kind.PERCENT, "0.00%"),
        _target("price", "客单价（元/人）", Kind.MONEY),
        _target("stay", "平均停留（秒）", Kind.NUMBER, "0"),
        _target("roi", "广告 ROI（倍，当场归因）", Kind.NUMBER),
        _target("refund", "退款率（按金额，T+15）", Kind.PERCENT),
    ),
)


def _line(key: str, label: str, unit: str, form: str = "#,##0") -> Row:
    sides = {side: Entry(side, "", Kind.NUMBER, form=form) for side in ("need", "have")}
    return Row(key, {"what": label, "unit": unit}, dict(sides))


FOUR_LINES = Table(
    "lines",
    "立项：四条线都要过",
    (
        Entry("what", "线", Kind.LABEL),
        Entry("unit", "按什么数", Kind.LABEL),
        Entry("need", "要多少", Kind.NUMBER),
        Entry("have", "有多少", Kind.NUMBER),
        Entry("pass", "过没过", formula='IF(COUNT([need],[have])<2,"",IF([have]>=[need],"✓ 过","▲ 差 "&ROUND([need]-[have],2)))'),
        Entry("by", "没过的，谁在哪天补齐"),
    ),
    (
        _line("flow", "流量线", "支付人数"),
        _line("money", "钱线", "要：保本 ROI；有：广告 ROI", "#,##0.00"),
        _line("goods", "货线", "备货件数"),
        _line("delivery", "履约线", "每天发货单数"),
    ),
)  # fmt: skip
FALL_BACK = Fields(
    "fall_back",
    "",
    (
        Entry("down", "降级的条件", Kind.LONG, wide=True, lines=2),
        Entry("question", "本场要验证的一个问题", Kind.LONG, wide=True, lines=2),
        Entry("papers", "随附单据与版本", Kind.LONG, wide=True, lines=2, note="货盘表、讲品卡、时间轴、预案卡、播前审核表，各写版本号。"),
    ),
    ((1, 1), (1, 1), (1, 1)),
)  # fmt: skip
CHECKED = ("过", "不过", "不涉及")
CHANGES = Table(
    "changes",
    "",
    (
        Entry("version", "版本", Kind.INTEGER, required=True, low=1, high=999),
        Entry("at", "时刻", Kind.TIME, required=True, form="hh:mm:ss"),
        Entry("who", "谁提出", required=True),
        Entry("why", "现象与建议", Kind.LONG, required=True),
        *(
            Entry(key, label, Kind.CHOICE, required=True, choices=CHECKED)
            for key, label in (("floor", "价格底线"), ("stock", "库存"), ("coupon", "券的叠加"), ("words", "能不能这样讲"))
        ),
        Entry("verdict", "批准", Kind.CHOICE, required=True, choices=("改", "不改")),
        Entry("by", "批准人", required=True),
        Entry("told", "逐个应答的岗位", required=True),
    ),
    30,
)  # fmt: skip

PLAN = Template(
    name="plan",
    version=1,
    title="操盘方案",
    title_en="Operating plan",
    purpose="目标、改案权、授权、投放与止损写在一处，锁成一个带编号的版本，各岗照着做。",
    purpose_en="Goal, who may change what, budget and stop rules in one numbered, locked version.",
    chapters=(1, 7, 11, 15),
    sources=(
        ("方案首页", "1.3、1.4 锁版与改案权，1.7 授权，15.8 级别，15.9 四条线"),
        ("岗位与授权", "1.2 权责边界，7.1 岗位表，7.2 双人复核，7.8 授权矩阵"),
        ("投放与止损", "11.2 开关停，11.6 五个条件，11.7 当场线，11.8 三道止损线"),
        ("改动登记", "1.4 一次改动的四步"),
    ),
    steps=(
        "先和商家把目标写成一句话，再填口径、金额、到几点为止；级别由目标与基线的倍数定。",
        "四条线都有数才立项；没过的线写明谁在哪天补齐，补不齐就降目标，不降准备。",
        "「岗位与授权」：每岗写姓名与替补；动手的人不给自己复核；每一格授权写到一个数。",
        "「投放与止损」：保本线、观察额度、三道止损线与授权人，开播前写明，播中不因心情改。",
        "到锁版时刻，版本号定下来，人手一份。之后每次改动在「改动登记」写一行，版本加一。",
    ),
    pages=(
        Page(
            "方案首页",
            "锁版之后可以改，但不能随口改。目标写成一句话；改案权只在一人手里；叫停权给承担合规审核的人。",
            (PLAN_HEAD, NO_WAITING, GOAL, TIERS, TARGETS, FOUR_LINES, FALL_BACK),
            (17, 18, 16, 18, 17, 22),
            breaks=("targets",),
        ),
        Page(
            "岗位与授权",
            "排岗先问三句：谁决定，谁动手，谁核对。人少可以兼岗，有两条线不能合并：动手的人不给自己复核；同一时刻行使改案权的只有一人。",
            (ROLES, REVIEWER, AUTHORITY, COVER, WORST),
            (13, 22, 18, 13, 13, 14, 18),
            papers=1,
        ),
        Page(
            "投放与止损",
            "保本线与 ROI 用同一口径。预算上限是不能超过的数，不是任务。投手照表执行，要改表，找操盘手。",
            (BREAK_EVEN, SEGMENTS, CONDITIONS, DECISION, STOP_LINES, SWITCHES),
            (15, 15, 15, 15, 15, 15, 17),
            breaks=("conditions",),
        ),
        Page(
            "改动登记",
            "一次改动一行：提出、核对、批准、登记与通知。版本号加一，盯盘记录同时写一行，涉及的岗位逐个应答。",
            (CHANGES,),
            (7, 11, 11, 38, 11, 9, 11, 14, 9, 11, 20),
            landscape=True,
            freeze="changes",
            frozen_columns=2,
        ),
    ),
    proofs=(
        Proof("15.8 定级", "基线 520,000 元、历史最高 1,200,000 元：目标 800,000 元是 A 级，1,440,000 元起是 S 级。"),
        Proof("15.9 四条线", "货线要 5,148、有 4,500，差 648；履约线要 4,400、有 3,000，差 1,400。"),
        Proof("7.8 最坏损失", "方案价 99、底线 79、可动 300 件：6,000 元；一次失误至多 5,000 元，件数封在 250 件。"),
        Proof("11.7 当场线", "贡献率 26.38%，折算倍数中位数 1.40、最低 1.25：中位数线 2.71，最低倍数线 3.03。"),
    ),
)  # fmt: skip

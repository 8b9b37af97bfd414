"""结算单 (chapter 17): nine lines, two ways of commission, the first payment and the look-back."""

from examsite.handbook.sheets.expressions import ratio, total, when
from examsite.handbook.sheets.look import WHOLE_YUAN
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

PARTIES = Fields(
    "parties",
    "",
    (
        Entry("number", "结算单编号", required=True),
        Entry("agreement", "协议编号与条款", required=True),
        Entry("payer", "付款方（商家）", required=True),
        Entry("payee", "收款方（服务商）", required=True),
    ),
    ((1, 1), (1, 1)),
)
NINE = Fields(
    "nine",
    "九行：缺一行，就有一行要靠记性",
    (
        Entry("session", "1 场次", required=True),
        Entry("window", "窗口：几点到几点下的单", required=True),
        Entry("system", "2 导出的后台与导出人", required=True),
        Entry("exported", "　导出时刻", Kind.MOMENT, required=True),
        Entry("gmv", "3 支付 GMV（元）", Kind.MONEY, required=True, name="支付GMV"),
        Entry("late", "　下播后补付的算不算", Kind.CHOICE, required=True, choices=("算", "不算")),
        Entry("refund", "4 退款（元）", Kind.MONEY, required=True, name="退款"),
        Entry("until", "　退款截止日", Kind.DATE, required=True, note="一般到 T+15。"),
        Entry("settled", "5 结算 GMV（元）", Kind.MONEY, formula=when("支付GMV,退款", "支付GMV-退款"), name="结算GMV"),
        Entry("rate", "　退款率（按金额）", Kind.PERCENT, formula=ratio("退款", "支付GMV")),
        Entry("base", "6 退款后基线（元）", Kind.MONEY, formula='IF(COUNT({sessions.settled})=0,"",MEDIAN({sessions.settled}))', name="退款后基线"),
        Entry("count", "　附表场次", formula='IF(COUNT({sessions.settled})=0,"",IF(COUNT({sessions.settled})<6,"▲ "&COUNT({sessions.settled})&" 场，不足 6 场","✓ "&COUNT({sessions.settled})&" 场"))'),
        Entry("way", "7 抽佣方式", Kind.CHOICE, required=True, choices=("全额", "增量", "按剩下的钱"), name="抽佣方式"),
        Entry("deducted", "　扣项合计（元）", Kind.MONEY, formula="SUM({deductions.money})", name="扣项合计"),
    ),
    ((1, 1), (1, 1)),
)  # fmt: skip
KEPT = Fields(
    "kept",
    "费率与抽佣",
    (
        Entry("rate", "折算率", Kind.PERCENT, name="折算率", note="按剩下的钱计时用：每 100 元结算 GMV 扣掉货款、平台费用与履约之后剩多少（17.3）。"),
        Entry("spent", "投放费（元）", Kind.MONEY, name="投放费"),
    ),
    ((1, 1), (1, 1)),
    note="全额 ＝ 结算 GMV × 费率；增量 ＝ max（结算 GMV − 退款后基线，0）× 费率；按剩下的钱 ＝（结算 GMV × 折算率 − 投放费）× 费率。只填用得着的一行，两行都填就能比。",
)  # fmt: skip


def _way(key: str, label: str, basis: str) -> Row:
    return Row(
        key,
        {"what": label},
        {"basis": Entry("basis", "", Kind.MONEY, formula=basis, form=WHOLE_YUAN)},
    )


FEES = Table(
    "fees",
    "",
    (
        Entry("what", "方式", Kind.LABEL),
        Entry("rate", "费率", Kind.PERCENT),
        Entry("basis", "基数（元）", Kind.MONEY, formula="0", form=WHOLE_YUAN),
        Entry("fee", "抽佣（元）", Kind.MONEY, formula=when("[rate],[basis]", "ROUND([rate]*[basis],2)")),
    ),
    (
        _way("whole", "全额", when("结算GMV", "结算GMV")),
        _way("gain", "增量", when("结算GMV,退款后基线", "MAX(结算GMV-退款后基线,0)")),
        _way("left", "按剩下的钱", when("结算GMV,折算率,投放费", "MAX(结算GMV*折算率-投放费,0)")),
    ),
)  # fmt: skip
WHOLE, GAIN = "{fees.whole.rate}", "{fees.gain.rate}"
CHOSEN = "MATCH(抽佣方式,{fees.what},0)"
COMPARED = Fields(
    "compared",
    "",
    (
        Entry("apart", "增量比全额多（元）", Kind.MONEY, formula=when("{fees.whole.fee},{fees.gain.fee}", "{fees.gain.fee}-{fees.whole.fee}"), form='#,##0.00;"−"#,##0.00'),
        Entry("cross", "两种相等的结算 GMV（元）", Kind.MONEY, formula=when(f"{WHOLE},{GAIN},退款后基线", f"IF({GAIN}<={WHOLE},\"\",{GAIN}*退款后基线/({GAIN}-{WHOLE}))"), form=WHOLE_YUAN),
    ),
    ((1, 1), (1, 1)),
    note="低于它，增量付得少；高于它，增量付得多。选哪一种，是在选谁承担没有做出增量的风险。",
)  # fmt: skip
DEDUCTIONS = Table(
    "deductions",
    "扣项",
    (
        Entry("what", "名目", required=True),
        Entry("money", "金额（元）", Kind.MONEY, required=True),
        Entry("ground", "依据：协议哪一条", required=True, span=2),
    ),
    4,
)
DUE = Fields(
    "due",
    "应付、已付与未付",
    (
        Entry("fee", "8 本场抽佣（元）", Kind.MONEY, formula=f'IF(抽佣方式="","",IFERROR(INDEX({{fees.fee}},{CHOSEN}),""))', name="本场抽佣"),
        Entry("due", "　应付（元）", Kind.MONEY, formula=when("本场抽佣", "本场抽佣-扣项合计"), name="应付"),
        Entry("paid", "　已付（元）", Kind.MONEY, default=0, name="已付"),
        Entry("open", "　未付（元）", Kind.MONEY, formula=when("应付,已付", "应付-已付"), form='#,##0.00;"−"#,##0.00'),
        Entry("invoice", "9 开票方", required=True),
        Entry("invoiced", "　票种与开票日", required=True),
        Entry("payday", "付款日", Kind.DATE, required=True),
        Entry("account", "对公收款户名", required=True),
        Entry("payer_signs", "付款方签字与日期"),
        Entry("payee_signs", "收款方签字与日期"),
    ),
    ((1, 1), (1, 1)),
    note="付的一方和收的一方都如实入账；应付、已入账、票据三个数对上，差一分也写明原因（6.10、14.12）。",
)  # fmt: skip
SESSION_LIST = Table(
    "sessions",
    "",
    (
        SERIAL,
        Entry("day", "日期", Kind.DATE, required=True),
        Entry("what", "场次与时段", required=True),
        Entry("host", "主播与级别", required=True),
        Entry("gmv", "支付 GMV（元）", Kind.MONEY, required=True),
        Entry("refund", "退款，到 T+15（元）", Kind.MONEY, required=True),
        Entry("settled", "结算 GMV（元）", Kind.MONEY, formula=when("[gmv],[refund]", "[gmv]-[refund]")),
        Entry("source", "导出的后台与时刻"),
    ),
    12,
    totals={"gmv": total("{sessions.gmv}"), "refund": total("{sessions.refund}"), "settled": total("{sessions.settled}")},
)  # fmt: skip
LOOK_BACK = Fields(
    "look_back",
    "首期、重算与尾款",
    (
        Entry("share", "首期付几成", Kind.PERCENT, default=0.7, form="0%", name="首期比例"),
        Entry("early", "T+3 暂计退款率", Kind.PERCENT, name="暂计退款率"),
        Entry("estimate", "T+3 暂计结算 GMV（元）", Kind.MONEY, formula=when("支付GMV,暂计退款率", "支付GMV*(1-暂计退款率)"), form=WHOLE_YUAN, name="暂计结算"),
        Entry("fee", "T+3 暂计抽佣（元）", Kind.MONEY, formula=f'IF(OR(抽佣方式="",COUNT(暂计结算)=0),"",IFERROR(ROUND(INDEX({{fees.rate}},{CHOSEN})*IF(抽佣方式="全额",暂计结算,IF(抽佣方式="增量",MAX(暂计结算-退款后基线,0),MAX(暂计结算*折算率-投放费,0))),2),""))', name="暂计抽佣"),
        Entry("first", "首期（元）", Kind.MONEY, formula=when("首期比例,暂计抽佣", "ROUND(首期比例*暂计抽佣,2)"), name="首期"),
        Entry("again", "T+15 重算的抽佣（元）", Kind.MONEY, formula='IF(本场抽佣="","",本场抽佣)', name="重算抽佣"),
        Entry("before", "播前可比 14 日日均（元）", Kind.MONEY, form=WHOLE_YUAN, name="播前日均", note="结算 GMV；避开预热的几天（15.11）。"),
        Entry("after", "播后 14 日日均（元）", Kind.MONEY, form=WHOLE_YUAN, name="播后日均"),
        Entry("margin", "余地：低于播前几成才扣", Kind.PERCENT, default=1, low=0.5, form="0%", name="余地", note="不设余地填 100%；约定低于 95% 才扣，填 95%。"),
        Entry("both", "持续性好也补吗", Kind.CHOICE, choices=("只扣不补", "双向"), default="只扣不补", name="双向"),
        Entry("days", "计入天数", Kind.INTEGER, formula="14-COUNT({excluded.day})", name="计入天数"),
        Entry("rate", "持续性费率", Kind.PERCENT, formula=f'IF(抽佣方式="","",IFERROR(INDEX({{fees.rate}},{CHOSEN}),""))', name="持续性费率"),
        Entry("cut", "持续性扣减（元）", Kind.MONEY, formula=when("播前日均,播后日均,持续性费率,余地", 'ROUND(IF(播后日均<播前日均*余地,播前日均-播后日均,IF(AND(双向="双向",播后日均>播前日均),播前日均-播后日均,0))*计入天数*持续性费率,2)'), form='#,##0.00;"−"#,##0.00', name="持续性扣减"),
        Entry("last", "T+30 尾款（元）", Kind.MONEY, formula=when("重算抽佣,首期", "重算抽佣-N(持续性扣减)-首期"), form='#,##0.00;"−"#,##0.00', name="尾款"),
        Entry("read", "尾款怎样读", formula='IF(COUNT(尾款)=0,"",IF(尾款<0,"▲ 服务商退回差额","✓ 商家补足"))'),
        Entry("chase", "若 T+3 全付，要追回（元）", Kind.MONEY, formula=when("暂计抽佣,重算抽佣", "MAX(0,暂计抽佣-(重算抽佣-N(持续性扣减)))")),
    ),
    ((1, 1), (1, 1)),
    note="尾款 ＝ T+15 重算的抽佣 − 持续性扣减 − 已付首期。顺序是先少付、后补足。",
)  # fmt: skip
EXCLUDED = Table(
    "excluded",
    "排除日：断货、停播、下一场大活动",
    (
        Entry("day", "日期", Kind.DATE, required=True),
        Entry("why", "原因", required=True),
        Entry("by", "谁判定", required=True),
        Entry("raised", "哪天提出", Kind.DATE, required=True),
    ),
    6,
    unique="day",
)

SETTLEMENT = Template(
    name="settlement",
    version=1,
    title="结算单",
    title_en="Settlement sheet",
    purpose="谁付给谁、按什么口径、什么时候结；全额与增量并排算，首期与尾款带回看。",
    purpose_en="Who pays whom, on what basis and when; both kinds of commission, with look-back.",
    chapters=(17,),
    sources=(
        ("结算单", "17.3 结算与激励，6.10、14.12 如实入账"),
        ("基线附表", "17.2 协议第三条，4.1 基线取中位数"),
        ("回看与追溯", "17.4 回看与追溯"),
    ),
    steps=(
        "签约时先填「基线附表」：可比场列全，双方签字锁定；退款后基线取各场结算 GMV 的中位数。",
        "播后填「结算单」九行：四样口径写全，基数、窗口、扣项、时点。",
        "费率填用得着的一行；两行都填，就看得见两种方式的差与交点。",
        "T+3 在「回看与追溯」算首期，T+15 按重算的抽佣，T+30 付尾款或退回。",
        "应付、已付、票据三个数对上，双方签字，各存一份。",
    ),
    pages=(
        Page(
            "结算单",
            "金额填元。结算 GMV ＝ 支付 GMV − 退款；基线来自「基线附表」。数由约定的后台导出，双方各存一份。",
            (PARTIES, NINE, KEPT, FEES, COMPARED, DEDUCTIONS, DUE),
            (27, 24, 27, 24),
            papers=1,
        ),
        Page(
            "基线附表",
            "按 4.1 取可比场，至少 6 场；签约时锁定，之后不换场次。",
            (SESSION_LIST,),
            (6, 13, 24, 18, 16, 18, 16, 24),
            landscape=True,
            freeze="sessions",
        ),
        Page(
            "回看与追溯",
            "看两样：退款到 T+15；持续性看播后 14 日日均与播前约定的可比 14 日。第 14 日的订单到 T+29 才看得全退款，所以尾款放在 T+30。",
            (LOOK_BACK, EXCLUDED),
            (29, 20, 29, 20),
            papers=1,
        ),
    ),
    proofs=(
        Proof("17.3 两种抽佣", "支付 2,230,000、退款 401,400，基线六场各 300,000、退 54,000：结算 1,828,600，基线 246,000；全额 5% 91,430，增量 8% 126,608，相差 35,178，交点 656,000 元。"),
        Proof("17.4 尾款", "T+3 退款率 10%、首期七成，播前日均 20,000、播后 17,000：首期 98,616，扣减 3,360，尾款 24,632，若全付要追回 17,632 元。"),
    ),
)  # fmt: skip

"""诊断单 (chapters 1, 4): one page of conclusions, and the working pages behind it."""

from examsite.handbook.sheets.defined.diagnosis_baseline import BASIS, RATES, SESSION, THIS, USUAL
from examsite.handbook.sheets.defined.diagnosis_factors import FACTORS, FUNNEL, GATES, LOSS, METHOD
from examsite.handbook.sheets.defined.diagnosis_questions import CHECKUP, COUNTS
from examsite.handbook.sheets.expressions import ratio, when
from examsite.handbook.sheets.look import SIGNED_PERCENT
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

POINTS = '+0.00%;"−"0.00%;0.00%'
"""Percentage points, with their sign."""

CUTS = ("按款", "按时段", "按来源", "按新老")
CUT_HEAD = Fields(
    "cut_head",
    "",
    (Entry("gate", "切的是哪个率", Kind.CHOICE, choices=("转化率", "曝光-进入", "进入-点击", "点击-下单", "下单-支付"), name="切哪个率"),),
    ((2, 1),),
)  # fmt: skip
CUT = Table(
    "cuts",
    "",
    (
        SERIAL,
        Entry("cut", "刀", Kind.CHOICE, required=True, choices=CUTS),
        Entry("group", "组", required=True, note="款号；十分钟一段；自然、付费等来源；新客、老客。"),
        Entry("base_all", "基准场分母（人）", Kind.INTEGER, required=True),
        Entry("base_part", "基准场分子（人）", Kind.INTEGER, required=True),
        Entry("this_all", "本场分母（人）", Kind.INTEGER, required=True),
        Entry("this_part", "本场分子（人）", Kind.INTEGER, required=True),
        Entry("base", "基准率", Kind.PERCENT, formula=ratio("[base_part]", "[base_all]"), form="0.00%"),
        Entry("this", "本场率", Kind.PERCENT, formula=ratio("[this_part]", "[this_all]"), form="0.00%"),
        Entry("base_share", "基准占比", Kind.PERCENT, formula=when("[base_all]", "[base_all]/SUMIF({cuts.cut},[cut],{cuts.base_all})")),
        Entry("this_share", "本场占比", Kind.PERCENT, formula=when("[this_all]", "[this_all]/SUMIF({cuts.cut},[cut],{cuts.this_all})")),
        Entry("mix", "结构影响", Kind.PERCENT, formula=when("[base],[base_share],[this_share]", "([this_share]-[base_share])*[base]"), form=POINTS),
        Entry("own", "率的影响", Kind.PERCENT, formula=when("[base],[this],[this_share]", "[this_share]*([this]-[base])"), form=POINTS),
        Entry("people", "人数", formula='IF(COUNT([base_all],[this_all])<2,"",IF(MIN([base_all],[this_all])<1000,"▲ 不足 1,000","✓ 够"))'),
    ),
    28,
)  # fmt: skip
CUT_SUMS = Table(
    "cut_sums",
    "四刀合计",
    (
        Entry("cut", "刀", Kind.LABEL, span=2),
        Entry("mix", "结构影响", Kind.PERCENT, formula='IF(COUNTIF({cuts.cut},[cut])=0,"",SUMIF({cuts.cut},[cut],{cuts.mix}))', form=POINTS),
        Entry("own", "率的影响", Kind.PERCENT, formula='IF(COUNTIF({cuts.cut},[cut])=0,"",SUMIF({cuts.cut},[cut],{cuts.own}))', form=POINTS),
        Entry("sum", "总率的变化", Kind.PERCENT, formula=when("[mix],[own]", "[mix]+[own]"), form=POINTS),
        Entry("read", "先查", formula='IF(COUNT([mix],[own])<2,"",IF(ABS([mix])>ABS([own]),"来的是谁（构成）","怎么卖（率）"))', span=2),
        Entry("told", "低在一处，还是处处都低", Kind.LONG, span=5),
    ),
    tuple(Row(f"c{number}", {"cut": cut}) for number, cut in enumerate(CUTS, start=1)),
    note="结构影响 ＝（本场占比 − 基准占比）× 基准率；率的影响 ＝ 本场占比 ×（本场率 − 基准率）。各组要覆盖全部的人，占比才对。",
)  # fmt: skip


def _broken(key: str, label: str) -> str:
    return f'IF(LEFT({{gates.{key}.verdict}},1)="▲","{label}　","")'


BROKEN = "&".join(
    _broken(key, label)
    for key, label in (
        ("entering", "曝光-进入"), ("clicking", "进入-点击"), ("ordering", "点击-下单"), ("paying", "下单-支付"),
    )
)  # fmt: skip
MONEY_TEXT = '"+#,##0;−#,##0;0"'
FRONT = Fields(
    "front",
    "",
    (
        Entry("account", "账号", required=True),
        Entry("source", "数据的出处", required=True, note="从哪个后台、由谁导出（3.1）。"),
        Entry("exported", "导出时刻", Kind.MOMENT, required=True),
        Entry("by", "填单人", required=True),
        Entry("date", "本场", Kind.DATE, formula='IF(本场日期="","",本场日期)'),
        Entry("sessions", "可比场", formula='IF(够不够="","",可比场数&" 场，"&够不够)', lines=2),
        Entry("base", "基准场", Kind.DATE, formula='IF(基准场日期="","",基准场日期)'),
        Entry("gain", "提升率", Kind.PERCENT, formula='IF(提升率="","",提升率)', form=SIGNED_PERCENT),
        Entry("aim", "主要看的一两个指标", required=True, wide=True, note="在看结果之前写下；其余的变化只当线索，下一场单独验证（4.8）。"),
        Entry("break", "漏斗断点", wide=True, formula=f'IF(COUNT({{gates.clicking.index}})=0,"",IF(({BROKEN})="","没有门掉出平时范围",{BROKEN}))'),
        Entry("factors", "因子分解", wide=True, formula=f'IF(COUNT({{factors.sum.money}})=0,"",分解方法&"：差额 "&TEXT(差额,{MONEY_TEXT})&" 元 ＝ 观看 "&TEXT({{factors.viewers.money}},{MONEY_TEXT})&"，转化 "&TEXT({{factors.rate.money}},{MONEY_TEXT})&"，客单 "&TEXT({{factors.price.money}},{MONEY_TEXT}))'),
        Entry("cuts", "四刀切的结果", Kind.LONG, required=True, wide=True, lines=3),
    ),
    ((2, 1), (1, 2), (1, 2), (1, 1)),
)  # fmt: skip
FINDINGS = Table(
    "findings",
    "结论、证据、反证",
    (
        SERIAL,
        Entry("finding", "结论", Kind.LONG, required=True, span=2),
        Entry("grade", "程度", Kind.CHOICE, required=True, choices=("已证实", "很可能", "待验证"), note="过了两把尺子、又有两处以上互相独立的证据，才写「已证实」。"),
        Entry("evidence", "证据：数和出处", Kind.LONG, required=True, span=2),
        Entry("against", "反证：看到什么就推翻", Kind.LONG, required=True, span=2),
        Entry("action", "一个动作", Kind.LONG, required=True, span=2),
        Entry("figure", "一个要看的数", Kind.LONG, required=True),
    ),
    3,
    lines=5,
    note="不超过三条。证据写数和出处，不写形容词；反证派一个没参加这一场的人去找半小时，找到了就改结论。没有动作的结论，移到备注。",
)  # fmt: skip
REMARKS = Fields("remarks", "", (Entry("text", "备注", Kind.LONG, wide=True, lines=3),), ((2, 1),))

DIAGNOSIS = Template(
    name="diagnosis",
    version=1,
    title="诊断单",
    title_en="Diagnosis sheet",
    purpose="说清账号现在卡在哪里、依据是什么、看到什么就推翻，一页纸。",
    purpose_en="Where the account is stuck, on what evidence, and what would overturn it: one page.",
    chapters=(1, 4),
    sources=(
        ("诊断单", "1.3 四步与四份单据，4.10 结论、证据、反证"),
        ("可比场", "4.1 基线与可比场"),
        ("率与基线", "4.1 基线，4.3 基准场与平时的范围"),
        ("漏斗与分解", "4.3 漏斗，4.4 因子分解，4.5 机会损失"),
        ("四刀", "4.3 切四刀，4.9 结构与率"),
        ("体检 25 问", "4.6 五维体检"),
    ),
    steps=(
        "在「可比场」填本场与近 28 天的场次，可比不可比自动判断；不够 6 场，只描述，不下结论。",
        "在「漏斗与分解」填本场的六个数：断点、因子的贡献、机会损失都会出来。",
        "断在哪一道门，就在「四刀」里切那一道门：款、时段、来源、新老，每一刀覆盖全部的人。",
        "「体检 25 问」逐条答，「不知道」的先把数据找齐。",
        "最后写「诊断单」：不超过三条结论，每条有证据、有反证、有一个动作和一个要看的数。",
    ),
    pages=(
        Page(
            "诊断单",
            "全单一页。写不下，说明还没想清楚哪条最要紧。其余各页是它的底稿。",
            (FRONT, FINDINGS, REMARKS),
            (5, 14, 16, 12, 16, 16, 14, 14, 13, 12, 20),
            landscape=True,
            papers=1,
        ),
        Page(
            "可比场",
            "可比场同时满足：本场之前 28 天以内，同一主播、同一级别，开播相差不过 2 小时，时长相差不过 30%，不是大促日、没有断流等事故。",
            (THIS, SESSION),
            (5, 13, 13, 10, 12, 11, 12, 12, 11, 11, 11, 11, 13, 11, 18, 18),
            landscape=True,
            freeze="sessions",
            frozen_columns=2,
            papers=1,
        ),
        Page(
            "率与基线",
            "全部自动算。基线取中位数；平时的范围取可比场的最低到最高，看断点用。",
            (BASIS, USUAL, RATES),
            (5, 13, 13, 12, 12, 12, 12, 11, 13, 12, 12, 13, 13, 13),
            landscape=True,
            papers=1,
        ),
        Page(
            "漏斗与分解",
            "只填「本场」一列和方法。先看相乘得不得回 GMV，再看断点，最后看钱。",
            (FUNNEL, GATES, METHOD, FACTORS, LOSS),
            (12, 12, 15, 15, 15, 15, 14, 22),
            papers=1,
        ),
        Page(
            "四刀",
            "一组一行。只切断掉的那一道门：分母是上一道门的人数，分子是过了这道门的人数。",
            (CUT_HEAD, CUT, CUT_SUMS),
            (5, 12, 16, 12, 12, 12, 12, 11, 11, 11, 11, 12, 12, 14),
            landscape=True,
            freeze="cuts",
            frozen_columns=3,
        ),
        Page(
            "体检 25 问",
            "答「是」「否」或「不知道」。答案要指得出一处记录；指不出，就是「不知道」。问完只留不超过三个「否」，与断点对得上的排前面。",
            (COUNTS, CHECKUP),
            (6, 16, 52, 12, 40),
            freeze="checkup",
            papers=1,
        ),
    ),
    proofs=(
        Proof("4.1 基线", "六场可比场支付 GMV 22.4、23.1、24.6、25.8、26.5、31.2 万元，本场 30 万元：中位数 25.2 万元，提升率 19.0%。"),
        Proof("4.3、4.4 分解", "基准场 400,000、50,000、15,000、1,875、1,500 人，120,000 元；本场 480,000、60,000、17,600、1,650、1,320 人，100,320 元：指数 100、98、75、100；LMDI 观看 +20,031、转化 −34,076、客单 −5,635 元。"),
        Proof("4.9 拆总率", "自然 1,440 ÷ 40,000 与 1,064 ÷ 28,000，付费 60 ÷ 10,000 与 256 ÷ 32,000：结构 −1.0、率 +0.2 个百分点。"),
    ),
)  # fmt: skip

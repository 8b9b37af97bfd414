"""时间轴 (chapters 7, 9): does it fit, are the returns right, minute by minute, stock in batches."""

from examsite.handbook.sheets.expressions import given, ratio, total, when
from examsite.handbook.sheets.look import CLOCK, GENERAL, MINUTES
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

LINES = 64
DAY = 1440
"""Minutes of a day: spreadsheets count times in days."""
WHAT = ("开场", "引流款", "福利款", "主推", "过款", "交接", "收尾")

SPAN = Fields(
    "span",
    "先算装不装得下",
    (
        Entry("minutes", "总时长（分钟）", Kind.INTEGER, required=True, low=1, high=DAY, name="总时长"),
        Entry("opening", "开场（分钟）", Kind.INTEGER, required=True, default=15, high=DAY, name="开场分钟"),
        Entry("closing", "收尾（分钟）", Kind.INTEGER, required=True, default=10, high=DAY, name="收尾分钟"),
        Entry("handover", "交接（分钟）", Kind.INTEGER, default=0, high=DAY, name="交接分钟", note="长场换主播时留出，例如 10 分钟（9.9）。"),
        Entry("unit", "单元（分钟）", Kind.INTEGER, required=True, default=5, low=1, high=60, name="单元分钟"),
        Entry("left", "可用（分钟）", Kind.INTEGER, formula=when("总时长,开场分钟,收尾分钟", "总时长-开场分钟-收尾分钟-N(交接分钟)"), name="可用分钟"),
        Entry("units", "可用单元数", Kind.INTEGER, formula=when("可用分钟,单元分钟", "INT(可用分钟/单元分钟)"), name="可用单元"),
    ),
    ((2, 1), (2, 1), (2, 1)),
    note="可用单元数 ＝（总时长 − 开场 − 收尾 − 交接）÷ 单元。",
)  # fmt: skip
LAYOUTS = Table(
    "layouts",
    "再算隔得合不合适：几种排法放在一起比",
    (
        Entry("n", "排法", Kind.LABEL),
        Entry("main", "主推款数", Kind.INTEGER, low=1, high=200),
        Entry("turns", "各讲几轮", Kind.INTEGER, low=1, high=100),
        Entry("units", "主推单元", Kind.INTEGER, formula=when("[main],[turns]", "[main]*[turns]")),
        Entry("rest", "剩给过款", Kind.INTEGER, formula=when("[units],可用单元", "可用单元-[units]"), form='#,##0;"−"#,##0'),
        Entry("fits", "装得下吗", formula='IF(COUNT([rest])=0,"",IF([rest]<0,"▲ 装不下","✓ 装得下"))'),
        Entry("gap", "平均返场间隔（分钟）", Kind.NUMBER, formula=ratio("可用分钟", "[turns]"), form="0.00"),
        Entry("good", "间隔", formula='IF(COUNT([gap])=0,"",IF([gap]>40,"▲ 偏疏","")&IF([gap]<25,"▲ 偏密","")&IF(AND([gap]>=25,[gap]<=40),"✓ 25 到 40",""))'),
        Entry("use", "用这一种", Kind.CHOICE, choices=("用", "不用")),
    ),
    4,
    note="常用的返场间隔是 25 到 40 分钟，是经验，不是标准；看自己的观众平均停多久，再往哪边调。",
)  # fmt: skip
LOOPS = Table(
    "loops",
    "一圈有多长",
    (
        Entry("n", "圈", Kind.LABEL),
        Entry("main", "主推款数", Kind.INTEGER, high=200),
        Entry("each", "各讲（分钟）", Kind.NUMBER, high=120, form=GENERAL),
        Entry("pass", "过款款数", Kind.INTEGER, high=200),
        Entry("quick", "各讲（分钟）", Kind.NUMBER, high=60, form=GENERAL),
        Entry("loop", "一圈（分钟）", Kind.NUMBER, formula=when("[main],[each]", "[main]*[each]+N([pass])*N([quick])"), form=MINUTES),
        Entry("good", "间隔", formula='IF(COUNT([loop])=0,"",IF([loop]>40,"▲ 偏疏，拿掉一款或隔圈出现",IF([loop]<25,"▲ 偏密","✓ 25 到 40")))', span=3),
    ),
    3,
)  # fmt: skip


def _listed(expression: str) -> str:
    """`expression` once something stands in the timeline."""
    return f'IF(COUNT({{axis.minutes}})=0,"",{expression})'


AXIS_HEAD = Fields(
    "axis_head",
    "",
    (
        Entry("session", "场次", required=True),
        Entry("opens", "开播时刻", Kind.TIME, required=True, name="开播时刻"),
        Entry("plan", "方案编号", required=True),
        Entry("by", "场控", required=True),
        Entry("sum", "合计（分钟）", Kind.NUMBER, formula=total("{axis.minutes}"), form=MINUTES, name="排了几分钟"),
        Entry("off", "与总时长", formula='IF(COUNT(总时长,排了几分钟)<2,"",IF(ABS(总时长-排了几分钟)<0.01,"✓ 合","▲ 差 "&ROUND(总时长-排了几分钟,1)&" 分钟"))'),
        Entry("gap", "主推最长返场间隔（分钟）", Kind.NUMBER, formula='IF(COUNT({axis.gap})=0,"",MAX({axis.gap}))', form=MINUTES),
        Entry("spare", "可以砍的单元", Kind.INTEGER, formula=_listed('COUNTIF({axis.spare},"可以砍")')),
    ),
    ((2, 2), (2, 1), (2, 1), (2, 2)),
)  # fmt: skip
PREVIOUS = "SUMPRODUCT(LARGE(([code..]=[code])*([at..]),2))"
"""When the same product was last on: of the starts so far, this one's included, the second largest."""
AXIS = Table(
    "axis",
    "",
    (
        SERIAL,
        Entry("time", "计划时刻", Kind.TIME, formula=when("开播时刻,[minutes]", f"MOD(开播时刻+[at]/{DAY},1)")),
        Entry("at", "第几分钟", Kind.NUMBER, formula=when("[minutes]", "SUM([minutes..])-[minutes]"), form=GENERAL),
        Entry("what", "做什么", Kind.CHOICE, required=True, choices=WHAT),
        Entry("code", "款号", note="开场、交接、收尾可以空着；主推、过款、福利款都要写。"),
        Entry("link", "链接号"),
        Entry("minutes", "讲几分钟", Kind.NUMBER, required=True, low=0.5, high=120, form=GENERAL, note="主推一个完整单元，过款 1 到 3 分钟。"),
        Entry("by", "谁弹讲解"),
        Entry("next", "何时预告下一款", Kind.TIME, formula=when("开播时刻,[minutes]", f"MOD(开播时刻+([at]+[minutes]-0.5)/{DAY},1)"), form=CLOCK),
        Entry("turn", "第几轮", Kind.INTEGER, formula=given("[code]", "COUNTIF([code..],[code])")),
        Entry("gap", "返场间隔（分钟）", Kind.NUMBER, formula=f'IF(OR([code]="",[what]<>"主推",N([turn])<2),"",IFERROR([at]-{PREVIOUS},""))', form=GENERAL),
        Entry("spare", "可以砍吗", Kind.CHOICE, choices=("可以砍", "不砍")),
        Entry("real", "实际时刻", Kind.TIME),
        Entry("late", "落后（分钟）", Kind.NUMBER, formula=when("[time],[real]", f"ROUND((MOD([real]-[time]+0.5,1)-0.5)*{DAY},1)"), form=GENERAL),
        Entry("watch", "谁盯什么"),
    ),
    LINES,
)  # fmt: skip
TALLY = Table(
    "tally",
    "",
    (
        Entry("what", "做什么", Kind.LABEL),
        Entry("lines", "行数", Kind.INTEGER, formula=_listed("COUNTIF({axis.what},[what])")),
        Entry("minutes", "分钟", Kind.NUMBER, formula=_listed("SUMIF({axis.what},[what],{axis.minutes})"), form="#,##0.0"),
        Entry("units", "合几个单元", Kind.NUMBER, formula=ratio("[minutes]", "单元分钟"), form="#,##0.0"),
        Entry("share", "占总分钟", Kind.PERCENT, formula=ratio("[minutes]", "排了几分钟")),
    ),
    tuple(Row(f"w{number}", {"what": what}) for number, what in enumerate(WHAT, start=1)),
    totals={"lines": total("{tally.lines}"), "minutes": total("{tally.minutes}"), "units": ratio("[minutes]", "单元分钟")},
)  # fmt: skip
BATCH_HEAD = Fields(
    "batch_head",
    "",
    (
        Entry("code", "款号", required=True),
        Entry("all", "总量（件）", Kind.INTEGER, required=True, low=1, name="放量总量", note="锁定书上的件数减去留作换货的，与承诺时限内发得出的件数比，取小的。"),
        Entry("most", "可比场单圈最高（件）", Kind.INTEGER, required=True, name="单圈最高"),
        Entry("keep", "每批保底（件）", Kind.INTEGER, required=True, name="每批保底"),
        Entry("count", "分几批", Kind.INTEGER, required=True, low=1, high=8, name="批数"),
        Entry("sold", "全场卖出（件）", Kind.INTEGER, formula=total("{batches.sold}"), name="放量卖出"),
        Entry("left", "剩（件）", Kind.INTEGER, formula=when("放量总量,放量卖出", "放量总量-放量卖出")),
    ),
    ((1, 1), (1, 1), (1, 1)),
)  # fmt: skip
BATCHES = Table(
    "batches",
    "",
    (
        Entry("n", "批", Kind.LABEL),
        Entry("at", "上链接时刻", Kind.TIME),
        Entry("remain", "剩余（件）", Kind.INTEGER, formula='IF(OR(COUNT(放量总量,批数)<2,[n]>N(批数)),"",放量总量-SUM([sold..])+N([sold]))'),
        Entry("free", "扣保底（件）", Kind.INTEGER, formula=when("[remain],每批保底", "[remain]-(批数-[n])*每批保底")),
        Entry("batch", "本批（件）", Kind.INTEGER, formula=when("[free],单圈最高", "MAX(0,MIN(单圈最高,[free]))")),
        Entry("sold", "卖出（件）", Kind.INTEGER),
    ),
    8,
    note="本批 ＝ 单圈最高与「剩余 − 后续批数 × 每批保底」里小的那个。没卖完的并入下一批；口播的剩余件数以中控报数为准。",
)  # fmt: skip

TIMELINE = Template(
    name="timeline",
    version=1,
    title="时间轴",
    title_en="Timeline",
    purpose="先算装得下、隔得开，再排到每一分钟；场控照它打点，快了慢了一眼看见。",
    purpose_en="Whether it fits and how often each product returns, then the show minute by minute.",
    chapters=(7, 9),
    sources=(
        ("排法", "9.1 循环与过款，9.4 三小时时间轴，9.9 五小时时间轴"),
        ("分钟表", "7.4 时间轴每行六样，8.5 全场流程"),
        ("合计", "9.4 单元合计"),
        ("放量批次", "9.3 分批放量，9.7 放量批次"),
    ),
    steps=(
        "在「排法」填总时长、开场、收尾与单元，把几种排法放在一起比，选定一种。",
        "在「分钟表」从第一行往下排，不留空行：时刻、预告、返场间隔自动算；每圈末留一处可以砍的过款。",
        "合计要与总时长相等；主推最长返场间隔要落在自己定的区间里。",
        "分批放量的款，各填一份「放量批次」，中控照此放量。",
        "播中场控每过一款填一个「实际时刻」：落后不过一款用过款追回，超过一款由操盘手定。",
    ),
    pages=(
        Page(
            "排法",
            "可用单元数与平均返场间隔两样都要看。很多时间轴只做了第一步。",
            (SPAN, LAYOUTS, LOOPS),
            (7, 12, 12, 12, 12, 14, 14, 14, 11),
            papers=1,
        ),
        Page(
            "分钟表",
            "每行六样：计划时刻、款号、链接号、讲几分钟、谁弹讲解、何时预告下一款。从上往下排，不留空行。",
            (AXIS_HEAD, AXIS),
            (5, 10, 10, 10, 10, 9, 10, 11, 13, 9, 11, 10, 11, 11, 22),
            landscape=True,
            freeze="axis",
            frozen_columns=2,
        ),
        Page(
            "合计",
            "由「分钟表」自动合计，看主推与过款各占多少。",
            (TALLY,),
            (16, 14, 14, 16, 16),
        ),
        Page(
            "放量批次",
            "一款一份。批次跟着圈走；总量定下来之后不改小，要加货先改方案、锁库存，再当场更正。",
            (BATCH_HEAD, BATCHES),
            (22, 14, 22, 14, 18, 14),
            papers=1,
        ),
    ),
    proofs=(
        Proof("9.4 三小时", "180 分钟，开场 15、收尾 10：可用 155 分钟、31 个单元；8 款 3 轮返场间隔 51.67 分钟，6 款 4 轮 38.75 分钟。"),
        Proof("9.1 一圈", "4 款各 5 分钟、3 款过款各 3 分钟：29 分钟；主推 6 款 39 分钟，7 款 44 分钟。"),
        Proof("9.7 放量", "900 件、单圈最高 260、保底 150、四批，卖出 240、215、200、180：本批 260、260、260、245，剩 65 件。"),
    ),
)  # fmt: skip

"""Comparable sessions, their baseline and the usual range (4.1, 4.3)."""

from examsite.handbook.sheets.look import SIGNED_PERCENT, WHOLE_YUAN
from examsite.handbook.sheets.shapes import SERIAL, Entry, Fields, Kind, Row, Table

TIERS = ("日播", "B 级", "A 级", "S 级")
OK = "✓ 可比"
SESSIONS = 14

THIS = Fields(
    "this",
    "",
    (
        Entry("date", "本场日期", Kind.DATE, required=True, name="本场日期"),
        Entry("start", "开播时刻", Kind.TIME, required=True, name="本场开播"),
        Entry("minutes", "时长（分钟）", Kind.INTEGER, required=True, low=1, high=1440, name="本场时长"),
        Entry("host", "主播", required=True, name="本场主播"),
        Entry("tier", "活动级别", Kind.CHOICE, required=True, choices=TIERS, name="本场级别"),
    ),
    ((2, 1), (2, 1), (2, 1), (2, 1), (2, 1)),
)  # fmt: skip
FIT = (
    'IF([date]="","",IF(COUNT(本场日期,本场开播,本场时长)<3,"先填本场",'
    'IF([event]<>"无",IF([event]="","先选大促与事故","▲ "&[event]),'
    'IF(本场日期+本场开播<=[date]+[start],"▲ 不在本场之前",'
    'IF(本场日期-[date]>28,"▲ 超过 28 天",'
    'IF([host]<>本场主播,"▲ 主播不同",'
    'IF([tier]<>本场级别,"▲ 级别不同",'
    'IF(MIN(ABS([start]-本场开播),1-ABS([start]-本场开播))>2/24+0.00001,"▲ 开播差过 2 小时",'
    f'IF(ABS([minutes]-本场时长)>本场时长*0.3+0.001,"▲ 时长差过 30%","{OK}")))))))))'
)
SESSION = Table(
    "sessions",
    "",
    (
        SERIAL,
        Entry("date", "日期", Kind.DATE, required=True),
        Entry("start", "开播时刻", Kind.TIME, required=True),
        Entry("minutes", "时长（分钟）", Kind.INTEGER, required=True, low=1, high=1440),
        Entry("host", "主播", required=True),
        Entry("tier", "活动级别", Kind.CHOICE, required=True, choices=TIERS),
        Entry("event", "大促或事故", Kind.CHOICE, required=True, choices=("无", "大促日", "断流", "其他事故")),
        Entry("exposed", "曝光人数", Kind.INTEGER),
        Entry("viewers", "观看人数", Kind.INTEGER, required=True),
        Entry("clicked", "商品点击人数", Kind.INTEGER),
        Entry("ordered", "创建订单人数", Kind.INTEGER),
        Entry("paid", "支付人数", Kind.INTEGER, required=True),
        Entry("gmv", "支付 GMV（元）", Kind.MONEY, required=True, form=WHOLE_YUAN),
        Entry("stay", "平均停留（秒）", Kind.NUMBER, form="0"),
        Entry("fit", "可比吗", formula=FIT),
        Entry("note", "剔除的原因"),
    ),
    SESSIONS,
)  # fmt: skip


def _rate(part: str, whole: str) -> str:
    """A rate of the session in this row, where it is comparable and its number of people is there."""
    return f'IF({{sessions.fit@}}<>"{OK}","",IF(COUNT({part},{whole})<2,"",IFERROR({part}/{whole},"")))'


def _taken(column: str) -> str:
    """A figure of the session in this row, where it is comparable."""
    cell = f"{{sessions.{column}@}}"
    return f'IF({{sessions.fit@}}<>"{OK}","",IF({cell}="","",{cell}))'


MEASURES = (
    Entry("hourly", "每小时 GMV（元）", Kind.MONEY, formula=_rate("{sessions.gmv@}*60", "{sessions.minutes@}"), form=WHOLE_YUAN),
    Entry("entering", "曝光-进入率", Kind.PERCENT, formula=_rate("{sessions.viewers@}", "{sessions.exposed@}")),
    Entry("clicking", "进入-点击率", Kind.PERCENT, formula=_rate("{sessions.clicked@}", "{sessions.viewers@}")),
    Entry("ordering", "点击-下单率", Kind.PERCENT, formula=_rate("{sessions.ordered@}", "{sessions.clicked@}")),
    Entry("paying", "下单-支付率", Kind.PERCENT, formula=_rate("{sessions.paid@}", "{sessions.ordered@}")),
    Entry("rate", "转化率", Kind.PERCENT, formula=_rate("{sessions.paid@}", "{sessions.viewers@}"), form="0.00%"),
    Entry("price", "客单价（元/人）", Kind.MONEY, formula=_rate("{sessions.gmv@}", "{sessions.paid@}")),
    Entry("stay", "平均停留（秒）", Kind.NUMBER, formula=_taken("stay"), form="0.0"),
    Entry("viewers", "观看人数", Kind.INTEGER, formula=_taken("viewers")),
    Entry("gmv", "支付 GMV（元）", Kind.MONEY, formula=_taken("gmv"), form=WHOLE_YUAN),
)  # fmt: skip


def _summary(key: str, label: str, function: str) -> Row:
    return Row(
        key,
        {"what": label},
        {
            one.key: Entry(
                one.key, one.label, one.kind, form=one.form,
                formula=f'IF(COUNT({{rates.{one.key}}})=0,"",{function}({{rates.{one.key}}}))',
            )
            for one in MEASURES
        },
    )  # fmt: skip


USUAL = Table(
    "usual",
    "基线与平时的范围",
    (Entry("what", "可比场", Kind.LABEL, span=2), *MEASURES),
    (
        _summary("median", "中位数（基线）", "MEDIAN"),
        _summary("low", "最低", "MIN"),
        _summary("high", "最高", "MAX"),
    ),
)
BASIS = Fields(
    "basis",
    "",
    (
        Entry("count", "可比场（场）", Kind.INTEGER, formula=f'COUNTIF({{sessions.fit}},"{OK}")', name="可比场数"),
        Entry("enough", "够不够", formula='IF(COUNT({sessions.date})=0,"",IF(可比场数>=6,"✓ 够 6 场","▲ 可比场不足，只描述，不下结论"))', name="够不够", lines=2),
        Entry("line", "基准场在第几行", Kind.INTEGER, formula='IF(COUNT({rates.distance})=0,"",MATCH(MIN({rates.distance}),{rates.distance},0))', name="基准行"),
        Entry("date", "基准场日期", Kind.DATE, formula='IF(基准行="","",INDEX({sessions.date},基准行))', name="基准场日期"),
        Entry("gain", "本场提升率", Kind.PERCENT, formula='IF(OR(可比场数<6,COUNT({funnel.gmv.this},{usual.median.gmv})<2),"",IFERROR(({funnel.gmv.this}-{usual.median.gmv})/{usual.median.gmv},""))', name="提升率", form=SIGNED_PERCENT),
    ),
    ((2, 1), (1, 2), (1, 1), (1, 1), (1, 1)),
)  # fmt: skip
RATES = Table(
    "rates",
    "每一场",
    (
        SERIAL,
        Entry("date", "日期", Kind.DATE, formula=_taken("date")),
        *MEASURES,
        Entry("distance", "与中位数相差（元）", Kind.MONEY, formula='IF([gmv]="","",ABS([gmv]-{usual.median.gmv})+(本场日期+本场开播-{sessions.date@}-{sessions.start@})/1000000)', form=WHOLE_YUAN),
        Entry("mark", "基准场", formula='IF([distance]="","",IF([distance]=MIN({rates.distance}),"✓ 基准场",""))'),
    ),
    SESSIONS,
    note="只列可比场。基准场是支付 GMV 最接近中位数的一场，同样接近的取日期近的。",
)  # fmt: skip

"""Examples of chapter 4."""

from datetime import date, time

from tests.handbook.sheets.example import DAY, EVENING, Example
from tests.make_sheets import rows


def session(day, gmv, start=EVENING, minutes=180, host="甲", tier="日播", event="无", people=()):
    """A line of the sessions of a diagnosis."""
    names = ("exposed", "viewers", "clicked", "ordered", "paid")
    counts = dict(zip(names, people or (400_000, 50_000, 15_000, 1_875, 1_500), strict=True))
    line = {"date": date(2026, 11, day), "start": start, "minutes": minutes, "host": host}
    return line | {"tier": tier, "event": event, "gmv": gmv} | counts


THIS = {"date": DAY, "start": EVENING, "minutes": 180, "host": "甲", "tier": "日播"}
LAST = {"exposed": 480_000, "viewers": 60_000, "clicked": 17_600, "ordered": 1_650, "paid": 1_320}
FUNNEL = {row: {"this": value} for row, value in LAST.items()} | {"gmv": {"this": 100_320}}
RANGE = (
    session(1, 100_000, people=(400_000, 49_000, 13_818, 1_603, 1_300)),  # 28.2 %, 11.6 %
    session(4, 118_000, people=(400_000, 50_500, 14_900, 1_860, 1_490)),
    session(7, 121_000, people=(400_000, 49_800, 14_990, 1_880, 1_510)),
    session(10, 120_000),
    session(13, 126_000, people=(400_000, 50_200, 15_813, 1_970, 1_550)),  # 31.5 %
    session(16, 140_000, people=(400_000, 51_500, 15_600, 2_044, 1_650)),  # 13.1 %
)
"""Six comparable sessions; two are equally near to the median, the later is the reference of 4.3."""

EXAMPLES = [
    Example(
        "4.1",
        "diagnosis",
        {
            "this": THIS,
            "sessions": [
                session(day, gmv)
                for day, gmv in zip((1, 4, 7, 10, 13, 16), (224_000, 231_000, 246_000, 258_000, 265_000, 312_000), strict=True)
            ]
            + [
                session(20, 900_000, event="大促日"),
                session(19, 10_000, event="断流"),
                session(18, 250_000, host="乙"),
                session(17, 250_000, tier="A 级"),
                session(15, 250_000, start=time(17, 30)),
                session(14, 250_000, minutes=120),
                session(23, 250_000),
            ],
            "funnel": {"gmv": {"this": 300_000}},
        },
        {
            "basis.count": 6, "basis.enough": "✓ 够 6 场", "usual.median.gmv": 252_000,
            "basis.gain": "19.0%", "sessions.7.fit": "▲ 大促日", "sessions.8.fit": "▲ 断流",
            "sessions.9.fit": "▲ 主播不同", "sessions.10.fit": "▲ 级别不同",
            "sessions.11.fit": "▲ 开播差过 2 小时", "sessions.12.fit": "▲ 时长差过 30%",
            "sessions.13.fit": "▲ 不在本场之前", "basis.date": date(2026, 11, 10),
        },
    ),
    Example(
        "4.3 to 4.5",
        "diagnosis",
        {
            "this": THIS,
            "sessions": list(RANGE),
            "funnel": FUNNEL,
            "method": {"method": "LMDI", "margin": 0.25},
        },
        {
            "basis.date": date(2026, 11, 10), "funnel.gmv.base": 120_000,
            "gates.entering.index": 100, "gates.clicking.index": 98, "gates.ordering.index": 75,
            "gates.paying.index": 100, "gates.clicking.base": "30.0%", "gates.clicking.this": "29.3%",
            "gates.ordering.this": "9.4%", "gates.clicking.low": "28.2%", "gates.clicking.high": "31.5%",
            "gates.ordering.low": "11.6%", "gates.ordering.high": "13.1%",
            "gates.ordering.verdict": "▲ 断", "gates.clicking.verdict": "✓ 在平时范围里",
            "method.gap": -19_680, "method.weight": 109_866,
            "factors.viewers.money": 20_031, "factors.rate.money": -34_076, "factors.price.money": -5_635,
            "factors.clicking.money": -2_469, "factors.ordering.money": -31_607, "factors.paying.money": 0,
            "factors.sum.money": -19_680,
            "loss.rate.gmv": 136_800, "loss.rate.loss": 36_480, "loss.price.loss": 5_280,
            "loss.both.loss": 43_680, "loss.rate.margin": 9_120,
            "front.break": "点击-下单　",
            "front.factors": "LMDI：差额 −19,680 元 ＝ 观看 +20,031，转化 −34,076，客单 −5,635",
        },
    ),
    Example(
        "4.4 one after the other",
        "diagnosis",
        {"this": THIS, "sessions": list(RANGE), "funnel": FUNNEL, "method": {"method": "连环替代"}},
        {
            "factors.viewers.money": 24_000, "factors.rate.money": -38_400,
            "factors.price.money": -5_280, "factors.sum.money": -19_680,
        },
    ),
    Example(
        "4.9",
        "diagnosis",
        {
            "cuts": rows(
                "cut group base_all base_part this_all this_part",
                ("按来源", "自然", 40_000, 1_440, 28_000, 1_064),
                ("按来源", "付费", 10_000, 60, 32_000, 256),
                ("按新老", "新客", 900, 9, 2_000, 20),
            ),
        },
        {
            "cuts.1.base": "3.6%", "cuts.1.this": "3.8%", "cuts.2.base": "0.6%", "cuts.2.this": "0.8%",
            "cuts.1.this_share": "46.7%", "cuts.2.this_share": "53.3%", "cuts.3.people": "▲ 不足 1,000",
            "cut_sums.c3.mix": "-1.0%", "cut_sums.c3.own": "0.2%", "cut_sums.c3.sum": "-0.8%",
            "cut_sums.c3.read": "来的是谁（构成）", "cut_sums.c1.mix": "",
        },
    ),
    Example(
        "4.6",
        "diagnosis",
        {"checkup": {f"q{n}": {"answer": "是" if n < 20 else "否"} for n in range(1, 25)}},
        {"counts.no": 5, "counts.unknown": "▲ 不知道 0 问，没答 1 问"},
    ),
]  # fmt: skip

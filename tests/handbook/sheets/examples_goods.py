"""Examples of chapters 5, 6, 8 and 11.5: goods, prices, pitches."""

from datetime import date, time

from tests.handbook.sheets.example import DAY, Example
from tests.make_sheets import rows

FIVE = rows(
    "code goods type skus price pieces cost task",
    ("01", "引流", "引流款", 2, 9.9, 6_000, 10.89, "拉进入"),
    ("02", "福利", "福利款", 3, 49, 5_000, 46.55, "接人气"),
    ("03", "爆款", "爆款", 6, 89, 9_000, 66.75, "承担 GMV"),
    ("04", "利润", "利润款", 7, 159, 3_500, 87.45, "承担毛利"),
    ("05", "形象", "形象款", 2, 499, 150, 249.5, "拉开价格带"),
)
THREE = rows(
    "code goods type skus price pieces cost task",
    ("01", "引流", "引流款", 1, 19.9, 500, 22.885, "拉进入"),
    ("02", "爆款", "爆款", 1, 89, 600, 72.98, "承担 GMV"),
    ("03", "利润", "利润款", 1, 159, 200, 103.35, "承担毛利"),
)
PLAIN_COST = [{"fee": 0, "ship": 0, "returns": 0, "reverse": 0}] * 3

EXAMPLES = [
    Example(
        "5.3",
        "assortment",
        {
            "items": rows(
                "code goods type skus price pieces cost task",
                ("01", "引流", "引流款", 1, 19.9, 500, 21.89, "拉进入"),
                ("02", "爆款", "爆款", 1, 89, 600, 66.75, "承担 GMV"),
                ("03", "利润", "利润款", 1, 159, 200, 87.45, "承担毛利"),
            )
        },
        {
            "items.total.pieces": 1_300, "items.total.gmv": 95_150, "items.total.margin": 26_665,
            "items.total.rate": "28.0%", "items.1.margin": -995, "items.1.pieces_share": "38.5%",
            "items.1.margin_share": "-3.7%", "items.2.gmv_share": "56.1%", "items.3.margin_share": "53.7%",
        },
    ),
    Example(
        "5.9",
        "assortment",
        {"items": FIVE, "stock_head": {"start": DAY}, "stock": [{}, {}, {"have": 9_000, "cycle": 5, "check": 1}]},
        {
            "items.total.skus": 20, "items.total.pieces": 23_650, "items.total.gmv": 1_736_750,
            "items.total.margin": 494_410, "items.total.rate": "28.5%",
            "mix.t1.pieces_share": "25.4%", "mix.t1.gmv_share": "3.4%", "mix.t1.margin": -5_940,
            "mix.t3.gmv_share": "46.1%", "mix.t3.margin_share": "40.5%", "mix.t4.margin_share": "50.7%",
            "mix.t4.pieces_share": "14.8%", "mix.t5.margin_share": "7.6%", "mix.t2.margin_share": "2.5%",
            "mix.t1.start": 2, "mix.t2.start": 3, "mix.t3.start": 6, "mix.t4.start": 7, "mix.t5.start": 2,
            "stock.3.need": 11_700, "stock.3.gap": "▲ 2700", "stock.3.latest": date(2026, 11, 16),
        },
    ),
    Example(
        "6.2 to 6.5",
        "assortment",
        {
            "items": rows("code goods type skus price pieces cost task", ("01", "袜子", "爆款", 1, 99, 1_000, 42, "主推")),
            "limits": {"keep": 10},
            "cost": [{"fee": 0.15, "ship": 6, "returns": 0.2, "reverse": 8}],
        },
        {
            "cost.1.each": 26.12, "cost.1.rate": "26.38%", "cost.1.roi": 3.79, "cost.1.least": 60.59,
            "cost.1.give": 23.71, "limits.roi": 3.79, "cost.1.sum": 26_120,
        },
    ),
    Example(
        "6.5 whole assortment",
        "assortment",
        {"items": THREE, "cost": PLAIN_COST},
        {
            "cost.1.rate": "-15%", "cost.1.roi": "▲ 没有", "cost.2.rate": "18%", "cost.3.rate": "35%",
            "cost.1.sum": -1_492.5, "cost.2.sum": 9_612, "cost.3.sum": 11_130, "cost.total.sum": 19_249.5,
            "limits.rate": "20.23%", "limits.roi": 4.94,
        },
    ),
    Example(
        "11.5",
        "assortment",
        {
            "items": rows(
                "code goods type skus price pieces cost task",
                ("01", "爆款", "爆款", 1, 100, 1, 73.62, "x"),
                ("02", "福利", "福利款", 1, 100, 1, 94, "x"),
                ("03", "利润", "利润款", 1, 100, 1, 60, "x"),
            ),
            "cost": [one | {"ads": share} for one, share in zip(PLAIN_COST, (0.6, 0.25, 0.15), strict=True)],
        },
        {"limits.mixed": 4.29, "cost.total.ads": "100%"},
    ),
    Example(
        "6.11",
        "assortment",
        {
            "order": {"fee": 0.15, "ship": 6, "returns": 0.2, "reverse": 8, "floor": 0},
            "baskets": rows(
                "what full paid goods gift share",
                ("甲", 99, 99, 42, None, 0.5),
                ("乙", 99, 84, 42, None, 0.3),
                ("丙", 207.9, 162.9, 94.89, None, 0.15),
                ("丁", 207.9, 162.9, 94.89, 6, 0.05),
                ("21 件引流款", 207.9, 162.9, 228.69, None, None),
            ),
        },
        {
            "baskets.1.each": 26.12, "baskets.2.each": 15.92, "baskets.3.each": 27.26, "baskets.4.each": 21.26,
            "baskets.5.each": -79.78, "baskets.1.roi": 3.79, "baskets.2.roi": 5.28, "baskets.3.roi": 5.98,
            "baskets.4.roi": 7.66, "baskets.5.roi": "▲ 没有", "baskets.3.off": "21.6%",
            "two_lines.worst": -79.78, "two_lines.safe": "▲ 低于底数，先改边界再发",
            "two_lines.each": 22.99, "two_lines.paid": 107.28, "two_lines.rate": "21.4%", "two_lines.roi": 4.67,
        },
    ),
    Example(
        "5.4",
        "assortment",
        {
            "items": FIVE,
            "eight": [
                dict.fromkeys(("papers", "sample", "price", "margin", "stock", "delivery", "reviews", "claims"), "过"),
                {"papers": "不过"},
                {"papers": "过", "claims": "不过"},
                {"papers": "过"},
            ],
        },
        {
            "eight.1.verdict": "✓ 可上", "eight.2.verdict": "▲ 停", "eight.3.verdict": "▲ 改了再上",
            "eight.4.verdict": "没查完", "eight.6.verdict": "",
        },
    ),
    Example(
        "8.3, 8.4, 8.5",
        "pitch",
        {
            "head": {"speed": 240},
            "steps": {"price": {"text": "字" * 180}, "order": {"text": "字" * 150}, "scene": {"text": "早上灌的水"}},
            "points": rows("point show proof fits", ("容量", "倒进量杯", "12-1", "是"), ("保温", "上温度计", "12-3", "否"), ("轻", "上秤", None, "是")),
            "price": {
                "basis": "前七日最低成交价", "compared": 119, "listed": 129, "off": 15,
                "home": 114, "detail": 114, "spoken": 114, "settled": 112,
            },
        },
        {
            "price.paid": 114, "price.lower": 5, "price.fall": "4.2%", "price.verdict": "✓ 可以比",
            "price.same": "▲ 停讲、下架、截图（P3）",
            "steps.price.starts": time(0, 2, 45), "steps.turn.starts": time(0, 4, 30), "steps.total.seconds": 300,
            "steps.total.room": "✓ 合", "steps.price.room": "✓ 180/180", "steps.order.room": "▲ 150/120",
            "points.1.verdict": "✓ 能讲", "points.2.verdict": "▲ 管不到，先撤", "points.3.verdict": "▲ 没有证据号",
        },
    ),
    Example(
        "8.2 not a cut",
        "pitch",
        {"price": {"basis": "前七日最低成交价", "compared": 79, "listed": 89, "off": 0}},
        {"price.verdict": "▲ 不是降价", "price.lower": -10},
    ),
    Example(
        "8.7, 8.10",
        "pitch",
        {
            "objections": rows("worry count", ("尺码", 42), ("发货", 27), ("起球", 18), ("退换", 9), ("其他", 24)),
            "rounds": rows(
                "viewers clicked paid gmv refund",
                (1_600, 144, 36, 4_104, 456),
                (1_500, 210, 42, 4_788, 1_026),
            ),
            "ledger_head": {"day": DAY},
            "ledger": [{"proof": "12-1", "state": "可用"}, {"proof": "12-2", "state": "可用", "until": date(2026, 11, 21)}, {"proof": "12-3", "state": "待核"}],
        },
        {
            "objections.total.count": 120, "objections.1.share": "35.0%", "objections.4.share": "7.5%",
            "rounds.1.clicking": "9.0%", "rounds.1.paying": "25.0%", "rounds.1.value": 2.565, "rounds.1.left": 2.280,
            "rounds.2.clicking": "14.0%", "rounds.2.paying": "20.0%", "rounds.2.value": 3.192, "rounds.2.left": 2.508,
            "ledger.1.now": "✓ 能用", "ledger.2.now": "▲ 已过期", "ledger.3.now": "▲ 停用，待核",
        },
    ),
]  # fmt: skip

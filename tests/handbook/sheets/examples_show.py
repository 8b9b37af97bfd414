"""Examples of chapters 7, 9, 11, 12, 14 and 15.8: the plan, the show, what goes wrong."""

from datetime import date, time

from tests.handbook.sheets.example import DAY, EVENING, Example
from tests.make_sheets import rows

EXAMPLES = [
    Example(
        "15.8, 15.9",
        "plan",
        {
            "goal": {
                "money": 1_440_000, "base": 520_000, "best": 1_200_000, "called": "A 级", "price": 180,
                "rate": 0.032,
            },
            "head": {"minutes": 300},
            "lines": {
                "flow": {"need": 8_000, "have": 8_000}, "money": {"need": 2.8, "have": 3.0},
                "goods": {"need": 5_148, "have": 4_500}, "delivery": {"need": 4_400, "have": 3_000},
            },
        },
        {
            "goal.tier": "S 级", "goal.match": "▲ 降目标，不降准备", "goal.paid": 8_000, "goal.viewers": 250_000,
            "tiers.b.line": 572_000, "tiers.a.line": 780_000, "tiers.s.line": 1_440_000,
            "lines.flow.pass": "✓ 过", "lines.money.pass": "✓ 过", "lines.goods.pass": "▲ 差 648",
            "lines.delivery.pass": "▲ 差 1400",
        },
    ),
    Example(
        "15.8 an A",
        "plan",
        {"goal": {"money": 800_000, "base": 520_000, "best": 1_200_000, "called": "A 级"}},
        {"goal.tier": "A 级", "goal.match": "✓ 够得上"},
    ),
    Example(
        "7.8",
        "plan",
        {
            "roles": {"control": {"name": "乙"}},
            "reviewer": {"name": "乙"},
            "cover": {"most": 5_000},
            "worst": rows("what plan floor pieces", ("甲款", 99, 89, 300), ("甲款", 99, 79, 300)),
        },
        {
            "worst.1.loss": 3_000, "worst.1.most": "✓ 赔得起", "worst.2.loss": 6_000,
            "worst.2.most": "▲ 250 件以内", "reviewer.apart": "▲ 动手的人不给自己复核，请换人",
        },
    ),
    Example(
        "11.6, 11.7",
        "plan",
        {
            "break_even": {"budget": 50_000, "rate": 0.2638, "middle": 1.4, "least": 1.25},
            "segments": rows(
                "what at budget gmv release",
                ("第 1 小时", EVENING, 40_000, 300_000, "两样都不低于可比场"),
                ("其后 4 小时", time(21), 10_000, 300_000, "净额没碰线"),
            ),
            "conditions": {
                "booked": {"met": "是"}, "opening": {"met": "是"}, "hit": {"met": "是"},
                "stock": {"met": "否"}, "host": {"met": "是"},
            },
            "decision": {"ready": "是"},
        },
        {
            "break_even.roi": 3.79, "break_even.close": 2.71, "break_even.add": 3.03,
            "segments.1.times": 7.5, "segments.2.times": 30, "segments.1.share": "80%",
            "segments.total.budget": 50_000, "segments.total.gmv": 600_000,
            "decision.count": 4, "decision.verdict": "✓ 可以前重；前段预算封顶到库存卖得完的数",
        },
    ),
    Example(
        "9.1, 9.4",
        "timeline",
        {
            "span": {"minutes": 180, "opening": 15, "closing": 10, "unit": 5},
            "layouts": rows("main turns", (8, 3), (6, 4), (9, 4)),
            "loops": rows("main each pass quick", (4, 5, 3, 3), (6, 5, 3, 3), (7, 5, 3, 3)),
        },
        {
            "span.left": 155, "span.units": 31, "layouts.1.units": 24, "layouts.1.rest": 7, "layouts.1.gap": 51.67,
            "layouts.1.good": "▲ 偏疏", "layouts.2.gap": 38.75, "layouts.2.good": "✓ 25 到 40",
            "layouts.3.fits": "▲ 装不下", "loops.1.loop": 29, "loops.2.loop": 39, "loops.3.loop": 44,
            "loops.3.good": "▲ 偏疏，拿掉一款或隔圈出现",
        },
    ),
    Example(
        "9.9",
        "timeline",
        {"span": {"minutes": 300, "opening": 15, "closing": 10, "handover": 10, "unit": 5}},
        {"span.left": 265, "span.units": 53},
    ),
    Example(
        "7.4",
        "timeline",
        {
            "span": {"minutes": 60, "opening": 15, "closing": 10, "unit": 5},
            "axis_head": {"opens": EVENING},
            "axis": rows(
                "what code minutes real spare",
                ("主推", "01", 8, EVENING, None),
                ("主推", "02", 8, time(20, 10), None),
                ("过款", "03", 3, None, "可以砍"),
                ("主推", "01", 8, time(20, 18), None),
                ("主推", "02", 8, None, None),
                ("收尾", None, 25, None, None),
            ),
        },
        {
            "axis.2.time": time(20, 8), "axis.2.late": 2, "axis.4.late": -1, "axis.1.next": time(20, 7, 30),
            "axis.4.at": 19, "axis.4.turn": 2, "axis.4.gap": 19, "axis.5.gap": 19, "axis.1.gap": "",
            "axis_head.sum": 60, "axis_head.off": "✓ 合", "axis_head.gap": 19, "axis_head.spare": 1,
            "tally.w4.minutes": 32, "tally.w4.units": 6.4, "tally.w5.minutes": 3, "tally.total.minutes": 60,
        },
    ),
    Example(
        "9.7",
        "timeline",
        {
            "batch_head": {"all": 900, "most": 260, "keep": 150, "count": 4},
            "batches": rows("sold", (240,), (215,), (200,), (180,)),
        },
        {
            "batches.1.remain": 900, "batches.1.free": 450, "batches.1.batch": 260,
            "batches.2.remain": 660, "batches.2.free": 360, "batches.2.batch": 260,
            "batches.3.remain": 445, "batches.3.free": 295, "batches.3.batch": 260,
            "batches.4.remain": 245, "batches.4.free": 245, "batches.4.batch": 245, "batches.5.remain": "",
            "batch_head.sold": 835, "batch_head.left": 65,
        },
    ),
    Example(
        "9.6, 12.7",
        "live-log",
        {
            "head": {"ahead": 40},
            "log": [
                {"since": time(20), "at": time(20, minute)} for minute in (3, 4, 6, 2, 12, 4)
            ]
            + [{"at": time(20, 31, 20)}],
            "keep_head": {"ended": DAY},
        },
        {
            "head.median": 4, "head.soon": "66.7%", "log.5.lag": 12, "log.7.real": time(20, 30, 40),
            "keep_head.until": date(2029, 11, 22),
        },
    ),
    Example(
        "11.1, 11.8",
        "live-log",
        {
            "spend_head": {"rate": 0.2638, "segment": -5_000},
            "spend": rows("until plan cost entered gmv", (time(20, 30), "前段", 24_000, None, 66_000), (time(20, 35), "单条", 3_000, 2_400, 8_400), (time(20, 40), "好的", 1_000, None, 4_000)),
        },
        {
            "spend.1.roi": 2.75, "spend.1.net": -6_589, "spend.1.line": "▲ 碰到止损线", "spend.2.per": 1.25,
            "spend.2.roi": 2.8, "spend.2.line": "▲ 低于保本线", "spend.3.line": "✓ 过线",
        },
    ),
    Example(
        "12.1, 12.2, 12.8",
        "incident-cards",
        {
            "safety": rows("code speed minutes now", ("甲", 12, 5, 60), ("甲", 12, 3, None)),
            "outage": {
                "gmv": 6_000, "minutes": 4, "back": 10, "from": 0.6, "spend": 500, "cost": 1_500, "saved": 3,
                "rate": 0.25,
            },
            "drills": rows("card heard stopped taken settled", ("P4", 90, 60, 20, 15)),
        },
        {
            "safety.1.stock": 60, "safety.1.left": 5, "safety.2.stock": 36,
            "outage.direct": 24_000, "outage.slow": 12_000, "outage.both": 36_000, "outage.wasted": 2_000,
            "outage.worth": 4_500, "outage.often": 3, "drills.1.halt": 150, "drills.1.all": 185,
        },
    ),
    Example(
        "14, all answered",
        "pre-show",
        {
            "questions": {f"q{n}": {"answer": "是", "evidence": f"证{n}"} for n in range(1, 21)},
            "keeping": {"ended": DAY},
        },
        {"head.verdict": "✓ 20 问都过，可以开播", "keeping.until": date(2029, 11, 22), "questions.q1.state": "✓"},
    ),
    Example(
        "14, something is missing",
        "pre-show",
        {
            "questions": {
                f"q{n}": {"answer": "否" if n == 7 else "不知道" if n == 13 else "是", "evidence": f"证{n}"}
                for n in range(1, 21)
            }
        },
        {"head.verdict": "▲ 先补齐再开播：否 1 问，不知道 1 问", "questions.q7.state": "▲"},
    ),
]  # fmt: skip

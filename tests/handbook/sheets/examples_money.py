"""Examples of chapters 15 and 17: review and settlement."""

from datetime import date

from tests.handbook.sheets.example import DAY, Example
from tests.make_sheets import rows

SHOW = {"session": "专场", "day": DAY, "edition": "初版，暂计", "source": "商家后台", "by": "甲"}

EXAMPLES = [
    Example(
        "15.3",
        "review",
        {
            "head": SHOW,
            "result": {
                "gmv": {"goal": 800_000, "real": 660_000, "base": 520_000},
                "viewers": {"goal": 100_000, "real": 110_000},
                "paid": {"goal": 4_000, "real": 3_520},
                "cost": {"real": 60_000},
                "ads": {"real": 156_000},
                "refund": {"goal": 0.12, "real": 0.03},
            },
            "worth": rows(
                "what people should was",
                ("券失效", 320, 0.8, 0.55),
                ("开场 20 分钟", 30_000, 0.04, 0.016),
                ("之后", 80_000, 0.04, 0.038),
            ),
        },
        {
            "result.gmv.reached": "82.5%", "result.gmv.gain": "26.9%", "result.gmv.gap": -140_000,
            "result.rate.goal": "4.0%", "result.rate.real": "3.2%", "result.price.real": 187.5,
            "result.roi.real": 2.6, "result.whole.real": 11.0, "split.viewers.times": 1.1, "split.rate.times": 0.8,
            "split.price.times": 0.9375, "split.viewers.money": 69_363, "split.rate.money": -162_394,
            "split.price.money": -46_968, "split.total.money": -140_000,
            "worth.1.fewer": 80, "worth.1.money": 15_000, "worth.1.share": "10.7%",
            "worth.2.fewer": 720, "worth.2.money": 135_000, "worth.3.money": 30_000,
        },
    ),
    Example(
        "15.5, 15.11",
        "review",
        {
            "head": SHOW,
            "later_head": {
                "base": 520_000, "usual": 0.12, "price": 187.5, "cost": 78, "fee": 0.15, "ship": 8, "reverse": 10,
            },
            "later": {
                "gmv": dict.fromkeys(("first", "seven", "fifteen"), 660_000),
                "refund": {"first": 0.03, "seven": 0.12, "fifteen": 0.18},
                "cost": dict.fromkeys(("first", "seven", "fifteen"), 60_000),
                "ads": {"first": 156_000, "seven": 186_000, "fifteen": 186_000},
            },
            "fourteen": {"day": 1_440_000, "after": 525_000, "usual": 500_000},
        },
        {
            "later.due.seven": date(2026, 11, 29), "later.due.fifteen": date(2026, 12, 7),
            "later.settled.first": 640_200, "later.settled.seven": 580_800, "later.settled.fifteen": 541_200,
            "later.roi.first": 2.6, "later.roi.fifteen": 3.1, "later.each.seven": 62.41, "later.each.fifteen": 56.93,
            "later.line.seven": 3.00, "later.line.fifteen": 3.29, "later.pass.fifteen": "▲ 没过",
            "later.pass.seven": "✓ 过", "later_head.settled": 457_600, "gain.gain": "18.3%",
            "fourteen.net": 1_290_000, "fourteen.even": 432_857, "fourteen.drop": "13.4%",
        },
    ),
    Example(
        "15.6",
        "review",
        {
            "last_time": rows(
                "action done outcome",
                ("甲", "做了", "到了门槛，样本也够"), ("乙", "做了", "方向对，样本不够"), ("丙", "做了", "没有变化"),
                ("丁", "做了", "变坏"), ("戊", "没做", None),
            )
        },
        {
            "last_time.1.fate": "✓ 写进标准", "last_time.2.fate": "再做一场，最多三场",
            "last_time.3.fate": "撤回，记「试过，无效」", "last_time.4.fate": "▲ 当场撤回，查原因",
            "last_time.5.fate": "写明为什么；只许顺延一次",
        },
    ),
    Example(
        "17.3, 17.4",
        "settlement",
        {
            "nine": {"gmv": 2_230_000, "refund": 401_400, "way": "增量"},
            "sessions": [{"gmv": 300_000, "refund": 54_000}] * 6,
            "fees": {"whole": {"rate": 0.05}, "gain": {"rate": 0.08}},
            "look_back": {"early": 0.1, "before": 20_000, "after": 17_000},
        },
        {
            "nine.settled": 1_828_600, "nine.base": 246_000, "nine.rate": "18%", "nine.count": "✓ 6 场",
            "fees.whole.fee": 91_430, "fees.gain.fee": 126_608, "compared.apart": 35_178, "compared.cross": 656_000,
            "due.fee": 126_608, "due.due": 126_608, "due.open": 126_608,
            "look_back.estimate": 2_007_000, "look_back.fee": 140_880, "look_back.first": 98_616,
            "look_back.cut": 3_360, "look_back.last": 24_632, "look_back.read": "✓ 商家补足", "look_back.chase": 17_632,
        },
    ),
    Example(
        "17.3 what is left",
        "settlement",
        {
            "nine": {"gmv": 1_828_600, "refund": 0, "way": "按剩下的钱"},
            "kept": {"rate": 0.3, "spent": 60_000},
            "fees": {"left": {"rate": 0.1}},
            "deductions": [{"what": "样品", "money": 500}],
            "excluded": [{"day": DAY}, {"day": date(2026, 11, 23)}],
            "look_back": {"before": 20_000, "after": 19_500, "margin": 0.95},
        },
        {
            "fees.left.basis": 488_580, "due.fee": 48_858, "due.due": 48_358, "look_back.days": 12, "look_back.cut": 0,
        },
    ),
]  # fmt: skip

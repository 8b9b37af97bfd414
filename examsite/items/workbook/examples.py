"""The example rows of the template: one per sheet, and the two parts of the testlet's."""

from typing import Any

from examsite.items.workbook.layouts import EXAMPLE

_ABOUT: dict[str, Any] = {
    "id": EXAMPLE,
    "level": "J",
    "area": "B",
    "pool": "exam",
    "passage": "ch03-uv-value",
    "cognitive": "apply",
    "difficulty": "0.65",
    "seconds": 60,
    "enemies": [],
    "laws": [],
    "provenance": {"made_by": "person", "made_on": "2026-11-22", "checks": []},
}
_STEPS = {
    "a": "记下出错的链接与时间",
    "b": "双人核对新价格",
    "c": "暂停讲解这款商品",
    "d": "改价并回看页面",
}
_SINGLE: dict[str, Any] = {
    "type": "single",
    "stem": "某纸巾专场在线人数没有下降，而支付转化率一路下降，先核对什么？",
    "options": {
        "a": "商品价格与库存是否正确",
        "b": "补光灯的色温是否一致",
        "c": "下一场的排班表",
        "d": "主播的开场话术",
    },
    "key": "a",
    "rationales": {
        "a": "人没有走而买的人少了，先看能不能按讲的价格买到。",
        "b": "画面影响停留，停留并没有下降。",
        "c": "排班与这一场正在发生的下降无关。",
        "d": "开场已经过去，话术解释不了中途的下降。",
    },
}
_NUMERIC: dict[str, Any] = {
    "type": "numeric",
    "stem": "某场观看人数 48,000 人（去重），支付 GMV 129,024 元。UV 价值是多少元/人？（四舍五入保留两位小数）",
    "key": "2.69",
    "unit": "元/人",
    "tolerance": {"abs": "0.005", "rel": "0"},
    "solve": "129024 / 48000",
    "rounding": 2,
    "rationales": {
        "key": "用支付 GMV 除以观看人数。",
        "268.8": "把元错写成了分。",
        "0.37": "分子与分母写反了。",
    },
}
EXAMPLES: tuple[dict[str, Any], ...] = (
    _ABOUT | _SINGLE,
    _ABOUT
    | {
        "type": "multiple",
        "stem": "开播前要核对哪些？（可多选，选错倒扣至 0）",
        "options": {
            "a": "价格与赠品",
            "b": "库存与限购",
            "c": "竞品当晚的成交额",
            "d": "讲解用语是否有依据",
        },
        "key": ["a", "b", "d"],
        "rationales": {
            "a": "价格错了会直接造成损失与纠纷。",
            "b": "超卖会带来取消与投诉。",
            "c": "开播前拿不到，也不影响能不能开播。",
            "d": "没有依据的用语有合规风险。",
        },
    },
    _ABOUT
    | {
        "type": "true_false",
        "stem": "改价须由两个人核对。",
        "key": True,
        "rationales": {"true": "一人改、一人核，错价才拦得住。", "false": "一个人改价没有人能发现错。"},
    },
    _ABOUT | _NUMERIC,
    _ABOUT
    | {
        "type": "ordering",
        "stem": "发现讲解中的商品标错了价，排出处理的先后。",
        "options": _STEPS,
        "key": ["c", "a", "b", "d"],
        "rationales": {"key": "先止损，再留证，改之前双人核对，改完回看。"},
    },
    _ABOUT
    | {
        "type": "matching",
        "stem": "把岗位与职责配对。",
        "left": {"l1": "场控", "l2": "中控", "l3": "投手"},
        "right": {"r1": "上下架与改价", "r2": "调整投放预算", "r3": "掌握节奏与时间"},
        "key": {"l1": "r3", "l2": "r1", "l3": "r2"},
        "rationales": {
            "l1": "场控看全场的节奏。",
            "l2": "中控操作后台。",
            "l3": "投手管预算与出价。",
        },
    },
    _ABOUT
    | {
        "type": "testlet",
        "stem": "阅读某纸巾专场的记录，回答下面两题。",
        "material": "| 时刻 | 在线（人） | 支付 GMV（元） |\n|---|---|---|\n| 20:00 | 640 | 12,400 |\n| 20:10 | 655 | 6,100 |",
        "parts": [
            {"id": "p1", "points": 2, **_SINGLE},
            {"id": "p2", "points": 3, **_NUMERIC},
        ],
    },
    _ABOUT
    | {
        "type": "short_answer",
        "stem": "20:10 起转化率下降一半。写一条可以执行的改进。",
        "length": [60, 200],
        "guide": [
            {"points": 2, "text": "指出一个有数据的原因。"},
            {"points": 2, "text": "写明谁在什么时间之前做什么。"},
            {"points": 1, "text": "写明看哪个数判断是否有效。"},
        ],
        "anchors": {
            5: "20:10 起链接少了赠品，转化率由 4.0% 降到 2.1%。由中控在下一轮讲解前补上赠品，场控核对；补上后十分钟内转化率回到 3.5% 以上算有效。",
            3: "赠品没有挂上，请中控补上并核对。",
            0: "以后要更仔细。",
        },
        "rationales": {"key": "好答案有数、有人、有时限；常见的失分是只写态度。"},
    },
)  # fmt: skip

"""预案卡 (chapter 12): ten cards to hang on the wall, thresholds with a number, drills with times."""

from examsite.handbook.sheets.defined.incident_words import CARDS, PARTS
from examsite.handbook.sheets.expressions import ratio, when
from examsite.handbook.sheets.look import GENERAL, WHOLE_YUAN
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

KEYS = ("trigger", "minute", "command", "words", "never", "record", "review")
NUMBERS = tuple(name.split()[0] for name in CARDS)
WATCHED = {
    "P1": "观众端画面、推流码率", "P2": "平台提示", "P3": "观众端价格", "P4": "主推款可售数",
    "P5": "公屏负面内容占比", "P6": "主播状态", "P7": "口播", "P8": "质疑同一处的账号数",
    "P9": "待发单数", "P10": "人、电、设备",
}  # fmt: skip
CALLED = {
    "P1": "中控", "P2": "中控", "P3": "中控", "P4": "中控", "P5": "场控", "P6": "副播",
    "P7": "场控", "P8": "副播，客服", "P9": "仓配", "P10": "谁先看见谁喊",
}  # fmt: skip
"""Who calls which card, to start from (12.1)."""

CARD_HEAD = Fields(
    "head",
    "",
    (
        Entry("session", "场次", required=True),
        Entry("operator", "操盘手", required=True),
        Entry("deputy", "代理人，代管次序", required=True),
        Entry("drilled", "最近一次演练", Kind.DATE),
    ),
    ((1, 1), (1, 1)),
)


def _card(name: str, words: tuple[str, ...]) -> Table:
    number = name.split(maxsplit=1)[0].lower()
    return Table(
        number,
        name,
        (
            Entry("part", "栏", Kind.LABEL),
            Entry("text", "内容：本场可改，「×」要填", Kind.LONG, required=True, span=2),
            Entry("who", "谁，替补是谁，电话"),
        ),
        tuple(
            Row(key, {"part": part}, {"text": Entry("text", "", Kind.LONG, required=True, span=2, default=text)})
            for key, part, text in zip(KEYS, PARTS, words, strict=True)
        ),
        lines=2,
    )  # fmt: skip


BLOCKS = tuple(_card(name, words) for name, words in CARDS.items())
THRESHOLDS = Table(
    "thresholds",
    "触发阈值：四样写齐才算一条",
    (
        Entry("card", "卡", Kind.LABEL),
        Entry("figure", "看哪个数", required=True, span=2),
        Entry("level", "到多少", required=True, span=2),
        Entry("lasting", "持续多久", required=True),
        Entry("caller", "谁来喊", required=True),
        Entry("does", "喊了做什么", required=True, span=2),
    ),
    tuple(
        Row(
            number.lower(),
            {"card": number},
            {
                "figure": Entry("figure", "", required=True, span=2, default=WATCHED[number]),
                "caller": Entry("caller", "", required=True, default=CALLED[number]),
                "does": Entry("does", "", required=True, span=2, default="做这张卡的首分钟"),
            },
        )
        for number in NUMBERS
    ),
)
SAFETY = Table(
    "safety",
    "安全库存",
    (
        SERIAL,
        Entry("code", "主推款", required=True, span=2),
        Entry("speed", "每分钟售出（件）", Kind.NUMBER, required=True, form="#,##0.0"),
        Entry("minutes", "从发现到停住（分钟）", Kind.NUMBER, required=True, form=GENERAL, note="用演练里最慢的一次（12.8）。"),
        Entry("stock", "安全库存（件）", Kind.INTEGER, formula=when("[speed],[minutes]", "ROUNDUP(ROUND([speed]*[minutes],6),0)")),
        Entry("now", "可售数（件）", Kind.INTEGER),
        Entry("left", "够几分钟", Kind.NUMBER, formula=ratio("[now]", "[speed]"), form="#,##0.0"),
        Entry("caller", "谁来喊"),
    ),
    8,
    note="安全库存 ＝ 每分钟售出件数 × 从发现到停住或补上需要的分钟数。",
)  # fmt: skip
OUTAGE = Fields(
    "outage",
    "断流值多少钱",
    (
        Entry("gmv", "每分钟支付 GMV（元）", Kind.MONEY, form=WHOLE_YUAN, name="每分钟GMV"),
        Entry("minutes", "断流（分钟）", Kind.NUMBER, form=GENERAL, name="断流分钟"),
        Entry("direct", "直接损失（元）", Kind.MONEY, formula=when("每分钟GMV,断流分钟", "每分钟GMV*断流分钟"), form=WHOLE_YUAN, name="直接损失"),
        Entry("back", "恢复期（分钟）", Kind.NUMBER, form=GENERAL, name="恢复分钟"),
        Entry("from", "恢复从几成起", Kind.PERCENT, form="0%", name="恢复起点", note="按直线回到 100%。"),
        Entry("slow", "恢复期损失（元）", Kind.MONEY, formula=when("每分钟GMV,恢复分钟,恢复起点", "每分钟GMV*恢复分钟*(1-恢复起点)/2"), form=WHOLE_YUAN, name="恢复期损失"),
        Entry("spend", "每分钟消耗（元）", Kind.MONEY, form=WHOLE_YUAN, name="每分钟消耗"),
        Entry("wasted", "没停投放白花（元）", Kind.MONEY, formula=when("每分钟消耗,断流分钟", "每分钟消耗*断流分钟"), form=WHOLE_YUAN),
        Entry("both", "两段合计（元）", Kind.MONEY, formula=when("直接损失,恢复期损失", "直接损失+恢复期损失"), form=WHOLE_YUAN),
        Entry("cost", "备用线路每场（元）", Kind.MONEY, form=WHOLE_YUAN, name="备用每场"),
        Entry("saved", "少断（分钟）", Kind.NUMBER, form=GENERAL, name="少断分钟"),
        Entry("rate", "贡献率", Kind.PERCENT, name="断流贡献率"),
        Entry("worth", "少损失的贡献（元）", Kind.MONEY, formula=when("每分钟GMV,少断分钟,断流贡献率", "每分钟GMV*少断分钟*断流贡献率"), form=WHOLE_YUAN, name="少损贡献"),
        Entry("often", "几场里断一次够本", Kind.NUMBER, formula=ratio("少损贡献", "备用每场"), form="0.0"),
    ),
    ((2, 1), (2, 1), (2, 1)),
    note="都是估计：假设没断流时成交照旧，也没有人稍后回来补买。够不够本拿贡献比，不拿成交额比。",
)  # fmt: skip
DRILLS = Table(
    "drills",
    "",
    (
        SERIAL,
        Entry("on", "日期", Kind.DATE, required=True),
        Entry("how", "演法", Kind.CHOICE, required=True, choices=("桌面", "走位", "注入")),
        Entry("card", "卡号", Kind.CHOICE, required=True, choices=NUMBERS),
        Entry("people", "参加的人", required=True),
        Entry("heard", "发现到报（秒）", Kind.INTEGER, high=3600),
        Entry("stopped", "报到停（秒）", Kind.INTEGER, high=3600),
        Entry("taken", "停到接（秒）", Kind.INTEGER, high=3600),
        Entry("settled", "接到定（秒）", Kind.INTEGER, high=3600),
        Entry("halt", "发现到停住（秒）", Kind.INTEGER, formula=when("[heard],[stopped]", "[heard]+[stopped]")),
        Entry("all", "合计（秒）", Kind.INTEGER, formula=when("[heard],[stopped],[taken],[settled]", "[heard]+[stopped]+[taken]+[settled]")),
        Entry("missed", "没做到的动作", Kind.LONG),
        Entry("by", "谁在几号前补"),
    ),
    24,
    lines=2,
)  # fmt: skip

INCIDENT_CARDS = Template(
    name="incident-cards",
    version=1,
    title="预案卡",
    title_en="Incident cards",
    purpose="十张卡，每张七栏；阈值写到一个数，首分钟先止损，后解释。",
    purpose_en="Ten cards of seven fields; thresholds with a number; stop the loss first, explain later.",
    chapters=(12,),
    sources=(
        ("预案卡", "12.3 预案卡 P1–P7，12.4 预案卡 P8–P10"),
        ("阈值与损失", "12.1 触发阈值与首分钟，12.2 断流算例"),
        ("演练", "12.8 演练"),
    ),
    steps=(
        "在「阈值与损失」把每张卡的阈值写齐四样：看哪个数，到多少，持续多久，谁来喊。",
        "在「预案卡」把每个「×」填好，写上岗位的姓名、替补和电话；本场不同的地方直接改。",
        "打印出来：卡上墙，人手一份。一触发先停再报：0–10 秒报，10–30 秒停，30–45 秒接，45–60 秒定。",
        "大场前在「演练」记四段用时：哪一段长就练哪一段；用最慢的一次校正安全库存。",
    ),
    pages=(
        Page(
            "预案卡",
            "首分钟四步：0–10 秒报，10–30 秒停，30–45 秒接，45–60 秒定。P1 至 P4、P9 一触发，投手都先暂停全部计划。",
            (CARD_HEAD, *BLOCKS),
            (16, 34, 22, 30),
            breaks=("p3", "p5", "p7", "p9"),
        ),
        Page(
            "阈值与损失",
            "一条能执行的阈值写清四样；写不出数，就会变成谁胆子大听谁的。阈值是最晚的动手点，不是最早的。",
            (THRESHOLDS, SAFETY, OUTAGE),
            (7, 12, 12, 13, 14, 14, 13, 12, 16),
            papers=1,
        ),
        Page(
            "演练",
            "在真实的直播间里，演练只口述或用模拟面板，不真改价格、库存、推流和投放，也不发消息。",
            (DRILLS,),
            (5, 13, 10, 9, 20, 11, 11, 11, 11, 12, 11, 26, 18),
            landscape=True,
            freeze="drills",
            frozen_columns=2,
        ),
    ),
    proofs=(
        Proof("12.1 安全库存", "每分钟售出 12 件、从发现到停住 5 分钟：60 件。"),
        Proof("12.2 断流", "每分钟 6,000 元，断 4 分钟，恢复 10 分钟、从 60% 起，每分钟消耗 500 元：24,000、12,000、2,000 元；备用 1,500 元、少断 3 分钟、贡献率 25%：3 场里断一次够本。"),
    ),
)  # fmt: skip

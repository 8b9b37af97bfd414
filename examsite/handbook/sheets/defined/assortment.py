"""货盘表 (chapters 5, 6): three columns at once, contribution and break-even, stock, checks, stacking."""

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

ROWS = 40
TYPES = ("引流款", "福利款", "爆款", "利润款", "形象款")
TEMPLATE_SHARES = {"引流款": 0.1, "福利款": 0.15, "爆款": 0.3, "利润款": 0.35, "形象款": 0.1}
"""The starting mix of 5.2, by number of SKUs."""
CHECKS = (
    ("papers", "1 资质", "实际销售者的名称、统一社会信用代码、地址、联系方式、许可，以及应有的强制性产品认证与合格证明"),
    ("sample", "2 样品实测", "样品与要发的货同规格，按页面参数逐项量过并封样"),
    ("price", "3 价格力", "本店与其他渠道近期成交价的截图，带时间"),
    ("margin", "4 毛利与保本", "扣掉货品、佣金、履约、退货之后还有余"),
    ("stock", "5 库存与补单", "锁定件数有书面凭据，补单周期问清"),
    ("delivery", "6 发货与逆向", "日产能、承诺时效、退货谁收谁验"),
    ("reviews", "7 历史退货与差评", "差评集中在哪一条，是否已经整改"),
    ("claims", "8 卖点可证明", "每个卖点对应一份证据"),
)  # fmt: skip
PASSED = ("过", "不过")


def _same(key: str, label: str, kind: Kind = Kind.TEXT) -> Entry:
    """A column that repeats what the first page says of this row."""
    return Entry(key, label, kind, formula=f'IF({{items.{key}@}}="","",{{items.{key}@}})')


def _of_type(column: str) -> str:
    """What the goods of this row's type add up to."""
    return f'IF(COUNT({{items.pieces}})=0,"",SUMIF({{items.type}},[type],{{items.{column}}}))'


ITEMS = Table(
    "items",
    "",
    (
        SERIAL,
        Entry("code", "款号", required=True, note="每款一个号，讲品卡、时间轴、证据号都用它。"),
        Entry("goods", "商品与规格", required=True),
        Entry("type", "款型", Kind.CHOICE, required=True, choices=TYPES),
        Entry("skus", "SKU 数", Kind.INTEGER, required=True, low=1, high=999),
        Entry("price", "售价（元）", Kind.MONEY, required=True, note="顾客实付：券、满减扣掉之后的价，不用标价（6.1）。"),
        Entry("pieces", "预计件数", Kind.INTEGER, required=True),
        Entry("cost", "货品成本（元/件）", Kind.MONEY, required=True, note="按件数加权的进价（6.1）。"),
        Entry("gmv", "GMV（元）", Kind.MONEY, formula=when("[price],[pieces]", "[price]*[pieces]"), form=WHOLE_YUAN),
        Entry("margin", "毛利（元）", Kind.MONEY, formula=when("[price],[pieces],[cost]", "([price]-[cost])*[pieces]"), form=WHOLE_YUAN),
        Entry("rate", "毛利率", Kind.PERCENT, formula=when("[price],[cost]", "([price]-[cost])/[price]")),
        Entry("pieces_share", "件数占比", Kind.PERCENT, formula=when("[pieces]", "[pieces]/SUM({items.pieces})")),
        Entry("gmv_share", "GMV 占比", Kind.PERCENT, formula=when("[gmv]", "[gmv]/SUM({items.gmv})")),
        Entry("margin_share", "毛利占比", Kind.PERCENT, formula=when("[margin]", "[margin]/SUM({items.margin})")),
        Entry("task", "本场任务，一句话", required=True),
    ),
    ROWS,
    totals={
        "skus": total("{items.skus}"),
        "pieces": total("{items.pieces}"),
        "gmv": total("{items.gmv}"),
        "margin": total("{items.margin}"),
        "rate": ratio("[margin]", "[gmv]"),
    },
    unique="code",
)  # fmt: skip

MIX = Table(
    "mix",
    "",
    (
        Entry("type", "款型", Kind.LABEL),
        Entry("skus", "SKU 数", Kind.INTEGER, formula=_of_type("skus")),
        Entry("start", "起步模板（款）", Kind.INTEGER),
        Entry("pieces", "件数", Kind.INTEGER, formula=_of_type("pieces")),
        Entry("pieces_share", "件数占比", Kind.PERCENT, formula=ratio("[pieces]", "SUM({items.pieces})")),
        Entry("gmv", "GMV（元）", Kind.MONEY, formula=_of_type("gmv"), form=WHOLE_YUAN),
        Entry("gmv_share", "GMV 占比", Kind.PERCENT, formula=ratio("[gmv]", "SUM({items.gmv})")),
        Entry("margin", "毛利（元）", Kind.MONEY, formula=_of_type("margin"), form=WHOLE_YUAN),
        Entry("margin_share", "毛利占比", Kind.PERCENT, formula=ratio("[margin]", "SUM({items.margin})")),
        Entry("rate", "毛利率", Kind.PERCENT, formula=ratio("[margin]", "[gmv]")),
        Entry("note", "取舍的理由"),
    ),
    tuple(
        Row(
            f"t{number}",
            {"type": name},
            {"start": Entry("start", "", Kind.INTEGER, formula=f'IF(COUNT({{items.skus}})=0,"",ROUND(SUM({{items.skus}})*{share},0))')},
        )
        for number, (name, share) in enumerate(TEMPLATE_SHARES.items(), start=1)
    ),
    note="起步模板按 SKU 数：引流 10%、福利 15%、爆款 30%、利润 35%、形象 10%。各自四舍五入，合计可能差一款；差的一款给谁，看任务（5.2）。",
)  # fmt: skip

HEAD = Fields(
    "head",
    "",
    (
        Entry("session", "场次", required=True, name="场次"),
        Entry("version", "货盘版本", required=True, note="锁版后每改一次加一（1.4）。"),
        Entry("aim", "主目标", Kind.CHOICE, required=True, choices=("件数", "GMV", "毛利"), note="三列打架时，按写定的这一列取舍（5.3）。"),
        Entry("by", "填表人", required=True),
    ),
    ((2, 1), (1, 2), (1, 1), (1, 2)),
)  # fmt: skip

LIMITS = Fields(
    "limits",
    "",
    (
        Entry("keep", "每件想留下（元）", Kind.MONEY, default=0, name="想留下", note="算让利上限用（6.5）。"),
        Entry("rate", "整盘贡献率", Kind.PERCENT, formula=ratio("SUM({cost.sum})", "SUM({items.gmv})"), form="0.00%", name="整盘贡献率"),
        Entry("roi", "整盘保本 ROI（倍）", Kind.NUMBER, formula='IF(N(整盘贡献率)<=0,"",1/整盘贡献率)', name="整盘保本ROI"),
        Entry("mixed", "混合保本 ROI（倍）", Kind.NUMBER, formula='IF(SUMPRODUCT({cost.ads},{cost.rate})<=0,"",SUM({cost.ads})/SUMPRODUCT({cost.ads},{cost.rate}))', name="混合保本ROI"),
    ),
    ((2, 1), (2, 1), (2, 1), (2, 1)),
)  # fmt: skip
KEPT = "(1-[returns])*(1-[fee])"
"""What is left of a yuan of price, returns and fees taken off (6.5)."""
COST = Table(
    "cost",
    "",
    (
        SERIAL,
        _same("code", "款号"),
        _same("goods", "商品与规格"),
        _same("price", "售价（元）", Kind.MONEY),
        _same("cost", "货品成本（元/件）", Kind.MONEY),
        Entry("fee", "平台与佣金率", Kind.PERCENT, note="平台费、带货佣金、操盘抽佣合计，按成交额（6.2）。"),
        Entry("ship", "履约成本（元/单）", Kind.MONEY, note="包材、打包、快递；送运费险的加上保费。"),
        Entry("returns", "退货率", Kind.PERCENT, note="同款的到期数；新款用同类里偏高的数，到期再改（6.3）。"),
        Entry("reverse", "逆向成本（元/退货单）", Kind.MONEY, note="验货、重新包装、应由商家承担的退回运费。"),
        Entry("each", "单均贡献（元）", Kind.MONEY, formula=when("[price],[cost],[fee],[ship],[returns],[reverse]", "(1-[returns])*([price]-[cost]-[fee]*[price])-[ship]-[returns]*[reverse]")),
        Entry("rate", "贡献率", Kind.PERCENT, formula=ratio("[each]", "[price]"), form="0.00%"),
        Entry("roi", "保本 ROI（倍）", Kind.NUMBER, formula='IF(COUNT([each])=0,"",IF([each]<=0,"▲ 没有",[price]/[each]))'),
        Entry("least", "保本价（元）", Kind.MONEY, formula=when("[each]", f"[price]-[each]/({KEPT})")),
        Entry("give", "让利上限（元/件）", Kind.MONEY, formula=when("[each]", f"([each]-想留下)/({KEPT})")),
        Entry("ads", "预计占广告归因 GMV", Kind.PERCENT, note="算混合保本 ROI 用，各款合计 100%（11.5）。"),
        Entry("sum", "贡献合计（元）", Kind.MONEY, formula=when("[each],{items.pieces@}", "[each]*{items.pieces@}"), form=WHOLE_YUAN),
    ),
    ROWS,
    totals={"ads": total("{cost.ads}"), "sum": total("{cost.sum}")},
)  # fmt: skip

STOCK_HEAD = Fields(
    "stock_head",
    "",
    (
        Entry("start", "开播日", Kind.DATE, name="开播日"),
        Entry("safety", "安全系数", Kind.NUMBER, default=1.3, low=1, high=5, name="安全系数", note="本手册的起步值 1.3；过季难卖的往下调（5.7）。"),
    ),
    ((2, 1), (2, 1)),
)  # fmt: skip
NEEDED = "ROUNDUP({items.pieces@}*安全系数,0)"
STOCK = Table(
    "stock",
    "",
    (
        SERIAL,
        _same("code", "款号"),
        _same("goods", "商品与规格"),
        _same("type", "款型", Kind.CHOICE),
        Entry("need", "备货件数", Kind.INTEGER, formula=when("{items.pieces@},安全系数", NEEDED)),
        Entry("have", "可售库存（件）", Kind.INTEGER, note="有书面凭据的锁定件数（5.4 第 5 查）。"),
        Entry("gap", "缺口（件）", Kind.INTEGER, formula='IF(COUNT([need],[have])<2,"",IF([need]>[have],"▲ "&([need]-[have]),"✓ 够"))'),
        Entry("cycle", "补单周期（天）", Kind.INTEGER, high=365),
        Entry("check", "入仓质检（天）", Kind.INTEGER, high=60),
        Entry("latest", "最晚下单日", Kind.DATE, formula=when("开播日,[cycle],[check]", "开播日-[cycle]-[check]")),
        Entry("after", "接谁"),
        Entry("yields", "让谁，什么信号"),
        Entry("instead", "缺了谁替"),
        Entry("again", "何时返"),
    ),
    ROWS,
)  # fmt: skip

EIGHT = Table(
    "eight",
    "",
    (
        SERIAL,
        _same("code", "款号"),
        _same("goods", "商品与规格"),
        *(Entry(key, label, Kind.CHOICE, choices=PASSED, note=f"看到什么算过：{seen}。") for key, label, seen in CHECKS),
        Entry(
            "verdict",
            "结论",
            formula='IF([code]="","",IF(OR([papers]="不过",[sample]="不过"),"▲ 停",IF(COUNTIF([papers]:[claims],"过")=8,"✓ 可上",'
            'IF(COUNTIF([papers]:[claims],"不过")>0,"▲ 改了再上","没查完"))))',
        ),
        Entry("by", "核验人"),
        Entry("on", "核验日", Kind.DATE),
        Entry("where", "资质包存放处"),
    ),
    ROWS,
)  # fmt: skip

BASKETS = Table(
    "baskets",
    "",
    (
        SERIAL,
        Entry("what", "买法", note="最差的买法：把最亏的款尽量多放进一篮，踩上门槛，再把能叠的都叠上（6.11）。"),
        Entry("full", "原价合计（元）", Kind.MONEY),
        Entry("paid", "实付（元）", Kind.MONEY),
        Entry("goods", "货款（元）", Kind.MONEY),
        Entry("gift", "赠品（元，退货不回收）", Kind.MONEY),
        Entry("share", "预计占订单", Kind.PERCENT),
        Entry("off", "让利占原价", Kind.PERCENT, formula=when("[full],[paid]", "1-[paid]/[full]")),
        Entry("each", "单均贡献（元）", Kind.MONEY, formula=when("[paid],[goods],叠加_佣金率,叠加_履约,叠加_退货率,叠加_逆向", "(1-叠加_退货率)*([paid]-[goods]-叠加_佣金率*[paid])-叠加_履约-叠加_退货率*叠加_逆向-N([gift])")),
        Entry("roi", "保本 ROI（倍）", Kind.NUMBER, formula='IF(COUNT([each])=0,"",IF([each]<=0,"▲ 没有",[paid]/[each]))'),
    ),
    8,
)  # fmt: skip
ORDER = Fields(
    "order",
    "",
    (
        Entry("fee", "平台与佣金率", Kind.PERCENT, name="叠加_佣金率"),
        Entry("ship", "履约成本（元/单）", Kind.MONEY, name="叠加_履约"),
        Entry("returns", "退货率", Kind.PERCENT, name="叠加_退货率", note="一篮一单、整单退（6.11）。"),
        Entry("reverse", "逆向成本（元/退货单）", Kind.MONEY, name="叠加_逆向"),
        Entry("floor", "每单底数（元）", Kind.MONEY, default=0, name="底数", note="最差的一单不能低于它。"),
    ),
    ((2, 1), (1, 1), (1, 1), (1, 1)),
)  # fmt: skip
TWO_LINES = Fields(
    "two_lines",
    "两条线",
    (
        Entry("worst", "最差一单剩（元）", Kind.MONEY, formula='IF(COUNT({baskets.each})=0,"",MIN({baskets.each}))', name="最差一单"),
        Entry("safe", "最差线", formula='IF(COUNT(最差一单)=0,"",IF(最差一单<底数,"▲ 低于底数，先改边界再发","✓ 不低于底数"))'),
        Entry("shares", "占比合计", Kind.PERCENT, formula=total("{baskets.share}")),
        Entry("each", "平均每单贡献（元）", Kind.MONEY, formula='IF(COUNT({baskets.share},{baskets.each})=0,"",SUMPRODUCT({baskets.share},{baskets.each}))', name="期望贡献"),
        Entry("paid", "平均每单实付（元）", Kind.MONEY, formula='IF(COUNT({baskets.share},{baskets.paid})=0,"",SUMPRODUCT({baskets.share},{baskets.paid}))', name="期望实付"),
        Entry("rate", "期望贡献率", Kind.PERCENT, formula=ratio("期望贡献", "期望实付")),
        Entry("roi", "期望线：保本 ROI（倍）", Kind.NUMBER, formula='IF(N(期望贡献)<=0,"",期望实付/期望贡献)'),
    ),
    ((2, 1), (1, 2), (1, 2)),
)  # fmt: skip
BOUNDS = Table(
    "bounds",
    "边界七条",
    (
        Entry("what", "边界", Kind.LABEL, span=2),
        Entry("rule", "本场怎样定", Kind.LONG, span=6),
        Entry("by", "谁设，谁复核", span=2),
    ),
    tuple(
        Row(key, {"what": what})
        for key, what in (
            ("stack", "1 同享与互斥"),
            ("most", "2 单件让利上限"),
            ("threshold", "3 券门槛"),
            ("limit", "4 限购与张数"),
            ("returned", "5 退货怎么算"),
            ("payer", "6 谁出钱"),
            ("stop", "7 停发线"),
        )
    ),
)

ASSORTMENT = Template(
    name="assortment",
    version=1,
    title="货盘表",
    title_en="Assortment",
    purpose="一张货盘同时看件数、GMV、毛利三列，再看每一单剩多少、备多少货、能不能上。",
    purpose_en="One assortment in three columns at once, then contribution per order, stock and checks.",
    chapters=(5, 6),
    sources=(
        ("货盘", "5.1 五类款型、5.2 排品、5.3 三列同算、5.9 二十款的货盘"),
        ("保本", "6.1 至 6.5 毛利、单均贡献、保本 ROI、让利上限，11.5 混合保本线"),
        ("备货与排品", "5.2 每个主推位四件事、5.7 备货与补单"),
        ("八查", "5.4 选品八查"),
        ("优惠叠加", "6.11 先算最差的一单"),
    ),
    steps=(
        "先填「货盘」：一行一款。售价填顾客实付，成本填加权进价，其余各列自动算。",
        "看最上面的合计与「按款型合计」页：三列结论不一样时，按写定的主目标取舍。",
        "再填「保本」的四个率与成本；哪一格要靠猜，就去问管那一格的人。",
        "填「备货与排品」与「八查」：有缺口的减目标或备替代品，前两查不过就停。",
        "有券、满减、赠品的，填「优惠叠加」，先看最差的一单，再用期望线定投放。",
    ),
    pages=(
        Page(
            "货盘",
            "一行一款，最多 40 款。毛利只扣货品成本；佣金、履约与退货在「保本」页再扣。",
            (HEAD, ITEMS),
            (5, 9, 24, 9, 9, 11, 11, 12, 12, 12, 9, 10, 10, 10, 24),
            landscape=True,
            freeze="items",
            frozen_columns=3,
        ),
        Page(
            "按款型合计",
            "由「货盘」自动合计。三列各说各话时，先看主目标那一列，再问：少卖的是哪一类，窟窿有多大（5.9）。",
            (MIX,),
            (12, 11, 12, 11, 11, 14, 11, 14, 11, 11, 26),
            landscape=True,
        ),
        Page(
            "保本",
            "每一行对应「货盘」的同一行。单均贡献 m ＝（1 − r）×（p − c − kp）− s − r × q，保本 ROI ＝ p ÷ m，都按支付 GMV；每单按一件算。",
            (LIMITS, COST),
            (5, 9, 22, 11, 11, 10, 10, 9, 12, 12, 10, 10, 11, 11, 12, 13),
            landscape=True,
            freeze="cost",
            frozen_columns=3,
        ),
        Page(
            "备货与排品",
            "备货件数 ＝ 预计件数 × 安全系数，进一；最晚下单日 ＝ 开播日 − 补单周期 − 入仓质检天数。主推位四件事写齐，缺一件就不算排完。",
            (STOCK_HEAD, STOCK),
            (5, 9, 22, 10, 10, 11, 11, 10, 10, 13, 14, 18, 14, 14),
            landscape=True,
            freeze="stock",
            frozen_columns=3,
        ),
        Page(
            "八查",
            "按先后做。前两项过不了就停，不拿后面的好处去换；点一下格子，看「看到什么算过」。口头承诺不算凭据。",
            (EIGHT,),
            (5, 9, 22, 8, 9, 9, 11, 11, 11, 13, 11, 12, 10, 12, 20),
            landscape=True,
            freeze="eight",
            frozen_columns=3,
        ),
        Page(
            "优惠叠加",
            "一篮一单、整单退。先找顾客能找到的最差一单，看能不能发；再按预计占比加权，看投多少。",
            (ORDER, BASKETS, TWO_LINES, BOUNDS),
            (5, 30, 14, 15, 14, 16, 14, 16, 15, 14),
            landscape=True,
            papers=1,
        ),
    ),
    proofs=(
        Proof("5.9 二十款的货盘", "引流 9.9 元 6,000 件（成本 10.89）、福利 49 元 5,000 件（46.55）、爆款 89 元 9,000 件（66.75）、利润 159 元 3,500 件（87.45）、形象 499 元 150 件（249.5）：GMV 1,736,750 元，毛利 494,410 元，毛利率 28.5%。"),
        Proof("6.3 保本", "售价 99、成本 42、佣金 15%、履约 6、退货 20%、逆向 8：单均贡献 26.12 元，贡献率 26.38%，保本 ROI 3.79，保本价 60.59 元。"),
        Proof("6.11 最差的一单", "甲 99、乙 84、丙 162.90、丁同丙再送 6 元赠品：单均贡献 26.12、15.92、27.26、21.26 元，期望线 4.67。"),
    ),
)  # fmt: skip

"""讲品卡 (chapter 8): six steps, at most three provable points, the price in four sentences."""

from examsite.handbook.sheets.defined.pitch_proof import LEDGER, LEDGER_HEAD, OBJECTIONS, ROUNDS
from examsite.handbook.sheets.expressions import given, when
from examsite.handbook.sheets.shapes import Entry, Fields, Kind, Page, Proof, Row, Table, Template

MINUTES = "[m]:ss"
STEPS = (
    ("scene", "1 场景与痛点", "谁会在什么时候用到", "副播备样品", 30),
    ("points", "2 卖点与演示", "凭什么值得买", "副播演示", 75),
    ("trust", "3 信任背书", "凭什么相信", "场控递证据", 60),
    ("price", "4 价格与权益", "和什么比、有什么条件", "中控核对页面价", 45),
    ("order", "5 下单指引", "怎么买、何时到", "中控弹讲解", 60),
    ("turn", "6 答疑与转款", "还担心什么、下一款是什么", "场控给手势", 30),
)
"""Step, its question, who moves with it, seconds of a five-minute unit (8.1, 8.4)."""
CARD_HEAD = Fields(
    "head",
    "",
    (
        Entry("code", "款号", required=True, name="款号"),
        Entry("goods", "商品与规格", required=True),
        Entry("link", "链接号", required=True),
        Entry("version", "版次", Kind.INTEGER, required=True, low=1, high=999, default=1),
        Entry("locked", "锁版时刻", Kind.MOMENT, required=True),
        Entry("reviewer", "合规审核人", required=True),
        Entry("host", "主播", required=True),
        Entry("speed", "语速（字/分钟）", Kind.INTEGER, low=60, high=600, name="语速", note="从回放里量：三分钟说了几个字，除以三（8.5）。"),
        Entry("unit", "单元时长（秒）", Kind.INTEGER, default=300, low=30, high=3600, name="单元秒数"),
        Entry("batches", "放量：总量、批次、上链接时刻", wide=True),
    ),
    ((1, 1), (1, 1), (2, 3)),
)  # fmt: skip


def _room(times: int) -> Entry:
    """How many characters the step has against what its seconds take, said `times` over."""
    most = f"INT([seconds]*语速/60/{times})"
    return Entry(
        "room", "字数",
        formula=given("[text]", f'IF(COUNT(语速,[seconds])<2,LEN([text])&" 字",IF(LEN([text])>{most},"▲ ","✓ ")&LEN([text])&"/"&{most})'),
    )  # fmt: skip


def _step(key: str, step: str, question: str, who: str, seconds: int) -> Row:
    cells: dict[str, Entry | None] = {
        "seconds": Entry("seconds", "秒", Kind.INTEGER, default=seconds, low=0, high=3600)
    }
    if key == "order":
        cells["room"] = _room(2)  # said at least twice
    return Row(key, {"step": step, "question": question, "who": who}, cells)


SIX = Table(
    "steps",
    "六步",
    (
        Entry("step", "步", Kind.LABEL),
        Entry("question", "要回答的问题", Kind.LABEL),
        Entry("text", "卡上的话", Kind.LONG, required=True, span=2),
        Entry("mark", "记号", Kind.CHOICE, required=True, choices=("照念", "可换", "照念，两遍", "数字照念，演示可换", "答法照念，转款可换")),
        Entry("seconds", "秒", Kind.INTEGER, low=0, high=3600),
        Entry("starts", "从", Kind.NUMBER, formula="(SUM([seconds..])-N([seconds]))/86400", form=MINUTES),
        _room(1),
        Entry("who", "谁跟着动", Kind.LABEL),
    ),
    tuple(_step(*one) for one in STEPS),
    totals={"seconds": "SUM({steps.seconds})", "room": 'IF(N(单元秒数)=0,"",IF(SUM({steps.seconds})=单元秒数,"✓ 合","▲ 与单元差 "&ABS(SUM({steps.seconds})-单元秒数)&" 秒"))'},
    lines=4,
    note="次序不变。六格没有空格；下单指引至少完整说两遍，字数按两遍算。「不说」的话不上卡。",
)  # fmt: skip
POINTS = Table(
    "points",
    "卖点：不超过三个，各配演示动作与证据号",
    (
        Entry("n", "序", Kind.LABEL),
        Entry("point", "卖点", required=True),
        Entry("show", "演示动作", required=True),
        Entry("proof", "证据号", required=True, note="款号-序号，例如 12-3；报出一个号，30 秒内要见到材料。"),
        Entry("kind", "哪一类", Kind.CHOICE, choices=("页面参数与吊牌", "检测报告", "现场演示", "可核对的记录"), span=2),
        Entry("fits", "管得到这一款吗", Kind.CHOICE, required=True, choices=("是", "否"), span=2, note="同规格、没过期、检的就是要卖的货。"),
        Entry("verdict", "能讲吗", formula=given("[point]", 'IF([proof]="","▲ 没有证据号",IF([fits]="否","▲ 管不到，先撤",IF([fits]="","先填管不管得到","✓ 能讲")))')),
    ),
    3,
)  # fmt: skip
PRICE = Fields(
    "price",
    "价格四句：基准、条件、到手价、期限",
    (
        Entry("basis", "和什么比", Kind.CHOICE, required=True, choices=("前七日最低成交价", "最近一次成交价", "厂商建议零售价", "不比价"), name="价格基准"),
        Entry("compared", "被比较价格（元）", Kind.MONEY, name="被比较价格"),
        Entry("ground", "依据：起止日、场所、导出人"),
        Entry("listed", "页面标价（元）", Kind.MONEY, required=True, name="页面标价"),
        Entry("off", "券与满减（元）", Kind.MONEY, required=True, default=0, name="券与满减"),
        Entry("paid", "到手价（元）", Kind.MONEY, formula=when("页面标价,券与满减", "页面标价-券与满减"), name="到手价"),
        Entry("lower", "比基准低（元）", Kind.MONEY, formula='IF(OR(价格基准="不比价",COUNT(被比较价格,到手价)<2),"",被比较价格-到手价)', name="比基准低"),
        Entry("fall", "降幅", Kind.PERCENT, formula=when("比基准低,被比较价格", "比基准低/被比较价格")),
        Entry("verdict", "能不能比", formula='IF(价格基准="","",IF(价格基准="不比价","✓ 只报今晚的价",IF(COUNT(被比较价格)=0,"▲ 没有基准，不比",IF(N(比基准低)<=0,"▲ 不是降价","✓ 可以比"))))'),
        Entry("terms", "条件", Kind.LONG, required=True, wide=True, lines=2, note="券、满减、件数、会员、时段，一项不落。"),
        Entry("until", "期限", required=True, wide=True, note="到几点、到多少件为止，之后是什么价。"),
        Entry("home", "首页（元）", Kind.MONEY, name="首页价"),
        Entry("detail", "详情页（元）", Kind.MONEY, name="详情页价"),
        Entry("spoken", "口播（元）", Kind.MONEY, name="口播价"),
        Entry("settled", "结算页（元）", Kind.MONEY, name="结算页价"),
        Entry("same", "四处一致", formula='IF(COUNT(首页价,详情页价,口播价,结算页价)<4,"",IF(MAX(首页价,详情页价,口播价,结算页价)=MIN(首页价,详情页价,口播价,结算页价),"✓ 一个价","▲ 停讲、下架、截图（P3）"))'),
    ),
    ((1, 1), (1, 1), (2, 3)),
    note="四处都照同样的条件走一遍再填实付：封面与商品卡、详情页、口播、走到付款那一步的结算页（6.6）。",
)  # fmt: skip

PITCH = Template(
    name="pitch",
    version=1,
    title="讲品卡",
    title_en="Pitch card",
    purpose="一款一卡：六步、不超过三个可证明的卖点、价格四句，讲完再看四个数。",
    purpose_en="One card per product: six steps, at most three provable points, the price in four sentences.",
    chapters=(8,),
    sources=(
        ("讲品卡", "8.1 六步，8.2 可证明的卖点，8.3 价格基准，8.4 五分钟怎么分，8.5 字数，6.6 四处一个价"),
        ("异议", "8.7 异议处理"),
        ("证据台账", "8.6 证据号"),
        ("讲解效果", "8.10 讲品效果怎么量"),
    ),
    steps=(
        "一款一份。先填「证据台账」，再写卖点：没有证据号的卖点不上卡。",
        "六步按次序写满，记号标清哪些照念、哪些可换；量好主播的语速，字数够不够自动提示。",
        "价格四句逐句填：先基准，再条件，再到手价，最后期限；四处走过一遍再填实付。",
        "交合规审核，定版次与锁版时刻。锁版之后要改，由操盘手一个人定，旧卡收走。",
        "播后在「异议」记数，在「讲解效果」填各段的数：高频的写回卡，一次只改一处。",
    ),
    pages=(
        Page(
            "讲品卡",
            "一款一卡，人手同版：场控照它提词，中控照它弹链接、核价，合规审核照它看用语，复盘拿它核说了什么、卖了多少。",
            (CARD_HEAD, SIX, POINTS, PRICE),
            (15, 20, 20, 22, 14, 7, 8, 11, 17),
            papers=1,
        ),
        Page(
            "异议",
            "四句就够：接、证、界、落。只有一个人问的交副播或客服；反复出现的主播才答，场控记数，下一圈挪进讲解里先说。",
            (OBJECTIONS,),
            (5, 16, 34, 26, 24, 10, 9, 9, 14),
            landscape=True,
            freeze="objections",
            papers=1,
        ),
        Page(
            "证据台账",
            "证据号是地址：款号-序号，顺着它要能把材料拿到镜头前。换批次、换供应商、换规格，先把相关的行标「待核」，卡上那一句当场停用。",
            (LEDGER_HEAD, LEDGER),
            (10, 30, 16, 20, 16, 18, 13, 11, 13, 10, 13),
            landscape=True,
            freeze="ledger",
            frozen_columns=1,
            papers=1,
        ),
        Page(
            "讲解效果",
            "一段从弹讲解到转款。两圈用同一个办法数人；退款到 T+15 补。两圈差几个人可能是偶然，写成猜想，下一场再验证。",
            (ROUNDS,),
            (6, 11, 11, 11, 11, 13, 11, 12, 12, 12, 12, 12, 28),
            landscape=True,
            freeze="rounds",
        ),
    ),
    proofs=(
        Proof("8.3 到底省了多少", "页面标价 129、券 15、前七日最低成交价 119：到手价 114 元，低 5 元，降幅 4.2%。"),
        Proof("8.4 五分钟", "30、75、60、45、60、30 秒：合计 300 秒，报价从 2:45 开始。"),
        Proof("8.10 四个数", "1,600 人、144 点击、36 支付、4,104 元：9.0%、25.0%、UV 价值 2.565；退 456 元后 2.280。"),
    ),
)  # fmt: skip

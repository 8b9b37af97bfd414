"""Who does what and how far each may go (1.2, 7.1, 7.2, 7.8)."""

from examsite.handbook.sheets.expressions import when
from examsite.handbook.sheets.look import WHOLE_YUAN
from examsite.handbook.sheets.shapes import Entry, Fields, Kind, Row, Table

DUTIES = (
    ("operator", "操盘手", "定目标和方案，盯数据，跨岗协调；方案锁版后由他一人行使改案权"),
    ("host", "主播", "讲解、演示、控场；不自行改价、改承诺"),
    ("cohost", "副播", "展示样品、补充卖点、带互动、救场接管"),
    ("floor", "场控", "管时间轴、提词、道具和气氛，拦截有风险的口播"),
    ("control", "中控", "上下架、改价、改库存、弹讲解、发券、设抽奖"),
    ("traffic", "投手", "建计划，调预算和出价"),
    ("running", "运营", "预热、粉丝群、活动报名"),
    ("goods", "选品", "资质、样品、价格、库存"),
    ("service", "客服", "售前应答、催发货、退换"),
    ("delivery", "仓配", "打包、交运、接收退货"),
    ("review", "合规审核", "播前审核，现场叫停不当表述"),
)
ROLES = Table(
    "roles",
    "岗位表",
    (
        Entry("role", "岗位", Kind.LABEL),
        Entry("duty", "主要职责", Kind.LABEL, span=2),
        Entry("name", "姓名"),
        Entry("backup", "替补"),
        Entry("note", "兼岗、班次、交接时刻", span=2),
    ),
    tuple(Row(key, {"role": role, "duty": duty}) for key, role, duty in DUTIES),
    note="本手册约定的最小编制：B 级 4 人，A 级 7 人，S 级 11 人并配双机双网；客服、仓配按单量另算。",
)
REVIEWER = Fields(
    "reviewer",
    "谁复核中控",
    (
        Entry("name", "复核人", required=True, name="复核人"),
        Entry("backup", "他不在时由谁", required=True),
        Entry("apart", "动手与复核分开", wide=True, formula='IF(OR(复核人="",{roles.control.name}=""),"",IF(复核人={roles.control.name},"▲ 动手的人不给自己复核，请换人","✓ 两个人"))'),
    ),
    ((1, 1), (1, 2)),
)  # fmt: skip
POWERS = (
    ("price", "价格", "操盘手：底线之上", "底线之下"),
    ("stock", "库存", "中控：按锁版批次放量；操盘手：批次之间挪动", "超出库存锁定书"),
    ("gifts", "券与赠品", "操盘手：锁版清单之内增减份数", "清单之外"),
    ("traffic", "投放", "投手：分段额度内；操盘手：总额内跨段挪用", "超出总额"),
    ("refunds", "赔付", "客服：单笔上限内；操盘手：合计上限内", "超出合计"),
    ("stop", "停讲、喊停链接", "任何岗位", "不必等"),
    ("resume", "恢复讲解", "操盘手，先问合规审核", "不能越过合规审核"),
    (
        "end",
        "提前结束整场",
        "人身安全：任何岗位先停；断流接不回、违规停播：操盘手；定了就报商家",
        "其余情形",
    ),
)
AUTHORITY = Table(
    "authority",
    "授权矩阵：给到错一次也赔得起",
    (
        Entry("what", "事项", Kind.LABEL),
        Entry("here", "现场定到哪里", Kind.LABEL, span=2),
        Entry("figure", "本场的数"),
        Entry("beyond", "再往外，商家书面定", Kind.LABEL, span=2),
        Entry("record", "到哪天，用完记在哪里"),
    ),
    tuple(
        Row(key, {"what": what, "here": here, "beyond": beyond})
        for key, what, here, beyond in POWERS
    ),
)
COVER = Fields(
    "cover",
    "一次授权的最坏损失",
    (Entry("most", "一次失误至多（元）", Kind.MONEY, form=WHOLE_YUAN, name="一次失误上限", note="商家愿意承担的一次失误（7.8）。"),),
    ((2, 1),),
    note="最坏损失 ＝ 可动件数上限 × 单件让利上限。",
)  # fmt: skip
WORST = Table(
    "worst",
    "",
    (
        Entry("what", "款与授权", span=2),
        Entry("plan", "方案价（元）", Kind.MONEY),
        Entry("floor", "底线（元）", Kind.MONEY),
        Entry("pieces", "可动件数上限", Kind.INTEGER),
        Entry("loss", "最坏损失（元）", Kind.MONEY, formula=when("[plan],[floor],[pieces]", "[pieces]*([plan]-[floor])"), form=WHOLE_YUAN),
        Entry("most", "件数封在", formula='IF(COUNT([loss],一次失误上限)<2,"",IF([loss]<=一次失误上限,"✓ 赔得起","▲ "&INT(一次失误上限/([plan]-[floor]))&" 件以内"))'),
    ),
    4,
)  # fmt: skip

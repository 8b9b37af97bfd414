"""The funnel against the reference session, the split of the gap, what could have been (4.3 to 4.5)."""

from examsite.handbook.sheets.expressions import given, ratio, when
from examsite.handbook.sheets.look import SIGNED, WHOLE_YUAN
from examsite.handbook.sheets.shapes import Entry, Fields, Kind, Row, Table


def _base(column: str) -> str:
    """A figure of the reference session."""
    return f'IF(基准行="","",IF(N(INDEX({{sessions.{column}}},基准行))=0,"",INDEX({{sessions.{column}}},基准行)))'


def _count(key: str, label: str, column: str) -> Row:
    return Row(
        key, {"what": label}, {"base": Entry("base", "基准场", Kind.INTEGER, formula=_base(column))}
    )


FUNNEL = Table(
    "funnel",
    "漏斗：每道门用人数",
    (
        Entry("what", "数", Kind.LABEL, span=2),
        Entry("base", "基准场", Kind.INTEGER, formula="0"),
        Entry("this", "本场", Kind.INTEGER, required=True),
    ),
    (
        _count("exposed", "曝光人数", "exposed"),
        _count("viewers", "进入人数（观看人数）", "viewers"),
        _count("clicked", "商品点击人数", "clicked"),
        _count("ordered", "创建订单人数", "ordered"),
        _count("paid", "支付人数", "paid"),
        Row(
            "gmv",
            {"what": "支付 GMV（元）"},
            {
                "base": Entry("base", "", Kind.MONEY, formula=_base("gmv"), form=WHOLE_YUAN),
                "this": Entry("this", "", Kind.MONEY, required=True, form=WHOLE_YUAN),
            },
        ),
    ),
)


def _gate(key: str, label: str, part: str, whole: str) -> Row:
    cells: dict[str, Entry | None] = {
        side: Entry(
            side,
            "",
            Kind.PERCENT,
            formula=ratio(f"{{funnel.{part}.{side}}}", f"{{funnel.{whole}.{side}}}"),
        )
        for side in ("base", "this")
    }
    usual: dict[str, Entry | None] = {
        end: Entry(end, "", Kind.PERCENT, formula=f"{{usual.{end}.{key}}}")
        for end in ("low", "high")
    }
    return Row(key, {"what": label}, cells | usual)  # fmt: skip


GATES = Table(
    "gates",
    "断点：掉出平时范围的那一道门",
    (
        Entry("what", "门", Kind.LABEL, span=2),
        Entry("base", "基准场的率", Kind.PERCENT, formula="0"),
        Entry("this", "本场的率", Kind.PERCENT, formula="0"),
        Entry("index", "指数", Kind.INTEGER, formula=when("[base],[this]", "[this]/[base]*100")),
        Entry("low", "平时最低", Kind.PERCENT, formula="0"),
        Entry("high", "平时最高", Kind.PERCENT, formula="0"),
        Entry("verdict", "判断", formula='IF(COUNT([this],[low],[high])<3,"",IF(N({funnel.viewers.this})<1000,"人数不足 1,000，不比",IF([this]<[low],"▲ 断",IF([this]>[high],"高于平时","✓ 在平时范围里"))))'),
    ),
    (
        _gate("entering", "曝光-进入", "viewers", "exposed"),
        _gate("clicking", "进入-点击", "clicked", "viewers"),
        _gate("ordering", "点击-下单", "ordered", "clicked"),
        _gate("paying", "下单-支付", "paid", "ordered"),
    ),
    note="指数 ＝ 本场的率 ÷ 基准场的率 × 100。低于 100 不算断，掉出可比场平时的范围才算。",
)  # fmt: skip
G0, G1 = "{funnel.gmv.base}", "{funnel.gmv.this}"
METHOD = Fields(
    "method",
    "因子分解：差额分给哪几个因子",
    (
        Entry("method", "方法", Kind.CHOICE, required=True, choices=("LMDI", "连环替代"), default="LMDI", name="分解方法", note="一份报告只用一种。连环替代的次序约定为观看、转化、客单。"),
        Entry("gap", "差额（元）", Kind.MONEY, formula=when(f"{G0},{G1}", f"{G1}-{G0}"), form=SIGNED, name="差额"),
        Entry("weight", "权重 L（元）", Kind.MONEY, formula=when(f"{G0},{G1}", f"IF({G0}={G1},{G1},({G1}-{G0})/LN({G1}/{G0}))"), form=WHOLE_YUAN, name="权重L"),
        Entry("margin", "贡献率", Kind.PERCENT, name="诊断_贡献率", note="机会损失换成赚到的钱用，见 6.3。"),
    ),
    ((1, 1), (1, 1), (1, 1), (1, 1)),
)  # fmt: skip


def _factor(
    key: str, label: str, pair: tuple[str, str], chain: str, kind: Kind, form: str = ""
) -> Row:
    cells: dict[str, Entry | None] = {
        side: Entry(side, "", kind, formula=given(cell, cell), form=form)
        for side, cell in zip(("base", "this"), pair, strict=True)
    }
    lmdi = "权重L*LN([this]/[base])"
    cells["money"] = Entry(
        "money", "", Kind.MONEY, form=SIGNED,
        formula=when("[base],[this],权重L", f'IF(分解方法="连环替代",{chain},{lmdi})'),
    )  # fmt: skip
    return Row(key, {"what": label}, cells)


def _gates(key: str) -> tuple[str, str]:
    return f"{{gates.{key}.base}}", f"{{gates.{key}.this}}"


V0, V1 = "{funnel.viewers.base}", "{funnel.viewers.this}"
R0, R1 = "{factors.rate.base}", "{factors.rate.this}"
P0, P1 = "{factors.price.base}", "{factors.price.this}"
A0, A1 = _gates("clicking")
B0, B1 = _gates("ordering")
C0, C1 = _gates("paying")
FACTORS = Table(
    "factors",
    "",
    (
        Entry("what", "因子", Kind.LABEL, span=2),
        Entry("base", "基准场", Kind.NUMBER, formula="0"),
        Entry("this", "本场", Kind.NUMBER, formula="0"),
        Entry("times", "本场 ÷ 基准场", Kind.NUMBER, formula=ratio("[this]", "[base]"), form="0.0000"),
        Entry("money", "贡献（元）", Kind.MONEY, formula="0", form=SIGNED),
        Entry("share", "占差额", Kind.PERCENT, formula=ratio("[money]", "差额")),
    ),
    (
        _factor("viewers", "观看人数", (V0, V1), f"([this]-[base])*{R0}*{P0}", Kind.INTEGER),
        _factor("rate", "转化率", (ratio("{funnel.paid.base}", V0), ratio("{funnel.paid.this}", V1)), f"{V1}*([this]-[base])*{P0}", Kind.PERCENT, "0.00%"),
        _factor("clicking", "　其中 进入-点击率", (A0, A1), f"{V1}*([this]-[base])*{B0}*{C0}*{P0}", Kind.PERCENT),
        _factor("ordering", "　其中 点击-下单率", (B0, B1), f"{V1}*{A1}*([this]-[base])*{C0}*{P0}", Kind.PERCENT),
        _factor("paying", "　其中 下单-支付率", (C0, C1), f"{V1}*{A1}*{B1}*([this]-[base])*{P0}", Kind.PERCENT),
        _factor("price", "客单价（元/人）", (ratio(G0, "{funnel.paid.base}"), ratio(G1, "{funnel.paid.this}")), f"{V1}*{R1}*([this]-[base])", Kind.MONEY),
        Row(
            "sum",
            {"what": "合计（三个因子）"},
            {
                "base": Entry("base", "", Kind.MONEY, formula=given(G0, G0), form=WHOLE_YUAN),
                "this": Entry("this", "", Kind.MONEY, formula=given(G1, G1), form=WHOLE_YUAN),
                "money": Entry("money", "", Kind.MONEY, formula=when("{factors.viewers.money},{factors.rate.money},{factors.price.money}", "{factors.viewers.money}+{factors.rate.money}+{factors.price.money}"), form=SIGNED),
            },
        ),
    ),
    note="贡献不是责任：写「转化一项占多少元」，不写「主播少卖了多少元」。三个因子相加正好等于差额。",
)  # fmt: skip


def _restored(key: str, label: str, gmv: str, *, reachable: bool = True) -> Row:
    cells: dict[str, Entry | None] = {
        "gmv": Entry(
            "gmv",
            "",
            Kind.MONEY,
            formula=when(f"{V0},{V1},{R0},{R1},{P0},{P1}", gmv),
            form=WHOLE_YUAN,
        )
    }
    return Row(key, {"what": label}, cells if reachable else cells | {"reach": None})  # fmt: skip


LOSS = Table(
    "loss",
    "机会损失：别的都按本场，只恢复这一项",
    (
        Entry("what", "恢复哪一项", Kind.LABEL, span=2),
        Entry("gmv", "恢复后的 GMV（元）", Kind.MONEY, formula="0", form=WHOLE_YUAN),
        Entry("loss", "机会损失（元）", Kind.MONEY, formula=when(f"[gmv],{G1}", f"[gmv]-{G1}"), form=SIGNED),
        Entry("margin", "换成贡献（元）", Kind.MONEY, formula=when("[loss],诊断_贡献率", "[loss]*诊断_贡献率"), form=SIGNED),
        Entry("reach", "基准达得到吗", Kind.CHOICE, choices=("达得到", "达不到", "没核")),
    ),
    (
        _restored("viewers", "观看人数", f"{V0}*{R1}*{P1}"),
        _restored("rate", "转化率", f"{V1}*{R0}*{P1}"),
        _restored("price", "客单价", f"{V1}*{R1}*{P0}"),
        _restored("both", "转化率与客单价", f"{V1}*{R0}*{P0}", reachable=False),
    ),
    note="几项机会损失不能相加，也不与上表的贡献放在一起相加。基准达不到的，不能写成「丢了」。",
)  # fmt: skip

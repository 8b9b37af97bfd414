"""The 25 questions of 4.6, as the chapter words them."""

from examsite.handbook.sheets.shapes import Entry, Fields, Kind, Row, Table

ANSWERS = ("是", "否", "不知道")
QUESTIONS = {
    "人：主播与团队": (
        "主播与可比场是同一位，连播天数不超过平时吗？",
        "抽三段回放，讲品都照卡走完六步吗？",
        "停留、点击变坏之后，5 分钟内有动作和记录吗？",
        "改价、改库存、发券，每次都有第二人复核吗？",
        "兼岗的人，任一时刻只有一件必须做的事吗？",
    ),
    "货：货盘与价格": (
        "新换上的主推款都测过吗？",
        "主推款全场都有码、有色、可售吗？",
        "到手价不高于本店前七日，也不高于自家其他渠道吗？",
        "毛利高的款排在在线不低于平均的时段吗？",
        "引流款、福利款的件数占比与平时相近吗？",
    ),
    "场：画面与节奏": (
        "封面、标题与开场十分钟讲的是同一件事吗？",
        "抽三段回放，看得清、听得清吗？",
        "用自己的手机看，购物车、讲解卡、贴片都看得见吗？",
        "主推款的返场间隔与方案一致吗？",
        "开场十分钟的停留不低于基线吗？",
    ),
    "流：来源与投放": (
        "每个来源的人数、停留、转化都分得开吗？",
        "每个来源都与它自己的基线比过吗？",
        "付费占比与平时相近，或者变化说得出原因吗？",
        "素材里承诺的，与正在讲的是同一款、同一价吗？",
        "预约人数与到场率达到方案里的预测吗？",
    ),
    "服：履约与售后": (
        "上一场的单都在承诺时限内发出了吗？",
        "退款按款拆开，各款都不高于平时吗？",
        "询单等待与平时相近吗？",
        "差评与客诉逐条看过，重复出现的原因已经改掉吗？",
        "上一场欠顾客的赠品、补发、更正都办完了吗？",
    ),
}
_NUMBERED = [(side, question) for side, questions in QUESTIONS.items() for question in questions]
CHECKUP = Table(
    "checkup",
    "",
    (
        Entry("n", "题", Kind.LABEL),
        Entry("side", "维", Kind.LABEL),
        Entry("question", "问", Kind.LABEL),
        Entry("answer", "答", Kind.CHOICE, required=True, choices=ANSWERS),
        Entry("where", "指得出的记录", Kind.LONG),
    ),
    tuple(
        Row(f"q{number}", {"n": str(number), "side": side, "question": question})
        for number, (side, question) in enumerate(_NUMBERED, start=1)
    ),
)
COUNTS = Fields(
    "counts",
    "",
    (
        Entry("no", "否", Kind.INTEGER, formula='COUNTIF({checkup.answer},"否")'),
        Entry(
            "unknown",
            "不知道，没答",
            formula='IF(COUNTA({checkup.answer})=0,"",IF(COUNTIF({checkup.answer},"是")+COUNTIF({checkup.answer},"否")=25,"✓ 25 问答完",'
            '"▲ 不知道 "&COUNTIF({checkup.answer},"不知道")&" 问，没答 "&(25-COUNTA({checkup.answer}))&" 问"))',
        ),
    ),
    ((1, 1), (1, 2)),
)

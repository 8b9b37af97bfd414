"""播前审核表 (chapter 14): twenty questions, yes or no with the evidence; who is answerable for what."""

from examsite.handbook.sheets.expressions import when
from examsite.handbook.sheets.shapes import Entry, Fields, Kind, Page, Proof, Row, Table, Template

ANSWERS = ("是", "否", "不知道", "不适用")
QUESTIONS = (
    ("主体", "责任表六格都有名字吗？"),
    ("主体", "账号主页的主体信息公示了吗？"),
    ("主体", "直播页面能一次点到实际销售者信息吗？"),
    ("主体", "实际销售者的身份、许可、联系方式核验并存档了吗？"),
    ("主体", "主播身份核验过，这一场报送平台了吗？"),
    ("商品", "强制认证、合格证明、检验报告与这一批货对得上吗？"),
    ("商品", "食品标签、化妆品备案或注册查过原始信息吗？"),
    ("商品", "样品与页面参数、发货批次一致吗？"),
    ("价格", "每个划线价都写明来源，或不高于前七日最低成交价吗？"),
    ("价格", "首页（含商品卡、贴片）、详情页、口播、结算四个价一致吗？"),
    ("价格", "赠品按本店当前售价标价值吗？"),
    ("价格", "满减、券、限购的不利条件写在看得见的地方吗？"),
    ("价格", "抽奖的奖项、条件、时间、份数写明，最高奖不超过五万元吗？"),
    ("价格", "口播库存与后台可售库存一致吗？"),
    ("内容", "每个卖点有证据号，绝对化用语过筛了吗？"),
    ("内容", "没有治病、功效保证和医疗用语吗？"),
    ("内容", "服装、布景、道具、封面、标题审过吗？"),
    ("内容", "出镜的人都满足年龄与授权要求吗？"),
    ("现场", "纠错员、停讲手势和更正话术定了吗？AI 人物标识看得见吗？"),
    ("现场", "记录存放位置、保存三年的责任人、个人信息的权限写明了吗？"),
)
ALL = len(QUESTIONS)
SIX_DUTIES = ("公示", "核验", "审核", "纠错", "价格", "留存")

HEAD = Fields(
    "head",
    "",
    (
        Entry("session", "场次", required=True),
        Entry("opens", "开播时刻", Kind.MOMENT, required=True),
        Entry("reviewer", "审核人", required=True),
        Entry("at", "审核时刻", Kind.MOMENT, required=True),
        Entry(
            "verdict", "能不能开播", wide=True,
            formula=f'IF(COUNTA({{questions.answer}})=0,"",IF(COUNTA({{questions.answer}})<{ALL},"▲ 还有 "&({ALL}-COUNTA({{questions.answer}}))&" 问没答",'
            'IF(COUNTIF({questions.answer},"否")+COUNTIF({questions.answer},"不知道")>0,'
            '"▲ 先补齐再开播：否 "&COUNTIF({questions.answer},"否")&" 问，不知道 "&COUNTIF({questions.answer},"不知道")&" 问",'
            f'IF(COUNTA({{questions.evidence}})<{ALL},"▲ 还有 "&({ALL}-COUNTA({{questions.evidence}}))&" 问没写证据或理由","✓ 20 问都过，可以开播"))))',
        ),
    ),
    ((2, 1), (1, 1)),
)  # fmt: skip
TWENTY = Table(
    "questions",
    "",
    (
        Entry("n", "问", Kind.LABEL),
        Entry("side", "类", Kind.LABEL),
        Entry("question", "播前审核 20 问", Kind.LABEL),
        Entry("answer", "答", Kind.CHOICE, required=True, choices=ANSWERS, note="不适用的在证据栏写理由；「来不及查」不是理由。"),
        Entry("evidence", "证据编号或存放处；不适用的理由", Kind.LONG, required=True),
        Entry("fix", "谁在几点前补"),
        Entry("state", "", formula='IF([answer]="","",IF(OR([answer]="否",[answer]="不知道"),"▲",IF([evidence]="","▲","✓")))'),
    ),
    tuple(
        Row(f"q{number}", {"n": str(number), "side": side, "question": question})
        for number, (side, question) in enumerate(QUESTIONS, start=1)
    ),
)  # fmt: skip
SIGN = Fields(
    "sign",
    "签字",
    (
        Entry("reviewer", "合规审核", lines=2),
        Entry("operator", "操盘手", lines=2),
        Entry("merchant", "商家", lines=2),
        Entry("floor", "纠错员", lines=2),
    ),
    ((2, 1), (1, 1)),
    note="合规审核说不，操盘手不能以业绩为由推翻，只能补证据再审。",
)
DUTIES = Table(
    "duties",
    "责任表：有一格空着，就先不要开播",
    (
        Entry("duty", "义务", Kind.LABEL),
        Entry("does", "谁做", required=True),
        Entry("checks", "谁复核", required=True),
        Entry("where", "记录存在哪里", required=True),
    ),
    tuple(Row(f"d{number}", {"duty": duty}) for number, duty in enumerate(SIX_DUTIES, start=1)),
)
KEEPING = Fields(
    "keeping",
    "留痕",
    (
        Entry("ended", "直播结束日", Kind.DATE, name="审核_直播结束日"),
        Entry("until", "至少保存到", Kind.DATE, formula=when("审核_直播结束日", "EDATE(审核_直播结束日,36)")),
        Entry("keeper", "保存责任人", required=True),
        Entry("people", "谁看得到个人信息，为什么", required=True),
    ),
    ((1, 1), (1, 1)),
    note="选品核验、人员核验、纠错三类记录，自直播结束之日起保存不少于三年（14.10）；播前审核的记录建议按同一标准归档。待法务复核。",
)  # fmt: skip

PRE_SHOW = Template(
    name="pre-show",
    version=1,
    title="播前审核表",
    title_en="Pre-show review",
    purpose="20 问，答「否」或「不知道」先补齐再开播；六件事各写一个名字。",
    purpose_en="Twenty questions; anything answered no or unknown is put right before going live.",
    chapters=(14,),
    sources=(
        ("播前审核表", "14 章检查单，14.13 三道审核关"),
        ("责任与留痕", "14.1 责任表，14.10 三年留痕，14.9 个人信息"),
    ),
    steps=(
        "先在「责任与留痕」给公示、核验、审核、纠错、价格、留存六件事各写名字。",
        "20 问逐条答：是、否、不知道；这一场确实没有的选「不适用」，写理由。",
        "「是」也要写证据：编号，或者放在哪里。没有证据的，等于没查。",
        "有「否」或「不知道」，写谁在几点前补；补完改答案，再看「能不能开播」。",
        "审核人、操盘手签字，存进约定的位置，自直播结束之日起保存不少于三年。",
    ),
    pages=(
        Page(
            "播前审核表",
            "答「否」或「不知道」，先补齐再开播。本表是学习材料，不是法律意见；条文以当日有效的版本为准，待法务复核。",
            (HEAD, TWENTY, SIGN),
            (5, 9, 44, 12, 34, 18, 5),
            papers=1,
            freeze="questions",
        ),
        Page(
            "责任与留痕",
            "责任跟着实际运营走。合同可以分摊损失，不能免掉法定义务。",
            (DUTIES, KEEPING),
            (20, 24, 24, 34),
            papers=1,
        ),
    ),
    proofs=(Proof("14.10 留痕", "2026-11-22 结束的一场，至少保存到 2029-11-22。"),),
)  # fmt: skip

"""Forms of forms and sittings. Times are typed in the exam's zone."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateTimeLocalField,
    FileField,
    HiddenField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined] # newer than the stubs
from wtforms.validators import InputRequired, Length, NumberRange, Optional, Regexp

from examsite.domain.accommodation import LEAST_FACTOR, MOST_FACTOR, MOST_MINUTES, Measure
from examsite.domain.terms import FormPolicy, Level, StartMode

LEVELS = [
    SelectChoice(Level.JUNIOR.value, _l("初级")),
    SelectChoice(Level.INTERMEDIATE.value, _l("中级")),
    SelectChoice(Level.SENIOR.value, _l("高级")),
]


class AssembleForm(FlaskForm):
    """Which level; the seed is made unless given."""

    level = SelectField(_l("级别"), choices=LEVELS)
    seed = IntegerField(
        _l("随机种子"),
        description=_l("留空由系统生成并保存；填入同一种子和同一题库会得到同一份卷。"),
        validators=[Optional(), NumberRange(0, 2**52)],
    )


TYPED_MOMENT = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]
"""How browsers write the field, the first also how it is filled."""
POLICIES = [
    SelectChoice(FormPolicy.ONE.value, _l("全场同一份卷")),
    SelectChoice(FormPolicy.PARALLEL.value, _l("平行卷：邻座不同卷")),
    SelectChoice(FormPolicy.PER_CANDIDATE.value, _l("一人一卷：收名单后按蓝图逐人抽题")),
]
STARTS = [
    SelectChoice(StartMode.AUTO.value, _l("到开放时间即可开始")),
    SelectChoice(StartMode.MANUAL.value, _l("由监考在现场宣布开始")),
]


class ArrangeSitting(FlaskForm):
    """A sitting of released forms."""

    title = StringField(_l("名称"), validators=[InputRequired(_l("请填写名称。")), Length(max=120)])
    form_id = SelectField(_l("试卷"), validators=[InputRequired(_l("请先发布一份试卷。"))])
    policy = SelectField(_l("用卷方式"), choices=POLICIES, default=FormPolicy.ONE.value)
    parallel = SelectMultipleField(
        _l("其余平行卷"),
        description=_l("只在用平行卷时选，须与上面那份同级别、同一版蓝图。"),
        validators=[Optional()],
    )
    opens_at = DateTimeLocalField(
        _l("开放时间"),
        format=TYPED_MOMENT,
        validators=[InputRequired(_l("请填写开放时间。"))],
        render_kw={"step": 60},
    )
    closes_at = DateTimeLocalField(
        _l("结束时间"),
        format=TYPED_MOMENT,
        validators=[InputRequired(_l("请填写结束时间。"))],
        render_kw={"step": 60},
    )
    minutes = IntegerField(
        _l("作答时限（分钟）"),
        validators=[InputRequired(_l("请填写时限。")), NumberRange(1, 600)],
    )
    start_mode = SelectField(_l("开考方式"), choices=STARTS, default=StartMode.AUTO.value)
    place = StringField(_l("地点"), validators=[Length(max=120)])
    remote = BooleanField(_l("线上考试，不设考场"))
    watermark = BooleanField(_l("考试页面印考生号水印"))
    certifying = BooleanField(_l("认证考试（成绩可用于发证）"), default=True)


REASON = StringField(_l("理由"), validators=[InputRequired(_l("请写明理由。")), Length(max=500)])


class UploadRoster(FlaskForm):
    """A filled-in roster."""

    file = FileField(
        _l("填好的名单"),
        description=_l(".xlsx，不超过 5 MB、2,000 行，不带宏与公式。"),
        render_kw={"accept": ".xlsx"},
    )


class ConfirmRoster(FlaskForm):
    """The lines of the dry run, sent back."""

    lines = HiddenField()


class CloseRoster(FlaskForm):
    """A button."""


class EnterLate(FlaskForm):
    """One more person after the roster was closed."""

    username = StringField(
        _l("账号名、手机号或邮箱"), validators=[InputRequired(_l("请填写账号。")), Length(max=120)]
    )
    reason = REASON


class TakeOut(FlaskForm):
    """Why somebody leaves the roster."""

    reason = REASON


class TimeMeasure(FlaskForm):
    """The fields of a time measure."""

    factor_percent = IntegerField(
        _l("时间系数（百分数）"),
        default=LEAST_FACTOR,
        description=_l("125 即作答时限的 1.25 倍；100 为不变。"),
        validators=[
            InputRequired(_l("请填写时间系数。")),
            NumberRange(LEAST_FACTOR, MOST_FACTOR),
        ],
    )
    extra_minutes = IntegerField(
        _l("另加分钟"), default=0, validators=[Optional(), NumberRange(0, MOST_MINUTES)]
    )

    @property
    def measure(self) -> Measure:
        """What a valid form says."""
        return Measure(
            self.factor_percent.data or LEAST_FACTOR, 60 * (self.extra_minutes.data or 0)
        )


class EnterCandidates(TimeMeasure):
    """Account names, one a line, and the time they all have."""

    usernames = TextAreaField(
        _l("考生账号"),
        description=_l("每行一个账号名、手机号或邮箱。"),
        validators=[InputRequired(_l("请至少填写一个账号。")), Length(max=20000)],
    )


class AskSafeBrowser(FlaskForm):
    """Which builds of Safe Exam Browser; blank for any."""

    keys = TextAreaField(
        _l("浏览器考试密钥（可不填）"),
        description=_l(
            "每行一个 64 位十六进制密钥，只有这些版本的 SEB 能进；不填则任何版本都可以，只核对配置。"
        ),
        validators=[Length(max=8000)],
    )


class ToldBySafeBrowser(FlaskForm):
    """What Safe Exam Browser tells the script of a page about itself."""

    config = HiddenField(validators=[Optional(), Regexp("[0-9A-Fa-f]{64}$")])
    browser = HiddenField(validators=[Optional(), Regexp("[0-9A-Fa-f]{64}$")])


class AssignInvigilator(FlaskForm):
    """One of the people who hold the role."""

    user = SelectField(_l("监考"), choices=[], validate_choice=False)

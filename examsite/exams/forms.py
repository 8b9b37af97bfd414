"""Forms of forms and sittings. Times are typed in the exam's zone."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateTimeLocalField,
    IntegerField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined] # newer than the stubs
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from examsite.domain.terms import Level

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


class OpenSitting(FlaskForm):
    """A sitting of a released form."""

    title = StringField(_l("名称"), validators=[InputRequired(_l("请填写名称。")), Length(max=120)])
    form_id = SelectField(_l("试卷"), validators=[InputRequired(_l("请先发布一份试卷。"))])
    opens_at = DateTimeLocalField(
        _l("开放时间"), validators=[InputRequired(_l("请填写开放时间。"))], render_kw={"step": 60}
    )
    closes_at = DateTimeLocalField(
        _l("结束时间"), validators=[InputRequired(_l("请填写结束时间。"))], render_kw={"step": 60}
    )
    minutes = IntegerField(
        _l("作答时限（分钟）"),
        validators=[InputRequired(_l("请填写时限。")), NumberRange(1, 600)],
    )
    place = StringField(_l("地点"), validators=[Length(max=120)])
    certifying = BooleanField(_l("认证考试（成绩可用于发证）"), default=True)


class EnterCandidates(FlaskForm):
    """Account names, one a line."""

    usernames = TextAreaField(
        _l("考生账号"),
        description=_l("每行一个账号名、手机号或邮箱。"),
        validators=[InputRequired(_l("请至少填写一个账号。")), Length(max=20000)],
    )
    factor_percent = IntegerField(
        _l("时间系数（%%）"), default=100, validators=[NumberRange(100, 300)]
    )

"""Forms of batches. Labels are Chinese message ids."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from examsite.enrolment.services.batches import Notice


class WriteNotice(FlaskForm):
    """What the public is told about a batch."""

    title = StringField(
        _l("批次名称"),
        description=_l("例如：2026 年第四季度初级评价。"),
        validators=[DataRequired(_l("请填写名称。")), Length(max=80)],
    )
    text = TextAreaField(
        _l("公告正文"),
        description=_l(
            "写明报名条件、考试安排、注意事项；空一行分段。考次与实战的时间地点由系统列出，不必重写。"
        ),
        validators=[DataRequired(_l("请填写公告正文。")), Length(max=8000)],
        render_kw={"rows": 10},
    )
    enrols_from = DateField(_l("报名开始日"), validators=[InputRequired(_l("请填写日期。"))])
    enrols_until = DateField(_l("报名截止日（含）"), validators=[InputRequired(_l("请填写日期。"))])
    contact = StringField(
        _l("咨询与联系"), validators=[DataRequired(_l("请填写联系方式。")), Length(max=120)]
    )
    fee = StringField(
        _l("费用说明"),
        description=_l("写明金额与收取方，或写不收费。"),
        validators=[DataRequired(_l("请填写费用说明。")), Length(max=120)],
    )
    change = StringField(
        _l("改了什么、为什么"),
        description=_l("公告以后更正须写明，公众看得到。"),
        validators=[Length(max=300)],
    )

    @property
    def notice(self) -> Notice:
        """What was written; the form is valid."""
        assert self.enrols_from.data is not None and self.enrols_until.data is not None
        return Notice(
            title=(self.title.data or "").strip(),
            text=(self.text.data or "").replace("\r\n", "\n").strip(),
            enrols_from=self.enrols_from.data,
            enrols_until=self.enrols_until.data,
            contact=(self.contact.data or "").strip(),
            fee=(self.fee.data or "").strip(),
        )


class TakeIn(FlaskForm):
    """Which sitting or practical session to take into a batch."""

    which = SelectField(_l("选一个"), validators=[InputRequired(_l("请选择。"))])


class Sign(FlaskForm):
    """What the supervisor writes when signing."""

    remark = TextAreaField(
        _l("督导意见"),
        description=_l("看了哪些材料、有没有异常；会写进档案。"),
        validators=[DataRequired(_l("请填写督导意见。")), Length(max=2000)],
        render_kw={"rows": 4},
    )

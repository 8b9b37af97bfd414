"""Forms of results. Labels are Chinese message ids."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined] # newer than the stubs
from wtforms.validators import InputRequired, Length, Optional


class ReleaseBy(FlaskForm):
    """When a sitting's results are released by themselves."""

    when = RadioField(
        _l("怎样发布"),
        choices=[
            SelectChoice("hand", _l("手工发布")),
            SelectChoice("at_once", _l("考次结束、全部评完后立即发布")),
            SelectChoice("on_date", _l("评完后，不早于某一天发布")),
        ],
        default="hand",
    )
    on = DateField(_l("日期"), validators=[Optional()])


class CorrectScore(FlaskForm):
    """The corrected total in points, and why."""

    points = StringField(
        _l("更正后的总分"),
        description=_l("最多两位小数，例如 76.5。"),
        validators=[InputRequired(_l("请填写分数。")), Length(max=8)],
        render_kw={"inputmode": "decimal", "autocomplete": "off"},
    )
    reason = TextAreaField(
        _l("理由"),
        description=_l("写明依据：哪一题、什么问题、谁认定。考生要求时会看到。"),
        validators=[InputRequired(_l("请写明更正的理由。")), Length(max=2000)],
        render_kw={"rows": 4},
    )


class ExplainDifference(FlaskForm):
    """Why stored scores did not follow, and what was done."""

    explanation = TextAreaField(
        _l("原因与处理"),
        description=_l("写明查到什么原因、怎样处理；不要写姓名和答案。"),
        validators=[InputRequired(_l("请写明原因与处理。")), Length(max=2000)],
        render_kw={"rows": 3},
    )


class RefuseCorrection(FlaskForm):
    """Why a correction is not approved."""

    note = StringField(
        _l("不同意的理由"), validators=[InputRequired(_l("请写明理由。")), Length(max=2000)]
    )

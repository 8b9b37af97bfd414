"""Forms of results. Labels are Chinese message ids."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import StringField, TextAreaField
from wtforms.validators import InputRequired, Length


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


class RefuseCorrection(FlaskForm):
    """Why a correction is not approved."""

    note = StringField(
        _l("不同意的理由"), validators=[InputRequired(_l("请写明理由。")), Length(max=2000)]
    )

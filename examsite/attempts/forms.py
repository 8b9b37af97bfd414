"""Forms of attempts."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import IntegerField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange


class CheckReceipt(FlaskForm):
    """A receipt, pasted as it was downloaded."""

    receipt = TextAreaField(
        _l("回执内容"),
        description=_l("把交卷后下载的回执文件（JSON）全文粘贴到这里。"),
        validators=[InputRequired(_l("请粘贴回执内容。")), Length(max=4000)],
    )


class GiveTime(FlaskForm):
    """Minutes to give and why."""

    minutes = IntegerField(
        _l("延长多少分钟"), validators=[InputRequired(_l("请填写分钟数。")), NumberRange(1, 240)]
    )
    reason = TextAreaField(
        _l("理由"), validators=[InputRequired(_l("请填写理由。")), Length(max=500)]
    )
